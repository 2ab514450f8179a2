/** A record as user interfaces read it: https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_record.htm (2026-11-26) */
import { createHash } from 'node:crypto';
import { ERRORS } from '../../errors.ts';
import { displayValue } from '../displayValue.ts';
import { uiRecordTypeOf } from './recordTypes.ts';
import type { Org } from '../../org.ts';
import type { FieldValue, ObjectSchema, StoredRecord } from '../../schema/types.ts';

interface FieldAnswer {
    readonly displayValue: string | null;
    readonly value: FieldValue | RecordAnswer;
}

export interface RecordAnswer {
    readonly apiName: string;
    readonly childRelationships: Readonly<Record<string, never>>;
    readonly eTag: string;
    readonly fields: Readonly<Record<string, FieldAnswer>>;
    readonly id: string;
    readonly lastModifiedById: FieldValue;
    readonly lastModifiedDate: FieldValue;
    readonly recordTypeId: string | null;
    readonly recordTypeInfo: unknown;
    readonly systemModstamp: FieldValue;
    readonly weakEtag: number;
}

/** Field paths below one object: `Name`, `Account` with those below it. */
type FieldTree = Map<string, FieldTree>;

export interface FieldChoice {
    /** `Object.Field` or `Object.Relationship.Field`; one that the user cannot read is an error. */
    readonly fields: readonly string[];
    /** Left out where the user cannot read them. */
    readonly optionalFields: readonly string[];
}

export function recordAnswer(org: Org, object: ObjectSchema, row: StoredRecord, choice: FieldChoice): RecordAnswer {
    const tree: FieldTree = new Map();
    for (const path of choice.fields) addPath(org, object, tree, path, true);
    for (const path of choice.optionalFields) addPath(org, object, tree, path, false);
    return answerOf(org, object, row, tree);
}

function addPath(org: Org, object: ObjectSchema, tree: FieldTree, path: string, isRequired: boolean): void {
    const [head = '', ...names] = path.split('.');
    const refuse = (name: string, entity: string): void => {
        if (isRequired) throw ERRORS.unknownField(name, entity, '');
    };
    if (head.toLowerCase() !== object.name.toLowerCase() || names.length === 0) {
        refuse(path, object.name);
        return;
    }
    const spelled = spelling(org, object, names);
    if (spelled === undefined) {
        refuse(names.join('.'), object.name);
        return;
    }
    let level = tree;
    for (const name of spelled) {
        const next = level.get(name) ?? new Map<string, FieldTree>();
        level.set(name, next);
        level = next;
    }
}

/** The names as they are declared; undefined when one leads nowhere that the user can see. */
function spelling({ schema }: Org, object: ObjectSchema, names: readonly string[]): string[] | undefined {
    const spelled: string[] = [];
    let owners = [object];
    for (const relationship of names.slice(0, -1)) {
        const lookup = owners.map((owner) => owner.parentRelationship(relationship)).find(Boolean);
        if (!lookup?.relationshipName) return undefined;
        spelled.push(lookup.relationshipName);
        owners = lookup.referenceTo.flatMap((name) => schema.object(name) ?? []);
    }
    const last = owners.map((owner) => owner.field(names.at(-1) ?? '')).find(Boolean);
    return last ? [...spelled, last.name] : undefined;
}

function answerOf(org: Org, object: ObjectSchema, row: StoredRecord, tree: FieldTree): RecordAnswer {
    const fields = Object.fromEntries(
        [...tree].flatMap(([name, below]): [string, FieldAnswer][] => {
            const answer =
                below.size > 0 ? parentAnswer(org, object, row, name, below) : ownAnswer(org, object, row, name);
            return answer ? [[name, answer]] : [];
        }),
    );
    const type = uiRecordTypeOf(org, object, row);
    const content = {
        apiName: object.name,
        childRelationships: {},
        fields,
        id: String(row['Id']),
        lastModifiedById: row['LastModifiedById'] ?? null,
        lastModifiedDate: row['LastModifiedDate'] ?? null,
        recordTypeId: type.recordTypeId,
        recordTypeInfo: type.info,
        systemModstamp: row['SystemModstamp'] ?? null,
        weakEtag: Date.parse(String(row['SystemModstamp'] ?? '')) || 0,
    };
    return { ...content, eTag: eTagOf(content) };
}

/** "Changes to the payload change it"; opaque to clients. */
export function eTagOf(content: unknown): string {
    return createHash('md5').update(JSON.stringify(content)).digest('hex');
}

function ownAnswer(org: Org, object: ObjectSchema, row: StoredRecord, name: string): FieldAnswer | undefined {
    const field = object.field(name);
    if (!field) return undefined;
    const value = org.records.formulas.value(object, field, row);
    return { displayValue: displayValue(field, value, String(org.user['TimeZoneSidKey'])), value };
}

/** The parent's name is what people read: https://developer.salesforce.com/docs/atlas.en-us.uiapi.meta/uiapi/ui_api_responses_field_value.htm */
function parentAnswer(
    org: Org,
    object: ObjectSchema,
    row: StoredRecord,
    relationship: string,
    below: FieldTree,
): FieldAnswer {
    const lookup = object.parentRelationship(relationship);
    const found = lookup && org.records.parentRow(lookup, row);
    const parent = found && org.schema.object(found.object.name);
    if (!parent) return { displayValue: null, value: null };
    const name = org.value(parent, found.row, parent.nameField);
    return {
        displayValue: name === null ? null : String(name),
        value: answerOf(org, parent, found.row, below),
    };
}
