/** The org's time. Only this file and main.ts know the machine's clock. */
export interface OrgClock {
    /** Epoch milliseconds. */
    now(): number;
}

export class AdjustableClock implements OrgClock {
    readonly #base: OrgClock;
    #offset = 0;
    readonly #listeners: (() => void)[] = [];

    constructor(base: OrgClock) {
        this.#base = base;
    }

    now(): number {
        return this.#base.now() + this.#offset;
    }

    /** Whom to call, beside others, when the clock was moved by hand. */
    onMove(listener: () => void): void {
        this.#listeners.push(listener);
    }

    /** How far it has been moved from the clock that it follows, in milliseconds. */
    get offset(): number {
        return this.#offset;
    }

    advance(milliseconds: number): void {
        this.#offset += milliseconds;
        for (const listener of this.#listeners) listener();
    }

    setTo(instant: number): void {
        this.advance(instant - this.now());
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
