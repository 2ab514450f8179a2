/** Measures the relay, as it runs in production, beside a handler that verifies and parses the same and keeps nothing. */
import type { Figures, Speed } from './figures.ts';
import { hopBetween } from './hops.ts';
import type { Hop } from './hops.ts';
import { runLoad } from './loadProcess.ts';
import type { LoadJob, LoadResult } from './loadMessages.ts';
import { startBare, startRelay } from './subjects.ts';
import type { Subject } from './subjects.ts';

export interface BenchSettings {
    readonly rounds: number;
    readonly connections: number;
    /** Of each round and subject; as many again, but no more than 30,000, go before to warm it up. */
    readonly requests: number;
    readonly paced: { readonly requests: number; readonly rate: number };
    readonly batched: { readonly requests: number; readonly reportsPerRequest: number };
    readonly endToEnd: { readonly reports: number; readonly orgLatencyMs: number };
    /** Of any one part. */
    readonly timeLimitMs: number;
}

export const FULL_RUN: BenchSettings = {
    rounds: 5,
    connections: 256,
    requests: 40_000,
    paced: { requests: 10_000, rate: 1_000 },
    batched: { requests: 400, reportsPerRequest: 500 },
    endToEnd: { reports: 20_000, orgLatencyMs: 50 },
    timeLimitMs: 120_000,
};

/** What a service runs most often is compiled for good only after some seconds under load. */
const WARM_UP_REQUESTS = 30_000;

interface Measured extends LoadResult {
    readonly cpuMs: number;
}

export async function runBench(settings: BenchSettings, progress: (text: string) => void): Promise<Figures> {
    let jobs = 0;
    let peakMemoryMb = 0;
    let saturatedMs = 0;
    const { timeLimitMs, connections } = settings;

    async function load(subject: Subject, job: Pick<LoadJob, 'requests'> & Partial<LoadJob>): Promise<Measured> {
        jobs += 1;
        let cpuBefore = 0;
        const { url, secret } = subject;
        const rest = { reportsPerRequest: 1, rate: null, connections, timeLimitMs };
        const result = await runLoad({ ...rest, url, secret, name: `bench-${jobs}`, ...job }, () => {
            cpuBefore = subject.usage().cpuMs;
        });
        if (result.refused > 0) throw new Error(`${result.refused} of ${result.requests} requests were refused`);
        return { ...result, cpuMs: subject.usage().cpuMs - cpuBefore };
    }

    /** Starts a subject, warms it up, measures, and ends it, whatever happens. */
    async function withSubject<S extends Subject, T>(start: () => Promise<S>, measure: (subject: S) => Promise<T>) {
        const subject = await start();
        try {
            await load(subject, { requests: Math.min(settings.requests, WARM_UP_REQUESTS) });
            return await measure(subject);
        } finally {
            await subject.stop();
        }
    }

    const startOurs = () => startRelay(settings.endToEnd.orgLatencyMs);
    /** The memory of all that the relay is asked to do. */
    async function withRelay<T>(measure: (relay: Awaited<ReturnType<typeof startRelay>>) => Promise<T>): Promise<T> {
        return withSubject(startOurs, async (relay) => {
            const value = await measure(relay);
            peakMemoryMb = Math.max(peakMemoryMb, relay.usage().peakMemoryMb);
            return value;
        });
    }

    async function compare(): Promise<Pick<Figures, 'bare' | 'relay' | 'ratio'>> {
        const bare: Speed[] = [];
        const relay: Speed[] = [];
        const { requests } = settings;
        const ours = async () => {
            const measured = await withRelay((subject) => load(subject, { requests }));
            saturatedMs = Math.max(saturatedMs, measured.slowestMs);
            relay.push(speedOf(measured));
        };
        const theirs = async () => {
            bare.push(speedOf(await withSubject(startBare, (subject) => load(subject, { requests }))));
        };
        for (let round = 0; round < settings.rounds; round += 1) {
            // Whoever comes second may meet a warmer machine: take turns.
            for (const measure of round % 2 === 0 ? [theirs, ours] : [ours, theirs]) await measure();
            const [a, b] = [relay.at(-1), bare.at(-1)].map((speed) => Math.round(speed?.requestsPerSecond ?? 0));
            progress(`round ${round + 1} of ${settings.rounds}: relay ${a}/s, bare handler ${b}/s`);
        }
        const ratios = relay.map((speed, round) => speed.requestsPerSecond / (bare[round]?.requestsPerSecond ?? NaN));
        return { bare: medianSpeed(bare), relay: medianSpeed(relay), ratio: median(ratios) };
    }

    async function pace(): Promise<Figures['paced'] & Hop & { slowestMs: number }> {
        const { requests, rate } = settings.paced;
        const { seconds, p50Ms, p95Ms, p99Ms, slowestMs } = await withRelay(async (relay) => {
            await relay.settled(timeLimitMs); // at this pace nothing piles up
            return load(relay, { requests, rate });
        });
        progress(`at ${rate}/s: p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`);
        return { requestsPerSecond: requests / seconds, p50Ms, p95Ms, p99Ms, slowestMs };
    }

    async function batch(): Promise<Figures['batched']> {
        const { requests, reportsPerRequest } = settings.batched;
        const { seconds } = await withRelay((relay) => load(relay, { requests, reportsPerRequest, connections: 8 }));
        const reportsPerSecond = (requests * reportsPerRequest) / seconds;
        progress(`in batches of ${reportsPerRequest}: ${Math.round(reportsPerSecond)} reports/s`);
        return { reportsPerRequest, reportsPerSecond };
    }

    async function wholeWay(): Promise<Pick<Figures, 'endToEnd'> & { published: Hop; confirmed: Hop }> {
        const { reports } = settings.endToEnd;
        return withRelay(async (relay) => {
            await relay.settled(timeLimitMs);
            const before = await relay.hops();
            const [calls, usage, start] = [relay.apiCalls(), relay.usage(), Date.now()];
            await load(relay, { requests: reports });
            await relay.settled(timeLimitMs);
            const seconds = (Date.now() - start) / 1_000;
            const apiCallsPerThousand = ((relay.apiCalls() - calls) * 1_000) / reports;
            const cpuMicrosPerReport = ((relay.usage().cpuMs - usage.cpuMs) * 1_000) / reports;
            progress(`end to end: ${reports} reports in ${seconds.toFixed(1)} s`);
            const after = await relay.hops();
            return {
                endToEnd: { reports, reportsPerSecond: reports / seconds, apiCallsPerThousand, cpuMicrosPerReport },
                published: hopBetween('published', before, after),
                confirmed: hopBetween('confirmed', before, after),
            };
        });
    }

    const comparison = await compare();
    const paced = await pace();
    const batched = await batch();
    const { endToEnd, published, confirmed } = await wholeWay();
    return {
        ...{ ...comparison, paced, batched, endToEnd },
        hops: { answered: paced, published, confirmed },
        slowest: { pacedMs: paced.slowestMs, saturatedMs },
        peakMemoryMb,
    };
}

function speedOf({ requests, seconds, p50Ms, p99Ms, cpuMs }: Measured): Speed {
    return { requestsPerSecond: requests / seconds, p50Ms, p99Ms, cpuMicrosPerRequest: (cpuMs * 1_000) / requests };
}

export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

function medianSpeed(speeds: readonly Speed[]): Speed {
    const of = (part: keyof Speed): number => median(speeds.map((speed) => speed[part]));
    return {
        requestsPerSecond: of('requestsPerSecond'),
        p50Ms: of('p50Ms'),
        p99Ms: of('p99Ms'),
        cpuMicrosPerRequest: of('cpuMicrosPerRequest'),
    };
}
