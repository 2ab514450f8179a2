/** How long each hop of a report took, from the relay's own histogram. */

export interface Hop {
    readonly p50Ms: number;
    readonly p95Ms: number;
    readonly p99Ms: number;
}

/** Reports that took at most so many seconds, by hop and that time: as Prometheus counts them. */
export type HopCounts = ReadonlyMap<string, ReadonlyMap<number, number>>;

const BUCKET = /^landed_hop_seconds_bucket\{([^}]*)\} (\d+)$/gm;

export function readHops(metrics: string): HopCounts {
    const hops = new Map<string, Map<number, number>>();
    for (const [, labels = '', count = ''] of metrics.matchAll(BUCKET)) {
        const label = (name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
        const hop = hops.get(label('hop')) ?? new Map<number, number>();
        const end = label('le') === '+Inf' ? Infinity : Number(label('le'));
        hop.set(end, (hop.get(end) ?? 0) + Number(count));
        hops.set(label('hop'), hop);
    }
    return hops;
}

/** Within the bucket in which it lies as if its reports were spread evenly; NaN of nothing. */
function quantileMs(counts: readonly (readonly [end: number, count: number])[], part: number): number {
    const wanted = (counts.at(-1)?.[1] ?? 0) * part;
    let [start, before] = [0, 0];
    for (const [end, count] of counts) {
        if (count >= wanted && count > before) {
            // What is longer than the last bucket is at least as long as that.
            return 1_000 * (end === Infinity ? start : start + ((end - start) * (wanted - before)) / (count - before));
        }
        [start, before] = [end, count];
    }
    return NaN;
}

/** Of the reports between two looks. */
export function hopBetween(hop: string, before: HopCounts, after: HopCounts): Hop {
    const counts = [...(after.get(hop) ?? [])]
        .map(([end, count]) => [end, count - (before.get(hop)?.get(end) ?? 0)] as const)
        .sort(([a], [b]) => a - b);
    const at = (part: number): number => quantileMs(counts, part);
    return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
