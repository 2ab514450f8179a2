/** How long the sender wants a message to be known: `ttl` (minutes) and `forget=delivered` in the callback URL's query. */
import { minutes as minutesOf, queryOf } from './reading.ts';
import type { Tracker } from './merge.ts';

export interface Keep {
    /** From the first receipt on; null: as long as the retention says. */
    readonly minutes: number | null;
    /** Not longer than until it has been delivered, and the CRM has seen that. */
    readonly onceDelivered: boolean;
}

const MINUTE_MS = 60_000;

/** Null is no limit. */
export const least = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? (a ?? b) : Math.min(a, b);

/** What both ask for, which is the shorter of the two. */
export function joinKeeps(a: Keep | null, b: Keep | null): Keep | null {
    if (a === null || b === null) return a ?? b;
    return { minutes: least(a.minutes, b.minutes), onceDelivered: a.onceDelivered || b.onceDelivered };
}

/** Null when the address asks for nothing, or for nothing that can be read. */
export function keepOf(url: string): Keep | null {
    const query = queryOf(url);
    if (query === '') return null;
    const asked = new URLSearchParams(query);
    const minutes = minutesOf(asked.get('ttl'));
    const onceDelivered = asked.get('forget') === 'delivered';
    return minutes === null && !onceDelivered ? null : { minutes, onceDelivered };
}

/** When the message is to be erased, in epoch milliseconds; null as long as that is not known. */
export function endOf(tracker: Tracker, { minutes, onceDelivered }: Keep, now: number): number | null {
    const receivedAt = tracker.times.receivedAt?.value;
    const ttl = minutes === null || receivedAt === undefined ? null : Date.parse(receivedAt) + minutes * MINUTE_MS;
    const delivered = onceDelivered && tracker.outcome?.value.status === 'Delivered' ? now : null;
    return least(ttl, delivered);
}
