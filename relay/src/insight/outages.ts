/** When providers could not reach the relay: it was not running, or it had to turn them away. */
import type { Outage } from '../core/outage.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';

export interface OutagesOptions {
    readonly store: Pick<Store, 'remember' | 'recall'>;
    readonly timing: Timing;
    /** Called once an outage is over. */
    readonly onEnded: (outage: Outage) => void;
    readonly onError: (error: unknown) => void;
}

export interface Outages extends Pick<Loop, 'stop'> {
    /** A request could not be kept; null: whoever's it had been. */
    turnedAway(org: string | null): void;
    /** Since when requests of this org are turned away, or everybody's; null while they are kept. */
    since(org: string | null): number | null;
}

export const ALIVE = 'alive';
export const OUTAGES = 'outages';
const EVERY_MS = 10_000;
/** A restart takes no longer; and after so long without a refusal it is over. */
export const SHORTEST_MS = 30_000;
const REMEMBERED = 20;

/** What the store remembers, for a command beside the relay as well. The casts hold: this file wrote it. */
export async function recallOutages(store: Pick<Store, 'recall'>) {
    const [alive, outages] = [await store.recall(ALIVE), await store.recall(OUTAGES)];
    return { aliveAt: alive === null ? null : Number(alive), outages: JSON.parse(outages ?? '[]') as Outage[] };
}

export function startOutages({ store, timing, onEnded, onError }: OutagesOptions): Outages {
    let first = true;
    /** By org; null: everybody's. */
    const away = new Map<string | null, { readonly since: number; readonly last: number }>();

    async function note(outage: Outage): Promise<void> {
        const { outages } = await recallOutages(store);
        await store.remember(OUTAGES, JSON.stringify([outage, ...outages].slice(0, REMEMBERED)));
        onEnded(outage);
    }
    async function step(): Promise<number> {
        const now = timing.now();
        if (first) {
            const { aliveAt } = await recallOutages(store);
            first = false;
            if (aliveAt !== null && now - aliveAt > SHORTEST_MS) await note({ from: aliveAt, to: now });
        }
        for (const [org, { since, last }] of away) {
            if (now - last <= SHORTEST_MS) continue;
            away.delete(org);
            if (last > since) await note({ from: since, to: last, ...(org === null ? {} : { org }) });
        }
        // Whoever is turning all requests away is no more reachable than one that is down.
        if (!away.has(null)) await store.remember(ALIVE, String(now));
        return EVERY_MS;
    }
    const { stop } = startLoop(timing, step, onError);
    return {
        stop,
        since(org) {
            const times = [away.get(null), away.get(org)].flatMap((each) => each?.since ?? []);
            return times.length === 0 ? null : Math.min(...times);
        },
        turnedAway(org) {
            const last = timing.now();
            away.set(org, { since: away.get(org)?.since ?? last, last });
        },
    };
}
