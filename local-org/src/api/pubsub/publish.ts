/** Publishing through the Pub/Sub API: one result an event, at once, and none of the daily API calls used. */
import { randomUUID } from 'node:crypto';
import { ERRORS } from '../../errors.ts';
import { channelOf } from '../../events/channels.ts';
import { decodeEvent } from '../../events/eventAvro.ts';
import { eventSchemaOf } from '../../events/eventSchema.ts';
import { replayIdBytes } from './messages.ts';
import { PUBSUB_ERRORS } from './status.ts';
import type { NewRecord } from '../../flow/port.ts';
import type { Org } from '../../org.ts';
import type { ObjectSchema } from '../../schema/types.ts';
import type { ProducerEvent, PublishRequest, PublishResponse, PublishResult } from './messages.ts';

export interface Publisher {
    readonly org: Org;
    readonly userId: string;
}

export function publishEvents({ topicName, events }: PublishRequest, publisher: Publisher): PublishResponse {
    const { org } = publisher;
    if (topicName === '') throw PUBSUB_ERRORS.publishTopicEmpty();
    const channel = channelOf(org.project, topicName);
    if (channel.kind === 'unsupported') throw PUBSUB_ERRORS.unsupported(channel.what);
    if (channel.kind !== 'event') throw PUBSUB_ERRORS.topicNotFound(topicName);
    if (!org.eventAccess.mayCreate(channel.event)) throw PUBSUB_ERRORS.topicPermission(topicName);
    if (events.length === 0) throw PUBSUB_ERRORS.noEvents();
    return {
        results: events.map((event) => publishOne(channel.event, event, publisher)),
        schemaId: eventSchemaOf(channel.event).id,
        rpcId: randomUUID(),
    };
}

function publishOne(event: ObjectSchema, producer: ProducerEvent, { org, userId }: Publisher): PublishResult {
    const correlationKey = producer.id;
    const refused = (msg: string): PublishResult => ({ error: { code: 'PUBLISH', msg }, correlationKey });
    if (producer.schemaId !== eventSchemaOf(event).id)
        return refused(`The schema ID ${producer.schemaId} is not valid.`);
    let row: NewRecord;
    try {
        row = decodeEvent(event, producer.payload);
    } catch (error) {
        return refused(`The payload does not match its schema: ${error instanceof Error ? error.message : ''}`);
    }
    const checked = org.events.check(event, row);
    if (!checked.success) return refused(checked.errors.map((one) => `${one.statusCode}: ${one.message}`).join('; '));
    const replayId = org.events.publishChecked(event, row, correlationKey || checked.id, userId);
    if (replayId !== undefined) return { replayId: replayIdBytes(replayId), correlationKey };
    const { errorCode, message } = ERRORS.hourlyEvents();
    return refused(`${errorCode}: ${message}`);
}
