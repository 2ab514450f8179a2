/** Marks messages unconfirmed when their window closes, and not because this relay was away when the word came. */
import type { Logger } from 'pino';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';

export interface TimersOptions {
    readonly store: Pick<Store, 'oldestUnread' | 'fireTimers'>;
    readonly providers: readonly { readonly id: string; readonly retryDelayMs: number }[];
    /** Called when messages have something new to publish. */
    readonly onFired: () => void;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface Timers extends Pick<Loop, 'stop'> {
    /** A request was turned away: its provider will repeat it, and until then its word is missing. */
    turnedAway(): void;
}

const REST_MS = 500;
/** A request is dated when it has been read, and is in the journal at most so much later. */
const ARRIVAL_MS = 250;
/** A rest that took so much longer was no rest: the machine slept, or its clock was set. */
const LAPSE_MS = 5_000;
const BATCH = 200;

export function startTimers({ store, providers, onFired, timing, log }: TimersOptions): Timers {
    /** Since when every request has been heard. */
    let listeningSince = timing.now();
    let nextStep = listeningSince;

    /** Whoever could not reach the relay before has had the time to repeat it. */
    const caughtUp = (now: number): string[] =>
        providers.filter(({ retryDelayMs }) => now >= listeningSince + retryDelayMs).map(({ id }) => id);

    async function step(): Promise<number> {
        const now = timing.now();
        if (Math.abs(now - nextStep) > LAPSE_MS) listeningSince = now;
        nextStep = now + REST_MS;
        const unread = (await store.oldestUnread()) ?? now;
        // What was received before a window closed must have been read: it may be the word that is missing.
        const dueBy = Math.min(unread, now) - ARRIVAL_MS;
        const due = { providers: caughtUp(now), dueBy, now, limit: BATCH };
        const fired = await store.fireTimers(due);
        if (fired > 0) {
            log.info({ count: fired }, 'messages.unconfirmed');
            onFired();
        }
        if (fired < BATCH) return REST_MS;
        nextStep = now;
        return 0;
    }
    const { stop } = startLoop(timing, step, (error) => log.error({ err: error }, 'timers.failed'));
    return {
        stop,
        turnedAway() {
            listeningSince = timing.now();
        },
    };
}
