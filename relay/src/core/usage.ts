/** What was used of an org's allocation, minute by minute: the rules that hold over it need no more than that. */

export interface Used {
    /** When the minute began. */
    readonly at: number;
    readonly count: number;
}

export const SLOT_MS = 60_000;

export const slotOf = (time: number): number => time - (time % SLOT_MS);

/** So far back a store tells what was published: more than an hour, for what an hour-old word does not tell yet. */
export const PUBLISHED_MS = 75 * 60_000;

/** So long after it was counted a call may still be made. */
export const CALLS_GOOD_MS = 60 * SLOT_MS;
/** So long it counts: a day from then, and the minute that it was counted in, and one that it may be under way. */
export const CALLS_MS = 24 * 60 * SLOT_MS + CALLS_GOOD_MS + 2 * SLOT_MS;

/** In the slots that were not over at `since` yet. */
export function usedSince(slots: readonly Used[], since: number): number {
    return slots.reduce((sum, { at, count }) => (at + SLOT_MS > since ? sum + count : sum), 0);
}

/** How much more may be used at this moment. */
export interface Room {
    /** By failures, opt-outs and high-stakes messages. */
    readonly urgent: number;
    /** By the rest: the reserve is not theirs. */
    readonly ordinary: number;
}
