import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until there is an answer; fails with `what` when none comes in time. */
export async function eventually<T>(
    what: string,
    ask: () => Promise<T | undefined>,
    { withinMs = 20_000, everyMs = 50 }: { withinMs?: number; everyMs?: number } = {},
): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
        const answer = await ask();
        if (answer !== undefined) return answer;
        if (Date.now() > deadline) assert.fail(`Not within ${withinMs / 1000} s: ${what}`);
        await pause(everyMs);
    }
}
