/** A trace as people read it: one line a run of a flow and way through it, however many interviews went that way. */
import type { FlowValue } from '../flow/index.ts';
import type { FlowTraceEntry } from '../flow/port.ts';

const MOST_VALUE = 60;

export function readableTrace(entries: readonly FlowTraceEntry[]): string {
    const runs = Map.groupBy(entries, ({ transaction, run, flow, calledBy }) =>
        [
            `transaction ${transaction ?? '?'}`,
            `${flow}${calledBy ? ` (called by ${calledBy})` : ''}`,
            `run ${run}`,
        ].join(' · '),
    );
    return [...runs].map(([title, ofRun]) => `${title}\n${waysOf(ofRun).join('\n')}`).join('\n');
}

function waysOf(entries: readonly FlowTraceEntry[]): string[] {
    const interviews = Map.groupBy(entries, ({ interview }) => interview);
    const ways = Map.groupBy([...interviews], ([, steps]) => steps.map(nameOf).join(' → '));
    return [...ways].map(([way, alike]) => {
        const numbers = alike.map(([number]) => number);
        const [first] = alike;
        const details = (first?.[1] ?? []).flatMap(detailOf).map((line) => `\n        ${line}`);
        return `    ${ranges(numbers)}: ${way}${details.join('')}`;
    });
}

function nameOf({ element, outcome, kind }: FlowTraceEntry): string {
    if (kind.startsWith('failed')) return `FAILED at ${element === '' ? 'the start' : element}`;
    return outcome === undefined ? element : `${element} [${outcome}]`;
}

/** What the first of those who went this way has to tell. */
function detailOf({ element, values, used, together, detail }: FlowTraceEntry): string[] {
    const set = [...(values ?? [])].map(([name, value]) => `${name} = ${shortened(value)}`);
    const limits = used
        ? Object.entries(used)
              .filter(([, count]) => count > 0)
              .map(([name, count]) => `${name} ${count}`)
        : [];
    const said = [
        ...set,
        ...limits,
        ...(together === undefined ? [] : [`together ${together}`]),
        ...(detail ? [detail] : []),
    ];
    return said.length === 0 ? [] : [`${element}: ${said.join(', ')}`];
}

function shortened(value: FlowValue): string {
    const text = JSON.stringify(value);
    return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)}…` : text;
}

/** `0–199 (200)`, `3`. */
function ranges(numbers: readonly number[]): string {
    const [first = 0, last = first] = [numbers[0], numbers.at(-1)];
    if (numbers.length === 1) return `interview ${first}`;
    const isRow = last - first === numbers.length - 1;
    return isRow ? `interviews ${first}–${last} (${numbers.length})` : `${numbers.length} interviews from ${first}`;
}
