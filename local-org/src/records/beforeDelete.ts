/** The flows that run before records are deleted, in batches of 200; a record whose flow fails stays. */
import { ERRORS } from '../errors.ts';
import { runBeforeDelete } from '../flow/index.ts';
import { chunks } from './save.ts';
import type { SaveError } from '../flow/port.ts';
import type { ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

const BATCH_SIZE = 200;
const ATTEMPTS = 3;

/**
 * Why records may not go, by id. What a failing flow wrote is undone, and the others run again without it, as in saves:
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm (2026-11-25)
 */
export function heldByFlows(tx: Transaction, object: ObjectSchema, ids: readonly string[]): Map<string, SaveError> {
    const held = new Map<string, SaveError>();
    if (tx.automation.beforeDelete(object).length === 0) return held;
    let alive = [...new Set(ids)];
    for (let attempt = 1; alive.length > 0; attempt += 1) {
        const rollback = tx.savepoint();
        const failures = chunks(alive, BATCH_SIZE).flatMap((batch) => [...failuresOf(tx, object, batch)]);
        if (failures.length === 0) break;
        rollback();
        for (const [id, error] of failures) held.set(id, error);
        alive = alive.filter((id) => !held.has(id));
        if (attempt < ATTEMPTS) continue;
        for (const id of alive) held.set(id, ERRORS.tooManyRetries().toSaveError());
        break;
    }
    return held;
}

function failuresOf(tx: Transaction, object: ObjectSchema, ids: readonly string[]): Map<string, SaveError> {
    const failures = new Map<string, SaveError>();
    const records = ids.flatMap((id): [string, StoredRecord][] => {
        const row = tx.records.table(object).get(id);
        return row ? [[id, tx.records.formulas.view(object, row)]] : [];
    });
    for (const flow of tx.automation.beforeDelete(object)) {
        const batch = records.filter(([id, record]) => !failures.has(id) && flow.matches(record, null, tx));
        if (batch.length === 0) continue;
        const outcomes = runBeforeDelete(
            flow,
            batch.map(([, record]) => record),
            tx,
        );
        for (const [index, outcome] of outcomes.entries()) {
            const id = batch[index]?.[0];
            if (!outcome.ok && id !== undefined) failures.set(id, outcome.error);
        }
    }
    return failures;
}
