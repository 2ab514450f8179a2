/** Several relays on one PostgreSQL: what each may do while the others live, sleep or die. */
import { strict as assert } from 'node:assert';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import type { Claim, FlightNews, JournalledRequest } from '../../src/core/store.ts';
import { readAddress } from '../../src/store/postgres/connection.ts';
import { createPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/open.ts';
import { MINUTE, NOW, ORG, reportOf, requestOf, WINDOWS } from '../conformance/fixtures.ts';
import { modelTotals, totalsOf } from '../conformance/totalsModel.ts';
import { createSchemas } from './schemas.ts';
import type { Place, Schemas } from './schemas.ts';
import { startPostgres } from './server.ts';
import type { PostgresServer } from './server.ts';

let server: PostgresServer;
let schemas: Schemas;
let place: Place;
let relays: Relay[];

before(async () => {
    server = await startPostgres();
    schemas = createSchemas(readAddress(server.url('postgres')).config);
});
after(async () => {
    await schemas.close();
    await server.stop();
});
beforeEach(async () => {
    place = await schemas.take();
    relays = [];
});
afterEach(async () => {
    for (const { store } of relays) await store.close();
    await schemas.giveBack(place);
});

interface Relay {
    readonly store: PostgresStore;
    /** As if it had slept for longer than its lease; it does not know yet. */
    oversleep(): Promise<void>;
}

async function newestToken(): Promise<number> {
    const [row] = await place.db.rows<{ token: number }>('SELECT max(token) AS token FROM relay');
    return row?.token ?? 0;
}

async function open(): Promise<Relay> {
    const { db, schema } = place;
    const store = await createPostgresStore({
        door: db,
        state: db,
        upkeep: db,
        schema,
        serving: true,
        clock: { now: () => NOW },
    });
    let token = await newestToken();
    const relay = {
        store: {
            ...store,
            async tend() {
                await store.tend();
                const known = await place.db.rows('SELECT FROM relay WHERE token = $1', [token]);
                if (known.length === 0) token = await newestToken();
            },
        },
        async oversleep() {
            await place.db.run("UPDATE relay SET expires_at = now() - interval '1 second' WHERE token = $1", [token]);
        },
    };
    relays.push(relay);
    return relay;
}

const request = (reports: readonly DeliveryReport[]) => requestOf(Buffer.from(JSON.stringify(reports)));
// The cast holds: `request` wrote it.
const reportsOf = ({ request: { body } }: JournalledRequest) => JSON.parse(body.toString()) as DeliveryReport[];
const bodies = (requests: readonly JournalledRequest[]): string[] =>
    requests.map((each) => each.request.body.toString());
const idsOf = (requests: readonly JournalledRequest[]): number[] => requests.map(({ id }) => id);

function consume({ store }: Relay, requests: readonly JournalledRequest[]) {
    const reports = requests.flatMap(reportsOf).map((report) => ({ org: ORG, report }));
    return store.consume({ requests, reports, dead: [], windows: WINDOWS, now: NOW });
}
async function takeIn(relay: Relay, ...reports: readonly DeliveryReport[]): Promise<void> {
    await relay.store.append(request(reports));
    await consume(relay, await relay.store.nextRequests({ limit: 1_000 }));
}
const claim = ({ store }: Relay): Promise<readonly Claim[]> =>
    store.claim({ org: ORG, now: NOW, limit: 100, pick: 'any', checkAt: NOW });
const tell = ({ store }: Relay, { id, attempt }: Claim, news: FlightNews): Promise<void> =>
    store.report([{ id, attempt, news }], NOW);

test('relays of one store have one id, and each knows of the others', async () => {
    const [one, two] = [await open(), await open()];
    assert.equal(one.store.id, two.store.id);
    assert.equal(await one.store.companions(), 1);
    await two.store.close();
    assert.equal(await one.store.companions(), 0);
});

test('what relays have heard is there for the one that speaks of them all, while they live', async () => {
    const [one, two, three] = [await open(), await open(), await open()];
    const heard = (count: number) => ({ confirmed: count, sources: [] });
    assert.deepEqual(await one.store.exchange(heard(1)), []);
    assert.deepEqual(await two.store.exchange(heard(2)), [heard(1)]);
    assert.deepEqual(await one.store.exchange(heard(5)), [heard(2)]);
    assert.deepEqual(await two.store.exchange(heard(2)), [heard(5)]);
    await two.oversleep();
    assert.deepEqual(await three.store.exchange(heard(0)), [heard(5)]);
});

test('a request is read by one relay, whoever took it in, and what one reads the others do not wait for', async () => {
    const [one, two] = [await open(), await open()];
    for (const name of ['a', 'b', 'c']) await one.store.append(requestOf(Buffer.from(name)));
    assert.deepEqual(bodies(await two.store.nextRequests({ limit: 2 })), ['a', 'b']);
    assert.deepEqual(bodies(await one.store.nextRequests({ limit: 2 })), ['c']);
    assert.deepEqual(bodies(await two.store.nextRequests({ limit: 5 })), ['a', 'b'], 'until it has consumed them');
});

test('what an older relay has taken in, which names no source, is read with the rest', async () => {
    const relay = await open();
    await relay.store.append(requestOf(Buffer.from('new')));
    await relay.store.append(requestOf(Buffer.from('old')));
    await place.db.run('UPDATE unread SET source = DEFAULT WHERE id = (SELECT max(id) FROM unread)');
    const requests = await relay.store.nextRequests({ limit: 2 });
    assert.deepEqual(bodies(requests), ['new', 'old']);
    await relay.store.consume({ requests, reports: [], dead: [], windows: WINDOWS, now: NOW });
    assert.equal(await relay.store.unread(), 0);
});

const NONE = { duplicates: 0, dropped: 0, unchanged: [] };

test('what a relay was reading when it died is read by another, and what it finds afterwards does not count', async () => {
    const [dead, alive] = [await open(), await open()];
    await dead.store.append(request([reportOf({ messageKey: 'acme:1' })]));
    const held = await dead.store.nextRequests({ limit: 9 });
    assert.deepEqual(await alive.store.nextRequests({ limit: 9 }), []);
    await dead.oversleep();
    await alive.store.tend();
    const again = await alive.store.nextRequests({ limit: 9 });
    assert.deepEqual(idsOf(again), idsOf(held));
    assert.deepEqual(await consume(dead, held), { ...NONE, reports: 0, changed: 0 });
    assert.deepEqual(await consume(alive, again), { ...NONE, reports: 1, changed: 1 });
    assert.deepEqual(await dead.store.nextRequests({ limit: 9 }), [], 'it holds nothing until it has come back');
    await dead.store.tend();
    await dead.store.append(requestOf(Buffer.from('new')));
    assert.deepEqual(bodies(await dead.store.nextRequests({ limit: 9 })), ['new']);
});

test('a relay that ends gives back at once what it was reading, and the orgs it spoke to', async () => {
    const [leaving, staying] = [await open(), await open()];
    await leaving.store.append(requestOf(Buffer.from('a')));
    assert.equal(await leaving.store.speaksTo(ORG), true);
    assert.equal(await staying.store.speaksTo(ORG), false);
    await leaving.store.nextRequests({ limit: 1 });
    await leaving.store.close();
    await staying.store.tend();
    assert.deepEqual(bodies(await staying.store.nextRequests({ limit: 1 })), ['a']);
    assert.equal(await staying.store.speaksTo(ORG), true);
});

test('one relay speaks to an org; others find nothing to tell it, until that one is gone', async () => {
    const [first, second] = [await open(), await open()];
    await takeIn(second, reportOf({ messageKey: 'acme:1', status: 'Rejected', failureClass: 'Spam Filtered' }));
    const flight = await claim(first);
    assert.equal(flight.length, 1);
    const later = NOW + 60 * MINUTE;
    const { store } = second;
    const ask = { org: ORG, now: later, againAt: later, limit: 9 };
    assert.deepEqual(await claim(second), []);
    assert.deepEqual(await store.awaited(ORG, NOW, 9), []);
    assert.deepEqual([await store.claimAlerts(ask), await store.claimSummaries(ask)], [[], []]);
    assert.equal((await store.outlook(ORG, NOW)).inFlight, 0);
    await first.oversleep();
    await second.store.tend();
    assert.deepEqual(await claim(first), [], 'it has slept, and does not know');
    const [awaited] = await store.awaited(ORG, NOW, 9);
    assert.deepEqual([awaited?.id, awaited?.attempt], [flight[0]?.id, 1]);
    assert.equal((await store.claimAlerts(ask)).length, 1);
    assert.equal((await store.claimSummaries(ask)).length, 1);
    // What the org answered to the one that slept is true all the same.
    await tell(first, flight[0] ?? assert.fail(), { kind: 'confirmed' });
    assert.equal((await store.counts()).unpublished, 0);
});

test('relays take in reports of the same messages at once: each counts once, and nobody waits for ever', async () => {
    const all = [await open(), await open(), await open()];
    const reports = Array.from({ length: 40 }, (_, index) =>
        reportOf({ messageKey: `acme:${index}`, recipient: 'same' }),
    );
    const [first = assert.fail()] = all;
    await Promise.all(Array.from({ length: 30 }, () => first.store.append(request(reports))));
    let duplicates = 0;
    await Promise.all(
        all.map(async (relay) => {
            for (;;) {
                const requests = await relay.store.nextRequests({ limit: 3 });
                if (requests.length === 0) return;
                const result = await consume(relay, requests);
                duplicates += result.duplicates;
            }
        }),
    );
    assert.equal(duplicates, 29 * 40);
    assert.deepEqual(await all[1]?.store.counts(), { unread: 0, unpublished: 40, inFlight: 0, dead: 0 });
});

test('a window closes once, however many relays look at it at once', async () => {
    const all = [await open(), await open(), await open()];
    const [first] = all;
    const sent = Array.from({ length: 30 }, (_, index) =>
        reportOf({ messageKey: `acme:${index}`, status: 'Sent', purpose: 'OTP' }),
    );
    await takeIn(first ?? assert.fail(), ...sent);
    const due = { providers: ['acme'], dueBy: NOW + MINUTE, now: NOW + MINUTE, limit: 20 };
    const fire = (): Promise<number[]> => Promise.all([...all, ...all].map(({ store }) => store.fireTimers(due)));
    const fired = [...(await fire()), ...(await fire()), ...(await fire())];
    assert.equal(
        fired.reduce((sum, count) => sum + count, 0),
        30,
    );
});

test('every text is kept as a provider sends it, however odd or long: PostgreSQL itself takes no NUL', async () => {
    const relay = await open();
    const odd = ['\0', 'a\0b', '\ud800', 'x\udc00y', '\u0001"', '😀', "'; DROP TABLE message; --", 'x'.repeat(5_000)];
    const reports = odd.map((text) =>
        reportOf({
            ...{ messageKey: `acme:${text}`.slice(0, 255), recipient: text, carrier: text, code: text },
            ...{ status: 'Rejected', failureClass: 'Spam Filtered', campaignId: text, rawStatus: text },
        }),
    );
    const byKey = (a: { readonly messageKey: string }, b: typeof a): number => (a.messageKey < b.messageKey ? -1 : 1);
    await takeIn(relay, ...reports);
    const flights = [...(await claim(relay))].sort(byKey);
    assert.deepEqual(
        flights.map(({ messageKey, snapshot }) => [messageKey, snapshot]),
        reports
            .sort(byKey)
            .map((each) => [each.messageKey, snapshotOf(joinReports(emptyTracker(each.messageKey), [each]))]),
    );
    for (const flight of flights) await tell(relay, flight, { kind: 'dead', reason: flight.messageKey });
    for (const { id, messageKey, reason } of await relay.store.deadLetters({ settled: false, limit: 99 })) {
        assert.equal(messageKey, reason);
        await relay.store.replay(id, NOW);
    }
    assert.equal((await claim(relay)).length, odd.length);
    await relay.store.append(request(reports));
    const again = await consume(relay, await relay.store.nextRequests({ limit: 9 }));
    assert.deepEqual([again.duplicates, again.changed], [odd.length, 0]);
});

const RELAYS = 3;
const MESSAGES = 4;
const step = fc.record({
    relay: fc.nat(RELAYS - 1),
    act: fc.constantFrom('append', 'append', 'read', 'consume', 'claim', 'tell', 'look', 'oversleep', 'tend'),
    message: fc.nat(MESSAGES - 1),
    status: fc.constantFrom('Queued', 'Sent', 'Delivered', 'Undelivered') as fc.Arbitrary<'Queued'>,
    news: fc.constantFrom<FlightNews>(
        { kind: 'confirmed' },
        { kind: 'missing', dueAt: NOW },
        { kind: 'returned', dueAt: NOW, refused: true },
        { kind: 'failed', dueAt: NOW },
    ),
});

test('whatever relays do, and whoever sleeps too long: a message is worked by one at a time, nothing is lost or doubled', () =>
    fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
            const own = place;
            place = await schemas.take();
            const first = relays.length;
            const all = [await open(), await open(), await open()];
            const reading = new Map<Relay, readonly JournalledRequest[]>();
            const held = new Map<Relay, Claim[]>(all.map((relay) => [relay, []]));
            /** The attempt that is in flight, by message. */
            const flying = new Map<number, number>();
            const said: DeliveryReport[] = [];

            function took(relay: Relay, claims: readonly Claim[]): void {
                for (const each of claims) {
                    assert.equal(flying.get(each.id), undefined, 'two flights of one message');
                    flying.set(each.id, each.attempt);
                    held.get(relay)?.push(each);
                }
            }
            async function ended(relay: Relay, flight: Claim, news: FlightNews): Promise<void> {
                await tell(relay, flight, news);
                if (flying.get(flight.id) === flight.attempt) flying.delete(flight.id);
            }
            async function act({ relay: index, act: what, message, status, news }: (typeof steps)[number]) {
                const relay = all[index] ?? assert.fail();
                const claims = held.get(relay) ?? [];
                if (what === 'append') {
                    const facts = { rawStatus: `${status} ${said.length}`, recipient: `to ${message % 2}` };
                    const report = reportOf({ messageKey: `acme:${message}`, status, ...facts });
                    said.push(report);
                    await relay.store.append(request([report]));
                } else if (what === 'read') {
                    reading.set(relay, await relay.store.nextRequests({ limit: 2 }));
                } else if (what === 'consume') {
                    const requests = reading.get(relay) ?? [];
                    reading.delete(relay);
                    if (requests.length > 0) await consume(relay, requests);
                } else if (what === 'claim') took(relay, await claim(relay));
                else if (what === 'tell') {
                    const flight = claims.splice(message % Math.max(1, claims.length), 1)[0];
                    if (flight !== undefined) await ended(relay, flight, news);
                } else if (what === 'look') {
                    for (const { id, attempt } of await relay.store.awaited(ORG, NOW, 9)) {
                        assert.equal(flying.get(id), attempt, 'an ended flight is looked for');
                        await ended(relay, { id, attempt } as Claim, { kind: 'missing', dueAt: NOW }); // all that is read of it
                    }
                } else if (what === 'oversleep') {
                    await relay.oversleep();
                    await all[(index + 1) % RELAYS]?.store.tend();
                } else await relay.store.tend();
            }
            for (const each of steps) await act(each);

            for (const { store } of all) await store.tend();
            for (const relay of all) await consumeAll(relay);
            const last = new Map<string, Claim['snapshot']>();
            for (let turn = 0; turn < 60; turn += 1) {
                for (const relay of all) {
                    for (const pick of ['any', { suspects: 'all' }] as const) {
                        const request_ = { org: ORG, now: NOW, limit: 9, pick, checkAt: NOW };
                        took(relay, await relay.store.claim(request_));
                    }
                    for (const { id, attempt } of await relay.store.awaited(ORG, NOW, 9)) {
                        const known = await relay.store.messagesAfter(id - 1, 1);
                        const message = known[0] ?? assert.fail();
                        last.set(message.messageKey, snapshotOf(message.tracker));
                        await ended(relay, { id, attempt } as Claim, { kind: 'confirmed' });
                    }
                }
            }
            const keys = new Set(said.map(({ messageKey }) => messageKey));
            for (const key of keys) {
                const mine = said.filter(({ messageKey }) => messageKey === key);
                assert.deepEqual(last.get(key), snapshotOf(joinReports(emptyTracker(key), mine)));
            }
            assert.deepEqual(await all[0]?.store.counts(), { unread: 0, unpublished: 0, inFlight: 0, dead: 0 });
            const ask = { org: ORG, now: NOW + 60 * MINUTE, againAt: NOW, limit: 99 };
            const told = (await Promise.all(all.map(({ store }) => store.claimSummaries(ask)))).flat();
            assert.deepEqual(totalsOf(told), modelTotals(said));

            for (const { store } of relays.splice(first)) await store.close();
            await schemas.giveBack(place);
            place = own;
        }),
        { numRuns: 12 },
    ));

async function consumeAll(relay: Relay): Promise<void> {
    for (;;) {
        const requests = await relay.store.nextRequests({ limit: 9 });
        if (requests.length === 0) return;
        await consume(relay, requests);
    }
}
