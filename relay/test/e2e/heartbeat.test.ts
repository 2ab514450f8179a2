import { strict as assert } from 'node:assert';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf, percentile } from '../../src/core/latency.ts';
import { createPulses } from '../../src/core/pulse.ts';
import type { FlightNews } from '../../src/core/store.ts';
import type { ProviderTimes } from '../../src/core/vitals.ts';
import { observeStore } from '../../src/insight/observedStore.ts';
import { createVitals, isSilent } from '../../src/insight/vitals.ts';
import { latenciesText } from '../../src/salesforce/heartbeat.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { consumed, reportOf } from '../conformance/fixtures.ts';
import { bsrReport, post, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 6, 17, 12);

async function withRelay(work: (relay: Harness) => Promise<void>, alarms: object = {}): Promise<void> {
    const relay = await startHarness({ heartbeat: { everySeconds: 10, name: 'Harbour' }, alarms });
    try {
        await work(relay);
    } finally {
        await relay.close();
    }
}
const beats = (relay: Harness, right: () => boolean): Promise<void> =>
    until(right, () => JSON.stringify(relay.org.heartbeats.at(-1)));

test('each heartbeat moves the time by which the next is expected, what is in doubt returns to 0, and a stop on purpose expects none', () =>
    withRelay(async (relay) => {
        await post(relay.url, [bsrReport({ id: '1' }), bsrReport({ id: '2', to: '+447700900456' })]);
        await settled(relay);
        await beats(relay, () => relay.org.heartbeats.at(-1)?.['Confirmed_Today__c'] === 2);
        const count = relay.org.heartbeats.length;
        await beats(relay, () => relay.org.heartbeats.length > count);
        const [before, last] = relay.org.heartbeats.slice(-2);
        const time = (of: typeof last, field: string): number => Date.parse(String(of?.[field]));
        assert.ok(time(last, 'Expected_By__c') > time(before, 'Expected_By__c'));
        assert.equal(time(last, 'Expected_By__c') - time(last, 'Last_Seen_At__c'), 90_000, 'three beats and a minute');
        const { State__c: state, Name: name, Accepted_Today__c: accepted, Dead_Letters__c: dead } = last ?? {};
        assert.deepEqual([state, name, accepted, dead], ['Running', 'Harbour', 1, 0]);
        const sources = JSON.parse(String(last?.['Sources__c'])) as { source: string; requests: number }[];
        assert.deepEqual(
            sources.map(({ source, requests }) => [source, requests]),
            [
                ['bsr/demo', 1],
                ['twilio/demo', 0],
            ],
            'those that have not called yet come last',
        );
        assert.ok(Number(last?.['Published_P50__c']) > 0);
        const latencies = JSON.parse(String(last?.['Latencies__c'])) as { provider: string; hop: string }[];
        assert.deepEqual(latencies.map(({ provider, hop }) => `${provider} ${hop}`).sort(), [
            ...['bsr confirmed', 'bsr published', 'bsr reported', 'bsr whole'],
        ]);
        await beats(relay, () => relay.org.heartbeats.at(-1)?.['In_Doubt__c'] === 0);
        relay.org.faults.loseEvent = () => true;
        await post(relay.url, bsrReport({ id: '3', to: '+447700900457' }));
        await beats(relay, () => relay.org.heartbeats.at(-1)?.['In_Doubt__c'] === 1);
        assert.ok(!relay.org.rows.has('bsr:3'), 'accepted is not confirmed');
        relay.org.faults = {};
        // Between two attempts nothing is in doubt either, so the row comes first.
        await beats(relay, () => relay.org.rows.has('bsr:3'));
        await beats(relay, () => relay.org.heartbeats.at(-1)?.['In_Doubt__c'] === 0);
        await relay.stop();
        const farewell = relay.org.heartbeats.at(-1);
        assert.deepEqual([farewell?.['State__c'], farewell?.['Expected_By__c']], ['Stopped on Purpose', null]);
        assert.equal(new Set(relay.org.heartbeats.map((beat) => beat['Relay_Key__c'])).size, 1, 'one row a relay');
    }));

test('a dead letter, and a hop that takes more than 30 seconds, are alarms for the operator', async (t) => {
    const told: string[] = [];
    const server = createServer((request, response) => {
        void text(request).then((body) => {
            told.push(body);
            response.end();
        });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const secret = { local: `whsec_${Buffer.alloc(24, 7).toString('base64')}` };
    await withRelay(
        async (relay) => {
            // The first look of the alarms, which finds what is old, comes before the first heartbeat.
            await beats(relay, () => relay.org.heartbeats.length > 0);
            await post(relay.url, { event: 'delivery_report' });
            await beats(relay, () => relay.org.heartbeats.at(-1)?.['State__c'] === 'Degraded');
            assert.equal(relay.org.heartbeats.at(-1)?.['Trouble__c'], '1 dead letter');
            await beats(relay, () => told.length > 0);
            assert.match(told[0] ?? '', /Harbour: Dead Letters: 1 are set aside, 1 of them new/);
            assert.ok(!told.some((body) => body.includes('Slow')));
            await post(relay.url, bsrReport({ id: 'late', at: '2026-07-17T12:05:03Z' }));
            await beats(relay, () => told.some((body) => /Harbour: Slow: .* s to be reported/.test(body)));
        },
        { webhook: { url, secret } },
    );
});

test('a source is silent after twenty of its usual pauses, but never within a quarter of an hour', () => {
    const every = (pause: number) => ({ firstAt: 0, lastAt: pause * 99, calls: 100 });
    for (const [pause, limit] of [
        [1_000, 15 * MINUTE],
        [MINUTE, 20 * MINUTE],
        [10 * MINUTE, 200 * MINUTE],
    ] as const) {
        assert.equal(isSilent(every(pause), pause * 99 + limit), false);
        assert.equal(isSilent(every(pause), pause * 99 + limit + 1), true);
    }
    assert.equal(
        isSilent({ firstAt: 0, lastAt: 1_000, calls: 19 }, 1e12),
        false,
        'too few calls to know what is usual',
    );
});

test('a source that calls another relay of the same store is not silent, and what they accept adds up', () => {
    let now = Date.UTC(2026, 6, 17, 12);
    const [here, there] = [createVitals({ now: () => now }), createVitals({ now: () => now })];
    for (let call = 0; call < 50; call += 1) {
        now += 1_000;
        here.answered('twilio/demo', 204);
    }
    now += 3_600_000;
    const alone = here.read('main', ['twilio/demo'], []);
    assert.deepEqual([alone.accepted, alone.sources[0]?.silent], [50, true]);
    there.answered('twilio/demo', 204);
    there.answered('bsr/demo', 204);
    const both = here.read('main', ['twilio/demo', 'bsr/demo'], [there.heard()]);
    assert.equal(both.accepted, 52);
    assert.deepEqual(
        both.sources.map(({ source, requests, silent }) => [source, requests, silent]),
        [
            ['twilio/demo', 51, false],
            ['bsr/demo', 1, false],
        ],
    );
});

test('an org is told of its own sources and no other, also of those that have not called yet', () => {
    const vitals = createVitals({ now: () => Date.UTC(2026, 6, 17, 12) });
    for (const source of ['twilio/theirs', 'twilio/ours', 'twilio/theirs']) vitals.answered(source, 204);
    const { accepted, sources } = vitals.read('ours', ['twilio/ours', 'bsr/ours'], []);
    assert.equal(accepted, 1);
    assert.deepEqual(
        sources.map(({ source, lastAt, silent }) => [source, lastAt === null, silent]),
        [
            ['twilio/ours', false, false],
            ['bsr/ours', true, false],
        ],
    );
});

test('relays of this version and of the one before understand each other: how many are confirmed stays a number', () => {
    const vitals = createVitals({ now: () => NOON });
    for (const org of ['ours', 'ours', 'theirs']) vitals.outcome('confirmed', org);
    assert.equal(vitals.heard().confirmed, 3);
    const before = { confirmed: 7, sources: [] };
    assert.equal(vitals.read('ours', [], [before, vitals.heard()]).confirmed, 4, 'whose the seven are it does not say');
});

test('what hops took is told by org and provider, that of several relays as if one had measured it all', () => {
    const RELAYS = 3;
    const hop = fc.record({
        ...{
            relay: fc.nat(RELAYS - 1),
            org: fc.constantFrom('ours', 'theirs'),
            provider: fc.constantFrom('bsr', 'twilio'),
        },
        milliseconds: fc.integer({ min: 100, max: 86_400_000 }),
    });
    fc.assert(
        fc.property(fc.array(hop, { minLength: 1 }), fc.constantFrom(0.5, 0.99), (hops, part) => {
            const relays = Array.from({ length: RELAYS }, () => createVitals({ now: () => NOON }));
            for (const { relay, org, provider, milliseconds } of hops)
                relays[relay]?.hop('whole', org, provider, milliseconds);
            const [speaker, ...others] = relays;
            const { times } = speaker!.read(
                'ours',
                [],
                others.map((relay) => relay.heard()),
            );
            for (const provider of ['bsr', 'twilio']) {
                const own = hops.filter((each) => each.org === 'ours' && each.provider === provider);
                const exact = own.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
                const told = times.filter((each) => each.provider === provider);
                assert.equal(told.length, Math.min(1, own.length));
                if (own.length === 0) continue;
                const found = percentile(new Map(told[0]?.buckets), part) ?? NaN;
                const right = exact[Math.ceil(own.length * part) - 1] ?? NaN;
                assert.ok(Math.abs(found - right) <= 0.0501 * right, `${found} for ${right}`);
            }
        }),
    );
});

test('times are those of the last hour', () => {
    let now = NOON;
    const vitals = createVitals({ now: () => now });
    const measured = (): number => vitals.read('main', [], []).times.length;
    vitals.hop('whole', 'main', 'bsr', 2_000);
    now += 54 * MINUTE;
    assert.equal(measured(), 1);
    now += 6 * MINUTE;
    assert.equal(measured(), 0);
});

test('of more providers than the field holds the busiest are told, each with all of its hops', () => {
    const buckets = Array.from({ length: 166 }, (_, bucket) => [bucket, 1_000_000] as const);
    const busy = (provider: string): ProviderTimes[] =>
        (['reported', 'published', 'confirmed', 'whole'] as const).map((hop) => ({
            org: 'main',
            provider,
            hop,
            buckets,
        }));
    const rare: ProviderTimes = { org: 'main', provider: 'rare', hop: 'whole', buckets: [[7, 1]] };
    const text = latenciesText([rare, ...Array.from({ length: 30 }, (_, index) => busy(`provider${index}`)).flat()]);
    const told = JSON.parse(text) as { provider: string }[];
    assert.ok(text.length <= 131_072 && text.length > 100_000);
    assert.equal(told.length % 4, 0);
    assert.ok(!text.includes('rare'));
});

test('the whole way begins with the oldest report that nobody has seen in the CRM, and not with a repeated one', async (t) => {
    let now = NOON;
    const vitals = createVitals({ now: () => now });
    const directory = mkdtempSync(join(tmpdir(), 'landed-hops-'));
    const options = {
        directory,
        exclusive: true,
        clock: { now: () => now },
        onDeath: (error: Error) => assert.fail(error),
    };
    const engine = await openSqliteStore(options);
    t.after(async () => {
        await engine.close();
        rmSync(directory, { recursive: true });
    });
    const metrics = { ...vitals, report: () => undefined, duplicates: () => undefined };
    const store = observeStore(engine, metrics, { now: () => now }, createPulses());
    const wholes = (): number[] =>
        vitals
            .read('main', [], [])
            .times.flatMap(({ hop, buckets }) =>
                hop === 'whole'
                    ? buckets.flatMap(([bucket, count]) => Array.from({ length: count }, () => bucket))
                    : [],
            );
    const take = (status: 'Sent' | 'Delivered', occurred: number) => {
        const iso = (time: number): string => new Date(time).toISOString();
        const times = { occurredAt: iso(occurred), receivedAt: iso(now) };
        return consumed(store, [reportOf({ messageKey: 'acme:1', status, rawStatus: status, ...times })]);
    };
    async function publish(news: FlightNews): Promise<void> {
        const [claim] = await store.claim({ org: 'main', now, limit: 9, pick: 'any', checkAt: now });
        now += 1_000;
        await store.awaited('main', now, 9);
        await store.report([{ id: claim!.id, attempt: claim!.attempt, news }], now);
    }
    await take('Sent', NOON - 5_000);
    await publish({ kind: 'missing', dueAt: NOON });
    await publish({ kind: 'confirmed' });
    assert.deepEqual(wholes(), [bucketOf(7_000)]);
    now += 60_000;
    await take('Sent', NOON - 5_000);
    now += 1_200_000;
    await take('Delivered', now - 2_000);
    await publish({ kind: 'confirmed' });
    assert.deepEqual(wholes(), [bucketOf(3_000), bucketOf(7_000)]);
});
