/** R23: one org's burst, and what the reports of fifty small ones wait for it. */
import { createHmac } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bsrReport, SECRET, until } from '../test/service/harness.ts';
import { withRelay } from './relayProcess.ts';
import type { RelayProcess } from './relayProcess.ts';
import { goal, law, none } from './row.ts';
import type { Length, Row } from './row.ts';

const BATCH = 200;
const BURST_CALLERS = 4;
const WITHIN_MS = 600_000;

const SIZES: Readonly<Record<Length, { readonly small: number; readonly seconds: number; readonly burst: number }>> = {
    short: { small: 3, seconds: 1, burst: 2_000 },
    long: { small: 50, seconds: 3, burst: 60_000 },
    full: { small: 50, seconds: 60, burst: 1_200_000 },
};

async function postTo(relay: RelayProcess, name: string, reports: readonly object[]): Promise<void> {
    const body = JSON.stringify(reports);
    const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-bsr-signature': signature };
    const { status } = await fetch(`${relay.url}/hooks/bsr/${name}`, { method: 'POST', headers, body });
    if (status !== 200) throw new Error(`${name} was answered ${status}`);
}

/** Each small org sends a report a second; returns how long each took until its row was there, in order. */
async function small(relay: RelayProcess, orgs: number, seconds: number, mark: string): Promise<number[]> {
    const times: number[] = [];
    async function one(org: number, second: number): Promise<void> {
        await new Promise((resolve) => setTimeout(resolve, second * 1_000 + (org * 1_000) / orgs));
        const id = `${mark}-${org}-${second}`;
        const since = performance.now();
        await postTo(relay, `small${org}`, [
            bsrReport({ id, to: `+4478${String(org * 1_000 + second).padStart(8, '0')}` }),
        ]);
        await until(
            () => relay.org.rows.has(`bsr:${id}`),
            () => `${id} has not arrived`,
            WITHIN_MS,
        );
        times.push(performance.now() - since);
    }
    const all = Array.from({ length: orgs * seconds }, (_, index) => one(index % orgs, Math.floor(index / orgs)));
    await Promise.all(all);
    return times.sort((a, b) => a - b);
}

/** Returns what it came to, in reports a second. */
async function burst(relay: RelayProcess, most: number): Promise<number> {
    let batches = 0;
    const since = performance.now();
    async function caller(): Promise<void> {
        while (batches * BATCH < most) {
            const batch = (batches += 1);
            const reports = Array.from({ length: BATCH }, (_, index) =>
                bsrReport({
                    id: `b${batch}-${index}`,
                    to: `+4479${String((batch * BATCH + index) % 1e8).padStart(8, '0')}`,
                }),
            );
            await postTo(relay, 'big', reports);
        }
    }
    await Promise.all(Array.from({ length: BURST_CALLERS }, caller));
    return (batches * BATCH * 1_000) / (performance.now() - since);
}

/** Runs it, and says how late this process itself was all the while: it is the load, the watch and the org as well. */
async function withOwnDelay<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ownMs: number }> {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const result = await work();
    delay.disable();
    return { result, ownMs: delay.percentile(99) / 1e6 };
}

const p99 = (times: readonly number[]): number => times[Math.floor(times.length * 0.99)] ?? NaN;

export const tenants: Row = {
    id: 'R23',
    title: 'a burst beside fifty small orgs',
    passLine: '20,000 a second for one org, one a second for each of 50: p99 of the small ones within twice of idle',
    test: 'relay/test/e2e/crash.test.ts › R23: a burst for one org loses no report of another',
    run: ({ length, progress }) => {
        const { small: orgs, seconds, burst: reports } = SIZES[length];
        const names = ['big', ...Array.from({ length: orgs }, (_, index) => `small${index}`)];
        const config = {
            sources: names.map((name) => ({ provider: 'bsr', name, org: name, secrets: [{ local: SECRET }] })),
            publishing: {},
        };
        return withRelay({ config, severalOrgs: names }, async (relay) => {
            const { result: idle, ownMs: ownIdle } = await withOwnDelay(() => small(relay, orgs, seconds, 'idle'));
            progress(1, 3);
            const bursting = burst(relay, reports);
            const { result: busy, ownMs: ownBusy } = await withOwnDelay(() => small(relay, orgs, seconds, 'busy'));
            const rate = await bursting;
            progress(2, 3);
            await relay.settled(WITHIN_MS);
            const why = 'all orgs share the processors, here with the load and the org as well';
            return {
                lines: [
                    none('lost', reports + 2 * orgs * seconds - relay.org.rows.size),
                    law('reports of the burst', reports, 'at least', 1_000),
                    goal(
                        'burst',
                        rate,
                        'at least',
                        20_000,
                        'reports/s',
                        'the load stands in the same process as the org',
                    ),
                    goal('p99 of the small ones beside idle', p99(busy) / p99(idle), 'at most', 2, '×', why),
                ],
                also: {
                    orgs: orgs + 1,
                    'p99 idle, ms': p99(idle),
                    'p99 in the burst, ms': p99(busy),
                    "p99 of one turn of the load's own loop, idle, ms": ownIdle,
                    'and in the burst, ms': ownBusy,
                },
            };
        });
    },
};
