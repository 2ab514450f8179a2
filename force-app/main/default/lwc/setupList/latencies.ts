/** What reports take, by provider: the histograms of all relays are added up, and the percentiles taken from the sums. */
import { mergeHistograms, percentile } from 'c/deliveryFigures';
import type { Histogram } from 'c/deliveryFigures';

/** What one relay last told. */
export interface RelayTimes {
    /** Epoch milliseconds; null: it was never seen. */
    readonly lastSeenAt: number | null;
    /** As the description of Latencies__c says; null: a relay of an older version. */
    readonly text: string | null;
}

/** Seconds. */
export interface HopLatency {
    readonly hop: string;
    readonly count: number;
    readonly half: number;
    readonly nearlyAll: number;
}

export interface ProviderLatency {
    readonly provider: string;
    /** null: none of its reports was seen on a record. */
    readonly whole: HopLatency | null;
    /** In the order of the way. */
    readonly hops: readonly HopLatency[];
    readonly isOver: boolean;
}

/** Of 100 reports 99 are to be on their record this soon after the carrier knows. */
export const OBJECTIVE_SECONDS = 30;
const HALF = 0.5;
const NEARLY_ALL = 0.99;
const HOUR_MS = 3_600_000;
const HOPS = ['reported', 'published', 'confirmed'] as const;

interface Times {
    readonly provider: string;
    readonly hop: string;
    readonly histogram: Histogram;
}

const slownessOf = ({ whole }: ProviderLatency): number => whole?.nearlyAll ?? 0;

/** Those over the objective first, the slowest before the others. What a relay told more than an hour ago is left out. */
export function latenciesOf(relays: readonly RelayTimes[], now: number): ProviderLatency[] {
    const times = relays
        .filter(({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt > now - HOUR_MS)
        .flatMap(({ text }) => readTimes(text));
    const providers = [...new Set(times.map(({ provider }) => provider))];
    return providers
        .map((provider) => latencyOf(provider, times))
        .sort((a, b) => slownessOf(b) - slownessOf(a) || (a.provider < b.provider ? -1 : 1));
}

function latencyOf(provider: string, times: readonly Times[]): ProviderLatency {
    const own = times.filter((each) => each.provider === provider);
    const [whole = null] = hopOf('whole', own);
    const isOver = whole !== null && whole.nearlyAll > OBJECTIVE_SECONDS;
    return { provider, whole, hops: HOPS.flatMap((hop) => hopOf(hop, own)), isOver };
}

function hopOf(hop: string, times: readonly Times[]): HopLatency[] {
    const histogram = mergeHistograms(times.filter((each) => each.hop === hop).map((each) => each.histogram));
    const [half, nearlyAll] = [percentile(histogram, HALF), percentile(histogram, NEARLY_ALL)];
    if (half === null || nearlyAll === null) return [];
    const count = [...histogram.values()].reduce((sum, each) => sum + each, 0);
    return [{ hop, count, half, nearlyAll }];
}

/** What cannot be read is left out. */
function readTimes(text: string | null): Times[] {
    try {
        const list = JSON.parse(text ?? '[]') as unknown;
        return (Array.isArray(list) ? list : []).map((one: Readonly<Record<string, unknown>>) => ({
            provider: String(one['provider']),
            hop: String(one['hop']),
            histogram: new Map(one['buckets'] as [number, number][]),
        }));
    } catch {
        return [];
    }
}
