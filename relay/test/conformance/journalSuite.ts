/** What every store engine promises of its journal. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { Store } from '../../src/core/store.ts';
import { NOW, requestOf, storeForEachTest, WINDOWS } from './fixtures.ts';
import type { Engine } from './fixtures.ts';

export function journalSuite(name: string, createEngine: () => Engine): void {
    let store: Store;
    const reopen = storeForEachTest(createEngine, (opened) => (store = opened));

    test(`${name}: keeps its id`, async () => {
        const { id } = store;
        assert.match(id, /^[0-9a-f-]{36}$/);
        await reopen();
        assert.equal(store.id, id);
    });

    test(`${name}: gives back requests byte for byte, in the order of their arrival`, async () => {
        const bodies = [Buffer.from([0, 255, 128, 10]), Buffer.alloc(0), Buffer.from('ünïcode')];
        for (const [index, body] of bodies.entries()) await store.append(requestOf(body, NOW + index));
        await reopen();
        const requests = await store.nextRequests({ limit: 10 });
        assert.deepEqual(
            requests.map(({ request }) => request.body),
            bodies,
        );
        const { source, receivedAt, request } = requests[1] ?? assert.fail('three were stored');
        assert.deepEqual(
            [source, receivedAt, request.method, request.url],
            ['acme/demo', NOW + 1, 'POST', '/hooks/acme/demo?ref=a%20b'],
        );
        assert.deepEqual(request.headers, { 'content-type': 'application/json', 'x-one': 'ä' });
        assert.equal(await store.unread(), 3);
    });

    test(`${name}: a consumed request is not given again, one that was not is`, async () => {
        await store.append(requestOf(Buffer.from('1')));
        await store.append(requestOf(Buffer.from('2')));
        const [first] = await store.nextRequests({ limit: 1 });
        assert.ok(first);
        await store.consume({ requests: [first], reports: [], dead: [], windows: WINDOWS, now: NOW });
        await reopen();
        const rest = await store.nextRequests({ limit: 10 });
        assert.deepEqual(
            rest.map(({ request }) => request.body.toString()),
            ['2'],
        );
    });

    test(`${name}: work whose answer was lost may be handed in again`, async () => {
        await store.append(requestOf(Buffer.from('1')));
        const requests = await store.nextRequests({ limit: 1 });
        const letter = {
            kind: 'request',
            source: 'acme/demo',
            requestId: requests[0]?.id ?? 0,
            element: null,
            reason: 'why',
        } as const;
        const work = { requests, reports: [], dead: [letter], windows: WINDOWS, now: NOW };
        await store.consume(work);
        await store.consume(work);
        assert.equal((await store.deadLetters({ settled: true, limit: 10 })).length, 1);
    });

    test(`${name}: replaying an unreadable request journals it again as it came`, async () => {
        const body = Buffer.from([1, 0, 2]);
        await store.append(requestOf(body, NOW - 5_000));
        const [request] = await store.nextRequests({ limit: 1 });
        assert.ok(request);
        const letter = {
            kind: 'element',
            source: request.source,
            requestId: request.id,
            element: 3,
            reason: 'no id',
        } as const;
        await store.consume({ requests: [request], reports: [], dead: [letter], windows: WINDOWS, now: NOW });
        const [dead] = await store.deadLetters({ settled: false, limit: 10 });
        assert.deepEqual([dead?.kind, dead?.element, dead?.requestId], ['element', 3, request.id]);
        assert.deepEqual((await store.request(request.id))?.request.body, body);
        await store.replay(dead?.id ?? 0, NOW);
        const [again] = await store.nextRequests({ limit: 10 });
        assert.deepEqual([again?.receivedAt, again?.request.body], [NOW - 5_000, body]);
        assert.ok(again !== undefined && again.id > request.id);
        await assert.rejects(store.replay(999, NOW), /no dead letter 999/);
    });

    test(`${name}: a request in quarantine stays there until it is replayed`, async () => {
        const stored = requestOf(Buffer.from('late'));
        await store.append({ ...stored, request: { ...stored.request, quarantined: true } });
        await reopen();
        const [request] = await store.nextRequests({ limit: 1 });
        assert.ok(request?.request.quarantined);
        const letter = { kind: 'request', source: request.source, requestId: request.id, element: null } as const;
        const dead = [{ ...letter, reason: 'quarantined' }];
        await store.consume({ requests: [request], reports: [], dead, windows: WINDOWS, now: NOW });
        const [open] = await store.deadLetters({ settled: false, limit: 10 });
        await store.replay(open?.id ?? 0, NOW);
        const [released] = await store.nextRequests({ limit: 10 });
        assert.deepEqual(released?.request, stored.request);
    });

    test(`${name}: a purge takes what is old and read, never what is unread`, async () => {
        for (const age of [3, 2, 1]) await store.append(requestOf(Buffer.from(String(age)), NOW - age * 1_000));
        assert.equal(await store.purge(NOW, 10), 0);
        const requests = await store.nextRequests({ limit: 2 });
        await store.consume({ requests, reports: [], dead: [], windows: WINDOWS, now: NOW });
        const kept = (await store.requestsAfter(0, 10)).map(({ id }) => id);
        assert.deepEqual(await store.unreadAmong([...kept, 999]), kept.slice(2));
        assert.equal(await store.purge(NOW - 2_500, 10), 1);
        assert.equal(await store.purge(NOW, 10), 1);
        assert.equal(await store.unread(), 1);
        await store.append(requestOf(Buffer.from('new')));
        assert.deepEqual(
            (await store.nextRequests({ limit: 9 })).map(({ request }) => request.body.toString()),
            ['1', 'new'],
        );
    });

    test(`${name}: requests that wait together are all kept, each answered after it is durable`, async () => {
        await Promise.all(
            Array.from({ length: 500 }, (_, index) => store.append(requestOf(Buffer.from(String(index))))),
        );
        const bodies = (await store.nextRequests({ limit: 1_000 })).map(({ request }) =>
            Number(request.body.toString()),
        );
        assert.deepEqual(
            bodies,
            Array.from({ length: 500 }, (_, index) => index),
        );
        await store.checkWritable();
    });
}
