/** Time as the relay's loops see it, so that a test can own it. */
import type { Clock } from './ports.ts';

export interface Timing extends Clock {
    /** Calls once after so many milliseconds, unless the returned function is called before. */
    after(milliseconds: number, call: () => void): () => void;
}

export interface Loop {
    /** Runs the next step now; a step that is under way is followed by another. */
    wake(): void;
    /** Resolves when the step under way has ended; no other begins. */
    stop(): Promise<void>;
}

/** How long a loop rests after a step that threw. */
const AFTER_ERROR_MS = 1_000;

/** Repeats `step`, resting as many milliseconds as it returns. */
export function startLoop(timing: Timing, step: () => Promise<number>, onError: (error: unknown) => void): Loop {
    let running: Promise<void> | null = null;
    let cancel: (() => void) | null = null;
    let wakes = 0;
    let stopped = false;

    async function turn(): Promise<void> {
        let rest: number;
        let seen = wakes;
        try {
            rest = await step();
        } catch (error) {
            onError(error);
            rest = AFTER_ERROR_MS;
            seen = wakes; // what woke it may be what keeps failing
        }
        running = null;
        if (!stopped) cancel = timing.after(wakes === seen ? rest : 0, begin);
    }
    function begin(): void {
        cancel = null;
        running ??= turn();
    }

    cancel = timing.after(0, begin);
    return {
        wake() {
            wakes += 1;
            if (stopped || running !== null) return;
            cancel?.();
            cancel = timing.after(0, begin);
        },
        async stop() {
            stopped = true;
            cancel?.();
            await running;
        },
    };
}
