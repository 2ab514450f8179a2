/** Tries every mutant of some flows against the tests that touch it, and says which none of them noticed. */
import { openProject } from '../testProject.ts';
import { mutantsOf } from './mutants.ts';
import { Tester } from './tester.ts';
import type { Mutant } from './mutant.ts';
import type { TestFacts, Verdict } from './session.ts';

export interface MutationOptions {
    readonly project: string;
    readonly testFiles: readonly string[];
    /** Flows to break; absent: all active ones. */
    readonly flows?: readonly string[];
    /** Only so many mutants, spread evenly over all. */
    readonly sample?: number;
    /** Threads: 1 or 2. */
    readonly jobs?: number;
    /** Longest that a mutant may take. */
    readonly mutantMilliseconds?: number;
    /** After this no further mutant is tried. */
    readonly totalMilliseconds?: number;
    readonly onProgress?: (done: MutationCounts, all: number) => void;
}

export interface MutationCounts {
    readonly killed: number;
    /** Noticed as well: the flow never came to an end. */
    readonly timedOut: number;
    readonly survived: number;
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

export interface MutationReport {
    readonly tests: number;
    readonly flows: Readonly<Record<string, MutationCounts>>;
    readonly total: MutationCounts;
    readonly survivors: readonly Survivor[];
    readonly seconds: number;
}

type Counted = { -readonly [K in keyof MutationCounts]: number };
const nothing = (): Counted => ({ killed: 0, timedOut: 0, survived: 0, invalid: 0, notTried: 0 });
const DEFAULT_MUTANT_MS = 20_000;

/** Throws when a test fails with the flows as they are. */
export async function runMutation(options: MutationOptions): Promise<MutationReport> {
    const { jobs = 2, totalMilliseconds = Infinity, mutantMilliseconds = DEFAULT_MUTANT_MS } = options;
    const begun = performance.now();
    const queue = allMutants(options);
    const testers = Array.from({ length: Math.max(1, Math.min(2, jobs)) }, () => new Tester(options));
    try {
        const tests = (await testers[0]?.baseline()) ?? [];
        const tally = new Tally(queue, options.onProgress);
        let next = 0;
        const work = async (tester: Tester): Promise<void> => {
            for (let mutant = queue[next++]; mutant; mutant = queue[next++]) {
                const isLate = performance.now() - begun > totalMilliseconds;
                const touching = isLate ? [] : testsThatTouch(mutant, tests);
                if (isLate) tally.add(mutant, 'notTried', 0);
                else tally.add(mutant, await judged(tester, mutant, touching, mutantMilliseconds), touching.length);
            }
        };
        await Promise.all(testers.map(work));
        return { tests: tests.length, ...tally.result(), seconds: Math.round((performance.now() - begun) / 1000) };
    } finally {
        await Promise.all(testers.map((tester) => tester.close()));
    }
}

async function judged(
    tester: Tester,
    mutant: Mutant,
    tests: readonly number[],
    milliseconds: number,
): Promise<Verdict['kind'] | 'timedOut'> {
    const verdict = await tester.judge(mutant, tests, milliseconds);
    return verdict?.kind ?? 'timedOut';
}

function allMutants({ project, flows, sample }: MutationOptions): Mutant[] {
    const files = openProject(project, flows).flows;
    const mutants = [...files].flatMap(([name, file]) =>
        file.root.value('status') === 'Active' ? mutantsOf(name, file.path, file.xml) : [],
    );
    if (sample === undefined || sample >= mutants.length) return mutants;
    return Array.from({ length: sample }, (_, at) => mutants[Math.floor((at * mutants.length) / sample)]).filter(
        (mutant) => mutant !== undefined,
    );
}

/** The places of the tests in their list, the quickest first. */
function testsThatTouch({ flow, element, reach }: Mutant, tests: readonly TestFacts[]): number[] {
    const place = reach === 'element' ? `${flow} ${element}` : flow;
    return [...tests.entries()]
        .filter(([, { touches }]) => touches.includes(place))
        .toSorted(([, a], [, b]) => a.milliseconds - b.milliseconds)
        .map(([at]) => at);
}

class Tally {
    readonly #flows = new Map<string, Counted>();
    readonly #survivors: Survivor[] = [];
    readonly #total = nothing();
    readonly #all: number;
    readonly #onProgress: MutationOptions['onProgress'];

    constructor(queue: readonly Mutant[], onProgress: MutationOptions['onProgress']) {
        this.#all = queue.length;
        this.#onProgress = onProgress;
        for (const { flow } of queue) this.#flows.set(flow, nothing());
    }

    add({ flow, element, what }: Mutant, kind: keyof MutationCounts, tests: number): void {
        const counts = this.#flows.get(flow);
        if (counts) counts[kind] += 1;
        this.#total[kind] += 1;
        if (kind === 'survived') this.#survivors.push({ flow, element, what, tests });
        this.#onProgress?.(this.#total, this.#all);
    }

    result(): Pick<MutationReport, 'flows' | 'total' | 'survivors'> {
        const place = ({ flow, element, what }: Survivor): string => `${flow} ${element} ${what}`;
        return {
            flows: Object.fromEntries(this.#flows),
            total: this.#total,
            survivors: this.#survivors.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)),
        };
    }
}

/** Share of the mutants tried that were noticed, 0 to 1. */
export function noticedShare({ killed, timedOut, survived }: MutationCounts): number {
    const tried = killed + timedOut + survived;
    return tried === 0 ? 1 : (killed + timedOut) / tried;
}

export function mutationTable({ flows, total, survivors, tests, seconds }: MutationReport): string {
    const lines = [...Object.entries(flows), ['all flows', total] as const].map(([name, counts]) =>
        lineOf(name, counts),
    );
    const left = survivors.map(
        (each) =>
            `  ${each.flow} › ${each.element}: ${each.what} (${each.tests === 0 ? 'no test gets there' : `${each.tests} tests pass`})`,
    );
    return [
        ...(left.length === 0 ? [] : ['No test notices:', ...left, '']),
        ...lines,
        `${tests} tests, ${seconds} s`,
    ].join('\n');
}

function lineOf(name: string, counts: MutationCounts): string {
    const { killed, timedOut, survived, invalid, notTried } = counts;
    const more = [
        timedOut > 0 ? `${timedOut} of them by never ending` : '',
        invalid > 0 ? `${invalid} no valid flow` : '',
        notTried > 0 ? `${notTried} not tried` : '',
    ].filter((text) => text !== '');
    const percent = Math.floor(noticedShare(counts) * 100);
    return `${name}: ${killed + timedOut} killed, ${survived} survived (${percent} %)${more.length > 0 ? `; ${more.join(', ')}` : ''}`;
}
