/** Faults on demand, as a client of the Pub/Sub API meets them over gRPC. */
import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { CHANNEL, EVENT, operationsOf, startWorld } from './clientWorld.ts';
import { rawService, refusalOf, told } from './rawPubSub.ts';
import type { ServiceError } from '@grpc/grpc-js';
import type { ClientWorld } from './clientWorld.ts';

const fault = operationsOf('faults over gRPC');

let world: ClientWorld;
before(async () => {
    world = await startWorld();
});
after(() => world.org.close());
beforeEach(() => world.control('reset'));

const topic = (): Promise<readonly unknown[]> => refusalOf(world, 'getTopic', { topicName: CHANNEL });
/** It has no payload, so a call that arrives is answered for the event. */
const publish = (): Promise<readonly unknown[]> =>
    refusalOf(world, 'publish', { topicName: CHANNEL, events: [{ id: '1', schemaId: 'none', payload: '' }] });
const order = (body: object): Promise<void> => world.control('faults', body);

fault('an error is answered by its status and code, for so many calls of a method', async () => {
    const path = '/eventbus.v1.PubSub/Publish';
    const errorCode = 'sfdc.platform.eventbus.grpc.service.unavailable';
    await order({ kind: 'error', path, errorCode, status: 503, times: 2 });
    assert.deepEqual(await topic(), ['OK', '']);
    assert.deepEqual(await publish(), ['UNAVAILABLE', 'service.unavailable']);
    assert.deepEqual(await publish(), ['UNAVAILABLE', 'service.unavailable']);
    assert.deepEqual(await publish(), ['OK', '']);
});

fault('an error of the operation strikes whoever publishes, by REST or by gRPC', async () => {
    await order({ kind: 'error', operation: 'publish', errorCode: 'SERVER_UNAVAILABLE', status: 429, times: 2 });
    assert.deepEqual(await topic(), ['OK', '']);
    await assert.rejects(world.publish('by REST'), /SERVER_UNAVAILABLE/);
    assert.deepEqual(await publish(), ['RESOURCE_EXHAUSTED', 'SERVER_UNAVAILABLE']);
    assert.deepEqual(await publish(), ['OK', '']);
});

fault('an answer comes late, and a session ends', async () => {
    await order({ kind: 'latency', path: '/eventbus.v1.PubSub/GetTopic', milliseconds: 80 });
    const begun = performance.now();
    assert.deepEqual(await topic(), ['OK', '']);
    assert.ok(performance.now() - begun >= 80);
    await order({ kind: 'expireSessions', path: '/eventbus.v1.PubSub/*' });
    assert.deepEqual(await topic(), ['UNAUTHENTICATED', 'service.auth.error']);
    assert.deepEqual(await topic(), ['OK', '']);
});

fault('a connection is cut before the work, or after it', async () => {
    for (const when of ['beforeCommit', 'afterCommit']) {
        await order({ kind: 'drop', path: '/eventbus.v1.PubSub/Publish', when });
        const [status] = await publish();
        assert.equal(status, 'UNAVAILABLE', when);
        assert.deepEqual(await publish(), ['OK', '']);
    }
});

interface Fetched {
    readonly events: readonly { readonly event: { readonly id: string } }[];
}

/** What a subscriber gets until so many events have come, or the stream has failed. */
async function subscribed(count: number, begin: () => Promise<void>): Promise<readonly [number, string]> {
    const service = await rawService(world);
    const stream = service.subscribe();
    const over = Promise.withResolvers<string>();
    let heard = 0;
    stream.on('data', ({ events }: Fetched) => {
        heard += events.length;
        if (heard >= count) over.resolve('OK');
    });
    stream.on('error', (error: ServiceError) => over.resolve(told(error)[0]));
    stream.write({ topicName: CHANNEL, replayPreset: 'EARLIEST', numRequested: 10 });
    await begin();
    const status = await over.promise;
    stream.cancel();
    service.close();
    return [heard, status];
}

fault('a subscriber misses what is lost, and gets twice what is doubled', async () => {
    await order({ kind: 'loseEvents', event: EVENT });
    await order({ kind: 'duplicateEvents', event: EVENT });
    assert.deepEqual(await subscribed(3, () => world.publish('lost', 'twice', 'once')), [3, 'OK']);
});

fault('a subscriber is refused while sessions end or its allocation is used up', async () => {
    const nothing = (): Promise<void> => Promise.resolve();
    await order({ kind: 'expireSessions', path: '/eventbus.v1.PubSub/Subscribe' });
    assert.deepEqual(await subscribed(1, nothing), [0, 'UNAUTHENTICATED']);
    await order({ kind: 'limitExhausted', limit: 'deliveredEvents' });
    assert.deepEqual(await subscribed(1, () => world.publish('one')), [0, 'RESOURCE_EXHAUSTED']);
});

fault('what the Pub/Sub API does not have cannot be ordered', async () => {
    const path = '/eventbus.v1.PubSub/Publish';
    const impossible = [
        [{ kind: 'expireSessions', path: '/eventbus.v1.PubSub/ManagedSubscribe' }, /faults of .*ManagedSubscribe/],
        [{ kind: 'latency', path, method: 'GET', milliseconds: 1 }, /GET of .*every call of gRPC is a POST/],
        [{ kind: 'drop', path, operation: 'query', when: 'afterCommit' }, /queries of .*has none/],
    ] as const;
    for (const [body, said] of impossible) await assert.rejects(order(body), said);
});
