/** When a limit would be reached if all went on as in the last hour. */

export interface Usage {
    readonly at: number;
    readonly used: number;
}

/** Less tells of no pace. */
const LEAST_MS = 5 * 60_000;

/** What was used since the last time that less was used than before, which is when a new period began. */
function rising(samples: readonly Usage[]): readonly Usage[] {
    const turn = samples.findLastIndex(({ used }, index) => used < (samples[index - 1]?.used ?? 0));
    return turn < 0 ? samples : samples.slice(turn);
}

/** Null where it would not be reached, or nobody can say yet. In the order of time. */
export function reachedAt(samples: readonly Usage[], limit: number): number | null {
    const own = rising(samples);
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) return null;
    if (last.used >= limit) return last.at;
    const [milliseconds, used] = [last.at - first.at, last.used - first.used];
    if (milliseconds < LEAST_MS || used <= 0) return null;
    return last.at + ((limit - last.used) * milliseconds) / used;
}
