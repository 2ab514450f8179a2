/** Which test is tried first on a mutant: the one that noticed it before, then those that noticed others near by. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { mutantName } from './mutant.ts';
import type { Mutant } from './mutant.ts';
import type { TestFacts } from './session.ts';

const Remembered = z.record(z.string(), z.string());

export class Ranking {
    readonly #tests: readonly TestFacts[];
    readonly #file: string | undefined;
    /** Names of tests by names of mutants. */
    readonly #killers: Map<string, string>;
    /** How many mutants of a flow, and of one of its elements, a test has noticed. */
    readonly #kills = new Map<string, number>();

    /** `file` keeps who noticed what for the next run. */
    constructor(tests: readonly TestFacts[], file?: string) {
        this.#tests = tests;
        this.#file = file;
        const known = file !== undefined && existsSync(file);
        this.#killers = new Map(known ? Object.entries(Remembered.parse(JSON.parse(readFileSync(file, 'utf8')))) : []);
    }

    /** The places, in the list, of the tests that touch the mutant. */
    order(mutant: Mutant): number[] {
        const { flow, element, places } = mutant;
        const former = this.#killers.get(mutantName(mutant));
        const rank = ({ name, milliseconds }: TestFacts): readonly number[] => [
            name === former ? 0 : 1,
            -this.#killsOf(name, `${flow} ${element}`),
            // A test that takes twice as long should notice twice as much.
            (1 + milliseconds) / (1 + this.#killsOf(name, flow)),
        ];
        return [...this.#tests.entries()]
            .filter(([, { touches }]) => places.some((place) => touches.includes(place)))
            .map(([at, test]) => ({ at, rank: rank(test) }))
            .toSorted((a, b) => compare(a.rank, b.rank))
            .map(({ at }) => at);
    }

    noticed(mutant: Mutant, by: string): void {
        this.#killers.set(mutantName(mutant), by);
        for (const place of [mutant.flow, `${mutant.flow} ${mutant.element}`]) {
            const key = `${by} ${place}`;
            this.#kills.set(key, (this.#kills.get(key) ?? 0) + 1);
        }
    }

    save(): void {
        if (this.#file === undefined) return;
        mkdirSync(dirname(this.#file), { recursive: true });
        writeFileSync(this.#file, JSON.stringify(Object.fromEntries(this.#killers), null, 1));
    }

    #killsOf(test: string, place: string): number {
        return this.#kills.get(`${test} ${place}`) ?? 0;
    }
}

function compare(a: readonly number[], b: readonly number[]): number {
    for (const [at, value] of a.entries()) {
        const difference = value - (b[at] ?? 0);
        if (difference !== 0) return difference;
    }
    return 0;
}
