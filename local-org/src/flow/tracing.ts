/** The trace of an element: written when it begins, so that it stands in its place, and completed when it is done. */
import type { RunningInterview } from './interview.ts';
import type { FlowTraceEntry, LimitsUsed } from './port.ts';
import type { CompiledElement } from './program.ts';

export interface GroupUsage {
    readonly before: LimitsUsed;
    readonly after: LimitsUsed;
    /** How many interviews did this together. */
    readonly together: number;
}

export interface StepTrace {
    done(interview: RunningInterview, used?: GroupUsage): void;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export function stepTrace(element: CompiledElement, interview: RunningInterview): StepTrace {
    const { flow, run, number, caller } = interview;
    const entry: Writable<FlowTraceEntry> = {
        ...{ flow: flow.name, run, interview: number, element: element.name, kind: element.tag },
        ...(caller ? { calledBy: caller.interview.flow.name } : {}),
    };
    interview.tx.trace(entry);
    return {
        done: (after, used) => {
            if (after.outcome !== undefined) entry.outcome = after.outcome;
            if (after.remark !== undefined) entry.detail = after.remark;
            if (after.changes && after.changes.size > 0) entry.values = after.changes;
            if (used) {
                entry.together = used.together;
                entry.used = difference(used);
            }
            clear(after);
        },
    };
}

/** The entry keeps what was set as it is: records are never changed in place, and the next element gets a map of its own. */
function clear(interview: RunningInterview): void {
    interview.outcome = undefined;
    interview.remark = undefined;
    if (interview.changes && interview.changes.size > 0) interview.changes = new Map();
}

function difference({ before, after }: GroupUsage): LimitsUsed {
    return {
        queries: after.queries - before.queries,
        rowsRead: after.rowsRead - before.rowsRead,
        statements: after.statements - before.statements,
        rowsWritten: after.rowsWritten - before.rowsWritten,
    };
}
