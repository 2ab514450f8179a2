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
    /** A request could not be kept. */
    turnedAway(): void;
    /** Since when requests are turned away; null while they are kept. */
    since(): number | null;
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
    let since: number | null = null;
    let lastAway = 0;

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
        if (since !== null && now - lastAway > SHORTEST_MS) {
            const outage = { from: since, to: lastAway };
            since = null;
            if (outage.to > outage.from) await note(outage);
        }
        // Whoever is turning requests away is no more reachable than one that is down.
        if (since === null) await store.remember(ALIVE, String(now));
        return EVERY_MS;
    }
    const { stop } = startLoop(timing, step, onError);
    return {
        stop,
        since: () => since,
        turnedAway() {
            lastAway = timing.now();
            since ??= lastAway;
        },
    };
}
