/** How much of something may be used in a stretch of time, counted in slices of it as the platform's limits do. */
import { ERRORS } from '../errors.ts';
import type { PlatformError } from '../errors.ts';
import type { OrgClock } from '../clock.ts';

export type AllocationState = readonly (readonly [hour: number, used: number])[];

const HOUR = 3_600_000;

export class Allocation {
    readonly max: number;
    readonly #clock: OrgClock;
    readonly #hours: number;
    readonly #isExhausted: () => boolean;
    readonly #used = new Map<number, number>();

    /** Of `max` in the present hour and the `hours - 1` before it. */
    constructor(clock: OrgClock, max: number, hours: number, isExhausted: () => boolean = () => false) {
        this.#isExhausted = isExhausted;
        this.#clock = clock;
        this.max = max;
        this.#hours = hours;
    }

    remaining(): number {
        if (this.#isExhausted()) return 0;
        const oldest = this.#hour() - this.#hours + 1;
        for (const hour of this.#used.keys()) if (hour < oldest) this.#used.delete(hour);
        return this.max - [...this.#used.values()].reduce((sum, used) => sum + used, 0);
    }

    /** What was used in each hour since 1970. */
    state(): AllocationState {
        return [...this.#used];
    }

    restore(state: AllocationState): void {
        this.#used.clear();
        for (const [hour, used] of state) this.#used.set(hour, used);
    }

    use(count: number): void {
        const hour = this.#hour();
        this.#used.set(hour, (this.#used.get(hour) ?? 0) + count);
    }

    #hour(): number {
        return Math.floor(this.#clock.now() / HOUR);
    }
}

/** https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm */
const MOST_BYTES = 1024 * 1024;

/** The event as its subscribers would get it must fit into 1 MB. */
export function sizeErrors(values: Readonly<Record<string, unknown>>): PlatformError[] {
    return Buffer.byteLength(JSON.stringify(values)) > MOST_BYTES ? [ERRORS.eventTooLarge()] : [];
}
