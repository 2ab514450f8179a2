/** The ways a flow is run: for records being saved, for events, or called. */
import type { StoredRecord } from '../schema/types.ts';
import { runInterviews } from './engine.ts';
import { begin, newInterview } from './interview.ts';
import type { Interview, RunningInterview } from './interview.ts';
import { outputsOf, takeInputs } from './parameters.ts';
import type { FlowAccess, FlowContext, FlowTransaction, SaveError } from './port.ts';
import type { CompiledFlow } from './program.ts';
import type { FlowValue } from './values.ts';

export interface SavedRecord {
    readonly record: StoredRecord;
    /** Null when the record is being created. */
    readonly prior: StoredRecord | null;
}
export type FlowOutcome = { readonly ok: true } | { readonly ok: false; readonly error: SaveError };
export type CallOutcome =
    | { readonly ok: true; readonly guid: string; readonly outputs: Readonly<Record<string, FlowValue>> }
    | { readonly ok: false; readonly guid: string; readonly error: SaveError };

/** Runs a before-save flow for records that match it. Assignments to $Record change the records given. */
export function runBeforeSave(flow: CompiledFlow, batch: readonly SavedRecord[], tx: FlowTransaction): FlowOutcome[] {
    const interviews = batch.map(({ record, prior }, index) => newInterview(index, tx, record, prior));
    return run(flow, interviews, flow.start.first, tx);
}

/** Runs an after-save flow for records that match it; with `path`, that later path instead of the one at once. */
export function runAfterSave(
    flow: CompiledFlow,
    batch: readonly SavedRecord[],
    tx: FlowTransaction,
    path?: string,
): FlowOutcome[] {
    // $Record is what was saved; what the flow itself assigns later does not reach into the org's record.
    const interviews = batch.map(({ record, prior }, index) => newInterview(index, tx, { ...record }, prior));
    const first = path === undefined ? flow.start.first : flow.start.paths.find(({ name }) => name === path)?.first;
    return run(flow, interviews, first, tx, path);
}

/** Runs a flow for records that match it and are about to be deleted. */
export function runBeforeDelete(
    flow: CompiledFlow,
    records: readonly StoredRecord[],
    tx: FlowTransaction,
): FlowOutcome[] {
    const interviews = records.map((record, index) => newInterview(index, tx, { ...record }, null));
    return run(flow, interviews, flow.start.first, tx);
}

/** Runs a schedule-triggered flow: for each of a batch of records, or once when it has no object. */
export function runScheduled(
    flow: CompiledFlow,
    records: readonly (StoredRecord | null)[],
    tx: FlowTransaction,
): FlowOutcome[] {
    const interviews = records.map((record, index) => newInterview(index, tx, record && { ...record }, null));
    return run(flow, interviews, flow.start.first, tx);
}

/** Runs an event-triggered flow. The first unhandled fault fails the whole batch: roll it back. */
export function runEventBatch(flow: CompiledFlow, events: readonly StoredRecord[], tx: FlowTransaction): FlowOutcome {
    const interviews = events.map((event, index) => newInterview(index, tx, event, null));
    const running = start(flow, interviews, flow.start.first, tx);
    execute(flow, running, tx, true);
    const failed = running.find((interview) => interview.failure);
    return failed ? outcome(failed) : { ok: true };
}

/** Runs a flow without trigger, once for each set of inputs. */
export function runAutolaunched(
    flow: CompiledFlow,
    inputs: readonly Readonly<Record<string, FlowValue>>[],
    tx: FlowTransaction,
): CallOutcome[] {
    const interviews = inputs.map((_, index) => newInterview(index, tx, null, null));
    const running = start(flow, interviews, flow.start.first, tx);
    for (const [index, interview] of running.entries()) takeInputs(interview, inputs[index] ?? {});
    execute(flow, running, tx, false);
    return running.map((interview) => {
        const guid = interview.guid ?? tx.newGuid();
        if (interview.failure) return { ok: false, guid, error: interview.failure };
        return { ok: true, guid, outputs: outputsOf(interview) };
    });
}

function run(
    flow: CompiledFlow,
    interviews: readonly Interview[],
    first: string | undefined,
    tx: FlowTransaction,
    path?: string,
): FlowOutcome[] {
    const running = start(flow, interviews, first, tx, path);
    execute(flow, running, tx, false);
    return running.map(outcome);
}

function start(
    flow: CompiledFlow,
    interviews: readonly Interview[],
    first: string | undefined,
    tx: FlowTransaction,
    path?: string,
): RunningInterview[] {
    const where = { context: contextOf(flow), run: tx.beginRun(), caller: undefined, first };
    return interviews.map((interview) => {
        const { number, record } = interview;
        if (interview.changes)
            tx.trace({
                ...{ flow: flow.name, run: where.run, interview: number, element: 'Start', kind: 'start' },
                ...(path === undefined ? {} : { outcome: path }),
                ...(typeof record?.['Id'] === 'string' ? { detail: record['Id'] } : {}),
            });
        return begin(interview, flow, where);
    });
}

function execute(
    flow: CompiledFlow,
    interviews: readonly RunningInterview[],
    tx: FlowTransaction,
    stopAtFault: boolean,
): void {
    tx.runAs(contextOf(flow), () => runInterviews(interviews, { tx, stopAtFault }));
}

/**
 * Triggered flows run in system context without sharing unless they say otherwise; a called flow runs as its caller.
 * https://help.salesforce.com/s/articleView?id=platform.flow_distribute_context.htm (2026-11-25)
 */
export function contextOf({ start: { kind, runAs }, access }: CompiledFlow): FlowContext {
    const otherwise: FlowAccess = kind === 'AutoLaunched' ? 'User' : 'SystemWithoutSharing';
    const byDefault = kind === 'Scheduled' ? 'DefaultWorkflowUser' : 'TriggeringUser';
    return { user: runAs ?? byDefault, access: access ?? otherwise };
}

function outcome(interview: Interview): FlowOutcome {
    return interview.failure ? { ok: false, error: interview.failure } : { ok: true };
}
