/**
 * Keeps the events of one org within its hourly publishing allocation, so that `LIMIT_EXCEEDED` is never provoked:
 * over it nothing is queued. What counts are the events that this store has published, whichever relay did it, and what
 * the org last told, for others publish too. Custom events count however they are published: API, Apex or flow
 * (https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm,
 * 2026-11-26).
 *
 * Nobody documents whether the hour is the clock's or the last sixty minutes ("up to one hour or until the limit resets",
 * https://help.salesforce.com/s/articleView?id=000392500, 2026-11-26). What holds in every stretch of sixty minutes holds
 * in both. And what the org says is left only ever grows by what was used earlier, so it is safe until it is told anew.
 */
import type { Clock } from '../core/ports.ts';
import { slotOf, usedSince } from '../core/usage.ts';
import type { Room, Used } from '../core/usage.ts';

export interface PacerSettings {
    /** Part of the allocation that the relay may use. */
    readonly eventShare: number;
    /** Part of that which only urgent ones may use. */
    readonly urgentReserve: number;
    /** The allocation where the org does not tell it, or less than it tells. */
    readonly hourlyEvents: number | null;
}

export interface Pace {
    /** The hourly allocation that is reckoned with, and whether somebody has told it. */
    readonly allocation: number;
    readonly known: boolean;
    /** Of which the relay may use so many in any hour, and has used. */
    readonly share: number;
    readonly used: number;
    readonly room: Room;
}

export interface Pacer {
    /** What `/limits` said when it was asked at `at`. */
    told(limit: { readonly Max: number; readonly Remaining: number }, at: number): void;
    /** `published`: in the last `PUBLISHED_MS` at least, as the store counts it. */
    room(published: readonly Used[]): Room;
    /** As of the last look; null before there was one. */
    pace(): Pace | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A snapshot is counted when it is claimed; with its call's time-out it is published at most so much later. */
const ON_ITS_WAY_MS = MINUTE_MS;
/**
 * "Accurate within five minutes of resource consumption"
 * (https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm, 2026-11-26).
 */
const TOLD_LATE_MS = 5 * MINUTE_MS;
/** What was used up before has come back by then, whatever an hour is. */
const TOLD_HOLDS_MS = HOUR_MS + TOLD_LATE_MS;
/** Of a Developer Edition, the least that is documented (platform_event_limits.htm, above). */
const LEAST_ALLOCATION = 50_000;

interface Told {
    readonly max: number;
    readonly remaining: number;
    readonly at: number;
}

export function createPacer(clock: Clock, { eventShare, urgentReserve, hourlyEvents }: PacerSettings): Pacer {
    let told: Told | null = null;
    /** Events of others in a millisecond, between the last two answers that tell. */
    let othersPace = 0;
    let seen: readonly Used[] = [];
    let last: Pace | null = null;

    function byTold(now: number): number {
        if (told === null || now - told.at >= TOLD_HOLDS_MS) return Infinity;
        const since = told.at - TOLD_LATE_MS;
        return Math.floor(told.remaining - usedSince(seen, since) - othersPace * (now - since));
    }

    return {
        told({ Max: max, Remaining: remaining }, at) {
            const used = max - remaining;
            if (told !== null && used >= told.max - told.remaining && at > told.at) {
                const [from, until] = [slotOf(told.at), slotOf(at)];
                const ours = usedSince(seen, from + 1) - usedSince(seen, until + 1);
                othersPace = Math.max(0, used - (told.max - told.remaining) - ours) / (at - told.at);
            }
            told = { max, remaining, at };
        },
        room(published) {
            const now = clock.now();
            seen = published;
            const most = told?.max ?? Infinity;
            const known = told !== null || hourlyEvents !== null;
            const allocation = known ? Math.min(hourlyEvents ?? most, most) : LEAST_ALLOCATION;
            const share = Math.floor(allocation * eventShare);
            const used = usedSince(published, now - HOUR_MS - ON_ITS_WAY_MS);
            const urgent = Math.max(0, Math.min(share - used, byTold(now)));
            const ordinary = Math.max(0, urgent - Math.ceil(share * urgentReserve));
            last = { allocation, known, share, used, room: { urgent, ordinary } };
            return last.room;
        },
        pace: () => last,
    };
}
