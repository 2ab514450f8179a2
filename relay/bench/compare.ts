/**
 * The relay beside what teams use instead, in one run, before stand-ins for Salesforce that take equally long: how soon
 * a provider is answered, how soon its reports are in the CRM, and what that costs. None of the others is durable.
 */
import { median } from './bench.ts';
import { runLoad } from './loadProcess.ts';
import { installOthers } from './others/install.ts';
import type { Others } from './others/install.ts';
import { batchingFlow, forwardingFlow } from './others/nodeRed.ts';
import { startNaive, startNodeRed } from './others/subjects.ts';
import type { Compared } from './others/subjects.ts';
import { startRelay } from './subjects.ts';

export interface CompareSettings {
    readonly rounds: number;
    readonly connections: number;
    readonly requests: number;
    readonly warmUp: number;
    readonly orgLatencyMs: number;
    readonly timeLimitMs: number;
}

export const FULL_COMPARISON: CompareSettings = {
    ...{ rounds: 3, connections: 256, requests: 10_000, warmUp: 3_000 },
    ...{ orgLatencyMs: 50, timeLimitMs: 180_000 },
};

export interface Compare {
    readonly answeredPerSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    /** From the first request until the last report was in the CRM. */
    readonly arrivedPerSecond: number;
    readonly cpuMicrosPerReport: number;
    readonly apiCallsPerThousand: number;
    readonly peakMemoryMb: number;
    /** Answered with yes, and not in the CRM. */
    readonly lost: number;
}

export type Comparison = Readonly<Record<string, Compare>>;

const startersOf = (others: Others, latencyMs: number): Readonly<Record<string, () => Promise<Compared>>> => ({
    'this relay': () => startRelay(latencyMs),
    'Express and jsforce, one call for each webhook': () => startNaive(latencyMs, others),
    'Node-RED, one call for each webhook': () => startNodeRed(latencyMs, others, forwardingFlow),
    'Node-RED, batches in memory': () => startNodeRed(latencyMs, others, batchingFlow),
});

async function measure(start: () => Promise<Compared>, settings: CompareSettings, name: string): Promise<Compare> {
    const { connections, requests, warmUp, timeLimitMs } = settings;
    const subject = await start();
    try {
        const { url, secret } = subject;
        const job = { url, secret, reportsPerRequest: 1, connections, rate: null, timeLimitMs };
        await runLoad({ ...job, name: `${name}-warm`, requests: warmUp }, () => undefined);
        await subject.settled(timeLimitMs);
        const [calls, arrived, before] = [subject.apiCalls(), subject.arrived(), subject.usage()];
        let began = 0;
        const load = await runLoad({ ...job, name, requests }, () => (began = Date.now()));
        const settledAt = await subject.settled(timeLimitMs);
        const { cpuMs, peakMemoryMb } = subject.usage();
        const { refused, seconds, p50Ms, p99Ms } = load;
        const came = subject.arrived() - arrived;
        return {
            ...{ answeredPerSecond: (requests - refused) / seconds, p50Ms, p99Ms, peakMemoryMb },
            arrivedPerSecond: (came * 1_000) / (settledAt - began),
            cpuMicrosPerReport: ((cpuMs - before.cpuMs) * 1_000) / requests,
            apiCallsPerThousand: ((subject.apiCalls() - calls) * 1_000) / requests,
            lost: requests - refused - came,
        };
    } finally {
        await subject.stop();
    }
}

function medianOf(rounds: readonly Compare[]): Compare {
    const of = (part: keyof Compare): number => median(rounds.map((round) => round[part]));
    return {
        ...{ answeredPerSecond: of('answeredPerSecond'), p50Ms: of('p50Ms'), p99Ms: of('p99Ms') },
        ...{ arrivedPerSecond: of('arrivedPerSecond'), cpuMicrosPerReport: of('cpuMicrosPerReport') },
        ...{ apiCallsPerThousand: of('apiCallsPerThousand'), peakMemoryMb: of('peakMemoryMb') },
        lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
    };
}

export async function runComparison(settings: CompareSettings, progress: (text: string) => void): Promise<Comparison> {
    const starters = Object.entries(startersOf(await installOthers(progress), settings.orgLatencyMs));
    const rounds = new Map<string, Compare[]>(starters.map(([name]) => [name, []]));
    for (let round = 0; round < settings.rounds; round += 1) {
        // Whoever comes later may meet a warmer machine: take turns.
        for (const [name, start] of round % 2 === 0 ? starters : starters.toReversed()) {
            const measured = await measure(start, settings, `compare-${round}`);
            rounds.get(name)?.push(measured);
            progress(`round ${round + 1} of ${settings.rounds}: ${name}: ${Math.round(measured.answeredPerSecond)}/s`);
        }
    }
    return Object.fromEntries([...rounds].map(([name, all]) => [name, medianOf(all)]));
}
