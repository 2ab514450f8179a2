/** What a heartbeat tells: counts since midnight UTC, times of the last hour, and which sources have gone quiet. */
import { bucketOf, percentile } from '../core/latency.ts';
import type { Clock } from '../core/ports.ts';
import { HOPS } from '../core/vitals.ts';
import type { Heard, HeardSource, Hop, ProviderTimes, SourceVitals, Vitals } from '../core/vitals.ts';
import type { Metrics } from './metrics.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Times are kept by so many minutes, for an hour. */
const SLOT_MS = 5 * MINUTE_MS;

/** Fewer calls say nothing about what is usual. */
const ENOUGH_CALLS = 20;
const LEAST_SILENCE_MS = 15 * MINUTE_MS;
const USUAL_PAUSES = 20;

type Calls = Pick<HeardSource, 'firstAt' | 'lastAt' | 'calls'>;

/** Whether a source has been quiet for much longer than is usual for it, which a slow one or a new one never is. */
export function isSilent({ firstAt, lastAt, calls }: Calls, now: number): boolean {
    if (calls < ENOUGH_CALLS) return false;
    const usual = (lastAt - firstAt) / (calls - 1);
    return now - lastAt > Math.max(LEAST_SILENCE_MS, USUAL_PAUSES * usual);
}

type Observed = Pick<Metrics, 'answered' | 'claimed' | 'outcome' | 'apiCall' | 'hop'>;

export interface VitalSigns extends Observed {
    /** What this relay has heard by itself. */
    heard(): Heard;
    /** What this relay has measured, whatever the org. */
    hops(): Vitals['hops'];
    /** Of an org with these sources: what this relay and the others of its store have heard. */
    read(org: string, sources: readonly string[], others: readonly Heard[]): Vitals;
}

const sumOf = <T>(all: readonly T[], value: (each: T) => number): number =>
    all.reduce((sum, each) => sum + value(each), 0);

/** A balancer may send a source's calls to any relay: it is silent when it calls none of them. */
function vitalsOf(sources: readonly string[], heard: readonly Heard[], now: number): SourceVitals[] {
    const all = Map.groupBy(
        heard.flatMap((each) => each.sources),
        ({ source }) => source,
    );
    return sources.map((source) => {
        const own = all.get(source);
        if (own === undefined) return { source, lastAt: null, requests: 0, silent: false };
        const firstAt = Math.min(...own.map((each) => each.firstAt));
        const lastAt = Math.max(...own.map((each) => each.lastAt));
        const calls = sumOf(own, (each) => each.calls);
        const requests = sumOf(own, (each) => each.requests);
        return { source, lastAt, requests, silent: isSilent({ firstAt, lastAt, calls }, now) };
    });
}

/** Forgets what it counted when the period in which it began is over. */
function periodic(clock: Clock, period: number) {
    let began = -1;
    let counts = new Map<string, number>();
    function current(): Map<string, number> {
        const now = Math.floor(clock.now() / period);
        if (now !== began) [began, counts] = [now, new Map<string, number>()];
        return counts;
    }
    return {
        add: (name: string): void => void current().set(name, (current().get(name) ?? 0) + 1),
        of: (name: string): number => current().get(name) ?? 0,
        /** By what follows this word in their names. */
        allOf: (word: string): Record<string, number> =>
            Object.fromEntries(
                [...current()].flatMap(([name, count]) =>
                    name.startsWith(`${word} `) ? [[name.slice(word.length + 1), count]] : [],
                ),
            ),
    };
}

/** Adds up what is of the same org, provider and hop, however many relays have measured it. */
export function mergeTimes(all: readonly ProviderTimes[]): ProviderTimes[] {
    const groups = Map.groupBy(all, ({ org, provider, hop }) => `${org}\n${provider}\n${hop}`);
    return [...groups.values()].map((own) => {
        const [{ org, provider, hop }] = own as [ProviderTimes]; // a group has a member
        return { org, provider, hop, buckets: [...histogramOf(own)].sort(([a], [b]) => a - b) };
    });
}

function histogramOf(times: readonly ProviderTimes[]): Map<number, number> {
    const sums = new Map<number, number>();
    for (const { buckets } of times)
        for (const [bucket, count] of buckets) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
    return sums;
}

type Slot = Map<string, Omit<ProviderTimes, 'buckets'> & { readonly buckets: Map<number, number> }>;

function recentTimes(clock: Clock) {
    const slots = new Map<number, Slot>();
    const slotOf = (time: number): number => Math.floor(time / SLOT_MS);
    const isOver = (slot: number): boolean => slot <= slotOf(clock.now() - HOUR_MS);

    /** With each new one go those that are older than an hour. */
    function startSlot(now: number): Slot {
        for (const slot of slots.keys()) if (isOver(slot)) slots.delete(slot);
        const slot: Slot = new Map();
        slots.set(now, slot);
        return slot;
    }
    return {
        add(hop: Hop, org: string, provider: string, milliseconds: number): void {
            const now = slotOf(clock.now());
            const slot = slots.get(now) ?? startSlot(now);
            const name = `${org}\n${provider}\n${hop}`;
            const times = slot.get(name) ?? { org, provider, hop, buckets: new Map<number, number>() };
            const bucket = bucketOf(Math.max(0, milliseconds));
            times.buckets.set(bucket, (times.buckets.get(bucket) ?? 0) + 1);
            slot.set(name, times);
        },
        all: (): ProviderTimes[] =>
            mergeTimes(
                [...slots].flatMap(([slot, times]) =>
                    isOver(slot) ? [] : [...times.values()].map((one) => ({ ...one, buckets: [...one.buckets] })),
                ),
            ),
    };
}

function percentilesOf(times: readonly ProviderTimes[]): Vitals['hops'] {
    const entries = HOPS.map((hop) => {
        const histogram = histogramOf(times.filter((each) => each.hop === hop));
        return [hop, { p50: percentile(histogram, 0.5), p95: percentile(histogram, 0.95) }];
    });
    return Object.fromEntries(entries) as Vitals['hops']; // the cast holds: HOPS lists them all
}

/** Hears the same as the metrics do. */
export function createVitals(clock: Clock): VitalSigns {
    const startedAt = clock.now();
    const today = periodic(clock, DAY_MS);
    const thisHour = periodic(clock, HOUR_MS);
    const times = recentTimes(clock);
    const sources = new Map<string, Calls>();

    const heard = (): Heard => {
        const confirmedOf = today.allOf('confirmed');
        return {
            confirmed: sumOf(Object.values(confirmedOf), (count) => count),
            sources: [...sources].map(([source, calls]) => {
                return { source, ...calls, requests: today.of(`source ${source}`) };
            }),
            confirmedOf,
            times: times.all(),
        };
    };

    return {
        answered(source, httpStatus) {
            if (source === null || httpStatus >= 300) return;
            today.add(`source ${source}`);
            const now = clock.now();
            const { firstAt = now, calls = 0 } = sources.get(source) ?? {};
            sources.set(source, { firstAt, lastAt: now, calls: calls + 1 });
        },
        claimed: (org) => thisHour.add(`event ${org}`),
        outcome(kind, org) {
            if (kind === 'confirmed' && org !== null) today.add(`confirmed ${org}`);
        },
        apiCall: (org) => today.add(`call ${org}`),
        hop: times.add,
        heard,
        hops: () => percentilesOf(times.all()),
        read(org, names, others) {
            const all = [heard(), ...others];
            const sources = vitalsOf(names, all, clock.now());
            const own = mergeTimes(all.flatMap((each) => each.times ?? [])).filter((each) => each.org === org);
            return {
                startedAt,
                accepted: sumOf(sources, ({ requests }) => requests),
                confirmed: sumOf(all, ({ confirmedOf }) => confirmedOf?.[org] ?? 0),
                apiCalls: today.of(`call ${org}`),
                events: thisHour.of(`event ${org}`),
                hops: percentilesOf(own),
                times: own,
                sources,
            };
        },
    };
}

/** Metrics that tell the vitals what they hear. */
export function hearBoth(metrics: Metrics, vitals: VitalSigns): Metrics {
    return {
        ...metrics,
        answered(...heard) {
            metrics.answered(...heard);
            vitals.answered(...heard);
        },
        claimed(...heard) {
            metrics.claimed(...heard);
            vitals.claimed(...heard);
        },
        outcome(...heard) {
            metrics.outcome(...heard);
            vitals.outcome(...heard);
        },
        apiCall(...heard) {
            metrics.apiCall(...heard);
            vitals.apiCall(...heard);
        },
        hop(...heard) {
            metrics.hop(...heard);
            vitals.hop(...heard);
        },
    };
}
