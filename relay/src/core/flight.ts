/** A snapshot's way to the CRM, as the store tells of it and is told. */
import type { Tracker } from './merge.ts';
import type { Snapshot } from './snapshot.ts';
import type { Used } from './usage.ts';

/** Fast: failures, opt-outs and high-stakes purposes, which nothing may hold up. Slow: the rest. */
export const LANES = { fast: 0, slow: 1 } as const;

export interface Outlook {
    readonly fast: number;
    readonly slow: number;
    /** Since when the oldest of the slow lane has been due; null when there is none. */
    readonly slowSince: number | null;
    /** Suspects that are due (`Claim.misses` at least 2); counted in no lane. And those of them that are urgent. */
    readonly suspects: number;
    readonly urgentSuspects: number;
    readonly inFlight: number;
    /** When the next message becomes due, now or later; null when nothing is ready. */
    readonly nextDueAt: number | null;
    /** What was claimed in the last `PUBLISHED_MS` and did not come back as not taken, by whichever relay. */
    readonly published: readonly Used[];
}

export interface SuspectPick {
    readonly suspects: readonly number[] | 'all';
    readonly urgentOnly?: boolean;
}

export interface ClaimRequest {
    readonly org: string;
    readonly now: number;
    readonly limit: number;
    readonly pick: 'fast' | 'any' | SuspectPick;
    /** When the confirmer looks for the effect; that the org took it is no news of its own. */
    readonly checkAt: number;
}

/** A message's newest snapshot, on its way: version and attempt are durable before anybody sees this. */
export interface Claim {
    readonly id: number;
    /** Names this flight; what is said of an earlier one is ignored. */
    readonly attempt: number;
    readonly messageKey: string;
    readonly snapshot: Snapshot;
    readonly epoch: number;
    readonly version: number;
    /** Times in a row that the org refused it, lost it, or failed to apply it. */
    readonly refusals: number;
    readonly misses: number;
    readonly failures: number;
}

/** A snapshot that was published, and that nobody has seen in the CRM yet. */
export interface Awaited {
    readonly id: number;
    readonly attempt: number;
    readonly messageKey: string;
    readonly epoch: number;
    readonly version: number;
    readonly publishedAt: number;
    readonly misses: number;
    readonly failures: number;
}

export type FlightNews =
    /** Not taken; publish again from `dueAt` on. A refusal counts against the message, an outage does not. */
    | { readonly kind: 'returned'; readonly dueAt: number; readonly refused: boolean }
    /** Seen in the CRM at this version or a later one. */
    | { readonly kind: 'confirmed' }
    /** Not seen yet; look again. */
    | { readonly kind: 'unseen'; readonly checkAt: number }
    /** Given up waiting for it; publish again. */
    | { readonly kind: 'missing'; readonly dueAt: number }
    /** Seen, and the CRM says that it could not apply it; publish again, at a version that this word is not about. */
    | { readonly kind: 'failed'; readonly dueAt: number }
    /** Another store's row: join it, rise above its version and publish again, unless it says all we know. */
    | { readonly kind: 'foreign'; readonly row: ForeignRow }
    /** Set aside with its reason; a new report or a replay brings it back. */
    | { readonly kind: 'dead'; readonly reason: string };

export interface ForeignRow {
    readonly tracker: Tracker;
    readonly epoch: number;
    readonly version: number;
    /** Whether its effects reached the person; if not, and its own relay is gone, nobody else will see to it. */
    readonly applied: boolean;
}

export interface Flight {
    readonly id: number;
    readonly attempt: number;
    readonly news: FlightNews;
}
