/** Asks the org now and then how much of its allocations is used, and says when one would be used up at this pace. */
import type { Logger } from 'pino';
import { reachedAt } from '../core/forecast.ts';
import type { Usage } from '../core/forecast.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { LimitsClient } from './client.ts';
import type { Pacer } from './pacer.ts';

export interface LimitsOptions {
    readonly org: string;
    readonly store: Pick<Store, 'speaksTo'>;
    readonly client: LimitsClient;
    readonly breakers: readonly Breaker[];
    readonly pacer: Pick<Pacer, 'told' | 'pace'>;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface LimitForecast {
    readonly name: 'API calls' | 'hourly events';
    readonly used: number;
    readonly limit: number;
    /** When nothing would be left; null: not before its period ends, or nobody can say yet. */
    readonly emptyAt: number | null;
}

export interface Limits extends Loop {
    forecasts(): readonly LimitForecast[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 144 calls a day; twice as many while the events of the hour are short, for only the org knows what others use. */
const EVERY_MS = 10 * MINUTE_MS;
const EVERY_WHEN_SHORT_MS = 5 * MINUTE_MS;
/** Until then the least is reckoned with. */
const FIRST_AFTER_MS = 2_000;
/** Allocations of a period; of the last 24 hours, or of the clock's hour. */
const NAMES = { DailyApiRequests: 'API calls', HourlyPublishedPlatformEvents: 'hourly events' } as const;

type Name = keyof typeof NAMES;

export function startLimits({ org, store, client, breakers, pacer, timing, log }: LimitsOptions): Limits {
    const samples = new Map<Name, Usage[]>();
    const most = new Map<Name, number>();
    let first = true;

    function take(name: Name, limit: number, used: number, now: number): void {
        const kept = (samples.get(name) ?? []).filter(({ at }) => at > now - HOUR_MS - MINUTE_MS);
        samples.set(name, [...kept, { at: now, used }]);
        most.set(name, limit);
    }
    function forecastOf(name: Name): LimitForecast[] {
        const [own, limit] = [samples.get(name) ?? [], most.get(name)];
        const last = own.at(-1);
        if (last === undefined || limit === undefined) return [];
        const hourEnds = (Math.floor(last.at / HOUR_MS) + 1) * HOUR_MS;
        const periodEnds = name === 'DailyApiRequests' ? last.at + DAY_MS : hourEnds;
        const at = reachedAt(own, limit);
        return [{ name: NAMES[name], used: last.used, limit, emptyAt: at !== null && at < periodEnds ? at : null }];
    }
    const forecasts = (): LimitForecast[] => (Object.keys(NAMES) as Name[]).flatMap(forecastOf); // its own names

    /** Less than half of what the relay may publish in an hour is left. */
    function isShort(): boolean {
        const pace = pacer.pace();
        return pace !== null && pace.room.ordinary * 2 < pace.share;
    }

    async function step(): Promise<number> {
        if (first) {
            first = false;
            return FIRST_AFTER_MS;
        }
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, EVERY_MS);
        if (!(await store.speaksTo(org))) return MINUTE_MS;
        const asked = timing.now();
        const result = await client.limits();
        if (result.kind === 'refused') {
            // Who may not see the set-up is not told; then there is no forecast, and doctor says so.
            log.info({ org, code: result.code }, 'limits.refused');
            return HOUR_MS;
        }
        if (result.kind !== 'answered') return EVERY_MS;
        const now = timing.now();
        for (const name of Object.keys(NAMES) as Name[]) {
            const limit = result.value[name];
            if (limit !== undefined) take(name, limit.Max, limit.Max - limit.Remaining, now);
        }
        const events = result.value.HourlyPublishedPlatformEvents;
        if (events !== undefined) pacer.told(events, asked);
        for (const { name, used, limit, emptyAt } of forecasts())
            if (emptyAt !== null)
                log.warn({ org, limit: name, used, of: limit, emptyAt: new Date(emptyAt).toISOString() }, 'limit.near');
        return isShort() ? EVERY_WHEN_SHORT_MS : EVERY_MS;
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, err: error }, 'limits.failed'));
    return { ...loop, forecasts };
}
