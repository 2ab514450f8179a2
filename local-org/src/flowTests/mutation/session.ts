/** One org with its tests, against which broken flows are tried one after the other. */
import { openFlowOrg } from '../flowOrg.ts';
import { runFlowTest } from '../flowTest.ts';
import { importTests } from '../testFiles.ts';
import type { CoverageReport } from '../coverage.ts';
import type { FlowOrg } from '../flowOrg.ts';
import type { FlowTest } from '../flowTest.ts';
import type { Mutant } from './mutant.ts';

export interface SessionOptions {
    readonly project: string;
    readonly testFiles: readonly string[];
}

/** What a test does while all flows are whole. */
export interface TestFacts {
    readonly name: string;
    /** Of the processor. */
    readonly milliseconds: number;
    /** `flow` for each flow whose entry it put to the question, `flow element` and `flow element › outcome` for each it took. */
    readonly touches: readonly string[];
}

export type Verdict =
    | { readonly kind: 'killed'; readonly by: string }
    | { readonly kind: 'survived'; readonly tests: number }
    /** The platform would not let it be activated, or the local org cannot run it. */
    | { readonly kind: 'invalid'; readonly why: string };

export class MutationSession {
    readonly #org: FlowOrg;
    readonly #tests: readonly FlowTest[];

    /** Of an org that is there already, and that is left with the flows that were tried last. */
    constructor(org: FlowOrg, tests: readonly FlowTest[]) {
        this.#org = org;
        this.#tests = tests;
    }

    static async open({ project, testFiles }: SessionOptions): Promise<MutationSession> {
        return new MutationSession(openFlowOrg({ project }), await importTests(testFiles));
    }

    /** Runs every test once; throws when one fails, because then nothing can be learnt from its failing. */
    async baseline(now: () => number): Promise<TestFacts[]> {
        const facts: TestFacts[] = [];
        let before = this.#org.covered().report();
        for (const test of this.#tests) {
            const started = now();
            await runFlowTest(this.#org, test).catch((error: unknown) => {
                throw new Error(`The test "${test.name}" fails with the flows as they are`, { cause: error });
            });
            const milliseconds = Math.round(now() - started);
            const after = this.#org.covered().report();
            facts.push({ name: test.name, milliseconds, touches: touched(before, after) });
            before = after;
        }
        return facts;
    }

    /** Tries these tests, by their places in the list, until one fails. */
    async judge({ flow, xml }: Mutant, tests: readonly number[]): Promise<Verdict> {
        try {
            this.#org.useFlows(new Map([[flow, xml]]));
        } catch (error) {
            return { kind: 'invalid', why: error instanceof Error ? error.message : String(error) };
        }
        for (const at of tests) {
            const test = this.#tests[at];
            if (test && !(await passes(this.#org, test))) return { kind: 'killed', by: test.name };
        }
        return { kind: 'survived', tests: tests.length };
    }

    close(): void {
        this.#org.close();
    }
}

async function passes(org: FlowOrg, test: FlowTest): Promise<boolean> {
    org.reset();
    try {
        await test.body(org);
        return true;
    } catch {
        return false; // however it fails, the mutant was noticed
    }
}

function touched(before: CoverageReport, after: CoverageReport): string[] {
    return Object.entries(after).flatMap(([flow, hits]) => {
        const moved = (part: 'elements' | 'outcomes'): string[] =>
            Object.entries(hits[part]).flatMap(([name, count]) =>
                count > (before[flow]?.[part][name] ?? 0) ? [name] : [],
            );
        const places = [...moved('elements'), ...moved('outcomes')];
        return places.length > 0 ? [flow, ...places.map((place) => `${flow} ${place}`)] : [];
    });
}
