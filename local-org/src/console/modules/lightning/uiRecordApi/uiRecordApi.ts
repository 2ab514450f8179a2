/** Stand-in for lightning/uiRecordApi: https://developer.salesforce.com/docs/platform/lwc/guide/reference-lightning-ui-api-record.html (2026-11-26) */
import { askUiApi, qualified, readAgain, wireAdapter } from 'console/uiApi';
import type { FieldReference } from '../../console/uiApi/uiApi.ts';

interface FieldValue {
    readonly value: unknown;
    readonly displayValue: string | null;
}

interface UiRecord {
    readonly id: string;
    readonly apiName: string;
    readonly fields: Readonly<Record<string, FieldValue>>;
}

interface FieldChoice {
    readonly fields?: FieldReference | readonly FieldReference[];
    readonly optionalFields?: FieldReference | readonly FieldReference[];
    readonly layoutTypes?: string | readonly string[];
    readonly modes?: string | readonly string[];
}

interface RecordConfig extends FieldChoice {
    readonly recordId: string;
}

interface RecordInput {
    readonly apiName?: string | null;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly allowSaveOnDuplicate?: boolean;
}

interface ObjectInfo {
    readonly fields: Readonly<Record<string, { readonly createable: boolean; readonly updateable: boolean }>>;
}

function parametersOf(choice: FieldChoice): string | undefined {
    const lists = {
        fields: [choice.fields ?? []].flat().map(qualified),
        optionalFields: [choice.optionalFields ?? []].flat().map(qualified),
        layoutTypes: [choice.layoutTypes ?? []].flat(),
        modes: [choice.modes ?? []].flat(),
    };
    const given = Object.entries(lists).filter(([, list]) => list.length > 0);
    if (given.length === 0) return undefined;
    return given.map(([name, list]) => `${name}=${encodeURIComponent(list.join(','))}`).join('&');
}

export const getRecord = wireAdapter<RecordConfig, UiRecord>(({ recordId, ...choice }) => {
    const parameters = parametersOf(choice);
    return recordId && parameters ? `/records/${recordId}?${parameters}` : undefined;
});

interface RecordsConfig {
    readonly records: readonly ({ readonly recordIds: readonly string[] } & FieldChoice)[];
}

export const getRecords = wireAdapter<RecordsConfig, unknown>(({ records = [] }) => {
    const ids = records.flatMap(({ recordIds }) => recordIds);
    const parameters = parametersOf({
        fields: records.flatMap(({ fields }) => fields ?? []),
        optionalFields: records.flatMap(({ optionalFields }) => optionalFields ?? []),
    });
    return ids.length > 0 && parameters ? `/records/batch/${ids.join(',')}?${parameters}` : undefined;
});

export async function createRecord(input: RecordInput): Promise<UiRecord> {
    const created = await askUiApi('/records', { method: 'POST', json: input });
    return created as UiRecord; // what the address answers
}

/** Wires that show the record follow. */
export async function updateRecord(
    { fields: { Id: id, ...fields }, ...input }: RecordInput,
    options: { readonly ifUnmodifiedSince?: string } = {},
): Promise<UiRecord> {
    const updated = await askUiApi(`/records/${String(id)}`, {
        method: 'PATCH',
        json: { ...input, fields },
        ...(options.ifUnmodifiedSince ? { headers: { 'If-Unmodified-Since': options.ifUnmodifiedSince } } : {}),
    });
    await readAgain([String(id)]);
    return updated as UiRecord; // what the address answers
}

export async function deleteRecord(recordId: string): Promise<void> {
    await askUiApi(`/records/${recordId}`, { method: 'DELETE' });
    await readAgain([recordId]);
}

/** The field at the end of `Object.Relationship.Field`. */
function fieldIn(record: UiRecord | undefined, field: FieldReference): FieldValue | undefined {
    const [, ...names] = qualified(field).split('.');
    let current: UiRecord | undefined = record;
    for (const name of names.slice(0, -1)) current = current?.fields[name]?.value as UiRecord | undefined; // a parent
    return current?.fields[names.at(-1) ?? ''];
}

export const getFieldValue = (record: UiRecord | undefined, field: FieldReference): unknown =>
    fieldIn(record, field)?.value;

export const getFieldDisplayValue = (record: UiRecord | undefined, field: FieldReference): string | null | undefined =>
    fieldIn(record, field)?.displayValue;

export const notifyRecordUpdateAvailable = (records: readonly { readonly recordId: string }[]): Promise<void> =>
    readAgain(records.map(({ recordId }) => recordId));

/** Its older name. */
export function getRecordNotifyChange(records: readonly { readonly recordId: string }[]): void {
    void notifyRecordUpdateAvailable(records);
}

type Right = 'createable' | 'updateable';

/** Values of the fields that the user may write; parents are left out. */
function writeable(record: UiRecord, info: ObjectInfo | undefined, right: Right): Record<string, unknown> {
    const fields = Object.entries(record.fields).filter(
        ([name, { value }]) => (typeof value !== 'object' || value === null) && (info?.fields[name]?.[right] ?? !info),
    );
    return Object.fromEntries(fields.map(([name, { value }]) => [name, value]));
}

export const generateRecordInputForCreate = (record: UiRecord, info?: ObjectInfo): RecordInput => ({
    apiName: record.apiName,
    fields: writeable(record, info, 'createable'),
});

export const generateRecordInputForUpdate = (record: UiRecord, info?: ObjectInfo): RecordInput => ({
    fields: { ...writeable(record, info, 'updateable'), Id: record.id },
});

/** What differs from the record as it was. */
export function createRecordInputFilteredByEditedFields(input: RecordInput, original: UiRecord): RecordInput {
    const edited = Object.entries(input.fields).filter(
        ([name, value]) => name === 'Id' || original.fields[name]?.value !== value,
    );
    return { ...input, fields: Object.fromEntries(edited) };
}
