/** Times as a histogram that can be added up: buckets of which each is a tenth wider than the one before. */

/** Bucket 0 ends here, in milliseconds. */
const FIRST_END = 100;
const GROWTH = 1.1;
/** The last bucket ends after about a week; what took longer is in it as well. */
const LAST = 165;

/** Where each bucket ends, in milliseconds: it holds what took at most so long, and longer than the one before. */
export const BUCKET_ENDS: readonly number[] = Array.from({ length: LAST + 1 }, (_, n) => FIRST_END * GROWTH ** n);

export function bucketOf(milliseconds: number): number {
    let [low, high] = [0, LAST];
    while (low < high) {
        const middle = (low + high) >> 1;
        if (milliseconds <= (BUCKET_ENDS[middle] ?? Infinity)) high = middle;
        else low = middle + 1;
    }
    return low;
}

/** How many there are in each bucket. */
export type Histogram = ReadonlyMap<number, number>;

/** The middle of the bucket in which the part's last one lies, in milliseconds: within five percent; null of nothing. */
export function percentile(histogram: Histogram, part: number): number | null {
    const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    let left = Math.ceil(total * part);
    for (const [bucket, count] of buckets) {
        left -= count;
        if (left > 0) continue;
        const end = BUCKET_ENDS[bucket] ?? 0;
        return bucket === 0 ? end : end * (1 - (1 - 1 / GROWTH) / 2);
    }
    return null;
}
