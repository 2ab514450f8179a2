/** Calls of the last 24 hours, counted against the daily allocation. */
import { ERRORS } from '../errors.ts';
import type { OrgClock } from '../clock.ts';
import type { ApiUsageView } from './route.ts';

export interface ApiUsageState {
    /** Calls by the minute, counted from the epoch. */
    readonly minutes: readonly (readonly [minute: number, calls: number])[];
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * "Calls are blocked until usage for the preceding 24 hours drops below the limit"
 * (https://help.salesforce.com/s/articleView?id=xcloud.setup_system_overview_api.htm, 2026-11-26): no day of the calendar
 * begins anew. How finely the platform counts no page says; here it is by the minute.
 */
export class ApiUsage implements ApiUsageView {
    readonly max: number;
    readonly #clock: OrgClock;
    readonly #isExhausted: () => boolean;
    #minutes = new Map<number, number>();
    #used = 0;

    constructor(max: number, clock: OrgClock, isExhausted: () => boolean = () => false) {
        this.#isExhausted = isExhausted;
        this.max = max;
        this.#clock = clock;
    }

    get #minute(): number {
        return Math.floor(this.#clock.now() / MINUTE_MS);
    }

    get used(): number {
        const oldest = this.#minute - DAY_MINUTES;
        for (const [minute, calls] of this.#minutes) {
            if (minute > oldest) break; // they are in the order of time
            this.#minutes.delete(minute);
            this.#used -= calls;
        }
        return this.#used;
    }

    state(): ApiUsageState {
        return { minutes: [...this.#minutes] };
    }

    restore({ minutes }: Partial<ApiUsageState>): void {
        this.#minutes = new Map(minutes); // a snapshot of an older version has none
        this.#used = [...this.#minutes.values()].reduce((sum, calls) => sum + calls, 0);
    }

    count(): void {
        if (this.used >= this.max || this.#isExhausted()) throw ERRORS.dailyLimit();
        this.#minutes.set(this.#minute, (this.#minutes.get(this.#minute) ?? 0) + 1);
        this.#used += 1;
    }

    /** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm */
    header(): string {
        return `api-usage=${this.used}/${this.max}`;
    }
}
