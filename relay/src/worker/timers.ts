/** Marks messages unconfirmed when their window closes, and not because this relay was away when the word came. */
import type { Logger } from 'pino';
import type { DueTimers, Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Ripe } from '../core/windows.ts';

export interface TimersOptions {
    readonly store: Pick<Store, 'oldestUnread' | 'fireTimers'>;
    readonly providers: readonly { readonly id: string; readonly retryDelayMs: number }[];
    /** The org of each source. */
    readonly orgOf: Readonly<Record<string, string>>;
    /** Called when messages have something new to publish. */
    readonly onFired: () => void;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface Timers extends Pick<Loop, 'stop'> {
    /** A request for this org was turned away: its provider will repeat it, and until then its word is missing. */
    turnedAway(org: string): void;
}

const REST_MS = 500;
/** A request is dated when it has been read, and is in the journal at most so much later. */
const ARRIVAL_MS = 250;
/** A rest that took so much longer was no rest: the machine slept, or its clock was set. */
const LAPSE_MS = 5_000;
const BATCH = 200;

/** Of all of them the first. */
const earliest = (now: number, times: readonly number[]): number => times.reduce((a, b) => Math.min(a, b), now);

export function startTimers({ store, providers, orgOf, onFired, timing, log }: TimersOptions): Timers {
    /** Since when every request has been heard; of these orgs since later. */
    let listeningSince = timing.now();
    const lastTurnedAway = new Map<string, number>();
    let nextStep = listeningSince;

    /** Whoever could not reach the relay before has had the time to repeat it. */
    const caughtUp = (since: number, now: number): string[] =>
        providers.filter(({ retryDelayMs }) => now >= since + retryDelayMs).map(({ id }) => id);

    /** What was received before a window closed must have been read: it may be the word that is missing. */
    async function due(now: number): Promise<DueTimers> {
        const unread = Object.entries(await store.oldestUnread());
        /** Null of a source that is not configured: it may be anybody's. */
        const timesOf = Map.groupBy(unread, ([source]) => orgOf[source] ?? null);
        const oldest = (org: string | null): number =>
            earliest(
                now,
                (timesOf.get(org) ?? []).map(([, at]) => at),
            );
        const ripe = (since: number, unreadSince: number): Ripe => ({
            providers: caughtUp(since, now),
            dueBy: Math.min(unreadSince, oldest(null)) - ARRIVAL_MS,
        });
        const special = new Set([...timesOf.keys(), ...lastTurnedAway.keys()].filter((org) => org !== null));
        const orgs = Array.from(special, (org): [string, Ripe] => {
            const since = Math.max(listeningSince, lastTurnedAway.get(org) ?? listeningSince);
            return [org, ripe(since, oldest(org))];
        });
        return { ...ripe(listeningSince, now), orgs: Object.fromEntries(orgs), now, limit: BATCH };
    }

    async function step(): Promise<number> {
        const now = timing.now();
        if (Math.abs(now - nextStep) > LAPSE_MS) {
            listeningSince = now;
            lastTurnedAway.clear(); // by a clock that cannot be trusted any more
        }
        nextStep = now + REST_MS;
        const fired = await store.fireTimers(await due(now));
        if (fired > 0) {
            log.info({ count: fired }, 'messages.unconfirmed');
            onFired();
        }
        if (fired < BATCH) return REST_MS;
        nextStep = now;
        return 0;
    }
    const { stop } = startLoop(timing, step, (error) => log.error({ err: error }, 'timers.failed'));
    return { stop, turnedAway: (org) => void lastTurnedAway.set(org, timing.now()) };
}
