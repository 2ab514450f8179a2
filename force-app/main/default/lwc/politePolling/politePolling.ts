/** How many answers without news halve the pace, and how slow it may get. */
const QUIET_ROUNDS = 24;
const SLOWEST_FACTOR = 6;

/** A running poll; see startPolling. */
export class Polling {
    private readonly seconds: number;
    private readonly ask: () => Promise<boolean>;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private running: Promise<void> | undefined;
    private stopped = false;
    private quietRounds = 0;
    private failures = 0;

    constructor(seconds: number, ask: () => Promise<boolean>) {
        this.seconds = seconds;
        this.ask = ask;
        document.addEventListener('visibilitychange', this.handleVisibility);
        this.schedule();
    }

    /** Asks now, and starts again at the full pace. */
    now(): Promise<void> {
        this.quietRounds = 0;
        this.failures = 0;
        return this.round();
    }

    stop(): void {
        this.stopped = true;
        clearTimeout(this.timer);
        document.removeEventListener('visibilitychange', this.handleVisibility);
    }

    private readonly handleVisibility = (): void => {
        if (document.hidden) clearTimeout(this.timer);
        else this.now();
    };

    private round(): Promise<void> {
        this.running ??= this.askOnce().finally(() => {
            this.running = undefined;
            this.schedule();
        });
        return this.running;
    }

    private async askOnce(): Promise<void> {
        try {
            this.quietRounds = (await this.ask()) ? 0 : this.quietRounds + 1;
            this.failures = 0;
        } catch {
            this.failures += 1; // `ask` has shown the error; here it only slows the pace
        }
    }

    private schedule(): void {
        clearTimeout(this.timer);
        if (this.stopped || document.hidden) return;
        const slowdown = 2 ** (this.failures + Math.floor(this.quietRounds / QUIET_ROUNDS));
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- stop() ends it
        this.timer = setTimeout(() => this.round(), this.seconds * 1_000 * Math.min(slowdown, SLOWEST_FACTOR));
    }
}

/**
 * Calls `ask` every `seconds` while the tab is visible. `ask` tells whether something changed: after a while without
 * change, and after each failure, the pace drops, down to a sixth; a change or a return to the tab restores it.
 * One call runs at a time. Whoever starts it stops it.
 */
export function startPolling(seconds: number, ask: () => Promise<boolean>): Polling {
    return new Polling(seconds, ask);
}
