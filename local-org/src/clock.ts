/** The org's time. Only this file and main.ts know the machine's clock. */
export interface OrgClock {
    /** Epoch milliseconds. */
    now(): number;
}

export class AdjustableClock implements OrgClock {
    readonly #base: OrgClock;
    #offset = 0;

    constructor(base: OrgClock) {
        this.#base = base;
    }

    now(): number {
        return this.#base.now() + this.#offset;
    }

    advance(milliseconds: number): void {
        this.#offset += milliseconds;
    }

    setTo(instant: number): void {
        this.#offset = instant - this.#base.now();
    }

    reset(): void {
        this.#offset = 0;
    }
}

export const SYSTEM_CLOCK: OrgClock = { now: () => Date.now() };

/** The platform keeps date-times to the second: `2026-01-31T09:30:00.000Z`. */
export function toDateTime(instant: number): string {
    return `${new Date(instant).toISOString().slice(0, 19)}.000Z`;
}
