/** Calls of the day, counted against the daily allocation. */
import { ERRORS } from '../errors.ts';
import type { OrgClock } from '../clock.ts';
import type { ApiUsageView } from './route.ts';

export interface ApiUsageState {
    readonly day: number;
    readonly used: number;
}

const DAY = 86_400_000;

export class ApiUsage implements ApiUsageView {
    readonly max: number;
    readonly #clock: OrgClock;
    readonly #isExhausted: () => boolean;
    #day = 0;
    #used = 0;

    constructor(max: number, clock: OrgClock, isExhausted: () => boolean = () => false) {
        this.#isExhausted = isExhausted;
        this.max = max;
        this.#clock = clock;
    }

    get used(): number {
        const day = Math.floor(this.#clock.now() / DAY);
        if (day !== this.#day) {
            this.#day = day;
            this.#used = 0;
        }
        return this.#used;
    }

    state(): ApiUsageState {
        return { day: this.#day, used: this.#used };
    }

    restore({ day, used }: ApiUsageState): void {
        this.#day = day;
        this.#used = used;
    }

    count(): void {
        if (this.used >= this.max || this.#isExhausted()) throw ERRORS.dailyLimit();
        this.#used += 1;
    }

    /** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm */
    header(): string {
        return `api-usage=${this.used}/${this.max}`;
    }
}
