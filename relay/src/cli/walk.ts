/** Going through all that a store holds, step by step, and reading its requests as the relay does. */
import type { Config } from '../config.ts';
import { adapterOf } from '../providers/index.ts';
import type { WorkerSource } from '../worker/worker.ts';

const STEP = 500;

/** Calls `look` with everything that a walk gives, step by step. */
export async function walk<T extends { readonly id: number }>(
    next: (after: number, limit: number) => Promise<readonly T[]>,
    look: (each: T) => void,
    onStep: (last: number) => void = () => undefined,
): Promise<void> {
    let after = 0;
    for (;;) {
        const step = await next(after, STEP);
        const last = step.at(-1);
        if (last === undefined) return;
        step.forEach(look);
        after = last.id;
        onStep(after);
    }
}

export function workerSourcesOf({ sources, customProviders }: Config): ReadonlyMap<string, WorkerSource> {
    return new Map(
        sources.map(({ provider, name, org, keep }) => [
            `${provider}/${name}`,
            { adapter: adapterOf(provider, customProviders), org, keep },
        ]),
    );
}
