/** Records as clients send them, as rows to save. */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../errors.ts';
import { FlowFault, LimitExceeded } from '../flow/port.ts';
import { RecordError } from '../platformError.ts';
import { isWriteable } from '../records/fieldRules.ts';
import { parentId } from './parents.ts';
import { fromJson } from './values.ts';
import type { NewRecord, SaveError, SaveOutcome } from '../flow/port.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { FieldSchema, ObjectSchema, Schema } from '../schema/types.ts';
import type { Org } from '../org.ts';

const JsonObject = z.record(z.string(), z.unknown());
/** Setup and metadata: seen, not written. */
const READ_ONLY: ReadonlySet<string> = new Set(['EmailTemplate', 'FlowDefinitionView', 'Organization', 'Profile']);

export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
    const parsed = schema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw ERRORS.badJson(z.prettifyError(parsed.error));
}

export function jsonObject(body: unknown): Record<string, unknown> {
    return parseBody(JsonObject, body);
}

export function objectOf(schema: Schema, name: string | undefined): ObjectSchema {
    const object = schema.object(name ?? '');
    if (!object) throw ERRORS.notFound();
    return object;
}

/** The object, if rows of it can be written by this operation. */
export function writeableObject(schema: Schema, name: string | undefined, operation: string): ObjectSchema {
    const object = objectOf(schema, name);
    if (object.kind === 'event' && operation !== 'create') throw ERRORS.eventOnlyCreated(object.name, operation);
    if (object.kind === 'metadataType' || object.historyOf !== undefined || READ_ONLY.has(object.name))
        throw ERRORS.readOnlyObject(object.name);
    // The platform takes them from those who customize the application.
    if (object.name === 'RecordType') throw ERRORS.unsupported('writing record types as records: deploy them');
    return object;
}

/** The fields of a record in JSON. `keys` are those that say which record it is, and are left out. */
export function readRow(
    records: OrgRecords,
    object: ObjectSchema,
    json: Record<string, unknown>,
    keys: readonly string[] = [],
): NewRecord {
    const row: NewRecord = {};
    const readOnly: string[] = [];
    for (const [name, value] of Object.entries(json)) {
        if (name === 'attributes' || keys.some((key) => key.toLowerCase() === name.toLowerCase())) continue;
        const field = object.field(name);
        const lookup = field ? undefined : object.parentRelationship(name);
        if (lookup) {
            row[lookup.name] = parentIn(records, lookup, value);
            continue;
        }
        if (!field) throw ERRORS.unknownColumn(name, object.name);
        if (!isWriteable(field)) readOnly.push(field.name);
        else row[field.name] = fromJson(field, value);
    }
    if (readOnly.length > 0) throw ERRORS.notWriteable(readOnly);
    return row;
}

/** `"Account": {"Ext__c": "a"}`: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/dome_upsert.htm */
function parentIn(records: OrgRecords, lookup: FieldSchema, value: unknown): string | null {
    if (value === null) return null;
    const { attributes, ...keys } = jsonObject(value);
    const [[name, key] = ['', null], ...others] = Object.entries(keys);
    if (others.length > 0) throw ERRORS.severalParentKeys(lookup.relationshipName ?? lookup.name);
    const { type } = attributes === undefined ? {} : jsonObject(attributes);
    return parentId(records, lookup, { type: typeof type === 'string' ? type : undefined, field: name, value: key });
}

export interface SaveResult {
    readonly id?: string;
    readonly success: boolean;
    readonly errors: readonly SaveError[];
    readonly created?: boolean;
}

/** A published event is queued, not saved, and says so beside its success. */
export function eventResult(org: Org, event: ObjectSchema, outcome: SaveOutcome): SaveResult {
    if (!outcome.success) return { success: false, errors: outcome.errors };
    return {
        id: org.records.ids.allocate(event.keyPrefix),
        success: true,
        errors: [{ statusCode: 'OPERATION_ENQUEUED', message: outcome.id, fields: [] }],
    };
}

export function saveResult(outcome: SaveOutcome): SaveResult {
    return outcome.success ? { id: outcome.id, success: true, errors: [] } : { success: false, errors: outcome.errors };
}

/** The first failure of a single save, as the error that the whole request is answered with. */
export function requireSuccess(outcome: SaveOutcome | undefined): Extract<SaveOutcome, { success: true }> {
    if (outcome?.success) return outcome;
    const [error] = outcome?.errors ?? [];
    if (!error) throw ERRORS.internal();
    throw new RecordError(error, statusOfSaveError(error));
}

/** A record that is asked for is not found; one that a field names makes a bad request. */
export function statusOfSaveError({ statusCode, fields }: SaveError): number {
    return fields.length > 0 ? 400 : (STATUS_OF.get(statusCode) ?? 400);
}

const STATUS_OF: ReadonlyMap<string, number> = new Map(
    [ERRORS.noSuchRow(), ERRORS.deletedRow(), ERRORS.insufficientAccess(), ERRORS.insufficientAccessOnReference()].map(
        (error) => [error.errorCode, error.httpStatus],
    ),
);

/** What went wrong in a transaction, in the platform's words. */
export function asPlatformError(error: unknown): PlatformError | undefined {
    if (error instanceof PlatformError) return error;
    if (error instanceof LimitExceeded) return ERRORS.limitInFlow(error.message);
    if (error instanceof FlowFault) return new PlatformError(error.statusCode, 400, error.message);
    return undefined;
}
