/**
 * How many API calls the relay may make. In any 24 hours no more than our share of the org's daily allocation, which every
 * answer tells in `Sforce-Limit-Info`, and never more than is left of it for all: "calls are blocked until usage for the
 * preceding 24 hours drops below the limit" (https://help.salesforce.com/s/articleView?id=xcloud.setup_system_overview_api.htm,
 * 2026-11-26). Calls are counted in the store before they are made, some at a time, so that a restart forgets none and
 * relays that share a store share the budget; what a relay that is killed had not used of them counts as used.
 *
 * Within that they are spread over the day: unspent calls add up to a burst, so that a quiet relay answers at once.
 */
import type { Clock } from '../core/ports.ts';
import type { CallsTaken } from '../core/store.ts';
import { CALLS_GOOD_MS } from '../core/usage.ts';
import type { Room } from '../core/usage.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const BURST = 60;
/** So many calls are counted at once; of a small budget fewer. */
const MOST_AT_ONCE = 20;
const PARTS_OF_A_DAY = 500;
/** How soon somebody who waits for the store looks again. */
const SOON_MS = 20;
/** An answer says what was left then; others make calls, and ours of yesterday come back. */
const TOLD_HOLDS_MS = 10 * MINUTE_MS;
/** Of a Developer Edition (salesforce_app_limits_platform_api.htm, 2026-11-26), until the first answer tells. */
const LEAST_CALLS = 15_000;

export interface Budget {
    observe(used: number, limit: number): void;
    spend(): void;
    /** As the last answer told it; null until there was one. */
    usage(): { readonly used: number; readonly limit: number } | null;
    /** Calls that may still be made now. */
    room(): Room;
    /** How long such a call has to wait for calls to come back; 0 when it may be made. */
    waitMs(kind: keyof Room): number;
    /** How long to wait for company before the next call; 0 while calls are to spare. Urgent calls need not ask. */
    lingerMs(): number;
    /** The same once half of the budget is used: what is left has to last, however long that makes a report wait. */
    stretchMs(): number;
}

export interface BudgetOptions {
    readonly clock: Clock;
    /** Part of the allocation that the relay may use, and part of that which only urgent calls may. */
    readonly share: number;
    readonly reserve: number;
    /** Counts calls in the store: of so many those that fit under `most`. */
    readonly take: (count: number, most: number) => Promise<CallsTaken>;
    readonly onSpend: () => void;
    readonly onError: (error: unknown) => void;
}

export function createBudget({ clock, share, reserve, take, onSpend, onError }: BudgetOptions): Budget {
    let told: { readonly used: number; readonly limit: number; readonly at: number } | null = null;
    let msPerCall = 0; // until the first answer tells
    let tokens = BURST;
    let countedAt = clock.now();
    /** Counted in the store, by whomever; and those of them that are ours to make. */
    let counted = 0;
    let held = 0;
    let heldSince = clock.now();
    let spentSinceTold = 0;
    let taking = false;
    let takenAt = -Infinity;

    const most = (): number => Math.floor((told?.limit ?? LEAST_CALLS) * share);

    function count(): void {
        const now = clock.now();
        tokens = msPerCall === 0 ? BURST : Math.min(BURST, tokens + (now - countedAt) / msPerCall);
        countedAt = now;
    }
    /** Calls come back by the minute, so asking more often would tell nothing new. */
    function refill(): void {
        const short = counted >= most();
        if (taking || (short && clock.now() - takenAt < MINUTE_MS)) return;
        taking = true;
        takenAt = clock.now();
        const wanted = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(most() / PARTS_OF_A_DAY))) - Math.min(0, held);
        void take(wanted, most())
            .then(({ granted, used }) => {
                if (held <= 0) heldSince = takenAt;
                held += granted;
                counted = used;
            }, onError)
            .finally(() => {
                taking = false;
            });
    }
    /** What was not used in time counts as used, or it would be used on a day that does not know of it. */
    function expire(): void {
        if (held > 0 && clock.now() - heldSince >= CALLS_GOOD_MS) held = 0;
    }
    function room(): Room {
        expire();
        const ours = most() - counted + Math.max(0, held);
        const fresh = told !== null && clock.now() - told.at < TOLD_HOLDS_MS;
        const all = fresh && told !== null ? told.limit - told.used - spentSinceTold : Infinity;
        const urgent = Math.max(0, Math.min(ours, all));
        return { urgent, ordinary: Math.max(0, urgent - Math.ceil(most() * reserve)) };
    }

    refill();
    return {
        observe(used, limit) {
            count();
            told = { used, limit, at: clock.now() };
            spentSinceTold = 0;
            // The allocation is for any 24 hours, not for a calendar day: what is left has to last for a day.
            msPerCall = DAY_MS / Math.max(1, (limit - used) * share);
        },
        usage: () => (told === null ? null : { used: told.used, limit: told.limit }),
        spend() {
            count();
            tokens -= 1;
            held -= 1;
            spentSinceTold += 1;
            if (held < MOST_AT_ONCE / 4) refill();
            onSpend();
        },
        room,
        waitMs(kind) {
            if (room()[kind] <= 0) {
                refill();
                return MINUTE_MS;
            }
            if (held > 0) return 0;
            refill();
            return SOON_MS;
        },
        lingerMs() {
            count();
            return tokens >= 1 ? 0 : (1 - tokens) * msPerCall;
        },
        stretchMs() {
            const left = room().ordinary;
            return left * 2 >= most() * (1 - reserve) ? 0 : DAY_MS / Math.max(1, left);
        },
    };
}
