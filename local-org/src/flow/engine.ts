/**
 * Lock-step execution. "Each interview runs until it reaches a bulkifiable element. Salesforce takes all the interviews
 * that stopped at the same element and executes those operations together. If other interviews are at a different
 * element, Salesforce then executes those operations together … until all the interviews finish."
 * https://help.salesforce.com/s/articleView?id=platform.flow_concepts_bulkification.htm (2026-11-21)
 *
 * A subflow is no stop: its interview goes on in the other flow, and meets there whoever stands at the same element.
 */
import { begin, newInterview, rootOf } from './interview.ts';
import type { RunningInterview } from './interview.ts';
import { FlowFault, LimitExceeded } from './port.ts';
import type { FlowContext, FlowTransaction } from './port.ts';
import { OUTCOME } from './program.ts';
import type { CompiledElement, CompiledFlow, DataElement, SubflowElement } from './program.ts';
import { outputsOf, takeInputs } from './parameters.ts';
import { stepTrace } from './tracing.ts';
import type { StepTrace } from './tracing.ts';

/**
 * An interview that goes round in circles without ever reading or writing ends by the CPU limit on the platform
 * (10 s; elements have not been counted since API 57). Here it ends after this many elements.
 */
const MOST_ELEMENTS = 200_000;

export interface RunOptions {
    readonly tx: FlowTransaction;
    /** Ends everything at the first unhandled fault, because the whole batch is lost anyway. */
    readonly stopAtFault: boolean;
}

/** Runs interviews that stand at their first element until all have ended or failed. */
export function runInterviews(interviews: readonly RunningInterview[], options: RunOptions): void {
    let running = interviews;
    while (running.length > 0) {
        const stopped = running.map(advance).filter((interview) => interview !== undefined);
        if (options.stopAtFault && interviews.some(({ failure }) => failure)) return;
        for (const group of waiting(stopped)) executeTogether(group, options.tx);
        if (options.stopAtFault && interviews.some(({ failure }) => failure)) return;
        running = stopped.filter((interview) => !rootOf(interview).failure);
    }
}

/**
 * Lets one interview go on, into subflows and out of them, until it stands at an element that reads or writes. Gives
 * the interview that stands there; undefined when all has ended or failed.
 */
function advance(interview: RunningInterview): RunningInterview | undefined {
    let current = interview;
    try {
        for (;;) {
            const element = elementAt(current);
            if (!element) {
                const back = current.failure ? undefined : leave(current);
                if (!back) return undefined;
                current = back;
            } else if (element.kind === 'data') return current;
            else if (element.kind === 'subflow') current = enterSubflow(element, current);
            else {
                const trace = enter(element, current);
                current.next = element.advance(current);
                trace?.done(current);
            }
        }
    } catch (error) {
        if (!(error instanceof FlowFault)) throw error;
        fail(current, error);
        return undefined;
    }
}

function elementAt(interview: RunningInterview): CompiledElement | undefined {
    if (interview.next === undefined || interview.failure) return undefined;
    return interview.flow.elements.get(interview.next);
}

function enterSubflow(element: SubflowElement, interview: RunningInterview): RunningInterview {
    const trace = enter(element, interview);
    const flow = element.target();
    const { tx, run, number } = interview;
    const context = flow.access === undefined ? interview.context : { ...interview.context, access: flow.access };
    const fresh = { ...newInterview(number, tx, null, null), executed: interview.executed };
    const caller = { interview, element };
    const called = begin(fresh, flow, { context, run, caller, first: flow.start.first });
    takeInputs(called, element.inputs(interview));
    trace?.done(interview);
    return called;
}

/** Back to the flow that called, with the outputs; undefined when nobody waits. */
function leave(interview: RunningInterview): RunningInterview | undefined {
    const { caller } = interview;
    if (!caller) return undefined;
    caller.element.finish(caller.interview, outputsOf(interview));
    caller.interview.next = caller.element.next;
    return caller.interview;
}

function enter(element: CompiledElement, interview: RunningInterview): StepTrace | undefined {
    interview.executed.count++;
    if (interview.executed.count > MOST_ELEMENTS) throw new LimitExceeded('CPU', 'Apex CPU time limit exceeded');
    interview.tx.countElements(interview.flow.name, 1);
    interview.visited.add(element.name);
    return interview.changes ? stepTrace(element, interview) : undefined;
}

interface Group {
    readonly element: DataElement;
    readonly flow: CompiledFlow;
    readonly context: FlowContext;
    readonly interviews: RunningInterview[];
}

/** Interviews by the element at which they wait, in the order of the first interview there. */
function waiting(interviews: readonly RunningInterview[]): Iterable<Group> {
    const groups = new Map<string, Group>();
    for (const interview of interviews) {
        const element = elementAt(interview);
        if (element?.kind !== 'data') continue;
        const { flow, context } = interview;
        const key = `${flow.name} ${element.name} ${context.access}`;
        const group = groups.get(key);
        if (group) group.interviews.push(interview);
        else groups.set(key, { element, flow, context, interviews: [interview] });
    }
    return groups.values();
}

function executeTogether({ element, context, interviews }: Group, tx: FlowTransaction): void {
    const traces = interviews.map((interview) => enter(element, interview));
    const before = tx.isTraced ? tx.usage() : undefined;
    const faults = tx.runAs(context, () => element.execute(interviews, tx));
    const used = before && { before, after: tx.usage(), together: interviews.length };
    for (const [index, interview] of interviews.entries()) {
        const fault = faults.get(interview);
        if (!fault) interview.next = element.next;
        else {
            interview.failed.add(element.name);
            interview.outcome = OUTCOME.fault;
            interview.remark = fault.message;
            if (element.faultNext === undefined) fail(interview, fault);
            else {
                interview.faultMessage = fault.message;
                interview.next = element.faultNext;
            }
        }
        traces[index]?.done(interview, used);
    }
}

function fail(interview: RunningInterview, fault: FlowFault): void {
    const root = rootOf(interview);
    root.failure ??= unhandled(interview.flow, fault);
    if (interview !== root) interview.failure = root.failure;
    if (interview.changes)
        interview.tx.trace({
            ...{ flow: interview.flow.name, run: interview.run, interview: interview.number },
            ...{ element: interview.next ?? '', kind: 'failed', detail: fault.message },
        });
}

/** What the save of the record says when its flow fails. */
function unhandled(flow: CompiledFlow, fault: FlowFault): NonNullable<RunningInterview['failure']> {
    return {
        statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
        message:
            `We can't save this record because the “${flow.label}” process failed. ` +
            `Give your Salesforce admin these details. ${fault.message}`,
        fields: [],
    };
}
