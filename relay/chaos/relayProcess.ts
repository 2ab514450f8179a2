/** A relay as `landed serve` runs it, with a stand-in for the org: what can be killed, starved and measured from outside. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseJsonLine, startProcess } from '../../scripts/processes.ts';
import { startFakeOrg } from '../test/service/fakeOrg.ts';
import type { FakeOrg, OrgSettings } from '../test/service/fakeOrg.ts';
import { allConfirmed, configOf } from '../test/service/harness.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const READY_MS = 60_000;
/** The budget of a day is no row's subject, and the relay would wait rather than go over it. */
const PLENTY_OF_CALLS = 100_000_000;
/** What the relay logs is kept in memory only so far back. */
const MOST_LINES = 200_000;

export interface RelayProcess {
    readonly org: FakeOrg;
    /** Of its store. */
    readonly dataDir: string;
    readonly pid: number;
    readonly url: string;
    /** What it has logged, over all its lives. */
    readonly lines: readonly string[];
    kill(): Promise<void>;
    /** Starts it again over the same store. */
    start(): Promise<void>;
    /** Resolves when everything that was accepted is seen in the org. */
    settled(withinMs: number): Promise<void>;
    /** Resident, in MB. */
    memoryMb(): number;
    openFiles(): number;
    /** A figure of its metrics: the first whose line begins so. */
    metric(name: string): Promise<number>;
}

export interface RelayProcessOptions extends OrgSettings {
    readonly config?: object;
    /** Names of the orgs of the configuration: all of them are the one stand-in. */
    readonly severalOrgs?: readonly string[];
}

/** Starts a relay and ends it, whatever happens. */
export async function withRelay<T>(
    { config = {}, severalOrgs = [], ...orgSettings }: RelayProcessOptions,
    work: (relay: RelayProcess) => Promise<T>,
): Promise<T> {
    const org = await startFakeOrg({ dailyApiCalls: PLENTY_OF_CALLS, ...orgSettings });
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-chaos-'));
    const dataDir = path.join(directory, 'data');
    const file = path.join(directory, 'relay.json');
    const auth = { kind: 'accessToken', token: { env: 'ORG_TOKEN' } };
    const orgs = Object.fromEntries(severalOrgs.map((name) => [name, { instanceUrl: org.url, auth }]));
    const more = severalOrgs.length === 0 ? config : { ...config, orgs };
    await writeFile(file, JSON.stringify(configOf(org, dataDir, { logLevel: 'info', ...more })));
    const lines: string[] = [];
    const launch = () =>
        startProcess({
            ...{ name: 'the relay', args: [MAIN, 'serve', '--config', file], env: { ORG_TOKEN: org.token } },
            ready: (line) => {
                const said = parseJsonLine(line);
                return said?.['msg'] === 'relay.started' ? String(said['url']) : undefined;
            },
            readyWithinMs: READY_MS,
            onLine: (line) => {
                if (lines.length < MOST_LINES) lines.push(line);
            },
        });
    let running = await launch();
    const relay: RelayProcess = {
        ...{ org, dataDir, lines },
        get pid() {
            return running.child.pid ?? -1;
        },
        get url() {
            return running.ready;
        },
        async kill() {
            running.child.kill('SIGKILL');
            await running.ended;
        },
        async start() {
            running = await launch();
        },
        settled: (withinMs) => allConfirmed(running.ready, withinMs),
        memoryMb: () =>
            Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))?.[1]) / 1_024,
        openFiles: () => readdirSync(`/proc/${relay.pid}/fd`).length,
        async metric(name) {
            const text = await (await fetch(`${running.ready}/metrics`)).text();
            const line = text.split('\n').find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`));
            return Number(line?.split(' ').at(-1));
        },
    };
    try {
        return await work(relay);
    } finally {
        await running.stop();
        await org.close();
        await rm(directory, { recursive: true, force: true });
    }
}
