/**
 * A small stand-in for the few calls that the relay makes, so that a test can break each of them: events go through a
 * bus to a "flow" that upserts rows batch by batch. The real proof runs against the local org, in /test.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export type Fields = Readonly<Record<string, string | number>>;

export interface Broken {
    readonly status: number;
    readonly code: string;
}

/** What a test may break; each is asked every time. */
export interface Faults {
    /** Not broken, only listened to: every address that is called and every body that is sent. */
    hear?: (said: string) => void;
    /** Before anything is done: the whole call fails. */
    call?: (path: string, soql: string | null) => Broken | undefined;
    /** One record of a call is refused with this code. */
    record?: (event: Fields) => string | undefined;
    /** The events are taken and the connection ends without an answer. */
    loseReply?: () => boolean;
    /** Accepted, queued, and never delivered. */
    loseEvent?: (event: Fields) => boolean;
    /** The flow's transaction rolls back: none of the batch has an effect. */
    rollBack?: (batch: readonly Fields[]) => boolean;
    effect?: (event: Fields) => 'Applied' | 'Failed' | 'Pending';
    /** What rows of a flow's batch, or of a call, are written in: false when it could not have its locks in time. */
    transaction?: (records: readonly Fields[], write: () => void) => Promise<boolean>;
    /** What the answer to a publishing call waits for. */
    hold?: () => Promise<void>;
    /** Where every call is sent instead. */
    redirect?: string;
    /** The whole call is refused, as the platform does when it cannot read it. */
    refuse?: (events: readonly Fields[]) => string | undefined;
}

export interface Call {
    readonly path: string;
    records: number;
}

export interface FakeOrg {
    readonly url: string;
    readonly token: string;
    readonly rows: Map<string, Fields>;
    /** Every alert that was written, in order. */
    readonly alerts: Fields[];
    /** Totals as they were written last, by their key. */
    readonly summaries: Map<string, Fields>;
    /** Every heartbeat, in order. */
    readonly heartbeats: Fields[];
    /** What it answers to queries of custom metadata and to that of canary messages, by what stands after FROM. */
    readonly answers: Map<string, readonly Fields[]>;
    /** How routes were judged, by their key. */
    readonly routes: Map<string, Fields>;
    /** Every event that was accepted, in order. */
    readonly events: Fields[];
    readonly calls: Call[];
    faults: Faults;
    close(): Promise<void>;
}

export interface OrgSettings {
    /** What every answer takes at least. */
    readonly latencyMs?: number;
    readonly dailyApiCalls?: number;
    readonly hourlyEvents?: number;
    /** The most events in one batch of the flow. */
    readonly flowBatch?: number;
}

const BUS_MS = 5;

async function bodyOf(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
}

/** The literals of `IN ('…', '…')`, unescaped. */
export function literals(soql: string): string[] {
    const list = soql.slice(soql.indexOf(' IN ') + 4);
    return [...list.matchAll(/'((?:\\.|[^'\\])*)'/g)].map(([, text = '']) =>
        text.replace(/\\(.)/g, (_, character: string) => ({ n: '\n', r: '\r', t: '\t' })[character] ?? character),
    );
}

export async function startFakeOrg({
    latencyMs = 0,
    dailyApiCalls = 100_000,
    hourlyEvents = 1_000_000_000, // what has to be held is tested elsewhere
    flowBatch = 2_000,
}: OrgSettings = {}): Promise<FakeOrg> {
    const token = '00Dinvented!token';
    const rows = new Map<string, Fields>();
    const alerts: Fields[] = [];
    const heartbeats: Fields[] = [];
    const summaries = new Map<string, Fields>();
    const events: Fields[] = [];
    const calls: Call[] = [];
    const queue: Fields[] = [];
    let busy = false;

    async function runBus(): Promise<void> {
        busy = true;
        while (queue.length > 0) {
            await sleep(BUS_MS);
            const batch = queue.splice(0, flowBatch).filter((event) => org.faults.loseEvent?.(event) !== true);
            if (org.faults.rollBack?.(batch) === true) continue;
            await inTransaction(batch, () => batch.forEach(upsert));
        }
        busy = false;
    }

    async function inTransaction(records: readonly Fields[], write: () => void): Promise<boolean> {
        if (org.faults.transaction !== undefined) return org.faults.transaction(records, write);
        write();
        return true;
    }

    function upsert(event: Fields): void {
        const key = String(event['Message_Key__c']);
        const row = rows.get(key);
        const stale =
            row !== undefined &&
            row['Store__c'] === event['Store__c'] &&
            Number(row['Version__c']) > Number(event['Version__c']);
        if (stale) return;
        const { Record_Id__c: recordId, ...rest } = event;
        const related = recordId === undefined ? {} : { Related_Record_Id__c: recordId };
        const effect = org.faults.effect?.(event) ?? 'Applied';
        const error = effect === 'Failed' ? { Effect_Error__c: 'invented failure' } : {};
        rows.set(key, { ...row, ...rest, ...related, ...error, Effect_Status__c: effect });
    }

    function reply(response: ServerResponse, status: number, body: unknown): void {
        response.writeHead(status, {
            'content-type': 'application/json;charset=UTF-8',
            'sforce-limit-info': `api-usage=10/${dailyApiCalls}`,
        });
        response.end(JSON.stringify(body));
    }

    async function recordsOf(request: IncomingMessage): Promise<Fields[]> {
        const body = await bodyOf(request);
        org.faults.hear?.(body);
        return (JSON.parse(body) as { records: Fields[] }).records;
    }

    async function create(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void> {
        const records = await recordsOf(request);
        call.records = records.length;
        const refused = org.faults.refuse?.(records);
        if (refused !== undefined) {
            reply(response, 400, [{ errorCode: refused, message: 'refused' }]);
            return;
        }
        const results = records.map((record) => {
            const fields = Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes'));
            const code = org.faults.record?.(fields);
            if (code !== undefined)
                return { success: false, errors: [{ statusCode: code, message: 'refused +447700900666', fields: [] }] };
            events.push(fields);
            queue.push(fields);
            return {
                id: 'e00xx0000000001',
                success: true,
                errors: [{ statusCode: 'OPERATION_ENQUEUED', message: 'uuid', fields: [] }],
            };
        });
        if (!busy) void runBus();
        await org.faults.hold?.();
        if (org.faults.loseReply?.() === true) response.destroy();
        else reply(response, 200, results);
    }

    async function upsertRecords(
        request: IncomingMessage,
        response: ServerResponse,
        call: Call,
        keep: (record: Fields) => void,
    ): Promise<void> {
        const records = await recordsOf(request);
        call.records = records.length;
        const codes = records.map((record) => org.faults.record?.(record));
        const done = await inTransaction(records, () => {
            records.forEach((record, index) => codes[index] === undefined && keep(record));
        });
        const results = codes.map((refused) => {
            const code = refused ?? (done ? undefined : 'UNABLE_TO_LOCK_ROW');
            if (code !== undefined) return { success: false, errors: [{ statusCode: code, message: '', fields: [] }] };
            return { id: 'a00xx0000000001', success: true, errors: [], created: true };
        });
        reply(response, 200, results);
    }

    function query(url: URL, response: ServerResponse): void {
        const soql = url.searchParams.get('q') ?? '';
        const [, from = ''] = / FROM (\w+)/.exec(soql) ?? [];
        if (from.endsWith('__mdt') || soql.includes('Arrived_At__c') || soql.includes(' GROUP BY ')) {
            const found = org.answers.get(from) ?? [];
            reply(response, 200, { totalSize: found.length, done: true, records: found });
            return;
        }
        if (soql.includes('Store__c = null')) {
            const made = [...rows.values()].filter((row) => row['Store__c'] === undefined);
            reply(response, 200, { totalSize: made.length, done: true, records: made });
            return;
        }
        const keys = literals(soql);
        const records = keys.flatMap((key) => {
            const row = rows.get(key);
            return row === undefined ? [] : [{ attributes: { type: 'Message__c' }, ...row }];
        });
        reply(response, 200, { totalSize: records.length, done: true, records });
    }

    const server = createServer((request, response) => {
        if (latencyMs === 0) answer(request, response);
        else setTimeout(answer, latencyMs, request, response);
    });

    function answer(request: IncomingMessage, response: ServerResponse): void {
        const url = new URL(request.url ?? '/', 'http://localhost');
        const path = url.pathname.replace('/services/data/v67.0', '');
        const call: Call = { path, records: 0 };
        calls.push(call);
        org.faults.hear?.(decodeURIComponent(url.href));
        if (org.faults.redirect !== undefined) {
            response.writeHead(307, { location: org.faults.redirect });
            return void response.end();
        }
        const broken =
            request.headers.authorization === `Bearer ${org.token}`
                ? org.faults.call?.(path, url.searchParams.get('q'))
                : { status: 401, code: 'INVALID_SESSION_ID' };
        if (broken !== undefined) {
            reply(response, broken.status, [
                { errorCode: broken.code, message: 'broken for +447700900666, marked@example.com' },
            ]);
            return;
        }
        if (path === '/composite/sobjects') return void create(request, response, call);
        if (path === '/composite/sobjects/Delivery_Alert__c/Alert_Key__c') {
            return void upsertRecords(request, response, call, (alert) => alerts.push(alert));
        }
        if (path === '/composite/sobjects/Delivery_Summary__c/Summary_Key__c') {
            const keep = (row: Fields): void => void summaries.set(String(row['Summary_Key__c']), row);
            return void upsertRecords(request, response, call, keep);
        }
        if (path === '/composite/sobjects/Relay_Status__c/Relay_Key__c') {
            return void upsertRecords(request, response, call, (status) => heartbeats.push(status));
        }
        if (path === '/composite/sobjects/Route_Trust__c/Route_Key__c') {
            const keep = (row: Fields): void => void org.routes.set(String(row['Route_Key__c']), row);
            return void upsertRecords(request, response, call, keep);
        }
        if (path === '/limits') {
            const hourly = { Max: hourlyEvents, Remaining: hourlyEvents - events.length };
            const daily = { Max: dailyApiCalls, Remaining: dailyApiCalls - calls.length };
            reply(response, 200, { DailyApiRequests: daily, HourlyPublishedPlatformEvents: hourly });
            return;
        }
        if (path === '/query') {
            query(url, response);
            return;
        }
        reply(response, 404, [{ errorCode: 'NOT_FOUND', message: path }]);
    }
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const org: FakeOrg & { token: string } = {
        url: `http://127.0.0.1:${port}`,
        token,
        rows,
        alerts,
        summaries,
        heartbeats,
        answers: new Map(),
        routes: new Map(),
        events,
        calls,
        faults: {},
        async close() {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        },
    };
    return org;
}
