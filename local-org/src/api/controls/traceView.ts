/** The trace as people read it. The org keeps only references, so that being watched costs a flow little. */
import type { FlowTraceEntry } from '../../flow/port.ts';
import type { FlowValue } from '../../flow/index.ts';

/** A collection of 50,000 rows in each of 1,000 entries would help nobody. */
const SHOWN_ITEMS = 10;

interface ShortList {
    readonly size: number;
    readonly first: FlowValue;
}

export type ReadableEntry = Omit<FlowTraceEntry, 'values'> & {
    readonly values?: Readonly<Record<string, FlowValue | ShortList>>;
};

export function readableEntry({ values, ...entry }: FlowTraceEntry): ReadableEntry {
    if (!values) return entry;
    return { ...entry, values: Object.fromEntries([...values].map(([name, value]) => [name, shortened(value)])) };
}

function shortened(value: FlowValue): FlowValue | ShortList {
    if (!Array.isArray(value) || value.length <= SHOWN_ITEMS) return value;
    return { size: value.length, first: value.slice(0, SHOWN_ITEMS) };
}
