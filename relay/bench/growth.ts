/** What an outage of the org costs: reports pile up in the store, and are published when the org is back. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runLoad } from './loadProcess.ts';
import { startRelay } from './subjects.ts';
import type { RelaySubject } from './subjects.ts';

export interface GrowthSettings {
    /** Reports that wait, each of a message of its own. */
    readonly backlogs: readonly number[];
    readonly reportsPerRequest: number;
    /** Single reports that come while the others wait. */
    readonly paced: { readonly requests: number; readonly rate: number };
    /** The org is watched until so many have arrived. */
    readonly caughtUp: number;
    readonly orgLatencyMs: number;
    readonly timeLimitMs: number;
}

export const FULL_GROWTH: GrowthSettings = {
    ...{ backlogs: [10_000, 100_000, 1_000_000], reportsPerRequest: 500, paced: { requests: 10_000, rate: 1_000 } },
    ...{ caughtUp: 10_000, orgLatencyMs: 50, timeLimitMs: 900_000 },
};

export interface Growth {
    readonly backlog: number;
    readonly acceptedPerSecond: number;
    /** From the first request until all of them were joined into their messages. */
    readonly readPerSecond: number;
    readonly p99Ms: number;
    readonly caughtUpPerSecond: number;
    readonly memoryMb: number;
    readonly diskBytesPerReport: number;
}

const LOOK_EVERY_MS = 200;

async function until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<void> {
    const end = Date.now() + withinMs;
    while (!(await holds())) {
        if (Date.now() > end) throw new Error(`not within ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
}

async function unread({ url }: RelaySubject): Promise<unknown> {
    const response = await fetch(new URL('/ready', url));
    return ((await response.json()) as Readonly<Record<string, unknown>>)['unread'];
}

const bytesIn = (directory: string): number =>
    readdirSync(directory).reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0);

async function grow(backlog: number, settings: GrowthSettings): Promise<Growth> {
    const { reportsPerRequest, paced, caughtUp, timeLimitMs } = settings;
    const relay = await startRelay(settings.orgLatencyMs);
    try {
        const { url, secret } = relay;
        const job = { url, secret, name: 'growth', connections: 8, rate: null, timeLimitMs };
        relay.org.faults = { call: () => ({ status: 503, code: 'SERVER_UNAVAILABLE' }) };
        const began = Date.now();
        const requests = backlog / reportsPerRequest;
        const { seconds } = await runLoad({ ...job, requests, reportsPerRequest }, () => undefined);
        await until(async () => (await unread(relay)) === 0, timeLimitMs);
        const readSeconds = (Date.now() - began) / 1_000;
        const diskBytesPerReport = bytesIn(relay.directory) / backlog;
        const single = { ...job, ...paced, name: 'paced', reportsPerRequest: 1, connections: 64 };
        const { p99Ms } = await runLoad(single, () => undefined);
        const before = relay.arrived();
        relay.org.faults = {};
        await until(() => relay.arrived() > before, timeLimitMs); // the breaker asks at most every half a minute
        const back = Date.now();
        await until(() => relay.arrived() >= before + caughtUp, timeLimitMs);
        return {
            ...{ backlog, p99Ms, diskBytesPerReport, memoryMb: relay.usage().peakMemoryMb },
            acceptedPerSecond: backlog / seconds,
            readPerSecond: backlog / readSeconds,
            caughtUpPerSecond: (caughtUp * 1_000) / (Date.now() - back),
        };
    } finally {
        await relay.stop();
    }
}

export async function runGrowth(settings: GrowthSettings, progress: (text: string) => void): Promise<Growth[]> {
    const grown: Growth[] = [];
    for (const backlog of settings.backlogs) {
        const growth = await grow(backlog, settings);
        progress(
            `backlog of ${backlog}: read ${Math.round(growth.readPerSecond)}/s, ${Math.round(growth.memoryMb)} MB`,
        );
        grown.push(growth);
    }
    return grown;
}
