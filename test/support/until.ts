import { setTimeout as pause } from 'node:timers/promises';

export const PATIENCE_MS = 60_000;
const STEP_MS = 50;

/** Looks again and again until what it sees is right. In the end `explain` says what is wrong with what it saw last. */
export async function until<T>(
    look: () => Promise<T>,
    right: (seen: T) => boolean,
    explain: (last: T) => void = () => undefined,
): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const seen = await look();
        if (right(seen)) return seen;
        if (Date.now() > deadline) {
            explain(seen);
            throw new Error(`Still not there: ${JSON.stringify(seen).slice(0, 2000)}`);
        }
        await pause(STEP_MS);
    }
}
