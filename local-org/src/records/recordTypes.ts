/**
 * The record types of records: which one a new record is given, which a user may give, which picklist values it leaves.
 * https://help.salesforce.com/s/articleView?id=platform.permissions_record_type_access.htm (2026-11-26)
 */
import { ERRORS } from '../errors.ts';
import { RECORD_TYPE_ID } from '../schema/recordTypes.ts';
import type { Access } from '../auth/access.ts';
import type { PlatformError } from '../errors.ts';
import type { FieldSchema, FieldValue, ObjectSchema, RecordTypeSchema, StoredRecord } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';

/** Of records without a type of their own, the same in every org. It is stored as no type at all. */
export const MASTER_RECORD_TYPE = '012000000000000AAA';

export interface RecordTypeRow {
    readonly id: string;
    readonly type: RecordTypeSchema;
}

/** The record types of an object, with the ids that the org gave them. */
export function recordTypesOf(records: OrgRecords, object: ObjectSchema): RecordTypeRow[] {
    if (!object.recordTypes) return [];
    const rows = [...recordTypeTable(records).all()].filter((row) => row['SobjectType'] === object.name);
    return object.recordTypes.flatMap((type) => {
        const row = rows.find((one) => one['DeveloperName'] === type.name);
        return row ? [{ id: String(row['Id']), type }] : [];
    });
}

/** The record type of a record; undefined for the master record type. */
export function recordTypeOf(
    records: OrgRecords,
    object: ObjectSchema,
    record: StoredRecord,
): RecordTypeRow | undefined {
    const id = record[RECORD_TYPE_ID.name];
    if (!object.recordTypes || typeof id !== 'string') return undefined;
    const row = recordTypeTable(records).get(id);
    if (row?.['SobjectType'] !== object.name) return undefined;
    const type = object.recordTypes.find(({ name }) => name === row['DeveloperName']);
    return type && { id, type };
}

/** Without a word on it, a new record is of the default record type of its creator's profile. */
export function defaultRecordTypeId(records: OrgRecords, object: ObjectSchema, access: Access): FieldValue {
    const type = access.defaultRecordType(object);
    return recordTypesOf(records, object).find((one) => one.type === type)?.id ?? null;
}

/** "The master record type simply means we won't set any": http://www.salesforcehacker.com/2013/09/master-record-types-with-permission-sets.html (2026-11-26) */
export function withoutMaster(values: StoredRecord, object: ObjectSchema, access: Access): StoredRecord {
    const isMaster = values[RECORD_TYPE_ID.name] === MASTER_RECORD_TYPE;
    return isMaster && access.mayGiveMaster(object) ? { ...values, [RECORD_TYPE_ID.name]: null } : values;
}

/** The values of a picklist that records of the type may hold. */
export function picklistValues(
    { name, picklist }: FieldSchema,
    type: RecordTypeSchema | undefined,
): NonNullable<FieldSchema['picklist']>['values'] {
    return type?.picklists.get(name) ?? picklist?.values ?? [];
}

/** What the type sets in a new record, in place of the fields' own defaults. */
export function recordTypeDefaults(object: ObjectSchema, type: RecordTypeSchema | undefined): StoredRecord {
    if (!type) return {};
    return Object.fromEntries(
        [...type.picklists].flatMap(([name, values]) => {
            const chosen = values.filter(({ isDefault }) => isDefault).map(({ value }) => value);
            return object.field(name) ? [[name, chosen.length > 0 ? chosen.join(';') : null]] : [];
        }),
    );
}

/**
 * Whether the record may have its type, and hold its values under it. Restricted picklists take what the type offers:
 * https://acesalesforce.com/bad-value-for-restricted-picklist-field/ (2026-11-26). What does not change is not looked at again.
 */
export function recordTypeErrors(
    records: OrgRecords,
    access: Access,
    object: ObjectSchema,
    record: StoredRecord,
    prior: StoredRecord | null,
): PlatformError[] {
    if (!object.recordTypes) return [];
    const found = recordTypeOf(records, object, record);
    const id = record[RECORD_TYPE_ID.name];
    const isChanged = typeof id === 'string' && id !== prior?.[RECORD_TYPE_ID.name];
    if (isChanged && !(found && access.mayGive(object, found.type))) return [ERRORS.recordTypeNotForUser(id)];
    return found ? valuesNotOffered(object, found.type, record, prior) : [];
}

function valuesNotOffered(
    object: ObjectSchema,
    type: RecordTypeSchema,
    record: StoredRecord,
    prior: StoredRecord | null,
): PlatformError[] {
    return [...type.picklists].flatMap(([name, values]) => {
        const field = object.field(name);
        const value = record[name];
        if (!field?.picklist?.restricted || typeof value !== 'string' || value === prior?.[name]) return [];
        const offered = new Set(values.map((one) => one.value));
        const chosen = field.type === 'MultiselectPicklist' ? value.split(';') : [value];
        return chosen.filter((one) => !offered.has(one)).map((one) => ERRORS.badPicklistValue(field, one));
    });
}

function recordTypeTable(records: OrgRecords): ReturnType<OrgRecords['table']> {
    const object = records.schema.object('RecordType');
    if (!object) throw new Error('The catalogue lacks RecordType');
    return records.table(object);
}
