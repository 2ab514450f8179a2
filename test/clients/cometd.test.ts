/** The official CometD client, as Salesforce's guide has it used: https://docs.cometd.org/current/reference/#_javascript */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { CometD } from 'cometd';
import { adapt } from 'cometd-nodejs-client';
import { CHANNEL, Inbox, operationsOf, startWorld } from './clientWorld.ts';
import type { Message } from 'cometd';
import type { ClientWorld } from './clientWorld.ts';

const operation = operationsOf('cometd 9.0.0');
adapt();

let world: ClientWorld;
before(async () => {
    world = await startWorld();
});
after(() => world.org.close());

interface EventMessage {
    readonly channel: string;
    readonly data: {
        readonly schema: string;
        readonly payload: Readonly<Record<string, unknown>>;
        readonly event: { readonly replayId: number; readonly EventUuid: string };
    };
}

const reasonOf = ({ data }: EventMessage): unknown => data.payload['Reason__c'];

/** The replay extension of Salesforce's samples: where each channel is to be read from. */
class Replay {
    readonly #from = new Map<string, number>();

    from(channel: string, replayId: number): this {
        this.#from.set(channel, replayId);
        return this;
    }

    readonly incoming = (message: Message): Message => {
        const { replayId } = (message as Partial<EventMessage>).data?.event ?? {};
        if (replayId !== undefined) this.#from.set(message.channel, replayId);
        return message;
    };

    readonly outgoing = (message: Message): Message => {
        if (message.channel === '/meta/handshake') message.ext = { ...message.ext, replay: true };
        if (message.channel === '/meta/subscribe')
            message.ext = { ...message.ext, replay: Object.fromEntries(this.#from) };
        return message;
    };
}

function newClient(token: string, replay = new Replay()): CometD {
    const client = new CometD();
    client.configure({
        url: `${world.org.url}/cometd/${world.org.version}`,
        requestHeaders: { Authorization: `OAuth ${token}` },
        appendMessageTypeToURL: false,
        backoffIncrement: 50,
    });
    client.websocketEnabled = false;
    client.unregisterTransport('websocket');
    client.registerExtension('replay', replay);
    return client;
}

const handshake = (client: CometD): Promise<Message> => new Promise((resolve) => client.handshake(resolve));
const disconnect = (client: CometD): Promise<Message> => new Promise((resolve) => client.disconnect(resolve));

function subscribe(client: CometD, channel: string, inbox: Inbox<EventMessage>): Promise<Message> {
    return new Promise((resolve) => {
        client.subscribe(channel, (message) => inbox.add(message as EventMessage), resolve);
    });
}

async function connected(replay?: Replay): Promise<{ client: CometD; inbox: Inbox<EventMessage> }> {
    const client = newClient(world.org.accessToken, replay);
    assert.equal((await handshake(client)).successful, true);
    const inbox = new Inbox<EventMessage>();
    const answer = await subscribe(client, CHANNEL, inbox);
    assert.equal(answer.successful, true, answer.error);
    return { client, inbox };
}

operation('shakes hands over long polling and learns that replay ids are understood', async () => {
    const client = newClient(world.org.accessToken);
    const answer = await handshake(client);
    assert.deepEqual([answer.successful, answer.version, client.getTransport()?.type], [true, '1.0', 'long-polling']);
    assert.deepEqual(answer.ext, { replay: true, 'payload.format': true });
    await disconnect(client);
});

operation('gets new events as they are published, in order, with id, schema and payload', async () => {
    const { client, inbox } = await connected();
    await world.publish('one', 'two');
    await world.publish('three');
    const events = await inbox.upTo(3);
    assert.deepEqual(events.map(reasonOf), ['one', 'two', 'three']);
    const [first, second] = events.map(({ data }) => data.event.replayId);
    assert.ok(first !== undefined && second !== undefined && second > first);
    assert.match(events[0]!.data.event.EventUuid, /^[0-9a-f-]{36}$/);
    assert.match(String(events[0]!.data.payload['CreatedDate']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const schema = await fetch(
        `${world.org.url}/services/data/v${world.org.version}/event/eventSchema/${events[0]!.data.schema}`,
        { headers: { authorization: `Bearer ${world.org.accessToken}` } },
    );
    assert.equal(((await schema.json()) as { name: string }).name, 'Delivery_Error__e');
    await disconnect(client);
});

operation('replays everything that is kept with -2', async () => {
    const { client, inbox } = await connected(new Replay().from(CHANNEL, -2));
    await world.publish('four');
    assert.deepEqual((await inbox.upTo(4)).map(reasonOf), ['one', 'two', 'three', 'four']);
    await disconnect(client);
});

operation('replays what follows an id, and hears that an unknown id is not valid', async () => {
    const all = await connected(new Replay().from(CHANNEL, -2));
    const [, second] = await all.inbox.upTo(4);
    const later = await connected(new Replay().from(CHANNEL, second!.data.event.replayId));
    assert.deepEqual((await later.inbox.upTo(2)).map(reasonOf), ['three', 'four']);
    const client = newClient(world.org.accessToken, new Replay().from(CHANNEL, 999_999));
    await handshake(client);
    const refused = await subscribe(client, CHANNEL, new Inbox());
    assert.match(refused.error ?? '', /^400::The replayId \{999999\} you provided was invalid/);
    await Promise.all([all.client, later.client, client].map(disconnect));
});

operation('goes on after its connection was cut, and misses nothing', async () => {
    const { client, inbox } = await connected();
    await world.publish('before the cut');
    await inbox.upTo(1);
    await world.control('drop-clients');
    await world.publish('after the cut');
    assert.deepEqual((await inbox.upTo(2)).map(reasonOf), ['before the cut', 'after the cut']);
    await disconnect(client);
});

operation('shakes hands anew when the org does not know it any more, and replays what it missed', async () => {
    const replay = new Replay();
    const { client, inbox } = await connected(replay);
    await world.publish('known');
    await inbox.upTo(1);
    const again = new Promise<Message>((resolve) => {
        client.addListener('/meta/handshake', ({ successful }) => {
            if (successful) resolve(subscribe(client, CHANNEL, inbox));
        });
    });
    await world.control('drop-clients', { forget: true });
    await world.publish('missed');
    assert.equal((await again).successful, true);
    assert.deepEqual((await inbox.upTo(2)).map(reasonOf), ['known', 'missed']);
    await disconnect(client);
});

operation('hears at once that its session has ended, and goes on with a new one', async () => {
    const replay = new Replay();
    const client = newClient(await world.signIn(), replay);
    await handshake(client);
    const inbox = new Inbox<EventMessage>();
    await subscribe(client, CHANNEL, inbox);
    await world.publish('signed in');
    await inbox.upTo(1);
    const ended = new Promise<Message>((resolve) => {
        client.addListener('/meta/connect', (message) => {
            if (!message.successful) resolve(message);
        });
    });
    await world.control('sessions/expire');
    const message = await ended;
    assert.deepEqual([message.error, message.advice?.reconnect], ['401::Authentication invalid', 'none']);
    const denied = await handshake(newClient('no such token'));
    assert.deepEqual(
        [denied.error, denied.ext],
        ['403::Handshake denied', { sfdc: { failureReason: '401::Authentication invalid' }, replay: true }],
    );
    await world.publish('while signed out');
    const renewed = newClient(await world.signIn(), replay);
    await handshake(renewed);
    await subscribe(renewed, CHANNEL, inbox);
    assert.deepEqual((await inbox.upTo(2)).map(reasonOf), ['signed in', 'while signed out']);
    await disconnect(renewed);
});

operation('ends a subscription and the connection', async () => {
    const { client, inbox } = await connected();
    const handle = client.subscribe(CHANNEL, () => undefined);
    const left = await new Promise<Message>((resolve) => client.unsubscribe(handle, resolve));
    assert.equal(left.successful, true);
    await world.publish('last');
    await inbox.upTo(1);
    assert.equal((await disconnect(client)).successful, true);
    assert.equal(client.getStatus(), 'disconnected');
});

operation('hears by name of channels that are not there', async () => {
    const client = newClient(world.org.accessToken);
    await handshake(client);
    const errors = await Promise.all(
        ['/event/Nope__e', '/topic/Contacts', '/data/ContactChangeEvent'].map(
            async (channel) => (await subscribe(client, channel, new Inbox())).error,
        ),
    );
    assert.deepEqual(
        errors.map((error) => error?.slice(0, 33)),
        ['400::The channel you requested to', ...Array<string>(2).fill('501::UNSUPPORTED_BY_LOCAL_ORG The')],
    );
    await disconnect(client);
});
