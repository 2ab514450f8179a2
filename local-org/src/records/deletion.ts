/** Deleting rows and what hangs on them. */
import { ERRORS } from '../errors.ts';
import { heldByFlows } from './beforeDelete.ts';
import { normaliseId } from './ids.ts';
import type { SaveError, SaveOutcome } from '../flow/port.ts';
import type { PlatformError } from '../errors.ts';
import type { FieldSchema, ObjectSchema } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

export function deleteRows(
    tx: Transaction,
    object: ObjectSchema,
    ids: readonly string[],
    units: readonly number[],
    refuse: (id: string) => PlatformError | undefined = () => undefined,
): SaveOutcome[] {
    const candidates = ids.flatMap((id) => (refuse(id) ? [] : (normaliseId(id) ?? [])));
    const held = heldByFlows(tx, object, candidates);
    const byUnit = Map.groupBy(ids.keys(), (index) => units[index] ?? index);
    const outcomes = new Map<number, SaveOutcome>();
    for (const indexes of byUnit.values()) {
        const rollback = tx.savepoint();
        const errors = indexes.map((index) => {
            const id = ids[index] ?? '';
            return (
                refuse(id)?.toSaveError() ?? held.get(normaliseId(id) ?? '') ?? deleteRow(tx, object, id)?.toSaveError()
            );
        });
        const anyFailed = errors.some((error) => error !== undefined);
        if (anyFailed) rollback();
        indexes.forEach((index, position) => {
            const error = errors[position] ?? (anyFailed ? ERRORS.rolledBackWithOthers().toSaveError() : undefined);
            outcomes.set(index, outcomeOf(ids[index] ?? '', error));
        });
    }
    return ids.map((id, index) => outcomes.get(index) ?? outcomeOf(id, ERRORS.internal().toSaveError()));
}

function outcomeOf(id: string, error: SaveError | undefined): SaveOutcome {
    return error ? { success: false, errors: [error] } : { success: true, id: normaliseId(id) ?? id, created: false };
}

function deleteRow(tx: Transaction, object: ObjectSchema, givenId: string): PlatformError | undefined {
    const id = normaliseId(givenId);
    if (id === undefined) return ERRORS.malformedRecordId(givenId);
    const table = tx.records.table(object);
    if (!table.get(id)) return tx.records.wasDeleted(object, id) ? ERRORS.deletedRow() : ERRORS.noSuchRow();
    tx.records.bin(object, id, tx.changeStamp());
    for (const child of tx.schema.objects) {
        for (const lookup of child.fields) {
            if (!lookup.referenceTo.includes(object.name)) continue;
            const error = releaseChildren(tx, child, lookup, id);
            if (error) return error;
        }
    }
    return undefined;
}

/** Lookups are cleared without automation, details go with their master, restricted parents stay. */
function releaseChildren(
    tx: Transaction,
    child: ObjectSchema,
    lookup: FieldSchema,
    parentId: string,
): PlatformError | undefined {
    const table = tx.records.table(child);
    for (const childId of table.holding(lookup, parentId)?.ids() ?? []) {
        if (lookup.deleteConstraint === 'Restrict') return ERRORS.deleteRestricted(child.pluralLabel);
        if (lookup.deleteConstraint === 'Cascade') {
            const error = deleteRow(tx, child, childId);
            if (error) return error;
            continue;
        }
        const row = table.get(childId);
        if (row) table.put({ ...row, [lookup.name]: null });
    }
    return undefined;
}
