/** Runs flows after the fact: event-triggered flows for batches of events, asynchronous paths for saved records. */
import { FlowFault, LimitExceeded } from '../flow/port.ts';
import { runAfterSave, runEventBatch } from '../flow/index.ts';
import { messageOf, retrying } from './retrying.ts';
import type { CompiledFlow, FlowPath } from '../flow/index.ts';
import type { SaveError } from '../flow/port.ts';
import type { PathStart } from '../records/commitEffects.ts';
import type { Transaction } from '../records/transaction.ts';
import type { FieldValue, StoredRecord } from '../schema/types.ts';

export interface FlowError {
    readonly flow: string;
    readonly kind: 'event batch' | 'asynchronous path' | 'scheduled path' | 'scheduled flow';
    /** How many events or records were rolled back. */
    readonly size: number;
    readonly message: string;
    /** Which limit of the transaction was exceeded, when it was one. */
    readonly limit?: string;
}

export type Transact = <T>(origin: string, work: (tx: Transaction) => T, by?: FieldValue) => T;

/**
 * An unhandled fault or an exceeded limit rolls the batch back; it is told, and not tried again. Unless it names the
 * default workflow user, a flow runs as the user who published: events of several users that came in one batch are taken apart where the user changes.
 */
export function deliverToFlow(
    flow: CompiledFlow,
    events: readonly StoredRecord[],
    transact: Transact,
    report: (error: FlowError) => void,
): void {
    if (flow.start.runAs === 'DefaultWorkflowUser') {
        deliverBatch(flow, events, undefined, transact, report);
        return;
    }
    const publisher = events[0]?.['CreatedById'] ?? null;
    const next = events.findIndex((event) => event['CreatedById'] !== publisher);
    const batch = next < 0 ? events : events.slice(0, next);
    deliverBatch(flow, batch, publisher, transact, report);
    if (next > 0) deliverToFlow(flow, events.slice(next), transact, report);
}

function deliverBatch(
    flow: CompiledFlow,
    events: readonly StoredRecord[],
    /** Undefined: the administrator, who is the default workflow user here. */
    publisher: FieldValue | undefined,
    transact: Transact,
    report: (error: FlowError) => void,
): void {
    const work = (tx: Transaction): void => {
        const matching = events.filter((event) => flow.matches(event, null, tx));
        if (matching.length === 0) return;
        const outcome = runEventBatch(flow, matching, tx);
        if (!outcome.ok) throw new FlowFault(outcome.error.statusCode, outcome.error.message);
    };
    try {
        transact(`event batch: ${flow.name} (${events.length})`, work, publisher);
    } catch (error) {
        const limit = error instanceof LimitExceeded ? { limit: error.limit } : {};
        report({ flow: flow.name, kind: 'event batch', size: events.length, message: messageOf(error), ...limit });
    }
}

/**
 * Runs a later path for the records of one batch. Records whose interview fails are set aside and told; the others run
 * again, at most three times in all. Returns those for whom the path has not run.
 */
export function runPathBatch(
    flow: CompiledFlow,
    path: FlowPath,
    starts: readonly PathStart[],
    transact: Transact,
    report: (error: FlowError) => void,
): readonly PathStart[] {
    const kind = path.kind === 'Timed' ? 'scheduled path' : 'asynchronous path';
    const tell = (size: number, message: string): void => report({ flow: flow.name, kind, size, message });
    return retrying(
        starts,
        (alive) => attemptPath(flow, path, alive, transact, `${kind}: ${flow.name} (${alive.length})`),
        tell,
    );
}

/** Empty when everything was committed; otherwise nothing was. */
function attemptPath(
    flow: CompiledFlow,
    path: FlowPath,
    starts: readonly PathStart[],
    transact: Transact,
    origin: string,
): Map<PathStart, string> {
    const failures = new Map<PathStart, string>();
    try {
        transact(origin, (tx) => {
            const batch = starts.flatMap((start) => {
                const object = tx.records.objectOfId(start.id);
                const row = object && tx.records.table(object).get(start.id);
                if (!object || !row) return []; // deleted since
                return [{ start, record: tx.records.formulas.view(object, row), prior: start.prior }];
            });
            const outcomes = runAfterSave(flow, batch, tx, path.name);
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
    start: PathStart,
    outcome: ReturnType<typeof runAfterSave>[number] | undefined,
): { start: PathStart; error: SaveError }[] {
    return outcome && !outcome.ok ? [{ start, error: outcome.error }] : [];
}
