/** The others, each before a stand-in for Salesforce of its own that is as slow as the relay's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../scripts/processes.ts';
import { startFakeOrg } from '../../test/service/fakeOrg.ts';
import type { FakeOrg } from '../../test/service/fakeOrg.ts';
import { DAILY_API_CALLS, scriptAt, SECRET, startSubject } from '../subjects.ts';
import type { RelaySubject } from '../subjects.ts';
import type { Others } from './install.ts';
import { settingsFile } from './nodeRed.ts';

/** What the comparison asks of each. */
export type Compared = Omit<RelaySubject, 'org' | 'directory' | 'hops'>;

const LOOK_EVERY_MS = 100;

/** They keep no count: everything has arrived when nothing has come for a second. */
const QUIET_MS = 1_000;

async function quiet(org: FakeOrg, withinMs: number): Promise<number> {
    const end = Date.now() + withinMs;
    let [seen, since] = [-1, Date.now()];
    while (Date.now() - since < QUIET_MS) {
        if (org.rows.size !== seen) [seen, since] = [org.rows.size, Date.now()];
        if (Date.now() > end) throw new Error(`not quiet within ${withinMs} ms`);
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return since;
}

type Started = Awaited<ReturnType<typeof startSubject>>;

async function withOrg(latencyMs: number, start: (org: FakeOrg) => Promise<Started>): Promise<Compared> {
    const org = await startFakeOrg({ latencyMs, dailyApiCalls: DAILY_API_CALLS });
    const { base, usage, stop } = await start(org);
    return {
        ...{ url: `${base}/hooks/bsr/bench`, secret: SECRET, usage },
        apiCalls: () => org.calls.length,
        arrived: () => org.rows.size,
        settled: (withinMs) => quiet(org, withinMs),
        async stop() {
            await stop();
            await org.close();
        },
    };
}

const envOf = ({ url, token }: FakeOrg) => ({ BENCH_SECRET: SECRET, BENCH_ORG_URL: url, BENCH_ORG_TOKEN: token });

export const startNaive = (latencyMs: number, { directory }: Others): Promise<Compared> =>
    withOrg(latencyMs, (org) =>
        startSubject('Express with jsforce', [scriptAt('./others/naiveServer.ts')], {
            ...envOf(org),
            BENCH_OTHERS: directory,
        }),
    );

/** `flow` is told the address of the org. */
export async function startNodeRed(
    latencyMs: number,
    { nodeRed }: Others,
    flow: (orgUrl: string) => object[],
): Promise<Compared> {
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-bench-'));
    const port = await freePort();
    const settings = path.join(directory, 'settings.js');
    await writeFile(settings, settingsFile(port, directory));
    const subject = await withOrg(latencyMs, async (org) => {
        await writeFile(path.join(directory, 'flows.json'), JSON.stringify(flow(org.url)));
        return startSubject('Node-RED', [nodeRed, '--settings', settings], envOf(org), (line) =>
            line.includes('Started flows') ? `http://127.0.0.1:${port}` : undefined,
        );
    });
    return {
        ...subject,
        async stop() {
            await subject.stop();
            await rm(directory, { recursive: true });
        },
    };
}
