/** The processes that are measured: the relay as `landed serve` runs it, and the bare handler. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJsonLine, startProcess } from '../../scripts/processes.ts';
import { startFakeOrg } from '../test/service/fakeOrg.ts';
import type { FakeOrg } from '../test/service/fakeOrg.ts';
import { readHops } from './hops.ts';
import type { HopCounts } from './hops.ts';

export const SECRET = 'invented-bench-secret';

export interface Usage {
    readonly cpuMs: number;
    readonly peakMemoryMb: number;
}

export interface Subject {
    /** Where reports are posted. */
    readonly url: string;
    readonly secret: string;
    usage(): Usage;
    stop(): Promise<void>;
}

export interface RelaySubject extends Subject {
    /** Calls of the org's API so far. */
    apiCalls(): number;
    /** Messages that are in the CRM. */
    arrived(): number;
    /** Resolves when everything accepted was seen in the CRM, with the time at which it was. */
    settled(withinMs: number): Promise<number>;
    /** Of all reports so far. */
    hops(): Promise<HopCounts>;
    readonly org: FakeOrg;
    /** Of its store. */
    readonly directory: string;
}

/** Of Linux's /proc/<pid>/stat, in ticks of 10 ms (man 5 proc, 2026-11-21). */
const TICK_MS = 10;

/** All threads of a process. */
function usageOf(pid: number): Usage {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the third on: the second may hold spaces
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return {
        cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
        peakMemoryMb: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1_024,
    };
}

/** Where it listens, as a line of its log says; undefined of any other line. */
function startedAt(line: string): string | undefined {
    const { msg, url } = parseJsonLine(line) ?? {};
    return typeof msg === 'string' && msg.endsWith('.started') && typeof url === 'string' ? url : undefined;
}

export async function startSubject(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    ready: (line: string) => string | undefined = startedAt,
) {
    const running = await startProcess({
        ...{ name, args, env },
        ready,
        readyWithinMs: 30_000,
    });
    const { pid } = running.child;
    if (pid === undefined) throw new Error(`${name} has no process id`);
    return { base: running.ready, usage: () => usageOf(pid), stop: () => running.stop() };
}

export const scriptAt = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export async function startBare(): Promise<Subject> {
    const { base, usage, stop } = await startSubject('the bare handler', [scriptAt('./bareServer.ts')], {
        BENCH_SECRET: SECRET,
    });
    return { url: `${base}/hooks/bsr/bench`, secret: SECRET, usage, stop };
}

/** Far more than any run needs: the daily allocation is not what is measured. */
export const DAILY_API_CALLS = 5_000_000;
/** Nor is the hourly one; until the org tells it, less would be reckoned with. */
const HOURLY_EVENTS = 1_000_000_000;

/** Every setting that is not named here has its default, as in production; the journal is on disk before any answer. */
const configOf = (orgUrl: string, dataDir: string): object => ({
    mode: 'local',
    listen: { port: 0 },
    dataDir,
    publishing: { hourlyEvents: HOURLY_EVENTS },
    orgs: { bench: { instanceUrl: orgUrl, auth: { kind: 'accessToken', token: { env: 'BENCH_ORG_TOKEN' } } } },
    sources: [{ provider: 'bsr', name: 'bench', org: 'bench', secrets: [{ local: SECRET }] }],
});

/** As the shipped systemd unit and image have it. */
const COMPILED = path.join(tmpdir(), 'landed-bench-compiled');

export async function startRelay(orgLatencyMs: number): Promise<RelaySubject> {
    const org = await startFakeOrg({ latencyMs: orgLatencyMs, dailyApiCalls: DAILY_API_CALLS });
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-bench-'));
    const config = path.join(directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(org.url, directory)));
    const args = [scriptAt('../src/main.ts'), 'serve', '--config', config];
    const node = { NODE_COMPILE_CACHE: COMPILED, NODE_OPTIONS: '--max-semi-space-size=4' };
    const env = { BENCH_ORG_TOKEN: org.token, ...node };
    const { base, usage, stop } = await startSubject('the relay', args, env);
    return {
        url: `${base}/hooks/bsr/bench`,
        ...{ secret: SECRET, usage },
        apiCalls: () => org.calls.length,
        arrived: () => org.rows.size,
        ...{ org, directory },
        settled: (withinMs) => settled(base, withinMs),
        hops: async () => readHops(await (await fetch(`${base}/metrics`)).text()),
        async stop() {
            await stop();
            await org.close();
            await rm(directory, { recursive: true });
        },
    };
}

const LOOK_EVERY_MS = 200;

async function settled(base: string, withinMs: number): Promise<number> {
    const end = Date.now() + withinMs;
    for (;;) {
        const counts = (await (await fetch(`${base}/ready`)).json()) as Readonly<Record<string, unknown>>;
        if (counts['dead'] !== 0) throw new Error(`dead letters: ${JSON.stringify(counts)}`);
        if (counts['unread'] === 0 && counts['unpublished'] === 0) return Date.now();
        if (Date.now() > end) throw new Error(`not settled within ${withinMs} ms: ${JSON.stringify(counts)}`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
}
