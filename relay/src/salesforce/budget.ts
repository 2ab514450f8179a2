/**
 * How many API calls the relay may spend: the org's daily allocation, as every answer tells it in `Sforce-Limit-Info`,
 * times our share, spread over the day. Unspent calls add up to a burst, so that a quiet relay answers at once.
 */
import type { Clock } from '../core/ports.ts';

const DAY_MS = 86_400_000;
const BURST = 60;

export interface Budget {
    observe(used: number, limit: number): void;
    spend(): void;
    /** As the last answer told it; null until there was one. */
    usage(): { readonly used: number; readonly limit: number } | null;
    /** How long to wait for company before the next call; 0 while calls are to spare. Urgent calls need not ask. */
    lingerMs(): number;
}

export function createBudget(clock: Clock, share: number, onSpend: () => void): Budget {
    let told: { readonly used: number; readonly limit: number } | null = null;
    let msPerCall = 0; // until the first answer tells
    let tokens = BURST;
    let countedAt = clock.now();

    function count(): void {
        const now = clock.now();
        tokens = msPerCall === 0 ? BURST : Math.min(BURST, tokens + (now - countedAt) / msPerCall);
        countedAt = now;
    }
    return {
        observe(used, limit) {
            count();
            told = { used, limit };
            // The allocation is for any 24 hours, not for a calendar day: what is left has to last for a day.
            msPerCall = DAY_MS / Math.max(1, (limit - used) * share);
        },
        usage: () => told,
        spend() {
            count();
            tokens -= 1;
            onSpend();
        },
        lingerMs() {
            count();
            return tokens >= 1 ? 0 : (1 - tokens) * msPerCall;
        },
    };
}
