/** The rows of one collections call, saved in one transaction, one statement for each run of like rows. */
import { ERRORS, PlatformError } from '../../errors.ts';
import { LimitExceeded } from '../../flow/port.ts';
import { eventResult, saveResult } from '../rows.ts';
import type { NewRecord, SaveOutcome } from '../../flow/port.ts';
import type { Transaction } from '../../records/transaction.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { Org } from '../../org.ts';
import type { SaveResult } from '../rows.ts';

export interface CollectionRow {
    readonly object: ObjectSchema;
    readonly operation: 'insert' | 'update' | 'upsert' | 'delete' | 'publish';
    readonly values: NewRecord;
    readonly externalIdField?: string;
}

type Row = CollectionRow | PlatformError;

type Outcomes = ReadonlyMap<CollectionRow, SaveOutcome>;
const NOTHING_SAVED: Outcomes = new Map();

/** One result a row, in order; a row that could not be read is an error already. */
export function saveCollection(org: Org, rows: readonly Row[], allOrNone: boolean): SaveResult[] {
    const readable = rows.filter((row): row is CollectionRow => !(row instanceof PlatformError));
    const saved = allOrNone && readable.length < rows.length ? NOTHING_SAVED : saveReadable(org, readable, allOrNone);
    return rows.map((row) => {
        if (row instanceof PlatformError) return saveResult(failed(row));
        const outcome = saved.get(row) ?? failed(ERRORS.rolledBackWithOthers());
        if (row.operation === 'publish') return eventResult(org, row.object, outcome);
        const result = saveResult(outcome);
        return row.operation === 'upsert' && outcome.success ? { ...result, created: outcome.created } : result;
    });
}

function saveReadable(org: Org, rows: readonly CollectionRow[], allOrNone: boolean): Outcomes {
    if (rows.length === 0) return NOTHING_SAVED;
    try {
        return org.transact(describe(rows), (tx) => {
            const rollback = tx.savepoint();
            const outcomes: Outcomes = new Map(runs(rows).flatMap((run) => runOne(tx, run, allOrNone)));
            if (!allOrNone || outcomes.values().every((outcome) => outcome.success)) return outcomes;
            rollback();
            return new Map(outcomes.entries().filter(([, outcome]) => !outcome.success));
        });
    } catch (error) {
        // A governor limit fails every row of the call.
        if (error instanceof LimitExceeded)
            return new Map(rows.map((row) => [row, failed(ERRORS.limitInFlow(error.message))]));
        throw error;
    }
}

/** Neighbours of one object and operation go together. */
function runs(rows: readonly CollectionRow[]): CollectionRow[][] {
    const result: CollectionRow[][] = [];
    for (const row of rows) {
        const last = result.at(-1);
        const isAlike = last?.[0]?.object === row.object && last[0].operation === row.operation;
        if (isAlike) last.push(row);
        else result.push([row]);
    }
    return result;
}

function runOne(tx: Transaction, run: readonly CollectionRow[], allOrNone: boolean): [CollectionRow, SaveOutcome][] {
    const outcomes = execute(tx, run, allOrNone);
    return run.map((row, index) => [row, outcomes[index] ?? failed(ERRORS.internal())]);
}

function execute(tx: Transaction, run: readonly CollectionRow[], allOrNone: boolean): readonly SaveOutcome[] {
    const [first] = run;
    if (!first) return [];
    const rows = run.map((row) => row.values);
    const units = rows.map((_, index) => (allOrNone ? 0 : index));
    const { name } = first.object;
    switch (first.operation) {
        case 'insert':
            return tx.insert(name, rows, units);
        case 'update':
            return tx.update(name, rows, units);
        case 'upsert':
            return tx.upsert(name, first.externalIdField ?? 'Id', rows, units);
        case 'delete': {
            const ids = rows.map((row) => String(row['Id']));
            return tx.delete(name, ids, units);
        }
        case 'publish':
            return tx.publish(name, rows);
    }
}

function describe(rows: readonly CollectionRow[]): string {
    const [first] = rows;
    return first ? `${first.operation} ${first.object.name} (${rows.length})` : 'nothing';
}

function failed(error: PlatformError): SaveOutcome {
    return { success: false, errors: [error.toSaveError()] };
}
