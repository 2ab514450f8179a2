/**
 * Lock-step execution. "Each interview runs until it reaches a bulkifiable element. Salesforce takes all the interviews
 * that stopped at the same element and executes those operations together. If other interviews are at a different
 * element, Salesforce then executes those operations together … until all the interviews finish."
 * https://help.salesforce.com/s/articleView?id=platform.flow_concepts_bulkification.htm (2026-11-21)
 */
import type { Interview } from './interview.ts';
import { FlowFault, LimitExceeded } from './port.ts';
import type { FlowTransaction } from './port.ts';
import type { CompiledElement, CompiledFlow, DataElement } from './program.ts';

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
export function runInterviews(flow: CompiledFlow, interviews: readonly Interview[], options: RunOptions): void {
    let running = interviews;
    for (;;) {
        for (const interview of running) advance(flow, interview);
        if (options.stopAtFault && running.some((interview) => interview.failure)) return;
        running = running.filter((interview) => interview.next !== undefined && !interview.failure);
        if (running.length === 0) return;
        for (const [element, group] of waiting(flow, running)) executeTogether(flow, element, group, options.tx);
        if (options.stopAtFault && running.some((interview) => interview.failure)) return;
        running = running.filter((interview) => !interview.failure);
    }
}

/** Lets one interview go on until it stands at an element that reads or writes, or ends. */
function advance(flow: CompiledFlow, interview: Interview): void {
    try {
        for (;;) {
            const element = elementAt(flow, interview);
            if (element?.kind !== 'step') return;
            enter(flow, element, interview);
            interview.next = element.advance(interview);
        }
    } catch (error) {
        if (!(error instanceof FlowFault)) throw error;
        interview.failure ??= unhandled(flow, error);
    }
}

function elementAt(flow: CompiledFlow, interview: Interview): CompiledElement | undefined {
    if (interview.next === undefined || interview.failure) return undefined;
    return flow.elements.get(interview.next);
}

function enter(flow: CompiledFlow, element: CompiledElement, interview: Interview): void {
    interview.executed++;
    if (interview.executed > MOST_ELEMENTS) throw new LimitExceeded('CPU', 'Apex CPU time limit exceeded');
    interview.tx.countElements(flow.name, 1);
    interview.tx.trace({ flow: flow.name, interview: interview.number, element: element.name, kind: element.tag });
}

/** Interviews by the element at which they wait, in the order of the first interview there. */
function waiting(flow: CompiledFlow, interviews: readonly Interview[]): Map<DataElement, Interview[]> {
    const groups = new Map<DataElement, Interview[]>();
    for (const interview of interviews) {
        const element = elementAt(flow, interview);
        if (element?.kind !== 'data') continue;
        const group = groups.get(element);
        if (group) group.push(interview);
        else groups.set(element, [interview]);
    }
    return groups;
}

function executeTogether(
    flow: CompiledFlow,
    element: DataElement,
    interviews: readonly Interview[],
    tx: FlowTransaction,
): void {
    for (const interview of interviews) enter(flow, element, interview);
    const faults = element.execute(interviews, tx);
    for (const interview of interviews) {
        const fault = faults.get(interview);
        if (!fault) interview.next = element.next;
        else if (element.faultNext === undefined) interview.failure = unhandled(flow, fault);
        else {
            interview.faultMessage = fault.message;
            interview.next = element.faultNext;
            const { name: flowName } = flow;
            tx.trace({
                flow: flowName,
                interview: interview.number,
                element: element.name,
                kind: 'fault',
                detail: fault.message,
            });
        }
    }
}

/** What the save of the record says when its flow fails. */
function unhandled(flow: CompiledFlow, fault: FlowFault): Interview['failure'] {
    return {
        statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
        message:
            `We can't save this record because the “${flow.label}” process failed. ` +
            `Give your Salesforce admin these details. ${fault.message}`,
        fields: [],
    };
}
