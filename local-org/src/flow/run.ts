/** The ways a flow is run: for records being saved, for events, or called. */
import type { StoredRecord } from '../schema/types.ts';
import { runInterviews } from './engine.ts';
import { newInterview } from './interview.ts';
import type { Interview } from './interview.ts';
import type { FlowTransaction, SaveError } from './port.ts';
import type { CompiledFlow } from './program.ts';
import { converted } from './values.ts';
import type { FlowValue } from './values.ts';

export interface SavedRecord {
    readonly record: StoredRecord;
    /** Null when the record is being created. */
    readonly prior: StoredRecord | null;
}
export type FlowOutcome = { readonly ok: true } | { readonly ok: false; readonly error: SaveError };
export type CallOutcome =
    | { readonly ok: true; readonly outputs: Readonly<Record<string, FlowValue>> }
    | { readonly ok: false; readonly error: SaveError };

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
    return run(flow, interviews, first, tx);
}

/** Runs an event-triggered flow. The first unhandled fault fails the whole batch: roll it back. */
export function runEventBatch(flow: CompiledFlow, events: readonly StoredRecord[], tx: FlowTransaction): FlowOutcome {
    const interviews = events.map((event, index) => newInterview(index, tx, event, null));
    begin(flow, interviews, flow.start.first);
    runInterviews(flow, interviews, { tx, stopAtFault: true });
    const failed = interviews.find((interview) => interview.failure);
    return failed ? outcome(failed) : { ok: true };
}

/** Runs a flow without trigger, once for each set of inputs. */
export function runAutolaunched(
    flow: CompiledFlow,
    inputs: readonly Readonly<Record<string, FlowValue>>[],
    tx: FlowTransaction,
): CallOutcome[] {
    const interviews = inputs.map((_, index) => newInterview(index, tx, null, null));
    begin(flow, interviews, flow.start.first);
    for (const [index, interview] of interviews.entries()) takeInputs(flow, interview, inputs[index] ?? {});
    runInterviews(flow, interviews, { tx, stopAtFault: false });
    return interviews.map((interview) => {
        if (interview.failure) return { ok: false, error: interview.failure };
        const outputs = flow.variables.filter(({ isOutput }) => isOutput);
        return {
            ok: true,
            outputs: Object.fromEntries(outputs.map(({ name }) => [name, interview.values.get(name) ?? null])),
        };
    });
}

function takeInputs(flow: CompiledFlow, interview: Interview, inputs: Readonly<Record<string, FlowValue>>): void {
    for (const { name, isInput, type } of flow.variables) {
        const value = inputs[name];
        if (isInput && value !== undefined) interview.values.set(name, converted(value, type));
    }
}

function run(
    flow: CompiledFlow,
    interviews: readonly Interview[],
    first: string | undefined,
    tx: FlowTransaction,
): FlowOutcome[] {
    begin(flow, interviews, first);
    runInterviews(flow, interviews, { tx, stopAtFault: false });
    return interviews.map(outcome);
}

function begin(flow: CompiledFlow, interviews: readonly Interview[], first: string | undefined): void {
    for (const interview of interviews) {
        interview.next = first;
        for (const variable of flow.variables) interview.values.set(variable.name, variable.initial(interview));
    }
}

function outcome(interview: Interview): FlowOutcome {
    return interview.failure ? { ok: false, error: interview.failure } : { ok: true };
}
