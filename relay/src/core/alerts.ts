/** Failures that no single person is the cause of: somebody has to look at the sender, the content or the account. */
import type { Tracker } from './merge.ts';

export type AlertKind = 'Spam Filtered' | 'Configuration';

/** Refusals for what the recipient wants or is; the package sees to those. */
const ABOUT_THE_PERSON: ReadonlySet<string | null> = new Set(['Opted Out', 'Permanent']);

/** What this message is a sign of; null when of nothing that concerns more than itself. */
export function alertKindOf({ outcome }: Tracker): AlertKind | null {
    if (outcome === null) return null;
    const { status, failureClass } = outcome.value;
    if (failureClass === 'Configuration' || failureClass === 'Spam Filtered') return failureClass;
    return status === 'Rejected' && !ABOUT_THE_PERSON.has(failureClass) ? 'Spam Filtered' : null;
}

/** The signs of one subject that belong together. */
export interface AlertWindow {
    readonly windowStart: number;
    /** Of the last of them. */
    readonly lastAt: number;
}

const HOUR_MS = 3_600_000;
/** What pauses for less is the same incident. */
const QUIET_MS = HOUR_MS;
/** What lasts is told anew each day. */
const MOST_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;

/** Whether a sign at this time belongs there: the clock's hours mean nothing, so what goes over the full hour is one. */
export const belongsTo = ({ windowStart, lastAt }: AlertWindow, at: number): boolean =>
    at > windowStart - QUIET_MS && at < lastAt + QUIET_MS && at - windowStart < MOST_MS;

/** Where there is none to which it belongs. */
export const windowFrom = (at: number): AlertWindow => ({ windowStart: at - (at % MINUTE_MS), lastAt: at });
