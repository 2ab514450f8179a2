/** Tells the org what the store counts: claims what it does not know yet, writes it by its key, notes what it took. */
import type { Logger } from 'pino';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { RecordClient } from './client.ts';

export interface TellerOptions<T, N> {
    readonly org: string;
    /** What is told, in the log: `alert`. */
    readonly what: string;
    readonly object: string;
    /** Its external id. */
    readonly key: string;
    readonly client: RecordClient;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly timing: Timing;
    readonly log: Logger;
    /** How long until it may go on, because calls are short. */
    readonly waitMs: () => number;
    /** The longest pause between attempts, and how often the same may be told. */
    readonly everyMs: number;
    claim(now: number, againAt: number, limit: number): Promise<readonly T[]>;
    record(item: T): object;
    taken(item: T): N;
    refused(item: T, code: string, againAt: number): N;
    told(news: readonly N[]): Promise<void>;
}

const CALL_SIZE = 200;
const IDLE_MS = 1_000;
/** Up to about an hour between attempts on what the org refuses. */
const MOST_DOUBLINGS = 6;

/** What is written is absolute, so writing it again changes nothing. */
export function startTeller<T extends { readonly id: number; readonly refusals: number }, N>(
    options: TellerOptions<T, N>,
): Loop {
    const { org, what, object, key, client, breakers, timing, log, waitMs, everyMs } = options;

    function newsOf(item: T, code: string | null): N {
        if (code === null) return options.taken(item);
        log.warn({ org, [what]: item.id, code, refusals: item.refusals + 1 }, `${what}.refused`);
        return options.refused(item, code, timing.now() + everyMs * 2 ** Math.min(item.refusals, MOST_DOUBLINGS));
    }

    async function step(): Promise<number> {
        const wait = Math.max(waitMs(), ...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, everyMs);
        const now = timing.now();
        const items = await options.claim(now, now + everyMs, CALL_SIZE);
        if (items.length === 0) return IDLE_MS;
        const result = await client.upsert(object, key, items.map(options.record));
        log.info({ org, count: items.length, outcome: result.kind }, `${what}.told`);
        if (result.kind === 'refused') await options.told(items.map((item) => newsOf(item, result.code)));
        if (result.kind === 'answered') {
            const codes = result.value.map(({ success, errors }) =>
                success ? null : (errors[0]?.statusCode ?? 'UNKNOWN_ERROR'),
            );
            await options.told(items.map((item, index) => newsOf(item, codes[index] ?? null)));
        }
        return items.length < CALL_SIZE ? IDLE_MS : 0;
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, `${what}.failed`));
}
