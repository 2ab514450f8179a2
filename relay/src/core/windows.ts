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
