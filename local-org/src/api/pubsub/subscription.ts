/** One Subscribe call: sends events as far as the client has asked for them, and a sign of life when there are none. */
import { randomUUID } from 'node:crypto';
import { eventNamesOf } from '../../events/channels.ts';
import { encodeEvent } from '../../events/eventAvro.ts';
import { eventSchemaOf } from '../../events/eventSchema.ts';
import { DeliveryLimitExceeded, EventsForgotten } from '../../events/eventStream.ts';
import { replayIdBytes, replayIdFrom } from './messages.ts';
import { PUBSUB_ERRORS } from './status.ts';
import type { Channel } from '../../events/channels.ts';
import type { EventBus } from '../../events/eventBus.ts';
import type { KeptEvent } from '../../events/eventLog.ts';
import type { EventStream, ReplayStart } from '../../events/eventStream.ts';
import type { FetchRequest, FetchResponse } from './messages.ts';
import type { PubSubError } from './status.ts';

/** https://developer.salesforce.com/docs/platform/pub-sub-api/guide/allocations.html */
const MOST_REQUESTED = 100;
/** A gRPC message holds 4 MB. */
const MOST_BYTES = 3 * 1024 * 1024;

export interface SubscriptionOptions {
    readonly bus: EventBus;
    readonly channel: Extract<Channel, { readonly kind: 'event' | 'custom' }>;
    readonly first: FetchRequest;
    readonly keepAliveMs: number;
    write(response: FetchResponse): void;
    fail(error: PubSubError): void;
}

export class Subscription {
    readonly #options: SubscriptionOptions;
    readonly #stream: EventStream;
    #pending = 0;
    #keepAlive: NodeJS.Timeout | undefined;
    #isClosed = false;

    /** Throws PubSubError when the first request cannot be met. */
    constructor(options: SubscriptionOptions) {
        const { bus, channel, first } = options;
        this.#options = options;
        const stream = bus.open(eventNamesOf(channel), startOf(first), {
            onEvents: () => this.#send(),
            onEnd: () => options.fail(PUBSUB_ERRORS.unavailable()),
        });
        if (!stream) throw PUBSUB_ERRORS.replayIdInvalid();
        this.#stream = stream;
    }

    request({ topicName, numRequested }: FetchRequest): void {
        const { topicName: first } = this.#options.first;
        if (topicName !== '' && topicName !== first) throw PUBSUB_ERRORS.fetchTopicMismatch();
        if (numRequested <= 0) throw PUBSUB_ERRORS.nothingRequested();
        this.#pending += Math.min(numRequested, MOST_REQUESTED);
        this.#send();
    }

    close(): void {
        this.#isClosed = true;
        clearTimeout(this.#keepAlive);
        this.#options.bus.leave(this.#stream);
    }

    #send(): void {
        if (this.#isClosed) return;
        try {
            while (this.#pending > 0) {
                const events = this.#stream.take(Math.min(this.#pending, MOST_REQUESTED));
                if (events.length === 0) break;
                this.#deliver(events);
            }
            this.#rest();
        } catch (error) {
            if (error instanceof EventsForgotten) this.#options.fail(PUBSUB_ERRORS.replayIdInvalid());
            else if (error instanceof DeliveryLimitExceeded) this.#options.fail(PUBSUB_ERRORS.deliveryLimit());
            else throw error;
        }
    }

    /** In as many responses as their size asks for. */
    #deliver(events: readonly KeptEvent[]): void {
        let batch: FetchResponse['events'] = [];
        let bytes = 0;
        for (const kept of events) {
            const payload = encodeEvent(kept);
            if (batch.length > 0 && bytes + payload.length > MOST_BYTES) {
                this.#write(batch);
                [batch, bytes] = [[], 0];
            }
            const id = String(kept.record['EventUuid']);
            const event = { id, schemaId: eventSchemaOf(kept.event).id, payload };
            batch = [...batch, { event, replayId: replayIdBytes(kept.replayId) }];
            bytes += payload.length;
        }
        this.#write(batch);
    }

    #write(events: FetchResponse['events']): void {
        this.#pending -= events.length;
        this.#options.write({
            events,
            latestReplayId: events.at(-1)?.replayId ?? replayIdBytes(this.#stream.position),
            rpcId: randomUUID(),
            pendingNumRequested: this.#pending,
        });
    }

    #rest(): void {
        clearTimeout(this.#keepAlive);
        this.#keepAlive = setTimeout(() => {
            this.#write([]);
            this.#rest();
        }, this.#options.keepAliveMs).unref();
    }
}

function startOf({ replayPreset, replayId }: FetchRequest): ReplayStart {
    if (replayPreset === 'LATEST') return 'new';
    if (replayPreset === 'EARLIEST') return 'all';
    if (replayId.length === 0) throw PUBSUB_ERRORS.replayIdMissing();
    const number = replayIdFrom(replayId);
    if (number === undefined) throw PUBSUB_ERRORS.replayIdInvalid();
    return number;
}
