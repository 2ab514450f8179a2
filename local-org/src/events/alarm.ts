/** Wakes what waits for the org's clock, which runs by itself and can be moved. */
import type { OrgClock } from '../clock.ts';
import type { Background } from './background.ts';

export interface AlarmOptions {
    readonly clock: Pick<OrgClock, 'now'>;
    readonly background: Pick<Background, 'add'>;
    /** The earliest time for which something waits; infinity when nothing does. */
    readonly dueAt: () => number;
    /** Does what is due, or the first part of it: what is left is asked for again. */
    readonly run: () => void;
}

/** The longest that setTimeout can wait: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Alarm {
    readonly #options: AlarmOptions;
    #queued = false;
    #timer: NodeJS.Timeout | undefined;

    constructor(options: AlarmOptions) {
        this.#options = options;
    }

    /** Looks at the clock: to be called when it was moved, and when something new waits. */
    readonly wake = (): void => {
        clearTimeout(this.#timer);
        const { clock, background, dueAt, run } = this.#options;
        const wait = dueAt() - clock.now();
        if (wait > 0) {
            if (wait !== Number.POSITIVE_INFINITY)
                this.#timer = setTimeout(this.wake, Math.min(wait, LONGEST_TIMER)).unref();
        } else if (!this.#queued) {
            this.#queued = true;
            background.add(() => {
                this.#queued = false;
                run();
                this.wake();
            });
        }
    };

    stop(): void {
        clearTimeout(this.#timer);
        this.#queued = false;
    }
}
