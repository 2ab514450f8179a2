/** A little arithmetic of shares and spreads. Pure, and of whole counts. */

export interface Share {
    readonly part: number;
    readonly whole: number;
}

export const shareOf = ({ part, whole }: Share): number => (whole === 0 ? 0 : part / whole);

/**
 * How many standard deviations the share of now is above that of before, were both drawn from one population: the test
 * of two proportions, pooled. 0 where one of them is empty or there is no spread.
 * https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm (2026-11-26)
 */
export function deviations(now: Share, before: Share): number {
    if (now.whole === 0 || before.whole === 0) return 0;
    const pooled = (now.part + before.part) / (now.whole + before.whole);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.whole + 1 / before.whole));
    return error === 0 ? 0 : (shareOf(now) - shareOf(before)) / error;
}

type Histogram = ReadonlyMap<number, number>;

export const totalOf = (histogram: Histogram): number => [...histogram.values()].reduce((sum, count) => sum + count, 0);

/**
 * The largest distance between the two cumulative shares, from 0 (the same shape) to 1 (no overlap): Kolmogorov and
 * Smirnov's. https://www.itl.nist.gov/div898/handbook/eda/section3/eda35g.htm (2026-11-26)
 */
export function distance(a: Histogram, b: Histogram): number {
    const [ofA, ofB] = [totalOf(a), totalOf(b)];
    if (ofA === 0 || ofB === 0) return 0;
    let [sumA, sumB, most] = [0, 0, 0];
    for (const bucket of [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y)) {
        sumA += a.get(bucket) ?? 0;
        sumB += b.get(bucket) ?? 0;
        most = Math.max(most, Math.abs(sumA / ofA - sumB / ofB));
    }
    return most;
}

/** The largest part that two neighbouring buckets hold together: near 1 where all values are the same. */
export function concentration(histogram: Histogram): number {
    const total = totalOf(histogram);
    if (total === 0) return 0;
    const pairs = [...histogram.keys()].map(
        (bucket) => (histogram.get(bucket) ?? 0) + (histogram.get(bucket + 1) ?? 0),
    );
    return Math.max(...pairs) / total;
}
