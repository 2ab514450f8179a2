/** Time that stands still while anything happens, and then jumps to what comes next: hours pass in milliseconds. */
import type { Timing } from '../../src/core/timing.ts';

interface Alarm {
    readonly at: number;
    readonly order: number;
    readonly call: () => void;
}

export interface VirtualTime extends Timing {
    /** Runs until it is `until`, or `done` says so; asked before each jump. */
    run(until: number, done?: () => boolean): Promise<void>;
}

export function createVirtualTime(start: number): VirtualTime {
    let now = start;
    let order = 0;
    const alarms = new Set<Alarm>();

    function next(): Alarm | undefined {
        let first: Alarm | undefined;
        for (const alarm of alarms) {
            if (first === undefined || alarm.at < first.at || (alarm.at === first.at && alarm.order < first.order)) {
                first = alarm;
            }
        }
        return first;
    }

    return {
        now: () => now,
        after(milliseconds, call) {
            const alarm = { at: now + Math.max(0, milliseconds), order: (order += 1), call };
            alarms.add(alarm);
            return () => void alarms.delete(alarm);
        },
        async run(until, done = () => false) {
            for (;;) {
                // Nothing here does real I/O, so one turn of the event loop settles every promise that can be.
                await new Promise((resolve) => setImmediate(resolve));
                const alarm = next();
                if (done()) break;
                if (alarm === undefined || alarm.at > until) {
                    now = Math.max(now, until);
                    break;
                }
                alarms.delete(alarm);
                now = Math.max(now, alarm.at);
                alarm.call();
            }
        },
    };
}

/** https://en.wikipedia.org/wiki/Permuted_congruential_generator's little sister, mulberry32: a seed, a sequence. */
export function seededRandom(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}
