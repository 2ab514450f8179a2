/** Going through all that a store holds, step by step, and reading its requests as the relay does. */
import type { Config } from '../config.ts';
import { branchesOf, branching } from '../core/branches.ts';
import { overriding } from '../core/codeOverrides.ts';
import { doubting } from '../core/doubt.ts';
import { numberHashesOf } from '../core/hashedNumbers.ts';
import type { DeliveryReport } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import { adapterOf } from '../providers/index.ts';
import { recallOverrides } from '../salesforce/codeReader.ts';
import { recallDoubts } from '../salesforce/trustKeeper.ts';
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
        sources.map(({ provider, name, org, keep, events }) => [
            `${provider}/${name}`,
            { adapter: adapterOf(provider, customProviders), org, keep, events },
        ]),
    );
}

/** The same, as each org wants reports read, by what the relay knows of that. */
export async function readersOf(
    config: Config,
    store: Pick<Store, 'recall'>,
): Promise<ReadonlyMap<string, WorkerSource>> {
    const numbers = numberHashesOf(config.orgs);
    const orgs = Object.entries(config.orgs).map(async ([org, { locations }]) => {
        const branched = branching(branchesOf(locations));
        const overridden = overriding(await recallOverrides(store, org));
        const doubted = doubting(await recallDoubts(store, org));
        const hashed = numbers(org)?.report ?? ((report: DeliveryReport) => report);
        return [org, (report: DeliveryReport) => hashed(branched(doubted(overridden(report))))] as const;
    });
    const readers = new Map(await Promise.all(orgs));
    const sources = [...workerSourcesOf(config)].map(([name, source]): [string, WorkerSource] => {
        const applied = readers.get(source.org);
        return [name, applied === undefined ? source : { ...source, applied }];
    });
    return new Map(sources);
}
