/** Mutants that are known to change nothing that anybody can see, each with its reason, in a file that is checked. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { mutantName } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const EquivalentsFile = z.array(
    z.strictObject({
        /** Why nobody could notice. */
        why: z.string().min(1),
        /** `Flow › Element: what`, as the list of survivors has it. */
        mutants: z.array(z.string().min(1)).min(1),
    }),
);

/** The reason for each, by its name. Throws for a file that cannot be read, and for a mutant that is listed twice. */
export type Equivalents = ReadonlyMap<string, string>;

export function readEquivalents(file: string): Equivalents {
    const groups = EquivalentsFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    const reasons = new Map<string, string>();
    for (const { why, mutants } of groups)
        for (const name of mutants) {
            if (reasons.has(name)) throw new Error(`${file} lists "${name}" twice`);
            reasons.set(name, why);
        }
    return reasons;
}

/** Those that are listed for flows which were broken, and that no flow has any more. */
export function outdated(equivalents: Equivalents, mutants: readonly Mutant[]): string[] {
    const flows = new Set(mutants.map(({ flow }) => flow));
    const names = new Set(mutants.map(mutantName));
    return [...equivalents.keys()].filter((name) => {
        const [flow = ''] = name.split(' › ');
        return flows.has(flow) && !names.has(name);
    });
}
