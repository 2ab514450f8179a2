/**
 * What one PostgreSQL takes, and what a report costs it: `node relay/bench/postgres.ts [messages]`. Two relays' stores
 * share a server of its own, with fsync; each report goes the whole way, from the request to the effect seen in the CRM.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { DeliveryReport, VerifiedRequest } from '../src/core/ports.ts';
import { makeReport } from '../src/core/report.ts';
import type { Store } from '../src/core/store.ts';
import { openStore } from '../src/store/open.ts';
import { readAddress } from '../src/store/postgres/connection.ts';
import { systemTiming } from '../src/cli/serve.ts';
import { startPostgres } from '../test/postgres/server.ts';
import type { PostgresServer } from '../test/postgres/server.ts';

export interface StoreFigures {
    readonly messages: number;
    readonly reports: number;
    /** Each in a commit that it shares with those that came at the same time. */
    readonly storedPerSecond: number;
    readonly readPerSecond: number;
    readonly publishedPerSecond: number;
    /** Of the server, for one report all the way. */
    readonly serverCpuMicros: number;
    readonly relayCpuMicros: number;
    readonly walBytes: number;
    readonly keptBytes: number;
}

const ORG = 'main';
const SCHEMA = 'bench';
const CALLERS = 256;
const READ = 500;
const CALL = 200;
/** Of Linux's /proc/<pid>/stat, in ticks of 10 ms (man 5 proc, 2026-11-21). */
const TICK_MICROS = 10_000;

async function serverCpu(server: PostgresServer): Promise<number> {
    const pids = await server.run('postgres', 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    return pids.reduce((sum, { pid }) => {
        const stat = readFileSync(`/proc/${Number(pid)}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from the third on: the second may hold spaces
        return sum + (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
    }, 0);
}

async function number(server: PostgresServer, sql: string): Promise<number> {
    const [row] = await server.run('postgres', `SELECT (${sql}) AS value`);
    return Number(row?.['value']);
}

function requestOf(report: DeliveryReport): VerifiedRequest {
    const headers = { 'content-type': 'application/json', 'x-signature': 'invented'.repeat(8) };
    const body = Buffer.from(JSON.stringify(report));
    // Only an adapter makes a verified request; the store does not look inside.
    return { method: 'POST', url: '/hooks/acme/demo', headers, body } as unknown as VerifiedRequest;
}

function reportsOf(status: 'Sent' | 'Delivered', messages: number): DeliveryReport[] {
    const receivedAt = new Date().toISOString();
    return Array.from({ length: messages }, (_, index) =>
        makeReport({
            ...{ provider: 'acme', channel: 'SMS', status, rawStatus: status, receivedAt, occurredAt: receivedAt },
            ...{ messageKey: `acme:${index}`, recipient: `+4477009${index}`, carrier: `Invented ${index % 5}` },
        }),
    );
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
    const since = performance.now();
    await work();
    return (performance.now() - since) / 1_000;
}

async function storeAll(stores: readonly Store[], reports: readonly DeliveryReport[]): Promise<void> {
    let next = 0;
    async function call(store: Store): Promise<void> {
        for (let report = reports[next++]; report !== undefined; report = reports[next++]) {
            await store.append({ source: 'acme/demo', receivedAt: Date.now(), request: requestOf(report) });
        }
    }
    await Promise.all(Array.from({ length: CALLERS }, (_, index) => call(stores[index % stores.length] as Store)));
}

async function readAll(store: Store): Promise<void> {
    const windows = { byPurpose: {}, otherwise: 3_600_000 };
    for (;;) {
        const requests = await store.nextRequests({ limit: READ });
        if (requests.length === 0) return;
        // The cast holds: requestOf wrote it.
        const reports = requests.map(({ request: { body } }) => ({
            ...{ org: ORG, report: JSON.parse(body.toString()) as DeliveryReport },
        }));
        await store.consume({ requests, reports, dead: [], windows, now: Date.now() });
    }
}

async function publishAll(stores: readonly Store[]): Promise<void> {
    for (const store of stores) {
        for (;;) {
            const now = Date.now();
            const claims = await store.claim({ org: ORG, now, limit: CALL, pick: 'any', checkAt: now });
            if (claims.length === 0) break;
            const flights = claims.map(({ id, attempt }) => ({ id, attempt, news: { kind: 'confirmed' } as const }));
            await store.report(flights, now);
        }
    }
}

/** `server` has an empty database `postgres`. */
export async function measureStore(server: PostgresServer, messages: number): Promise<StoreFigures> {
    const address = readAddress(server.url('postgres'));
    const options = {
        ...{ serving: true, timing: systemTiming, onDeath: () => undefined },
        onError: (error: unknown) => process.stderr.write(`${String(error)}\n`),
    };
    const open = (): Promise<Store> => openStore({ kind: 'postgres', address, schema: SCHEMA }, options);
    const stores = [await open(), await open()];
    const cpu = { server: await serverCpu(server), relay: process.cpuUsage() };
    const wal = await number(server, "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
    const took = { store: 0, read: 0, publish: 0 };
    for (const status of ['Sent', 'Delivered'] as const) {
        const reports = reportsOf(status, messages);
        took.store += await seconds(() => storeAll(stores, reports));
        took.read += await seconds(() => Promise.all(stores.map(readAll)));
        took.publish += await seconds(() => publishAll(stores));
    }
    const reports = 2 * messages;
    const { user, system } = process.cpuUsage(cpu.relay);
    const serverMicros = (await serverCpu(server)) - cpu.server;
    const walBytes = (await number(server, "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) - wal;
    const kept = await number(
        server,
        `SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = '${SCHEMA}'::regnamespace`,
    );
    for (const store of stores) await store.close();
    const rate = (time: number): number => Math.round(reports / time);
    return {
        ...{ messages, reports },
        ...{
            storedPerSecond: rate(took.store),
            readPerSecond: rate(took.read),
            publishedPerSecond: rate(took.publish),
        },
        ...{ serverCpuMicros: Math.round(serverMicros / reports), walBytes: Math.round(walBytes / reports) },
        ...{ relayCpuMicros: Math.round((user + system) / reports), keptBytes: Math.round(kept / reports) },
    };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
    const server = await startPostgres({ durable: true });
    try {
        const figures = await measureStore(server, Number(process.argv[2] ?? 20_000));
        process.stdout.write(`${JSON.stringify(figures, null, 4)}\n`);
    } finally {
        await server.stop();
    }
}
