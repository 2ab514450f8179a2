/**
 * How long a message may stay without a final status before it counts as unconfirmed: for the window of its purpose, and
 * no longer than the sender wants it delivered.
 */
import type { Tracker } from './merge.ts';
import { STATUSES } from './vocabulary.ts';

export interface Windows {
    /** Milliseconds by purpose, in lower case. */
    readonly byPurpose: Readonly<Record<string, number>>;
    /** How long any other message is valid that does not say so itself. */
    readonly otherwise: number;
}

/** Whose windows may close now. */
export interface Ripe {
    /** Only messages of these. */
    readonly providers: readonly string[];
    /** Only windows that closed by then. */
    readonly dueBy: number;
}

export interface DueTimers extends Ripe {
    /** Orgs of which something else holds. */
    readonly orgs?: Readonly<Record<string, Ripe>>;
    readonly now: number;
    /** At most so many, those first whose windows closed first. */
    readonly limit: number;
}

/** Of this org; of one without a name, which may be any, what holds for all. */
export function ripeOf({ providers, dueBy, orgs = {} }: DueTimers, org: string): Ripe {
    if (org !== '') return (Object.hasOwn(orgs, org) ? orgs[org] : null) ?? { providers, dueBy };
    const others = Object.values(orgs);
    return {
        providers: providers.filter((name) => others.every((ripe) => ripe.providers.includes(name))),
        dueBy: Math.min(dueBy, ...others.map((ripe) => ripe.dueBy)),
    };
}

const MINUTE_MS = 60_000;

/** Whoever reads, clicks or answers a message has got it, whatever its status says. */
const SIGNS_OF_ARRIVAL = ['readAt', 'clickedAt', 'repliedAt'] as const;

/** Whether a final status is still to come, and nobody has said yet that it is late. */
export function isAwaited({ outcome, times }: Tracker): boolean {
    const status = outcome?.value.status ?? null;
    if (status === null || STATUSES[status].rank >= STATUSES.Unconfirmed.rank) return false;
    return SIGNS_OF_ARRIVAL.every((name) => times[name] === undefined);
}

/**
 * When the window closes, in epoch milliseconds; null when nothing is awaited. It opens with the receipt of the first
 * report, or when the message was scheduled for, if that is later.
 */
export function windowEnd(tracker: Tracker, windows: Windows): number | null {
    const { fields, times } = tracker;
    const receivedAt = times.receivedAt?.value;
    if (receivedAt === undefined || !isAwaited(tracker)) return null;
    const opens = Math.max(Date.parse(receivedAt), Date.parse(times.scheduledAt?.value ?? receivedAt));
    const purpose = fields.purpose?.value.toLowerCase();
    const own = purpose !== undefined && Object.hasOwn(windows.byPurpose, purpose) ? windows.byPurpose[purpose] : null;
    const minutes = fields.validityMinutes?.value;
    const validity = minutes === undefined ? windows.otherwise : minutes * MINUTE_MS;
    if (own === null || own === undefined) return opens + validity;
    return opens + (minutes === undefined ? own : Math.min(own, validity));
}
