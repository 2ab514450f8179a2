/**
 * Saving rows: partial success and, for each batch of up to 200, the order of execution.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm (2026-11-21)
 */
import { ERRORS } from '../errors.ts';
import { LimitExceeded } from '../flow/port.ts';
import { saveBatch } from './saveBatch.ts';
import type { PlatformError } from '../errors.ts';
import type { NewRecord, SaveOutcome } from '../flow/port.ts';
import type { ObjectSchema } from '../schema/types.ts';
import type { Transaction } from './transaction.ts';

export interface SaveRow {
    /** Absent: the row is created. */
    readonly id: string | undefined;
    readonly values: NewRecord;
    /** Rows of one unit are saved or fail together. */
    readonly unit: number;
    /** Known to fail before anything is tried. */
    readonly refused?: PlatformError;
}

const BATCH_SIZE = 200;
const ATTEMPTS = 3;

/**
 * Rows that fail are set aside and the others are saved again from the start, at most three times in all; automation
 * runs anew each time.
 */
export function saveRows(tx: Transaction, object: ObjectSchema, rows: readonly SaveRow[]): SaveOutcome[] {
    const outcomes = new Map<SaveRow, SaveOutcome>();
    let alive = rows;
    for (let attempt = 1; alive.length > 0; attempt += 1) {
        const rollback = tx.savepoint();
        const results = saveAll(tx, object, alive);
        const failedUnits = new Set(alive.filter((row) => !results.get(row)?.success).map((row) => row.unit));
        if (failedUnits.size === 0) {
            for (const [row, result] of results) outcomes.set(row, result);
            break;
        }
        rollback();
        const isLast = attempt === ATTEMPTS;
        for (const [row, result] of results) {
            if (!result.success) outcomes.set(row, result);
            else if (isLast) outcomes.set(row, failure(ERRORS.tooManyRetries()));
            else if (failedUnits.has(row.unit)) outcomes.set(row, failure(ERRORS.rolledBackWithOthers()));
        }
        alive = isLast ? [] : alive.filter((row) => !failedUnits.has(row.unit));
    }
    return rows.map((row) => outcomes.get(row) ?? failure(ERRORS.internal()));
}

function saveAll(tx: Transaction, object: ObjectSchema, rows: readonly SaveRow[]): Map<SaveRow, SaveOutcome> {
    const results = new Map<SaveRow, SaveOutcome>();
    for (const batch of batches(tx, rows)) {
        const outcomes = saveBatch(tx, object, batch);
        batch.forEach((row, index) => results.set(row, outcomes[index] ?? failure(ERRORS.internal())));
    }
    return results;
}

/** Batches of at most 200 rows in which no id comes twice: the second update of a record waits for the next batch. */
function batches(tx: Transaction, rows: readonly SaveRow[]): SaveRow[][] {
    const times = new Map<string, number>();
    const rounds = rows.map((row) => {
        if (row.id === undefined) return 0;
        const round = times.get(row.id) ?? 0;
        times.set(row.id, round + 1);
        if (round >= tx.limits.duplicateUpdates) {
            throw new LimitExceeded(
                'duplicateUpdates',
                `Maximum number of duplicate updates in one batch (${tx.limits.duplicateUpdates} allowed). ` +
                    `Attempt to update Id more than once in this Api call: ${row.id}`,
            );
        }
        return round;
    });
    const byRound = Map.groupBy(rows.keys(), (index) => rounds[index] ?? 0);
    return [...byRound.values()].flatMap((indexes) =>
        chunks(
            indexes.flatMap((index) => rows[index] ?? []),
            BATCH_SIZE,
        ),
    );
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
    return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
        items.slice(index * size, (index + 1) * size),
    );
}

function failure(error: PlatformError): SaveOutcome {
    return { success: false, errors: [error.toSaveError()] };
}
