/** One run of a flow for one record, event or set of inputs. */
import type { StoredRecord } from '../schema/types.ts';
import type { FlowContext, FlowTransaction, SaveError } from './port.ts';
import type { CompiledFlow, SubflowElement } from './program.ts';
import type { FlowList, FlowValue } from './values.ts';

export interface LoopState {
    readonly items: FlowList;
    next: number;
}

/** What may be known of an interview when only conditions are asked. */
export interface InterviewFacts {
    readonly number: number;
    readonly tx: FlowTransaction;
    /** The record or event that started the flow. Before the save it is the record being saved itself. */
    readonly record: StoredRecord | null;
    /** The record before the save; null when it is being created, and for everything that is no update. */
    readonly prior: StoredRecord | null;
}

export interface Interview extends InterviewFacts {
    /** Values of variables and element outputs, by name. */
    readonly values: Map<string, FlowValue>;
    readonly loops: Map<string, LoopState>;
    /** Elements executed so far, by this interview and those of its subflows. */
    readonly executed: { count: number };
    /** Elements and outcomes that were taken: Was Visited. */
    readonly visited: Set<string>;
    /** Elements that took their fault path: Has Error. */
    readonly failed: Set<string>;
    readonly startedAt: number;
    /** What the present element has set, for the trace; null when nobody listens. */
    changes: Map<string, FlowValue> | null;
    /** Which way the present element went, and what else it has to say, for the trace. */
    outcome: string | undefined;
    remark: string | undefined;
    /** $Flow.FaultMessage. */
    faultMessage: string | null;
    /** $Flow.InterviewGuid, once asked for. */
    guid: string | undefined;
    /** $Flow.CurrentRecord. */
    currentRecord: string | null;
    /** Where it goes next; undefined when it has come to an end. */
    next: string | undefined;
    /** Set when it failed. */
    failure: SaveError | null;
}

/** An interview that runs: of which flow, in whose name, and who waits for it. */
export interface RunningInterview extends Interview {
    readonly flow: CompiledFlow;
    readonly context: FlowContext;
    /** Which run of its transaction it belongs to, for the trace. */
    readonly run: number;
    readonly caller: { readonly interview: RunningInterview; readonly element: SubflowElement } | undefined;
}

export function newInterview(
    number: number,
    tx: FlowTransaction,
    record: StoredRecord | null,
    prior: StoredRecord | null,
): Interview {
    return {
        number,
        tx,
        record,
        prior,
        values: new Map(),
        loops: new Map(),
        executed: { count: 0 },
        visited: new Set(),
        failed: new Set(),
        startedAt: tx.now(),
        changes: tx.isTraced ? new Map() : null,
        outcome: undefined,
        remark: undefined,
        faultMessage: null,
        guid: undefined,
        currentRecord: null,
        next: undefined,
        failure: null,
    };
}

/** The interview that was started from outside the flows. */
export function rootOf(interview: RunningInterview): RunningInterview {
    let root = interview;
    while (root.caller) root = root.caller.interview;
    return root;
}

/** Begins an interview at an element with the values its variables start with. */
export function begin(
    interview: Interview,
    flow: CompiledFlow,
    where: Pick<RunningInterview, 'context' | 'run' | 'caller'> & { readonly first: string | undefined },
): RunningInterview {
    const { first, ...rest } = where;
    const running: RunningInterview = { ...interview, ...rest, flow, next: first };
    for (const variable of flow.variables) running.values.set(variable.name, variable.initial(running));
    return running;
}
