/** Delivery times as the relay keeps them, see the description of Latency_Histogram__c. */

const FIRST_END_SECONDS = 0.1;
const GROWTH = 1.1;

/** How many deliveries there are in each bucket. */
export type Histogram = ReadonlyMap<number, number>;

export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
    const merged = new Map<number, number>();
    for (const histogram of histograms) {
        for (const [bucket, count] of histogram) merged.set(bucket, (merged.get(bucket) ?? 0) + count);
    }
    return merged;
}

/** Seconds within which that part of the deliveries came: the middle of a bucket, so within five percent; null of none. */
export function percentile(histogram: Histogram, part: number): number | null {
    const buckets = [...histogram].filter(([, count]) => count > 0).sort(([a], [b]) => a - b);
    const total = buckets.reduce((sum, [, count]) => sum + count, 0);
    let left = Math.ceil(total * part);
    for (const [bucket, count] of buckets) {
        left -= count;
        if (left <= 0) return middleOf(bucket);
    }
    return null;
}

function middleOf(bucket: number): number {
    const end = FIRST_END_SECONDS * GROWTH ** bucket;
    return bucket === 0 ? end : (end + end / GROWTH) / 2;
}
