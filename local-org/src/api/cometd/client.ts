/** One CometD client between its handshake and its end: what it listens to, and the connection on which it waits. */
import { eventSchemaOf, jsonPayload } from '../../events/eventSchema.ts';
import type { Channel } from '../../events/channels.ts';
import type { KeptEvent } from '../../events/eventLog.ts';
import type { EventStream } from '../../events/eventStream.ts';
import type { Reply } from './messages.ts';

/** Why a wait is over. `gone`: the connection has closed, and nobody is there to answer. */
export type Waking = 'events' | 'timeout' | 'replaced' | 'gone' | 'ended' | 'signed out';

export interface ClientFacts {
    readonly id: string;
    /** What its cookie must hold. */
    readonly browser: string;
    /** Milliseconds that a client may be away between two connections. */
    readonly maxInterval: number;
    /** API version, on which the form of an event depends. */
    readonly version: number;
    onAway(): void;
}

interface Subscription {
    readonly channel: Channel;
    readonly stream: EventStream;
}

/** Events ready to be sent, and how to take them back when they could not be. */
export interface Collected {
    readonly messages: readonly Reply[];
    undo(): void;
}

/** Most events in one answer; the rest come with the next. */
const MOST_IN_ANSWER = 1000;
const FIRST_VERSION_WITH_UUID = 52; // https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_cometd.htm

export class CometdClient {
    readonly facts: ClientFacts;
    readonly #subscriptions = new Map<string, Subscription>();
    #wake: ((waking: Waking) => void) | undefined;
    #away: NodeJS.Timeout | undefined;
    #releaseSession: () => void = () => undefined;
    token = '';

    constructor(facts: ClientFacts) {
        this.facts = facts;
        this.#leave();
    }

    get isListening(): boolean {
        return this.#subscriptions.size > 0;
    }

    subscriptionTo(channelName: string): EventStream | undefined {
        return this.#subscriptions.get(channelName)?.stream;
    }

    add(channelName: string, subscription: Subscription): void {
        this.#subscriptions.set(channelName, subscription);
    }

    /** Returns the stream, which is the caller's to close. */
    remove(channelName: string): EventStream | undefined {
        const stream = this.subscriptionTo(channelName);
        this.#subscriptions.delete(channelName);
        return stream;
    }

    channels(): readonly string[] {
        return [...this.#subscriptions.keys()];
    }

    /** The session that its calls use now. */
    signIn(token: string, hold: () => () => void): void {
        if (token === this.token) return;
        this.#releaseSession();
        this.token = token;
        this.#releaseSession = hold();
    }

    /**
     * Waits until there may be something to collect, or the connection has closed. A later wait ends an earlier one:
     * there is one connection.
     */
    wait(timeout: number, onGone: (listener: () => void) => void): Promise<Waking> {
        this.wake('replaced');
        clearTimeout(this.#away);
        return new Promise((resolve) => {
            const timer = setTimeout(() => this.wake('timeout'), timeout);
            const wake = (waking: Waking): void => {
                clearTimeout(timer);
                this.#wake = undefined;
                this.#leave();
                resolve(waking);
            };
            this.#wake = wake;
            onGone(() => {
                if (this.#wake === wake) wake('gone');
            });
        });
    }

    wake(waking: Waking): void {
        this.#wake?.(waking);
    }

    /** A call that waits for nothing also shows that the client is there. */
    touch(): void {
        if (!this.#wake) this.#leave();
    }

    /** What its streams have ready, in the order of publishing. Throws what they throw. */
    collect(): Collected {
        const positions = [...this.#subscriptions.values()].map(({ stream }) => [stream, stream.position] as const);
        const undo = (): void => {
            for (const [stream, position] of positions) stream.rewind(position);
        };
        const ready: { channelName: string; kept: KeptEvent }[] = [];
        try {
            for (const [channelName, { stream }] of this.#subscriptions) {
                const most = MOST_IN_ANSWER - ready.length;
                if (most > 0) ready.push(...stream.take(most).map((kept) => ({ channelName, kept })));
            }
        } catch (error) {
            undo();
            throw error;
        }
        const inOrder = ready.toSorted((a, b) => a.kept.replayId - b.kept.replayId);
        return { messages: inOrder.map(({ channelName, kept }) => this.#toMessage(channelName, kept)), undo };
    }

    /** Answers a waiting connection and lets go of everything but the streams. */
    end(waking: Waking): void {
        this.wake(waking);
        clearTimeout(this.#away);
        this.#releaseSession();
    }

    #toMessage(channelName: string, { replayId, event, record, at }: KeptEvent): Reply {
        const withUuid = this.facts.version >= FIRST_VERSION_WITH_UUID ? { EventUuid: record['EventUuid'] } : {};
        return {
            data: {
                schema: eventSchemaOf(event).id,
                payload: jsonPayload(event, record, at),
                event: { ...withUuid, replayId, EventApiName: event.name },
            },
            channel: channelName,
        };
    }

    #leave(): void {
        clearTimeout(this.#away);
        this.#away = setTimeout(() => this.facts.onAway(), this.facts.maxInterval).unref();
    }
}
