/** What a run of mutation found: by flow, and what no test noticed by name. */
import { mutantName } from './mutant.ts';
import type { Equivalents } from './equivalents.ts';
import type { Mutant } from './mutant.ts';
import type { Verdict } from './session.ts';

export interface MutationCounts {
    readonly killed: number;
    /** Noticed as well: the flow never came to an end. */
    readonly timedOut: number;
    readonly survived: number;
    /** Survived as well, and is listed with the reason why nobody could notice. */
    readonly equivalent: number;
    /** Not to be counted: the platform would refuse it. */
    readonly invalid: number;
    /** Time was up. */
    readonly notTried: number;
}

export interface Survivor {
    readonly flow: string;
    readonly element: string;
    readonly what: string;
    /** How many tests touch the place; 0: none gets there. */
    readonly tests: number;
}

interface Structure {
    readonly tried: number;
    /** Not noticed, nor listed as equivalent. */
    readonly survived: number;
}

/** What came of the mutants of one flow. */
export interface FlowOutcome {
    readonly flow: string;
    readonly counts: MutationCounts;
    readonly survivors: readonly Survivor[];
    /** Elements and ways that were taken away. */
    readonly structure: Structure;
    /** The test that noticed it, by the number of the mutant. */
    readonly noticedBy: ReadonlyMap<number, string>;
}

export interface MutationReport {
    readonly tests: number;
    readonly flows: Readonly<Record<string, MutationCounts>>;
    readonly total: MutationCounts;
    readonly survivors: readonly Survivor[];
    /** How many equivalent ones have the reason. */
    readonly reasons: Readonly<Record<string, number>>;
    /** Listed as equivalent though a test notices them, or though there is no such mutant. */
    readonly wronglyListed: readonly string[];
    readonly seconds: number;
}

export type MutationProgress = (counts: MutationCounts, all: number, survivor?: Survivor) => void;
type Tried = Verdict | { readonly kind: 'timedOut' | 'notTried' };
type Counted = { -readonly [K in keyof MutationCounts]: number };
const NO_STRUCTURE: Structure = { tried: 0, survived: 0 };
const nothing = (): Counted => ({ killed: 0, timedOut: 0, survived: 0, equivalent: 0, invalid: 0, notTried: 0 });

export class Tally {
    readonly #flows = new Map<string, Counted>();
    readonly #structure = new Map<string, Structure>();
    readonly #noticedBy = new Map<string, Map<number, string>>();
    readonly #survivors: Survivor[] = [];
    readonly #wronglyListed: string[];
    readonly #reasons = new Map<string, number>();
    readonly #total = nothing();
    readonly #all: number;
    readonly #equivalents: Equivalents;
    readonly #onProgress: MutationProgress;

    /** `wronglyListed` already before any mutant is tried. */
    constructor(
        queue: readonly Mutant[],
        equivalents: Equivalents,
        wronglyListed: readonly string[],
        onProgress: MutationProgress = () => undefined,
    ) {
        this.#all = queue.length;
        this.#equivalents = equivalents;
        this.#wronglyListed = [...wronglyListed];
        this.#onProgress = onProgress;
        for (const { flow } of queue) {
            this.#flows.set(flow, nothing());
            this.#noticedBy.set(flow, new Map());
        }
    }

    add(mutant: Mutant, verdict: Tried, tests: number): void {
        const { flow, element, what } = mutant;
        const reason = this.#equivalents.get(mutantName(mutant));
        const kind = verdict.kind === 'survived' && reason !== undefined ? 'equivalent' : verdict.kind;
        if (verdict.kind === 'killed') this.#noticedBy.get(flow)?.set(mutant.number, verdict.by);
        if (mutant.isStructural) this.#addStructure(flow, kind);
        const counts = this.#flows.get(flow);
        if (counts) counts[kind] += 1;
        this.#total[kind] += 1;
        if (kind === 'equivalent' && reason !== undefined)
            this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
        if (reason !== undefined && (kind === 'killed' || kind === 'timedOut'))
            this.#wronglyListed.push(mutantName(mutant));
        const survivor = kind === 'survived' ? { flow, element, what, tests } : undefined;
        if (survivor) this.#survivors.push(survivor);
        this.#onProgress(this.#total, this.#all, survivor);
    }

    #addStructure(flow: string, kind: keyof MutationCounts): void {
        if (kind === 'invalid' || kind === 'notTried') return;
        const { tried, survived } = this.#structure.get(flow) ?? NO_STRUCTURE;
        this.#structure.set(flow, { tried: tried + 1, survived: survived + Number(kind === 'survived') });
    }

    outcome(flow: string): FlowOutcome {
        return {
            flow,
            counts: this.#flows.get(flow) ?? nothing(),
            survivors: sorted(this.#survivors.filter((survivor) => survivor.flow === flow)),
            structure: this.#structure.get(flow) ?? NO_STRUCTURE,
            noticedBy: this.#noticedBy.get(flow) ?? new Map<number, string>(),
        };
    }

    result(): Pick<MutationReport, 'flows' | 'total' | 'survivors' | 'reasons' | 'wronglyListed'> {
        return {
            flows: Object.fromEntries(this.#flows),
            total: this.#total,
            survivors: sorted(this.#survivors),
            reasons: Object.fromEntries(this.#reasons),
            wronglyListed: this.#wronglyListed.toSorted(),
        };
    }
}

const sorted = (survivors: readonly Survivor[]): Survivor[] =>
    survivors.toSorted((a, b) => (mutantName(a) < mutantName(b) ? -1 : 1));

/** Share of the mutants tried that were noticed, 0 to 1; equivalent ones left aside. */
export function noticedShare({ killed, timedOut, survived }: MutationCounts): number {
    const tried = killed + timedOut + survived;
    return tried === 0 ? 1 : (killed + timedOut) / tried;
}

export function mutationTable(report: MutationReport): string {
    const { flows, total, survivors, reasons, wronglyListed, tests, seconds } = report;
    const lines = [...Object.entries(flows), ['all flows', total] as const].map(([name, counts]) =>
        lineOf(name, counts),
    );
    const left = survivors.map((each) => `${mutantName(each)} (${tellTests(each)})`);
    return [
        ...section('No test notices:', left),
        ...section('Listed as equivalent, but noticed or not there:', wronglyListed),
        ...section(
            'Equivalent:',
            Object.entries(reasons).map(([why, count]) => `${count}: ${why}`),
        ),
        ...lines,
        `${tests} tests, ${seconds} s`,
    ].join('\n');
}

const tellTests = ({ tests }: Survivor): string => (tests === 0 ? 'no test gets there' : `${tests} tests pass`);

const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];

function lineOf(name: string, counts: MutationCounts): string {
    const { killed, timedOut, survived, equivalent, invalid, notTried } = counts;
    const more = [
        timedOut > 0 ? `${timedOut} of them by never ending` : '',
        equivalent > 0 ? `${equivalent} equivalent` : '',
        invalid > 0 ? `${invalid} no valid flow` : '',
        notTried > 0 ? `${notTried} not tried` : '',
    ].filter((text) => text !== '');
    const percent = Math.floor(noticedShare(counts) * 100);
    return `${name}: ${killed + timedOut} killed, ${survived} survived (${percent} %)${more.length > 0 ? `; ${more.join(', ')}` : ''}`;
}
