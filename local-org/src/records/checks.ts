/** What only the database can say of a row about to be saved: do its parents exist, are its unique values free. */
import { ERRORS } from '../errors.ts';
import { RECORD_TYPE_ID } from '../schema/recordTypes.ts';
import { isReference } from './fieldRules.ts';
import type { PlatformError } from '../errors.ts';
import type { FieldSchema, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { OrgRecords } from './orgRecords.ts';

export function missingParents(
    records: OrgRecords,
    object: ObjectSchema,
    row: StoredRecord,
    prior: StoredRecord | null,
): PlatformError[] {
    return (
        object.fields
            // Of a record type more is asked: recordTypes.ts
            .filter((field) => isReference(field) && field.type !== 'MetadataRelationship' && field !== RECORD_TYPE_ID)
            .flatMap((field) => {
                const id = row[field.name];
                if (typeof id !== 'string' || id === prior?.[field.name]) return [];
                return missingParent(records, field, id);
            })
    );
}

function missingParent(records: OrgRecords, field: FieldSchema, id: string): PlatformError[] {
    const parent = records.objectOfId(id);
    if (!parent || !field.referenceTo.includes(parent.name)) return [ERRORS.wrongIdType(field, id)];
    return records.table(parent).get(id) ? [] : [ERRORS.noSuchReference(field)];
}

export function takenValues(records: OrgRecords, object: ObjectSchema, row: StoredRecord): PlatformError[] {
    return [...takenKeys(records, object, row), ...repeatedAssignment(records, object, row)];
}

/** A user has a permission set once. */
function repeatedAssignment(records: OrgRecords, object: ObjectSchema, row: StoredRecord): PlatformError[] {
    const assignee = object.name === 'PermissionSetAssignment' ? object.field('AssigneeId') : undefined;
    if (!assignee) return [];
    const { AssigneeId = null, PermissionSetId = null } = row;
    const others = records.table(object).holding(assignee, AssigneeId)?.ids() ?? [];
    const isRepeated = others.some(
        (id) => id !== row['Id'] && records.table(object).get(id)?.['PermissionSetId'] === PermissionSetId,
    );
    return isRepeated ? [ERRORS.repeatedAssignment(String(AssigneeId), String(PermissionSetId))] : [];
}

function takenKeys(records: OrgRecords, object: ObjectSchema, row: StoredRecord): PlatformError[] {
    return object.fields
        .filter((field) => field.unique)
        .flatMap((field) => {
            const holders =
                records
                    .table(object)
                    .holding(field, row[field.name] ?? null)
                    ?.ids() ?? [];
            const other = holders.find((id) => id !== row['Id']);
            return other === undefined ? [] : [ERRORS.duplicateValue(field.name, other)];
        });
}
