/**
 * The server's side of Bayeux 1.0 over long polling: who is connected, and the answer to each message. Our own because
 * the errors, advice, replay and sign-in of clients are the platform's, which `cometd-nodejs-server` leaves no room for.
 */
import { randomBytes } from 'node:crypto';
import { channelOf, eventNamesOf } from '../../events/channels.ts';
import { DeliveryLimitExceeded, EventsForgotten } from '../../events/eventStream.ts';
import { CometdClient } from './client.ts';
import { ADVICE, STREAMING_ERRORS, failure, reply } from './messages.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { ReplayStart } from '../../events/eventStream.ts';
import type { CometdTiming } from '../../options.ts';
import type { Org } from '../../org.ts';
import type { Collected, Waking } from './client.ts';
import type { Message, Reply } from './messages.ts';

export interface CometdOptions {
    readonly org: Org;
    readonly sessions: Sessions;
    readonly maxClients: number;
    readonly timing: CometdTiming;
}

/** Who sent a request, and with what. */
export interface Caller {
    readonly version: number;
    readonly token: string | undefined;
    readonly browser: string | undefined;
    /** Calls back when the connection closes before it is answered. */
    onGone(listener: () => void): void;
}

export interface Answered {
    readonly messages: readonly Reply[];
    /** Takes back the events among the messages, which did not arrive. */
    readonly undo: () => void;
    /** The connection has closed, or is to be. */
    readonly isCut?: boolean;
}

type Handler = (message: Message, caller: Caller, isAlone: boolean) => Answered | Promise<Answered>;

export const BROWSER_COOKIE = 'BAYEUX_BROWSER';

export class CometdService {
    readonly #options: CometdOptions;
    readonly #clients = new Map<string, CometdClient>();
    readonly #handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
        ['/meta/handshake', (message, caller) => only(this.#handshake(message, caller))],
        ['/meta/connect', (message, caller, isAlone) => this.#connect(message, caller, isAlone)],
        ['/meta/subscribe', this.#asClient((message, client) => this.#subscribe(message, client))],
        ['/meta/unsubscribe', this.#asClient((message, client) => this.#unsubscribe(message, client))],
        ['/meta/disconnect', this.#asClient((message, client) => this.#disconnect(message, client))],
    ]);

    constructor(options: CometdOptions) {
        this.#options = options;
    }

    /** One request's messages, in their order; a lone connect may be answered much later. */
    async receive(messages: readonly Message[], caller: Caller): Promise<Answered> {
        const answers: Answered[] = [];
        for (const message of messages) answers.push(await this.#answer(message, caller, messages.length === 1));
        return {
            messages: answers.flatMap((answer) => answer.messages),
            isCut: answers.some(({ isCut }) => isCut),
            undo: () => answers.forEach(({ undo }) => undo()),
        };
    }

    get size(): number {
        return this.#clients.size;
    }

    /** As a network does it: nobody who waits is answered, and everybody may come back. */
    dropConnections(): void {
        for (const client of this.#clients.values()) client.wake('gone');
    }

    /** Every client is unknown from now on. */
    forgetClients(): void {
        for (const client of [...this.#clients.values()]) this.#remove(client, 'ended');
    }

    #answer(message: Message, caller: Caller, isAlone: boolean): Answered | Promise<Answered> {
        const { channel } = message;
        if (channel === undefined) return only(failure(message, STREAMING_ERRORS.channelMissing()));
        const handler = this.#handlers.get(channel);
        if (handler) return handler(message, caller, isAlone);
        return only(failure(message, STREAMING_ERRORS.unsupported(`messages to ${channel}`)));
    }

    #handshake(message: Message, { token, version, browser }: Caller): Reply {
        const { sessions, timing } = this.#options;
        const types = message.supportedConnectionTypes ?? [];
        if (!types.includes('long-polling'))
            return failure(message, STREAMING_ERRORS.connectionType(types.join(', ')), { advice: ADVICE.none });
        if (token === undefined) return denied(message, STREAMING_ERRORS.authenticationMissing());
        if (!sessions.isOpen(token)) return denied(message, STREAMING_ERRORS.authenticationInvalid());
        const client: CometdClient = new CometdClient({
            id: randomBytes(16).toString('hex'),
            browser: browser ?? randomBytes(16).toString('hex'),
            maxInterval: timing.maxInterval,
            version,
            onAway: () => this.#remove(client, 'ended'),
        });
        this.#clients.set(client.facts.id, client);
        this.#signIn(client, token);
        return reply(message, {
            ext: { replay: true, 'payload.format': true },
            clientId: client.facts.id,
            version: '1.0',
            minimumVersion: '1.0',
            supportedConnectionTypes: ['long-polling'],
        });
    }

    /** What the client that the reply names must send as its cookie. */
    browserOf(clientId: unknown): string | undefined {
        return this.#clients.get(String(clientId))?.facts.browser;
    }

    /** The client a message is from, signed in and with its cookie; else the refusal. */
    #clientOf(message: Message, { token, browser }: Caller): CometdClient | Reply {
        const { clientId } = message;
        const refuse = (error: string, advice: Reply): Reply => failure(message, error, { advice });
        if (clientId === undefined) return refuse(STREAMING_ERRORS.noHandshake(), ADVICE.handshake);
        const client = this.#clients.get(clientId);
        if (token === undefined) return refuse(STREAMING_ERRORS.authenticationMissing(), ADVICE.none);
        if (!this.#options.sessions.isOpen(token)) {
            if (client) this.#remove(client, 'ended');
            return refuse(STREAMING_ERRORS.authenticationInvalid(), ADVICE.none);
        }
        if (!client) return refuse(STREAMING_ERRORS.unknownClient(), ADVICE.handshake);
        if (browser !== client.facts.browser)
            return refuse(STREAMING_ERRORS.cookieMissing(clientId, BROWSER_COOKIE), ADVICE.none);
        this.#signIn(client, token);
        return client;
    }

    #asClient(handle: (message: Message, client: CometdClient) => Reply | readonly Reply[]): Handler {
        return (message, caller) => {
            const client = this.#clientOf(message, caller);
            if (!(client instanceof CometdClient)) return only(client);
            client.touch();
            return only(...[handle(message, client)].flat());
        };
    }

    async #connect(message: Message, caller: Caller, isAlone: boolean): Promise<Answered> {
        const client = this.#clientOf(message, caller);
        if (!(client instanceof CometdClient)) return only(client);
        if (message.connectionType !== 'long-polling')
            return only(failure(message, STREAMING_ERRORS.connectionType(String(message.connectionType))));
        const ready = this.#collect(message, client);
        const timeout = Math.min(message.advice?.timeout ?? Infinity, this.#options.timing.timeout);
        if ('refusal' in ready) return only(ready.refusal);
        if (ready.messages.length > 0 || !isAlone || timeout <= 0) return this.#connected(message, client, ready);
        const waking = await client.wait(timeout, (listener) => caller.onGone(listener));
        return this.#afterWait(message, client, waking);
    }

    #afterWait(message: Message, client: CometdClient, waking: Waking): Answered {
        if (waking === 'signed out')
            return only(failure(message, STREAMING_ERRORS.authenticationInvalid(), { advice: ADVICE.none }));
        if (waking === 'ended')
            return only(failure(message, STREAMING_ERRORS.unknownClient(), { advice: ADVICE.handshake }));
        if (waking === 'gone') return { ...NOTHING, isCut: true };
        if (waking === 'replaced') return this.#connected(message, client, NOTHING);
        const ready = this.#collect(message, client);
        return 'refusal' in ready ? only(ready.refusal) : this.#connected(message, client, ready);
    }

    #connected(message: Message, client: CometdClient, { messages, undo }: Collected): Answered {
        client.touch();
        const advice = { reconnect: 'retry', interval: 0, timeout: this.#options.timing.timeout };
        return { messages: [...messages, reply(message, { advice })], undo };
    }

    #collect(message: Message, client: CometdClient): Collected | { readonly refusal: Reply } {
        const { deliveries } = this.#options.org.events;
        const limit = { refusal: failure(message, STREAMING_ERRORS.deliveryLimit(), { advice: ADVICE.none }) };
        try {
            if (!client.isListening || deliveries.remaining() > 0) return client.collect();
            this.#remove(client, 'ended');
            return limit;
        } catch (error) {
            if (!(error instanceof DeliveryLimitExceeded || error instanceof EventsForgotten)) throw error;
            this.#remove(client, 'ended');
            if (error instanceof DeliveryLimitExceeded) return limit;
            // It comes back with its last replay id, and hears that this one is not valid any more.
            return { refusal: failure(message, STREAMING_ERRORS.unknownClient(), { advice: ADVICE.handshake }) };
        }
    }

    #subscribe(message: Message, client: CometdClient): readonly Reply[] {
        const names = [message.subscription ?? []].flat();
        if (names.length === 0) return [failure(message, STREAMING_ERRORS.channelMissing())];
        return names.map((subscription) => {
            const error = this.#tryToSubscribe(message, client, subscription);
            return error === undefined ? reply(message, { subscription }) : failure(message, error, { subscription });
        });
    }

    /** Returns what is wrong. */
    #tryToSubscribe(message: Message, client: CometdClient, name: string): string | undefined {
        const { org, sessions, maxClients } = this.#options;
        if (name === '') return STREAMING_ERRORS.channelMissing();
        if (!name.startsWith('/')) return STREAMING_ERRORS.channelWithoutSlash();
        const channel = channelOf(org.project, name);
        if (channel.kind === 'unsupported') return STREAMING_ERRORS.unsupported(channel.what);
        if (channel.kind === 'unknown') return STREAMING_ERRORS.noSuchChannel(name);
        const access = org.as(sessions.userOf(client.token) ?? null)?.eventAccess;
        if (!access || !channel.events.every((event) => access.mayRead(event))) return STREAMING_ERRORS.restricted();
        const others = [...this.#clients.values()].filter((other) => other !== client && other.isListening);
        if (others.length >= maxClients) return STREAMING_ERRORS.clientLimit();
        const asked = replayOf(message, name);
        if (asked === undefined && client.subscriptionTo(name)) return undefined;
        const start = startOf(asked);
        const stream =
            start === undefined
                ? undefined
                : org.events.open(eventNamesOf(channel), start, {
                      onEvents: () => client.wake('events'),
                      onEnd: () => this.#remove(client, 'ended'),
                  });
        if (!stream) return STREAMING_ERRORS.replayId(asked);
        this.#close(client, name);
        client.add(name, { channel, stream });
        return undefined;
    }

    #unsubscribe(message: Message, client: CometdClient): readonly Reply[] {
        return [message.subscription ?? []].flat().map((subscription) => {
            this.#close(client, subscription);
            return reply(message, { subscription });
        });
    }

    #disconnect(message: Message, client: CometdClient): Reply {
        this.#remove(client, 'replaced');
        return reply(message, {});
    }

    #signIn(client: CometdClient, token: string): void {
        client.signIn(token, () => this.#options.sessions.hold(token, () => this.#remove(client, 'signed out')));
    }

    #close(client: CometdClient, channelName: string): void {
        const stream = client.remove(channelName);
        if (stream) this.#options.org.events.leave(stream);
    }

    #remove(client: CometdClient, waking: Waking): void {
        this.#clients.delete(client.facts.id);
        for (const name of client.channels()) this.#close(client, name);
        client.end(waking);
    }
}

const NOTHING: Collected = { messages: [], undo: () => undefined };

function only(...messages: readonly Reply[]): Answered {
    return { messages, undo: () => undefined };
}

function denied(message: Message, failureReason: string): Reply {
    const ext = { sfdc: { failureReason }, replay: true };
    return failure(message, STREAMING_ERRORS.handshakeDenied(), { ext, advice: ADVICE.none });
}

/** The replay id that the client asks for; channels are named without regard to case. */
function replayOf({ ext }: Message, channelName: string): unknown {
    if (typeof ext?.replay !== 'object') return undefined;
    const wanted = channelName.toLowerCase();
    return Object.entries(ext.replay).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function startOf(asked: unknown): ReplayStart | undefined {
    if (asked === undefined || asked === null || asked === -1) return 'new';
    if (asked === -2) return 'all';
    return typeof asked === 'number' ? asked : undefined;
}
