/**
 * What a save leaves in the history of a record: https://help.salesforce.com/s/articleView?id=xcloud.tracking_field_history.htm
 * and https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_history.htm
 * (2026-11-26). The rows belong to the transaction and go with it.
 */
import { historyName } from '../schema/history.ts';
import { isReference } from './fieldRules.ts';
import type { FieldSchema, FieldType, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

/** "Changes to … long text area, multi-select picklist … are tracked as edited; old and new values aren't recorded." */
const WITHOUT_VALUES: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html', 'MultiselectPicklist']);

interface Change {
    readonly Field: string;
    readonly OldValue: FieldValue;
    readonly NewValue: FieldValue;
}

export function noteHistory(
    tx: Transaction,
    object: ObjectSchema,
    record: StoredRecord,
    prior: StoredRecord | null,
): void {
    const history = tx.schema.object(historyName(object));
    const parent =
        history?.historyOf === object.name ? history.fields.find(({ type }) => type === 'MasterDetail') : undefined;
    if (!history || !parent) return;
    const { LastModifiedDate, LastModifiedById } = tx.changeStamp();
    for (const change of changes(tx, object, record, prior)) {
        tx.records.table(history).put({
            ...{ Id: tx.records.ids.allocate(history.keyPrefix), IsDeleted: false },
            ...{ CreatedDate: LastModifiedDate, CreatedById: LastModifiedById },
            [parent.name]: record['Id'] ?? null,
            ...change,
        });
    }
}

/** Values that a record is created with are not its history: one row says that it was. */
function changes(tx: Transaction, object: ObjectSchema, record: StoredRecord, prior: StoredRecord | null): Change[] {
    if (prior === null) return [{ Field: 'created', OldValue: null, NewValue: null }];
    return object.fields.flatMap((field) => {
        const [before, after] = [prior[field.name] ?? null, record[field.name] ?? null];
        return !field.tracksHistory || before === after ? [] : changesOf(tx, field, before, after);
    });
}

/** A lookup leaves two rows: one with the names, one with the ids. */
function changesOf(tx: Transaction, field: FieldSchema, before: FieldValue, after: FieldValue): Change[] {
    const Field = field.name;
    if (WITHOUT_VALUES.has(field.type)) return [{ Field, OldValue: null, NewValue: null }];
    const values = { Field, OldValue: before, NewValue: after };
    if (!isReference(field)) return [values];
    return [{ Field, OldValue: nameOf(tx, before), NewValue: nameOf(tx, after) }, values];
}

function nameOf(tx: Transaction, id: FieldValue): FieldValue {
    const object = typeof id === 'string' ? tx.records.objectOfId(id) : undefined;
    const row = object && tx.records.rowOf(String(id));
    return row?.[object?.nameField ?? ''] ?? null;
}
