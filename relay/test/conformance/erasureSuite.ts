/** What every store engine promises of forgetting: what is erased is gone, and no late report brings it back. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Keep } from '../../src/core/keep.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { Claim, ConsumeResult, Store } from '../../src/core/store.ts';
import { MINUTE, NOW, ORG, reportOf, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

const DAY = 1_440 * MINUTE;

export function erasureSuite(name: string, createEngine: () => Engine): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));

    /** All in one request, received at `now`. */
    async function takeIn(reports: readonly DeliveryReport[], keep?: Keep, now = NOW): Promise<ConsumeResult> {
        await store.append(requestOf(Buffer.from(JSON.stringify(reports)), now));
        const requests = await store.nextRequests({ limit: 1_000 });
        const [{ id: requestId } = { id: 0 }] = requests;
        const parsed = reports.map((report) => ({
            ...{ org: ORG, report: { ...report, receivedAt: new Date(now).toISOString() } },
            ...(keep === undefined ? {} : { keep: { ...keep, requestId } }),
        }));
        return store.consume({ requests, reports: parsed, dead: [], windows: WINDOWS, now });
    }

    const claim = (now = NOW): Promise<readonly Claim[]> =>
        store.claim({ org: ORG, now, limit: 100, pick: 'any', checkAt: now });

    /** Everything that is due is published and seen in the CRM. */
    async function confirmAll(now = NOW): Promise<void> {
        for (let claims = await claim(now); claims.length > 0; claims = await claim(now)) {
            const confirmed = claims.map(({ id, attempt }) => ({ id, attempt, news: { kind: 'confirmed' } as const }));
            await store.report(confirmed, now);
        }
    }

    const erase = (messageKeys: readonly string[], requestIds: readonly number[] = []) =>
        store.erase({ messages: messageKeys.map((messageKey) => ({ org: ORG, messageKey })), requestIds, now: NOW });

    const keys = async (): Promise<string[]> => (await store.messagesAfter(0, 100)).map(({ messageKey }) => messageKey);

    test(`${name}: a late report of an erased message is dropped, across restarts, and others' are taken in`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' }), reportOf({ messageKey: 'acme:2' })]);
        await confirmAll();
        assert.deepEqual(await erase(['acme:1', 'acme:unknown']), { messages: 1, requests: 0, deadLetters: 0 });
        await reopen();
        const read = (messageKey: string): DeliveryReport =>
            reportOf({ messageKey, status: null, rawStatus: 'read', engagement: 'Read' });
        const result = await takeIn([read('acme:1'), read('acme:2'), read('acme:3')]);
        assert.deepEqual(result, {
            ...{ reports: 3, duplicates: 0, dropped: 1, changed: 2 },
            unchanged: [{ org: ORG, messageKey: 'acme:1' }],
        });
        assert.deepEqual(await keys(), ['acme:2', 'acme:3']);
        assert.deepEqual((await claim()).map(({ messageKey }) => messageKey).sort(), ['acme:2', 'acme:3']);
    });

    test(`${name}: a tombstone is of one org's message`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        await erase(['acme:1']);
        await store.append(requestOf(Buffer.from('{}')));
        const requests = await store.nextRequests({ limit: 9 });
        const reports = [{ org: 'other', report: reportOf({ messageKey: 'acme:1' }) }];
        const work = { requests, reports, dead: [], windows: WINDOWS, now: NOW };
        assert.equal((await store.consume(work)).dropped, 0);
    });

    test(`${name}: requests are erased with what could not be read of them, but never before they are read`, async () => {
        await store.append(requestOf(Buffer.from('one')));
        const [one] = await store.nextRequests({ limit: 1 });
        assert.ok(one);
        const letter = { kind: 'request', source: one.source, requestId: one.id, element: null, reason: 'r' } as const;
        await store.consume({ requests: [one], reports: [], dead: [letter], windows: WINDOWS, now: NOW });
        await store.append(requestOf(Buffer.from('two')));
        const [two] = await store.nextRequests({ limit: 1 });
        assert.deepEqual(await erase([], [one.id, two?.id ?? 0]), { messages: 0, requests: 1, deadLetters: 1 });
        assert.deepEqual(
            (await store.requestsAfter(0, 9)).map(({ request }) => request.body.toString()),
            ['two'],
        );
    });

    test(`${name}: an erased message gives up its turn, its timer and its dead letter`, async () => {
        const to = { recipient: '+447700900123', status: 'Sent', rawStatus: 's' } as const;
        await takeIn([reportOf({ messageKey: 'acme:1', ...to }), reportOf({ messageKey: 'acme:2', ...to })]);
        const [first] = await claim();
        assert.equal(first?.messageKey, 'acme:1');
        await erase(['acme:1']);
        assert.deepEqual(
            (await claim()).map(({ messageKey }) => messageKey),
            ['acme:2'],
        );
        assert.equal(
            await store.fireTimers({ providers: ['acme'], dueBy: NOW + 2 * DAY, now: NOW + 2 * DAY, limit: 9 }),
            1,
        );
        await takeIn([reportOf({ messageKey: 'acme:3' })]);
        const [third] = await claim();
        await store.report(
            [{ id: third?.id ?? 0, attempt: third?.attempt ?? 0, news: { kind: 'dead', reason: 'r' } }],
            NOW,
        );
        assert.deepEqual(await erase(['acme:3']), { messages: 1, requests: 0, deadLetters: 1 });
        assert.deepEqual(await store.deadLetters({ settled: true, limit: 9 }), []);
    });

    test(`${name}: news of a flight of an erased message changes no other message`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        const [flight] = await claim();
        assert.ok(flight);
        await erase(['acme:1']);
        await takeIn([reportOf({ messageKey: 'acme:2' })]);
        const [other] = await claim();
        assert.equal(other?.messageKey, 'acme:2');
        assert.notEqual(other.id, flight.id);
        await store.report([{ id: flight.id, attempt: flight.attempt, news: { kind: 'confirmed' } }], NOW);
        assert.equal((await store.message(ORG, 'acme:2'))?.phase, 'flight');
    });

    test(`${name}: totals survive, and count an erased message once`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        await confirmAll();
        const before = await store.totalsSince(ORG, '2026-07-17');
        assert.equal(before[0]?.figures['total'], 1);
        await erase(['acme:1']);
        await takeIn([reportOf({ messageKey: 'acme:1' })]);
        assert.deepEqual(await store.totalsSince(ORG, '2026-07-17'), before);
    });

    test(`${name}: a purge erases messages without news since, but none that is on its way or awaited`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:done' })]);
        await confirmAll();
        await takeIn([reportOf({ messageKey: 'acme:awaited', status: 'Sent', rawStatus: 's' })]);
        await confirmAll();
        await takeIn([reportOf({ messageKey: 'acme:unpublished' })]);
        await takeIn([reportOf({ messageKey: 'acme:new' })], undefined, NOW + DAY);
        while ((await store.purge(NOW + 1, 1)) > 0);
        assert.deepEqual(await keys(), ['acme:awaited', 'acme:unpublished', 'acme:new']);
        assert.equal((await takeIn([reportOf({ messageKey: 'acme:done' })])).dropped, 1);
    });

    test(`${name}: a message whose minutes are over is erased with its requests, once the CRM has it`, async () => {
        const keep = { minutes: 60, onceDelivered: false };
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent', rawStatus: 's' })], keep);
        await takeIn([reportOf({ messageKey: 'acme:1' })], keep);
        await takeIn([reportOf({ messageKey: 'acme:2' })]);
        assert.equal(await store.expire(NOW + 60 * MINUTE, 9), 0, 'not published yet');
        await confirmAll();
        assert.equal(await store.expire(NOW + 59 * MINUTE, 9), 0);
        assert.equal(await store.expire(NOW + 60 * MINUTE, 9), 1);
        assert.deepEqual(await keys(), ['acme:2']);
        assert.equal((await store.requestsAfter(0, 9)).length, 1);
        assert.equal(await store.expire(NOW + DAY, 9), 0);
    });

    test(`${name}: what is to be forgotten once delivered stays until it is, and the CRM has seen it`, async () => {
        const keep = { minutes: null, onceDelivered: true };
        await takeIn([reportOf({ messageKey: 'acme:1', status: 'Sent', rawStatus: 's' })], keep);
        await confirmAll();
        assert.equal(await store.expire(NOW + DAY, 9), 0);
        await takeIn([reportOf({ messageKey: 'acme:1' })], keep, NOW + DAY);
        assert.equal(await store.expire(NOW + DAY, 9), 0, 'the CRM has not seen it');
        await confirmAll(NOW + DAY);
        assert.equal(await store.expire(NOW + DAY, 9), 1);
        assert.deepEqual([await keys(), (await store.requestsAfter(0, 9)).length], [[], 0]);
    });

    test(`${name}: compacting loses nothing`, async () => {
        await takeIn([reportOf({ messageKey: 'acme:1' }), reportOf({ messageKey: 'acme:2' })]);
        await erase(['acme:1']);
        await store.compact();
        assert.deepEqual(await keys(), ['acme:2']);
        assert.equal((await takeIn([reportOf({ messageKey: 'acme:1' })])).dropped, 1);
    });
}
