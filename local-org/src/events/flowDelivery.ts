/** Runs flows after the fact: event-triggered flows for batches of events, asynchronous paths for saved records. */
import { FlowFault } from '../flow/port.ts';
import { runAfterSave, runEventBatch } from '../flow/index.ts';
import { chunks } from '../records/save.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { SaveError } from '../flow/port.ts';
import type { AsyncPathStart, Transaction } from '../records/transaction.ts';
import type { StoredRecord } from '../schema/types.ts';

export interface FlowError {
    readonly flow: string;
    readonly kind: 'event batch' | 'asynchronous path';
    /** How many events or records were rolled back. */
    readonly size: number;
    readonly message: string;
}

export type Transact = <T>(origin: string, work: (tx: Transaction) => T) => T;

const PATH_BATCH = 200; // https://help.salesforce.com/s/articleView?id=platform.flow_concepts_trigger_scheduled_path.htm
const PATH_ATTEMPTS = 3;

/** An unhandled fault or an exceeded limit rolls the batch back; it is told, and not tried again. */
export function deliverToFlow(
    flow: CompiledFlow,
    events: readonly StoredRecord[],
    transact: Transact,
    report: (error: FlowError) => void,
): void {
    try {
        transact(`event batch: ${flow.name} (${events.length})`, (tx) => {
            const matching = events.filter((event) => flow.matches(event, null, tx));
            if (matching.length === 0) return;
            const outcome = runEventBatch(flow, matching, tx);
            if (!outcome.ok) throw new FlowFault(outcome.error.statusCode, outcome.error.message);
        });
    } catch (error) {
        report({ flow: flow.name, kind: 'event batch', size: events.length, message: messageOf(error) });
    }
}

/** The batches in which the asynchronous paths of one commit run. */
export function pathBatches(starts: readonly AsyncPathStart[]): AsyncPathStart[][] {
    const groups = Map.groupBy(starts, ({ flow, path }) => `${flow.name} ${path}`);
    return [...groups.values()].flatMap((group) => chunks(group, PATH_BATCH));
}

/** Records whose interview fails are set aside and told; the others run again, at most three times in all. */
export function runPathBatch(
    starts: readonly AsyncPathStart[],
    transact: Transact,
    report: (error: FlowError) => void,
): void {
    let alive = starts;
    for (let attempt = 1; alive.length > 0; attempt += 1) {
        const failures = attemptPath(alive, transact);
        if (failures.size === 0) return;
        const flow = alive[0]?.flow.name ?? '';
        const kind = 'asynchronous path';
        for (const message of failures.values()) report({ flow, kind, size: 1, message });
        alive = alive.filter((start) => !failures.has(start));
        if (attempt < PATH_ATTEMPTS) continue;
        if (alive.length > 0) report({ flow, kind, size: alive.length, message: 'Too many batch retries' });
        return;
    }
}

/** Empty when everything was committed; otherwise nothing was. */
function attemptPath(starts: readonly AsyncPathStart[], transact: Transact): Map<AsyncPathStart, string> {
    const failures = new Map<AsyncPathStart, string>();
    const [first] = starts;
    if (!first) return failures;
    try {
        transact(`asynchronous path: ${first.flow.name} (${starts.length})`, (tx) => {
            const batch = starts.flatMap((start) => {
                const object = tx.records.objectOfId(start.id);
                const row = object && tx.records.table(object).get(start.id);
                if (!object || !row) return []; // deleted since
                return [{ start, record: tx.records.formulas.view(object, row), prior: start.prior }];
            });
            const outcomes = runAfterSave(first.flow, batch, tx, first.path);
            const errors = batch.flatMap(({ start }, index) => failureOf(start, outcomes[index]));
            for (const { start, error } of errors) failures.set(start, error.message);
            const [error] = errors;
            if (error) throw new FlowFault(error.error.statusCode, error.error.message);
        });
    } catch (error) {
        if (failures.size === 0) for (const start of starts) failures.set(start, messageOf(error));
    }
    return failures;
}

function failureOf(
    start: AsyncPathStart,
    outcome: ReturnType<typeof runAfterSave>[number] | undefined,
): { start: AsyncPathStart; error: SaveError }[] {
    return outcome && !outcome.ok ? [{ start, error: outcome.error }] : [];
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
