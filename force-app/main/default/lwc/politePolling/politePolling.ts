/** How often news may be asked for, and how much slower when there is none. */
const QUIET_ROUNDS = 24;
const SLOWEST_FACTOR = 6;

export interface Polling {
    /** Asks now, and starts again at the full pace. */
    now(): Promise<void>;
    stop(): void;
}

/**
 * Calls `ask` every `seconds` while the tab is visible. `ask` tells whether something changed: after a while without
 * change, and after each failure, the pace drops, down to a sixth; a change or a return to the tab restores it.
 * One call runs at a time. Whoever starts it stops it.
 */
export function startPolling(seconds: number, ask: () => Promise<boolean>): Polling {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    let quietRounds = 0;
    let failures = 0;
    let running: Promise<void> | undefined;

    const pause = (): number => {
        const slowdown = 2 ** (failures + Math.floor(quietRounds / QUIET_ROUNDS));
        return seconds * 1_000 * Math.min(slowdown, SLOWEST_FACTOR);
    };
    const schedule = (): void => {
        clearTimeout(timer);
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- stopped in stop()
        if (!stopped && !document.hidden) timer = setTimeout(() => void round(), pause());
    };
    const round = (): Promise<void> => {
        running ??= askOnce().finally(() => {
            running = undefined;
            schedule();
        });
        return running;
    };
    const askOnce = async (): Promise<void> => {
        try {
            quietRounds = (await ask()) ? 0 : quietRounds + 1;
            failures = 0;
        } catch {
            failures += 1; // `ask` has shown the error; here it only slows the pace
        }
    };
    const now = (): Promise<void> => {
        quietRounds = 0;
        failures = 0;
        return round();
    };
    const handleVisibility = (): void => {
        if (document.hidden) clearTimeout(timer);
        else void now();
    };
    document.addEventListener('visibilitychange', handleVisibility);
    schedule();
    return {
        now,
        stop: () => {
            stopped = true;
            clearTimeout(timer);
            document.removeEventListener('visibilitychange', handleVisibility);
        },
    };
}
