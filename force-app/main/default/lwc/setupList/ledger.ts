/** What came after all: fallbacks whose message was delivered later, and the window that would have spared most. */

/** A message whose fallback was sent. Epoch milliseconds; null where it is not known. */
export interface Fallback {
    readonly purpose: string;
    readonly startedAt: number | null;
    readonly dueAt: number | null;
    readonly fallbackAt: number | null;
    /** null: it was never reported as delivered. */
    readonly deliveredAt: number | null;
}

export interface Ledger {
    readonly purpose: string;
    readonly fallbacks: number;
    /** People who got both. */
    readonly doubles: number;
    /** Seconds that the window has now; null when nobody can say. */
    readonly window: number | null;
    /** Seconds of the shortest window that leaves the fewest doubles; null: too little is known, or none helps. */
    readonly suggested: number | null;
    /** Doubles that it spares. */
    readonly spared: number;
    readonly isThin: boolean;
}

/** Fewer say nothing of the next ones. */
const LEAST_DOUBLES = 5;
/** Nobody waits longer than this for what is urgent. */
const LONGEST_SECONDS = 600;
const STEP_SECONDS = 10;

/** By purpose, that with the most doubles first. */
export function ledgerOf(fallbacks: readonly Fallback[]): Ledger[] {
    const byPurpose = new Map<string, Fallback[]>();
    for (const one of fallbacks) byPurpose.set(one.purpose, [...(byPurpose.get(one.purpose) ?? []), one]);
    return [...byPurpose]
        .map(([purpose, own]) => ledgerOfOne(purpose, own))
        .sort((a, b) => b.doubles - a.doubles || (a.purpose < b.purpose ? -1 : 1));
}

function ledgerOfOne(purpose: string, own: readonly Fallback[]): Ledger {
    const window = windowOf(own);
    const waits = own.flatMap(({ startedAt, fallbackAt, deliveredAt }) => {
        if (startedAt === null || deliveredAt === null || fallbackAt === null || deliveredAt < fallbackAt) return [];
        return [(deliveredAt - startedAt) / 1_000];
    });
    const isThin = waits.length < LEAST_DOUBLES || window === null;
    const helpful = waits.filter((wait) => wait <= LONGEST_SECONDS);
    const longest = Math.ceil(Math.max(0, ...helpful) / STEP_SECONDS) * STEP_SECONDS;
    const suggested = isThin || longest <= window ? null : longest;
    return {
        purpose,
        fallbacks: own.length,
        doubles: waits.length,
        window,
        suggested,
        spared: suggested === null ? 0 : helpful.length,
        isThin,
    };
}

/** That of the newest: policies change. */
function windowOf(own: readonly Fallback[]): number | null {
    const newest = own.find(({ startedAt, dueAt }) => startedAt !== null && dueAt !== null);
    if (newest === undefined) return null;
    return Math.round((Number(newest.dueAt) - Number(newest.startedAt)) / 1_000);
}
