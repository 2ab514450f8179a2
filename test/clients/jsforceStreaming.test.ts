/** jsforce's streaming client with its extensions: https://jsforce.github.io/document/#streaming-api */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Connection } from 'jsforce';
import 'jsforce/lib/api/streaming.js';
import { AuthFailure, Replay } from 'jsforce/lib/api/streaming/extension.js';
import { CHANNEL, EVENT, Inbox, eventOf, operationsOf, startWorld } from './clientWorld.ts';
import type { Schema } from 'jsforce';
import type { Streaming as StreamingOf } from 'jsforce/lib/api/streaming.js';
import type { ClientWorld } from './clientWorld.ts';

type Streaming = StreamingOf<Schema>;

const operation = operationsOf('jsforce 3.10.16 streaming');

interface Received {
    readonly payload: { readonly Reason__c: string };
    readonly event: { readonly replayId: number; readonly EventUuid?: string };
}

let world: ClientWorld;
before(async () => {
    world = await startWorld();
});
after(() => world.org.close());

function connect(
    version = world.org.version,
    accessToken = world.org.accessToken,
): Connection & { streaming: Streaming } {
    // The import above adds the member, which the type of Connection leaves open.
    return new Connection({ instanceUrl: world.org.url, accessToken, version });
}

/** Answered or refused: a client that nobody answers asks for ever. Faye has it; the types of jsforce leave it out. */
async function leave(client: object): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    (client as { disconnect(): PromiseLike<unknown> }).disconnect().then(
        () => resolve(undefined),
        () => resolve(undefined),
    );
    await promise;
}

/** Resolves once the subscription is there. */
async function listen(
    streaming: Streaming,
    replayId: number | null,
    onAuthFailure: (message: unknown) => void = () => undefined,
): Promise<{ inbox: Inbox<Received>; end(): Promise<void> }> {
    const client = streaming.createClient([new Replay(CHANNEL, replayId), new AuthFailure(onAuthFailure)]);
    const inbox = new Inbox<Received>();
    await client.subscribe(CHANNEL, (message: unknown) => inbox.add(message as Received)); // the message of the channel
    return { inbox, end: () => leave(client) };
}

const reasons = (events: readonly Received[]): string[] => events.map(({ payload }) => payload.Reason__c);

operation('publishes, and gets what it published with UUID and replay id', async () => {
    const connection = connect();
    const { inbox, end } = await listen(connection.streaming, -1);
    const created = await connection.sobject(EVENT).create(eventOf('first'));
    assert.ok(created.success);
    const [event] = await inbox.upTo(1);
    assert.deepEqual(reasons([event!]), ['first']);
    const [enqueued] = created.errors as unknown as readonly { statusCode: string; message: string }[];
    assert.deepEqual([enqueued?.statusCode, enqueued?.message], ['OPERATION_ENQUEUED', event!.event.EventUuid]);
    await end();
});

operation('gets events without UUID in versions before 52', async () => {
    const { inbox, end } = await listen(connect('51.0').streaming, -2);
    const [event] = await inbox.upTo(1);
    assert.deepEqual([reasons([event!]), event!.event.EventUuid], [['first'], undefined]);
    await end();
});

operation('replays everything, and what follows an id', async () => {
    await world.publish('second', 'third');
    const all = await listen(connect().streaming, -2);
    const [first] = await all.inbox.upTo(3);
    const later = await listen(connect().streaming, first!.event.replayId);
    assert.deepEqual(reasons(await later.inbox.upTo(2)), ['second', 'third']);
    await all.end();
    await later.end();
});

operation('goes on after its connection was cut', async () => {
    const { inbox, end } = await listen(connect().streaming, -1);
    await world.control('drop-clients');
    await world.publish('fourth');
    assert.deepEqual(reasons(await inbox.upTo(1)), ['fourth']);
    await end();
});

operation('hears through AuthFailure that its session has ended', async () => {
    const failed = Promise.withResolvers<unknown>();
    const { end } = await listen(connect(world.org.version, await world.signIn()).streaming, -1, failed.resolve);
    await world.control('sessions/expire');
    const message = (await failed.promise) as { readonly error: string };
    assert.equal(message.error, '401::Authentication invalid');
    await end();
});

operation('is refused a subscription to a channel that does not exist', async () => {
    const client = connect().streaming.createClient([]);
    await assert.rejects(Promise.resolve(client.subscribe('/event/Nope__e', () => undefined)), /does not exist/);
    await leave(client);
});
