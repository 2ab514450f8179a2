/** Which elements and which ways on from them some runs have taken, and which none has. */
import { OUTCOME } from '../flow/index.ts';
import type { CompiledFlow } from '../flow/index.ts';
import type { FlowTraceEntry } from '../flow/port.ts';

/** How often each was taken; 0 for those that never were. */
export interface FlowHits {
    readonly elements: Readonly<Record<string, number>>;
    /** By element and outcome: `Is_Known › Known`, `Is_Known › default`, `Get_Known › fault`, `Start › conditions not met`. */
    readonly outcomes: Readonly<Record<string, number>>;
}
export type CoverageReport = Readonly<Record<string, FlowHits>>;

interface Hits {
    readonly elements: Map<string, number>;
    readonly outcomes: Map<string, number>;
}

const START = 'Start';
const MET = 'conditions met';
const NOT_MET = 'conditions not met';
const AT_ONCE = 'at once';
/** The only way on from an element is no outcome. */
const BRANCHES = (name: string): boolean => name !== OUTCOME.next;

export const outcomeKey = (element: string, outcome: string): string => `${element} › ${outcome}`;

export class Coverage {
    readonly #flows = new Map<string, Hits>();

    /** Makes the flow's elements and outcomes known. */
    expect({ name, start, outline }: Pick<CompiledFlow, 'name' | 'start' | 'outline'>): void {
        const ways = [
            ...(start.isConditional ? [MET, NOT_MET] : []),
            ...(start.paths.length > 0 && start.first !== undefined ? [AT_ONCE] : []),
            ...start.paths.map((path) => path.name),
        ].map((way) => outcomeKey(START, way));
        const outcomes = outline.flatMap((element) =>
            element.outcomes.filter((way) => BRANCHES(way.name)).map((way) => outcomeKey(element.name, way.name)),
        );
        this.#add(name, {
            elements: zeros(outline.map((element) => element.name)),
            outcomes: zeros([...ways, ...outcomes]),
        });
    }

    noteEntry(flow: string, met: boolean): void {
        this.#count(this.#flows.get(flow)?.outcomes, outcomeKey(START, met ? MET : NOT_MET));
    }

    /** Entries are completed after they have come: to be called when what they tell of has ended. */
    take(entries: readonly FlowTraceEntry[]): void {
        const ended = new Set(entries.filter(({ kind }) => kind === 'failed').map(placeOf));
        for (const entry of entries) {
            const hits = this.#flows.get(entry.flow);
            if (!hits || entry.kind.startsWith('failed')) continue;
            const isStart = entry.kind === 'start';
            const outcome = entry.outcome ?? (isStart ? AT_ONCE : ended.has(placeOf(entry)) ? undefined : OUTCOME.next);
            this.#count(hits.elements, entry.element);
            if (outcome !== undefined) this.#count(hits.outcomes, outcomeKey(entry.element, outcome));
        }
    }

    /** Adds what another run, or another process, has seen. */
    merge(report: CoverageReport): void {
        for (const [flow, hits] of Object.entries(report)) this.#add(flow, hits);
    }

    report(): CoverageReport {
        return Object.fromEntries(
            [...this.#flows]
                .toSorted(([a], [b]) => (a < b ? -1 : 1))
                .map(([flow, { elements, outcomes }]) => [
                    flow,
                    { elements: Object.fromEntries(elements), outcomes: Object.fromEntries(outcomes) },
                ]),
        );
    }

    #add(flow: string, { elements, outcomes }: FlowHits): void {
        const hits = this.#flows.get(flow) ?? {
            elements: new Map<string, number>(),
            outcomes: new Map<string, number>(),
        };
        this.#flows.set(flow, hits);
        addAll(hits.elements, elements);
        addAll(hits.outcomes, outcomes);
    }

    /** What the flow's metadata does not have is not counted. */
    #count(hits: Map<string, number> | undefined, name: string): void {
        const before = hits?.get(name);
        if (before !== undefined) hits?.set(name, before + 1);
    }
}

function addAll(hits: Map<string, number>, more: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(more)) hits.set(name, (hits.get(name) ?? 0) + count);
}

function zeros(names: readonly string[]): Record<string, number> {
    return Object.fromEntries(names.map((name) => [name, 0]));
}

function placeOf({ transaction, flow, run, interview, element }: FlowTraceEntry): string {
    return `${transaction} ${flow} ${run} ${interview} ${element}`;
}

export interface Share {
    readonly taken: number;
    readonly all: number;
    readonly missing: readonly string[];
}

export function shareOf(hits: Readonly<Record<string, number>>): Share {
    const missing = Object.keys(hits).filter((name) => hits[name] === 0);
    const all = Object.keys(hits).length;
    return { taken: all - missing.length, all, missing };
}

/** `flow: elements n/m, outcomes n/m`, what was not taken by name, and the sum of all. */
export function coverageTable(report: CoverageReport): string {
    const rows = Object.entries(report).map(([flow, { elements, outcomes }]) => ({
        flow,
        elements: shareOf(elements),
        outcomes: shareOf(outcomes),
    }));
    const lines = rows.flatMap(({ flow, elements, outcomes }) => [
        lineOf(flow, elements, outcomes),
        ...[...elements.missing, ...outcomes.missing].map((name) => `    not taken: ${name}`),
    ]);
    const all = lineOf('all flows', sum(rows.map((row) => row.elements)), sum(rows.map((row) => row.outcomes)));
    return [...lines, all].join('\n');
}

function lineOf(flow: string, elements: Share, outcomes: Share): string {
    return `${flow}: elements ${elements.taken}/${elements.all}, outcomes ${outcomes.taken}/${outcomes.all}`;
}

function sum(shares: readonly Share[]): Share {
    const total = (part: 'taken' | 'all'): number => shares.reduce((count, share) => count + share[part], 0);
    return { taken: total('taken'), all: total('all'), missing: shares.flatMap(({ missing }) => missing) };
}
