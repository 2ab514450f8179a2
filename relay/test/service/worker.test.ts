import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { pino } from 'pino';
import { startBacklog } from '../../src/core/backlog.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { DeliveryReport, ParsedElement, ProviderAdapter, VerifiedRequest } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Store } from '../../src/core/store.ts';
import type { Loop } from '../../src/core/timing.ts';
import type { ReportEvent } from '../../src/core/wanted.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { startWorker } from '../../src/worker/worker.ts';
import type { WorkerOptions } from '../../src/worker/worker.ts';
import { fastTiming, until } from './harness.ts';

const timing = fastTiming();
let directory: string;
let store: Store;
let worker: Loop | null = null;

beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landed-worker-'));
    store = await openSqliteStore({ directory, exclusive: true, clock: timing, onDeath: () => undefined });
});
afterEach(async () => {
    await worker?.stop();
    await store.close();
    await rm(directory, { recursive: true });
});

/** Reads each line of a body as the id of a delivered message. */
function adapterReading(read: (line: string) => ParsedElement): ProviderAdapter {
    return {
        id: 'acme',
        label: 'Acme',
        methods: ['POST'],
        proof: 'signature',
        bodyLimit: 1_000,
        retryDelayMs: 1_000,
        statuses: {},
        codes: { codes: {}, words: {} },
        verify: (request) => request as VerifiedRequest, // nobody asks in this file
        parse: ({ body }) => body.toString().split('\n').map(read),
    };
}

const readable = adapterReading((line) => ({
    ok: true,
    raw: line,
    report: makeReport({
        ...{ provider: 'acme', messageKey: `acme:${line}`, channel: 'SMS', status: 'Delivered' },
        ...{ recipient: line, receivedAt: '2026-07-17T12:00:00.000Z' },
    }),
}));

const append = (body: string, source = 'acme/demo'): Promise<void> =>
    store.append({
        source,
        receivedAt: timing.now(),
        // The worker gets from the journal what ingest has verified.
        request: { method: 'POST', url: '/', headers: {}, body: Buffer.from(body) } as unknown as VerifiedRequest,
    });

async function runUntilRead(
    adapter: ProviderAdapter,
    over: Partial<WorkerOptions['store']> = {},
    events?: readonly ReportEvent[],
): Promise<void> {
    worker = startWorker({
        store: {
            nextRequests: (order) => store.nextRequests(order),
            consume: (work) => store.consume(work),
            waiting: () => store.waiting(),
            ...over,
        },
        sources: new Map([['acme/demo', { adapter, org: 'main', events }]]),
        windows: { byPurpose: {}, otherwise: 1 },
        onChanged: () => undefined,
        timing,
        log: pino({ level: 'silent' }),
    });
    let unread = 1;
    await until(
        () => {
            void store.unread().then((count) => (unread = count));
            return unread === 0;
        },
        () => `${unread} unread`,
    );
    await worker.stop();
    worker = null;
}

/** Asks until there is an answer. */
async function pollFor<T>(ask: () => Promise<T | undefined>): Promise<T> {
    let found: T | undefined;
    await until(
        () => {
            void ask().then((answer) => (found ??= answer));
            return found !== undefined;
        },
        () => 'no answer',
    );
    return found as T; // the cast holds: until it was there
}

const letters = () => store.deadLetters({ settled: false, limit: 100 });
const claims = () => claimsOf('main');
const claimsOf = async (org: string) => {
    const now = timing.now();
    const claimed = await store.claim({ org, now, limit: 100, pick: 'any', checkAt: now });
    return claimed.map(({ messageKey }) => messageKey).sort();
};

test('one bad element spoils no other', async () => {
    await append('one\nbad\ntwo');
    await runUntilRead(
        adapterReading((line) =>
            line === 'bad'
                ? { ok: false, reason: 'no id', raw: line }
                : readable.parse({ body: Buffer.from(line) } as VerifiedRequest, { receivedAt: '' })[0]!,
        ),
    );
    assert.deepEqual(await claims(), ['acme:one', 'acme:two']);
    assert.deepEqual(
        (await letters()).map(({ kind, element, reason }) => [kind, element, reason]),
        [['element', 1, 'no id']],
    );
});

test('reports that a source does not want are kept and change nothing, opt-outs and unknown words always count', async () => {
    const facts: Readonly<Record<string, Partial<DeliveryReport>>> = {
        ...{ sent: { status: 'Sent' }, delivered: { status: 'Delivered' }, undelivered: { status: 'Undelivered' } },
        ...{ failed: { status: 'Failed' }, expired: { status: 'Expired' }, rejected: { status: 'Rejected' } },
        ...{ canceled: { status: 'Canceled' }, read: { engagement: 'Read' }, stop: { engagement: 'Opted Out' } },
        ...{ optedOut: { status: 'Rejected', failureClass: 'Opted Out' }, news: { rawStatus: 'news' } },
    };
    const adapter = adapterReading((line) => ({
        ok: true,
        raw: line,
        report: makeReport({
            ...{ provider: 'acme', messageKey: `acme:${line}`, channel: 'SMS', recipient: line, ...facts[line] },
            ...{ receivedAt: '2026-07-17T12:00:00.000Z' },
        }),
    }));
    const heard = async (events?: readonly ReportEvent[]): Promise<string[]> => {
        await append(Object.keys(facts).join('\n'));
        await runUntilRead(adapter, {}, events);
        return (await store.messagesAfter(0, 99)).map(({ messageKey }) => messageKey.slice('acme:'.length));
    };
    assert.deepEqual((await heard(['expired'])).sort(), ['expired', 'news', 'optedOut', 'stop']);
    assert.equal((await store.requestsAfter(0, 9)).length, 1, 'the request is kept whole');
    assert.deepEqual((await heard(['delivered', 'failed', 'expired', 'rejected'])).sort(), [
        ...['delivered', 'expired', 'failed', 'news', 'optedOut', 'rejected', 'stop', 'undelivered'],
    ]);
    assert.deepEqual((await heard()).sort(), Object.keys(facts).sort(), 'without a filter all of them');
    assert.deepEqual(await letters(), []);
});

test('an unreadable body is kept with its reason, and read when it is replayed after a fix', async () => {
    await append('one\ntwo');
    await append('three');
    const broken = adapterReading(() => {
        throw new RelayError('RELAY_UNREADABLE', 'not what the page says');
    });
    await runUntilRead(broken);
    const dead = await letters();
    assert.deepEqual(
        dead.map(({ kind, reason }) => [kind, reason]),
        [
            ['request', 'not what the page says'],
            ['request', 'not what the page says'],
        ],
    );
    for (const { id } of dead) await store.replay(id, timing.now());
    await runUntilRead(readable);
    assert.deepEqual(await claims(), ['acme:one', 'acme:three', 'acme:two']);
    assert.deepEqual(await letters(), []);
});

test('a parser that crashes costs a dead letter, not the relay', async () => {
    await append('one');
    await runUntilRead(
        adapterReading(() => {
            throw new TypeError('undefined is not a function');
        }),
    );
    assert.match((await letters())[0]?.reason ?? '', /^the parser failed/);
});

test('a request of a source that is gone is kept', async () => {
    await append('one');
    const other = new Map([['acme/other', { adapter: readable, org: 'main' }]]);
    worker = startWorker({
        store,
        sources: other,
        windows: { byPurpose: {}, otherwise: 1 },
        onChanged: () => undefined,
        timing,
        log: pino({ level: 'silent' }),
    });
    let reasons: string[] = [];
    await until(
        () => {
            void letters().then((all) => (reasons = all.map(({ reason }) => reason)));
            return reasons.length > 0;
        },
        () => 'no dead letter',
    );
    assert.deepEqual(reasons, ['its source is no longer configured']);
});

test('a request that the store cannot take in holds up no other', async () => {
    for (let index = 0; index < 20; index += 1) await append(index === 13 ? 'poison' : `m${index}`);
    await runUntilRead(readable, {
        consume: (work) =>
            work.reports.some(({ report }) => report.messageKey === 'acme:poison')
                ? Promise.reject(new Error('constraint failed'))
                : store.consume(work),
    });
    assert.equal((await claims()).length, 19);
    assert.deepEqual(
        (await letters()).map(({ reason }) => reason),
        ['the store could not take it in: constraint failed'],
    );
});

test('while a crowd waits for answers, reading takes breaks as long as nineteen times its work', async () => {
    for (const [waiting, pause] of [
        [100, 760],
        [3, 25],
    ]) {
        let now = NOW_MS;
        const rests: number[] = [];
        const request = { method: 'POST', url: '/', headers: {}, body: Buffer.from('1') } as unknown as VerifiedRequest;
        const loop = startWorker({
            store: {
                waiting: () => waiting ?? 0,
                nextRequests: () => Promise.resolve([{ id: 1, source: 'acme/demo', receivedAt: now, request }]),
                consume() {
                    now += 40;
                    return Promise.resolve({ reports: 1, duplicates: 0, dropped: 0, changed: 0, unchanged: [] });
                },
            },
            sources: new Map([['acme/demo', { adapter: readable, org: 'main' }]]),
            windows: { byPurpose: {}, otherwise: 1 },
            onChanged: () => undefined,
            timing: {
                now: () => now,
                after(milliseconds, call) {
                    rests.push(milliseconds);
                    setImmediate(call);
                    return () => undefined;
                },
            },
            log: pino({ level: 'silent' }),
        });
        await until(
            () => rests.length > 2,
            () => `${rests.length} rests`,
        );
        await loop.stop();
        assert.equal(rests[1], pause, `${waiting} waiting`);
    }
});

const NOW_MS = Date.parse('2026-07-17T12:00:00.000Z');

test('an org whose backlog is full has to wait alone: what another sends is taken in, read in its turn and ready to go', async () => {
    const orgOf = { 'acme/big': 'big', 'acme/small': 'small' };
    const backlog = startBacklog({
        ...{ unreadBySource: () => store.unreadBySource(), orgs: ['big', 'small', 'silent'], orgOf },
        ...{ most: 40, timing, onError: (error: unknown) => assert.fail(String(error)) },
    });
    const states = (): unknown[] => ['big', 'small', 'silent'].map(backlog.overloaded);
    const untilThey = (...are: unknown[]): Promise<void> =>
        until(
            () => isDeepStrictEqual(states(), are),
            () => JSON.stringify(states()),
        );
    for (let index = 0; index < 20; index += 1) await append(`big${index}`, 'acme/big');
    await untilThey('org', null, null);
    await append('small', 'acme/small');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const sources = new Map(Object.entries(orgOf).map(([source, org]) => [source, { adapter: readable, org }]));
    worker = startWorker({
        store: {
            nextRequests: (order) => store.nextRequests({ ...order, limit: 3 }),
            async consume(work) {
                const result = await store.consume(work);
                await held; // the rest of the backlog stays where it is
                return result;
            },
            waiting: () => store.waiting(),
        },
        ...{ sources, windows: { byPurpose: {}, otherwise: 1 }, onChanged: () => undefined, timing },
        log: pino({ level: 'silent' }),
    });
    const ready = await pollFor(async () => (await claimsOf('small')).at(0));
    assert.equal(ready, 'acme:small');
    for (let index = 20; index < 22; index += 1) await append(`big${index}`, 'acme/big');
    await untilThey('org', null, null);
    release();
    await untilThey(null, null, null);
    await Promise.all([worker.stop(), backlog.stop()]);
    worker = null;
});
