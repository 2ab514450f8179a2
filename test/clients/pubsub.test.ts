/** Pub/Sub API clients: `salesforce-pubsub-api-client`, and gRPC alone for the statuses that it hides. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { status } from '@grpc/grpc-js';
import PubSubApiClient from 'salesforce-pubsub-api-client';
import { CHANNEL, Inbox, operationsOf, startWorld } from './clientWorld.ts';
import { rawHeaders, refusalOf } from './rawPubSub.ts';
import type { ServiceError } from '@grpc/grpc-js';
import type { ClientWorld } from './clientWorld.ts';

const operation = operationsOf('salesforce-pubsub-api-client 5.5.2');
const raw = operationsOf('@grpc/grpc-js');
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

interface PubSubEvent {
    readonly replayId: number;
    readonly payload: { readonly Reason__c: string; readonly CreatedById: string };
}
interface PubSubClient {
    connect(): Promise<void>;
    close(): void;
    publish(topic: string, payload: unknown, key?: string): Promise<{ replayId: number; correlationKey: string }>;
    publishBatch(topic: string, events: readonly { payload: unknown }[], heard: Heard): Promise<void>;
    subscribe(topic: string, heard: Heard, count?: number | null): void;
    subscribeFromEarliestEvent(topic: string, heard: Heard, count?: number | null): void;
    subscribeFromReplayId(topic: string, heard: Heard, count: number | null, replayId: number): void;
}
type Heard = (info: unknown, kind: string, data: unknown) => void;

let world: ClientWorld;
let client: PubSubClient;
before(async () => {
    world = await startWorld();
    client = newClient();
    await client.connect();
});
after(() => world.org.close());

function newClient(): PubSubClient {
    const settings = {
        authType: 'user-supplied',
        pubSubEndpoint: world.org.pubSub!.endpoint,
        accessToken: world.org.accessToken,
        instanceUrl: 'https://local.example',
        organizationId: world.organizationId,
        rejectUnauthorizedSsl: false,
    };
    return new PubSubApiClient(settings, SILENT);
}

/** In the form in which the client's Avro library takes values that may be null. */
const payloadOf = (reason: string): unknown => ({
    CreatedDate: 0,
    CreatedById: '005000000000000',
    ...Object.fromEntries(['Element__c', 'Store__c', 'Version__c'].map((name) => [name, null])),
    Message_Key__c: { string: 'invented:1' },
    Reason__c: { string: reason },
});

function hear(): { events: Inbox<PubSubEvent>; kinds: Inbox<string>; heard: Heard } {
    const [events, kinds] = [new Inbox<PubSubEvent>(), new Inbox<string>()];
    const heard: Heard = (_info, kind, data) => {
        if (kind === 'event') events.add(data as PubSubEvent);
        else kinds.add(kind);
    };
    return { events, kinds, heard };
}

async function withClient(work: (other: PubSubClient) => Promise<void>): Promise<void> {
    const other = newClient();
    await other.connect();
    await work(other);
    // Not closed: the client would take its listeners off streams that then fail, which ends the process.
}

const reasons = (events: readonly PubSubEvent[]): string[] => events.map(({ payload }) => payload.Reason__c);

operation('publishes and learns the replay id', async () => {
    const result = await client.publish(CHANNEL, payloadOf('one'), 'key-1');
    assert.deepEqual([result.correlationKey, result.replayId > 0], ['key-1', true]);
});

operation('publishes a batch over a stream', async () => {
    const answered = Promise.withResolvers<{ results: readonly unknown[] }>();
    await client.publishBatch(
        CHANNEL,
        ['two', 'three'].map((reason) => ({ payload: payloadOf(reason) })),
        (_, kind, data) =>
            kind === 'publishResponse'
                ? answered.resolve(data as { results: readonly unknown[] })
                : answered.reject(data),
    );
    assert.equal((await answered.promise).results.length, 2);
});

operation('replays from the earliest event, as many as it asks for, and hears of the last', async () => {
    const { events, kinds, heard } = hear();
    await withClient(async (other) => {
        other.subscribeFromEarliestEvent(CHANNEL, heard, 2);
        assert.deepEqual(reasons(await events.upTo(2)), ['one', 'two']);
        assert.deepEqual(await kinds.upTo(1), ['lastEvent']);
    });
});

operation('replays what follows an id, then gets new events, also those that came by REST', async () => {
    const { events, heard } = hear();
    const { replayId } = await client.publish(CHANNEL, payloadOf('four'));
    await withClient(async (other) => {
        other.subscribeFromReplayId(CHANNEL, heard, null, replayId - 1);
        await events.upTo(1);
        await world.publish('five');
        assert.deepEqual(reasons(await events.upTo(2)), ['four', 'five']);
    });
});

operation('hears that a replay id is not valid', async () => {
    await withClient(async (other) => {
        const failed = Promise.withResolvers<ServiceError>();
        other.subscribeFromReplayId(
            CHANNEL,
            (_, kind, data) => kind === 'error' && failed.resolve(data as ServiceError),
            1,
            999_999,
        );
        const { code, metadata } = await failed.promise;
        assert.deepEqual(
            [code, metadata.get('error-code')],
            [status.INVALID_ARGUMENT, ['sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted']],
        );
    });
});

const headersOf = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...rawHeaders(world),
    ...more,
});
const refusal = (method: string, request: unknown, headers = headersOf()): Promise<readonly unknown[]> =>
    refusalOf(world, method, request, headers);

raw('trusts the certificate that the org gives, and is told of each refusal by status and code', async () => {
    assert.deepEqual(await refusal('getTopic', { topicName: CHANNEL }), ['OK', '']);
    assert.deepEqual(await refusal('getTopic', {}), ['INVALID_ARGUMENT', 'topic.validation.empty']);
    assert.deepEqual(await refusal('getTopic', { topicName: '/event/Nope__e' }), ['NOT_FOUND', 'topic.not.found']);
    assert.deepEqual(await refusal('getTopic', { topicName: '/data/ContactChangeEvent' }), [
        'UNIMPLEMENTED',
        'UNSUPPORTED_BY_LOCAL_ORG',
    ]);
    assert.deepEqual(await refusal('getSchema', {}), ['INVALID_ARGUMENT', 'schema.validation.failed']);
    assert.deepEqual(await refusal('publish', { topicName: CHANNEL }), [
        'INVALID_ARGUMENT',
        'publish.event.count.invalid',
    ]);
});

raw('is refused without its headers, and with a wrong token or tenant', async () => {
    const ask = (more: Readonly<Record<string, string>>): Promise<readonly unknown[]> =>
        refusal('getTopic', { topicName: CHANNEL }, headersOf(more));
    assert.deepEqual(await ask({ instanceurl: '' }), ['UNAUTHENTICATED', 'service.auth.headers.invalid']);
    assert.deepEqual(await ask({ accesstoken: 'wrong' }), ['UNAUTHENTICATED', 'service.auth.error']);
    assert.deepEqual(await ask({ tenantid: '00D000000000001' }), ['UNAUTHENTICATED', 'service.auth.error']);
});
