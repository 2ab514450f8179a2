/** A relay and the org it publishes to, in one process and with time that runs faster than ours. */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRelay } from '../../src/app.ts';
import type { Relay, RelayDeps } from '../../src/app.ts';
import { parseConfig } from '../../src/config.ts';
import type { Timing } from '../../src/core/timing.ts';
import { createLog } from '../../src/log.ts';
import { startFakeOrg } from './fakeOrg.ts';
import type { FakeOrg } from './fakeOrg.ts';

export const SECRET = 'invented-secret';

/** Each second of ours is twenty of the relay's: backoff and breaker keep their real settings, tests stay short. */
export const SPEED = 20;

export function fastTiming(): Timing {
    const started = Date.now();
    return {
        now: () => Math.floor(started + (Date.now() - started) * SPEED),
        after(milliseconds, call) {
            const timer = setTimeout(call, milliseconds / SPEED);
            return () => clearTimeout(timer);
        },
    };
}

export interface Harness {
    readonly org: FakeOrg;
    readonly directory: string;
    readonly logged: string[];
    readonly url: string;
    /** Ends the relay, waiting for what is under way. */
    stop(): Promise<void>;
    /** Starts another over the same directory. */
    start(overrides?: object): Promise<void>;
    close(): Promise<void>;
}

const CONFIRM_AFTER_MS = 200;

/** Publishes again what has not arrived after a fifth of a second of ours. */
const HASTY = { confirmAfterMs: CONFIRM_AFTER_MS, missingAfterMs: 4_000 };

/** For tests that count calls or events: nothing counts as missing only because this machine is slow. */
export const PATIENT = { publishing: { confirmAfterMs: CONFIRM_AFTER_MS, missingAfterMs: 3_600_000 } };

export function configOf(org: FakeOrg, directory: string, overrides: object = {}): object {
    return {
        mode: 'local',
        listen: { port: 0 },
        dataDir: directory,
        logLevel: 'debug',
        orgs: { demo: { instanceUrl: org.url, auth: { kind: 'accessToken', token: { env: 'ORG_TOKEN' } } } },
        sources: [
            { provider: 'bsr', name: 'demo', org: 'demo', secrets: [{ local: SECRET }] },
            { provider: 'twilio', name: 'demo', org: 'demo', secrets: [{ local: SECRET }] },
        ],
        publishing: HASTY,
        ...overrides,
    };
}

type Given = Pick<RelayDeps, 'get'> & Partial<Pick<RelayDeps, 'timing'>>;

export async function startHarness(overrides: object = {}, deps: Given = {}): Promise<Harness> {
    const org = await startFakeOrg();
    const directory = await mkdtemp(join(tmpdir(), 'landed-relay-'));
    const logged: string[] = [];
    // One clock over all starts: time never goes back.
    const timing = deps.timing ?? fastTiming();
    let relay: Relay | null = null;
    let url = '';

    const harness: Harness = {
        org,
        directory,
        logged,
        get url() {
            return url;
        },
        async start(more = {}) {
            const environment = { ORG_TOKEN: org.token };
            const config = parseConfig(configOf(org, directory, { ...overrides, ...more }), environment, directory);
            relay = createRelay(config, {
                log: createLog(config.logLevel, { write: (line) => void logged.push(line) }),
                ...deps,
                timing,
                random: Math.random,
                onFatal: (error) => logged.push(`fatal ${error.message}`),
            });
            ({ url } = await relay.start());
        },
        async stop() {
            await relay?.stop();
            relay = null;
        },
        async close() {
            await harness.stop();
            await org.close();
            await rm(directory, { recursive: true, force: true });
        },
    };
    await harness.start();
    return harness;
}

export interface BsrFields {
    readonly id: string;
    readonly to?: string;
    readonly status?: string;
    readonly code?: number;
    readonly at?: string;
}

export function bsrReport({ id, to = '+447700900123', status = 'DELIVRD', code, at }: BsrFields): object {
    return {
        event: 'delivery_report',
        message_id: id,
        ...{ to, from: 'Landed', status },
        ...(code === undefined ? {} : { error_code: code }),
        submitted_at: '2026-07-17T12:05:00Z',
        delivered_at: at ?? '2026-07-17T12:05:03Z',
    };
}

/** Posts the reports in one signed request. */
export async function post(
    url: string,
    reports: object | readonly object[],
    secret = SECRET,
    query = '',
    source = 'demo',
): Promise<Response> {
    const body = JSON.stringify(reports);
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-bsr-signature': signature };
    return fetch(`${url}/hooks/bsr/${source}${query}`, { method: 'POST', headers, body });
}

/** Nothing is proved by how soon it comes: this ends only what would never come, on the slowest machine. */
export const PATIENCE_MS = 60_000;

/** Waits until it holds; fails with what is the case instead. */
export async function until(holds: () => boolean, what: () => string, withinMs = PATIENCE_MS): Promise<void> {
    const end = Date.now() + withinMs;
    while (!holds()) {
        if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what()}`);
        await sleep(5);
    }
}

/** Waits until everything that was accepted is in the CRM and confirmed there. */
export async function allConfirmed(url: string, withinMs = PATIENCE_MS): Promise<void> {
    const end = Date.now() + withinMs;
    for (;;) {
        const ready = (await (await fetch(`${url}/ready`)).json()) as Record<string, unknown>;
        if (ready['unread'] === 0 && ready['unpublished'] === 0) return;
        if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${JSON.stringify(ready)}`);
        await sleep(10);
    }
}

export function settled(harness: Harness, withinMs?: number): Promise<void> {
    return allConfirmed(harness.url, withinMs);
}
