/** Tries every mutant of some flows against the tests that touch it, and says which none of them noticed. */
import { openProject } from '../testProject.ts';
import { outdated, readEquivalents } from './equivalents.ts';
import { mutantsOf } from './mutants.ts';
import { mutantName } from './mutant.ts';
import { Ranking } from './ranking.ts';
import { Tally } from './report.ts';
import { Tester } from './tester.ts';
import type { Equivalents } from './equivalents.ts';
import type { Mutant } from './mutant.ts';
import type { FlowOutcome, MutationProgress, MutationReport } from './report.ts';
import type { TestFacts } from './session.ts';

export interface MutationOptions {
    readonly project: string;
    readonly testFiles: readonly string[];
    /** Flows to break; absent: all active ones. */
    readonly flows?: readonly string[];
    /** Only those with these names, as the report gives them. */
    readonly only?: ReadonlySet<string>;
    /** Only so many mutants, spread evenly over all. */
    readonly sample?: number;
    /** Threads: 1 or 2. */
    readonly jobs?: number;
    /** Longest that a mutant may take beyond what its tests take. */
    readonly mutantMilliseconds?: number;
    /** Of the tests that touch a mutant only so much, by the processor time they take, the likeliest to notice it first. */
    readonly testMilliseconds?: number;
    /** After this no further mutant is tried. */
    readonly totalMilliseconds?: number;
    /** File that lists equivalent mutants with their reasons. */
    readonly equivalents?: string;
    /** File that keeps which test noticed which mutant, to be tried first the next time. */
    readonly remember?: string;
    readonly onProgress?: MutationProgress;
    /** Told of each flow when all of its mutants have been tried. */
    readonly onFlow?: (outcome: FlowOutcome) => void;
}

const NONE: Equivalents = new Map();
const DEFAULT_MUTANT_MS = 20_000;
/** A broken flow may make its tests slower before they fail, and the machine may be busy with other things. */
const SLOWER = 10;
/** How much longer the second try may take: a machine that was busy is no infinite loop. */
const PATIENCE = 4;

/** Throws when a test fails with the flows as they are. */
export async function runMutation(options: MutationOptions): Promise<MutationReport> {
    const { jobs = 2, totalMilliseconds = Infinity, mutantMilliseconds = DEFAULT_MUTANT_MS } = options;
    const begun = performance.now();
    const all = allMutants(options);
    const wanted = options.only === undefined ? all : all.filter((mutant) => options.only?.has(mutantName(mutant)));
    const queue = sampled(wanted, options.sample);
    const equivalents = options.equivalents === undefined ? NONE : readEquivalents(options.equivalents);
    const testers = Array.from({ length: Math.max(1, Math.min(2, jobs)) }, () => new Tester(options));
    try {
        const tests = (await testers[0]?.baseline()) ?? [];
        const ranking = new Ranking(tests, options.remember);
        const tally = new Tally(queue, equivalents, outdated(equivalents, all), options.onProgress);
        const judge = async (tester: Tester, mutant: Mutant): Promise<void> => {
            if (performance.now() - begun > totalMilliseconds) {
                tally.add(mutant, { kind: 'notTried' }, 0);
                return;
            }
            const touching = within(options.testMilliseconds, ranking.order(mutant), tests);
            const longest = mutantMilliseconds + SLOWER * timeOf(touching, tests);
            const verdict = (await tester.judge(mutant, touching, longest)) ??
                (await tester.judge(mutant, touching, longest * PATIENCE)) ?? { kind: 'timedOut' };
            if (verdict.kind === 'killed') ranking.noticed(mutant, verdict.by);
            tally.add(mutant, verdict, touching.length);
        };
        for (const [flow, mutants] of Map.groupBy(queue, (mutant) => mutant.flow)) {
            const left = mutants.values(); // shared: each tester takes the next one
            await Promise.all(
                testers.map(async (tester) => {
                    for (const mutant of left) await judge(tester, mutant);
                }),
            );
            ranking.save();
            options.onFlow?.(tally.outcome(flow));
        }
        return { tests: tests.length, ...tally.result(), seconds: Math.round((performance.now() - begun) / 1000) };
    } finally {
        await Promise.all(testers.map((tester) => tester.close()));
    }
}

/** The first of them as long as the time lasts; the very first in any case. */
function within(budget: number | undefined, places: readonly number[], tests: readonly TestFacts[]): readonly number[] {
    let left = budget ?? Infinity;
    return places.filter((at, index) => {
        left -= tests[at]?.milliseconds ?? 0;
        return index === 0 || left >= 0;
    });
}

const timeOf = (places: readonly number[], tests: readonly TestFacts[]): number =>
    places.reduce((sum, at) => sum + (tests[at]?.milliseconds ?? 0), 0);

function allMutants({ project, flows }: MutationOptions): Mutant[] {
    return [...openProject(project, flows).flows].flatMap(([name, file]) =>
        file.root.value('status') === 'Active' ? mutantsOf(name, file.path, file.xml) : [],
    );
}

/** Spread evenly over all. */
function sampled(mutants: readonly Mutant[], count = Infinity): readonly Mutant[] {
    if (count >= mutants.length) return mutants;
    const at = (index: number): Mutant | undefined => mutants[Math.floor((index * mutants.length) / count)];
    return Array.from({ length: count }, (_, index) => at(index)).filter((mutant) => mutant !== undefined);
}
