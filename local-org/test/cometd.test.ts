/** What the Streaming API answers to the letter: https://developer.salesforce.com/docs/platform/api-streaming/guide/streaming-error-codes.html */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { CometdClient } from '../src/api/cometd/client.ts';
import { PARCEL_NEWS } from './support/eventChannel.ts';
import { startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

const SCANS = '/event/Parcel_Scan__e';
const NEWS = '/event/Parcel_News__chn';

let org: RunningOrg;
before(async () => {
    org = await startOrg(PARCEL_NEWS, {
        cometd: { timeout: 300 },
        limits: { cometdClients: 2, dailyDeliveredEvents: 20 },
    });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

type Reply = Record<string, unknown> & { readonly data?: { payload: Record<string, unknown>; event: unknown } };
interface Sent {
    readonly status: number;
    readonly cookie: string | null;
    readonly replies: readonly Reply[];
}

async function post(messages: unknown, headers: Record<string, string> = {}, path = '//cometd/67.0'): Promise<Sent> {
    const { status, body, headers: answered } = await org.ask('POST', path, messages, headers);
    return { status, cookie: answered.get('set-cookie'), replies: body as readonly Reply[] };
}

const HANDSHAKE = { channel: '/meta/handshake', id: '1', version: '1.0', supportedConnectionTypes: ['long-polling'] };

/** A client that sends its cookie and its id with everything. */
async function newClient(): Promise<(...messages: Record<string, unknown>[]) => Promise<readonly Reply[]>> {
    const { cookie, replies } = await post([HANDSHAKE]);
    const clientId = replies[0]?.['clientId'];
    return async (...messages) =>
        (
            await post(
                messages.map((message) => ({ clientId, ...message })),
                { cookie: cookie?.split(';')[0] ?? '' },
            )
        ).replies;
}

const connect = (timeout?: number): Record<string, unknown> => ({
    ...{ channel: '/meta/connect', connectionType: 'long-polling' },
    ...(timeout === undefined ? {} : { advice: { timeout } }),
});
const subscribe = (subscription: unknown, replay?: unknown): Record<string, unknown> => ({
    ...{ channel: '/meta/subscribe', subscription },
    ...(replay === undefined ? {} : { ext: { replay: { [String(subscription)]: replay } } }),
});

async function publish(event: string, ...keys: readonly string[]): Promise<void> {
    for (const Key__c of keys) await org.ask('POST', `/sobjects/${event}`, { Key__c });
}

const keysOf = (replies: readonly Reply[]): unknown[] =>
    replies.flatMap(({ data }) => (data ? [data.payload['Key__c']] : []));
const errorsOf = (replies: readonly Reply[]): unknown[] => replies.map(({ error }) => error);

test('a handshake, then connect and subscribe in one request, then a wait that an event ends', async () => {
    const client = await newClient();
    const both = await client(connect(0), subscribe(SCANS));
    assert.deepEqual(
        both.map(({ channel, successful }) => [channel, successful]),
        [
            ['/meta/connect', true],
            ['/meta/subscribe', true],
        ],
    );
    const waiting = client(connect());
    await publish('Parcel_Scan__e', 'a');
    const [event, connected] = await waiting;
    assert.deepEqual(
        [event?.['channel'], event?.data?.payload['Key__c'], connected?.['advice']],
        [SCANS, 'a', { reconnect: 'retry', interval: 0, timeout: 300 }],
    );
});

test('a wait ends with its time, and a second one ends the first', async () => {
    const client = await newClient();
    const first = client(connect());
    await new Promise(setImmediate);
    const second = client(connect(60));
    assert.deepEqual(errorsOf([...(await first), ...(await second)]), [undefined, undefined]);
});

test('after a reset every client is unknown', async () => {
    const client = await newClient();
    await client(subscribe(SCANS));
    await org.ask('POST', '//local/reset');
    const [unknown] = await client(connect());
    assert.deepEqual(
        [unknown?.['error'], unknown?.['advice']],
        ['403::Unknown client', { reconnect: 'handshake', interval: 0 }],
    );
});

test('waiting is no absence, but who stays away longer than the interval is forgotten', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let forgotten = 0;
    const client = new CometdClient({
        ...{ id: 'one', browser: 'b', version: 67, maxInterval: 40_000 },
        onAway: () => void (forgotten += 1),
    });
    context.mock.timers.tick(39_000);
    void client.wait(110_000, () => undefined);
    context.mock.timers.tick(109_000);
    assert.equal(forgotten, 0);
    client.wake('events');
    context.mock.timers.tick(39_999);
    assert.equal(forgotten, 0);
    context.mock.timers.tick(1);
    assert.equal(forgotten, 1);
});

test('a custom channel carries its events in order, under its own name', async () => {
    const client = await newClient();
    await client(subscribe(NEWS));
    await publish('Parcel_Scan__e', 'a');
    await publish('Parcel_Late__e', 'b');
    await publish('Parcel_Scan__e', 'c');
    const replies = await client(connect());
    assert.deepEqual(keysOf(replies), ['a', 'b', 'c']);
    assert.equal(replies[0]?.['channel'], NEWS);
});

test('messages that are not right are answered in the platform’s words', async () => {
    const client = await newClient();
    const replies = await client(
        ...[{}, subscribe(undefined), subscribe('scans'), subscribe('/event/Nope__e'), subscribe(SCANS, 77)],
        ...[
            { channel: '/meta/connect', connectionType: 'websocket' },
            { ...connect(), clientId: undefined },
        ],
        ...[{ channel: SCANS, data: {} }, subscribe('/data/ContactChangeEvent')],
    );
    assert.deepEqual(errorsOf(replies), [
        '400::Channel name not specified',
        '400::Channel name not specified',
        "400::Channel subscriptions must start with a leading '/'",
        '400::The channel you requested to subscribe to does not exist {/event/Nope__e}',
        '400::The replayId {77} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.',
        '400::Invalid connection type websocket',
        '403::Client has not completed handshake',
        `501::UNSUPPORTED_BY_LOCAL_ORG The local org does not support messages to ${SCANS}`,
        '501::UNSUPPORTED_BY_LOCAL_ORG The local org does not support change data capture (channel /data/ContactChangeEvent)',
    ]);
    const polling = await post([{ ...HANDSHAKE, supportedConnectionTypes: ['callback-polling'] }]);
    assert.deepEqual(errorsOf(polling.replies), ['400::Invalid connection type callback-polling']);
});

test('the version, the size and the form of a request are checked', async () => {
    const unversioned = "400::API version in the URI is mandatory. URI format: '/cometd/67.0'";
    const tooOld =
        "400::Unsupported API version. Only API versions '37.0' and later are supported. URI format: '/cometd/67.0'";
    const answers = await Promise.all([
        post([HANDSHAKE], {}, '//cometd'),
        post([HANDSHAKE], {}, '//cometd/latest'),
        post([HANDSHAKE], {}, '//cometd/36.0'),
        post([{ ...HANDSHAKE, ext: { pad: 'x'.repeat(32_768) } }]),
        post('"no message"'),
        post('[{'),
    ]);
    assert.deepEqual(
        answers.map(({ status }) => status),
        [400, 400, 400, 413, 400, 400],
    );
    assert.deepEqual(errorsOf(answers.flatMap(({ replies }) => replies)).slice(0, 4), [
        ...[unversioned, unversioned, tooOld, '413::Maximum Request Size Exceeded'],
    ]);
});

test('without a session, its cookie or its own client id nobody listens', async () => {
    const anonymous = await post([HANDSHAKE], { authorization: '' });
    assert.deepEqual(anonymous.replies[0]?.['ext'], {
        sfdc: { failureReason: '401::Request requires authentication' },
        replay: true,
    });
    const { replies } = await post([HANDSHAKE]);
    const clientId = replies[0]?.['clientId'];
    const bare = await post([{ ...connect(0), clientId }]);
    assert.deepEqual(errorsOf(bare.replies), [
        `400::Client ${String(clientId)} has established a session, but no BAYEUX_BROWSER cookie present`,
    ]);
    const stranger = await post([{ ...connect(0), clientId: 'stranger' }], { authorization: 'OAuth stranger' });
    assert.deepEqual(errorsOf(stranger.replies), ['401::Authentication invalid']);
});

test('no more clients subscribe than are allowed; one that leaves makes room', async () => {
    const [one, two, three] = [await newClient(), await newClient(), await newClient()];
    assert.deepEqual(errorsOf([...(await one(subscribe(SCANS))), ...(await two(subscribe(SCANS)))]), [
        undefined,
        undefined,
    ]);
    assert.deepEqual(errorsOf(await three(subscribe(SCANS))), ['403::Organization concurrent user limit exceeded']);
    await one({ channel: '/meta/disconnect' });
    assert.deepEqual(errorsOf(await three(subscribe(SCANS))), [undefined]);
    assert.deepEqual(errorsOf(await one(connect())), ['403::Unknown client']);
});

test('deliveries use the daily allocation, which /limits shows; over it the client is cut off', async () => {
    const client = await newClient();
    await client(subscribe(SCANS));
    await publish('Parcel_Scan__e', ...Array.from({ length: 21 }, (_, index) => `k${index}`));
    assert.equal(keysOf(await client(connect(0))).length, 20);
    const { body } = await org.ask('GET', '/limits');
    assert.deepEqual((body as Record<string, unknown>)['DailyDeliveredPlatformEvents'], { Max: 20, Remaining: 0 });
    assert.deepEqual(errorsOf(await client(connect(0))), ['403::Organization total events daily limit exceeded']);
});

test('a repeated subscription keeps its place unless it names another', async () => {
    const client = await newClient();
    await publish('Parcel_Scan__e', 'a');
    await client(subscribe(SCANS, -2), subscribe(SCANS));
    assert.deepEqual(keysOf(await client(connect(0))), ['a']);
    await client(subscribe(SCANS, -2));
    assert.deepEqual(keysOf(await client(connect(0))), ['a']);
    await client({ channel: '/meta/unsubscribe', subscription: SCANS });
    await publish('Parcel_Scan__e', 'b');
    assert.deepEqual(keysOf(await client(connect(0))), []);
});

test('who may not read an event may not listen to it, nor to a channel that carries it', async () => {
    const signedIn = await org.ask('POST', '//local/sessions', { username: 'integration@local-org.example' });
    const { accessToken: token } = signedIn.body as { accessToken: string };
    const authorization = `OAuth ${token}`;
    const { cookie, replies } = await post([HANDSHAKE], { authorization });
    const asClient = { authorization, cookie: cookie?.split(';')[0] ?? '' };
    const clientId = replies[0]?.['clientId'];
    const answers = await post(
        [SCANS, NEWS].map((channel) => ({ clientId, ...subscribe(channel) })),
        asClient,
    );
    assert.deepEqual(errorsOf(answers.replies), ['403::Restricted channel', '403::Restricted channel']);
});
