/**
 * How the Pub/Sub API refuses: a gRPC status, the platform's own code in the trailers.
 * https://developer.salesforce.com/docs/platform/pub-sub-api/guide/handling-errors.html (2026-11-25)
 */
import { randomUUID } from 'node:crypto';
import { Metadata, status } from '@grpc/grpc-js';
import type { StatusObject } from '@grpc/grpc-js';

const PREFIX = 'sfdc.platform.eventbus.grpc.';

export class PubSubError extends Error {
    readonly code: status;
    readonly errorCode: string;

    constructor(code: status, errorCode: string, message: string) {
        super(message);
        this.name = 'PubSubError';
        this.code = code;
        this.errorCode = errorCode;
    }

    /** With an id to be found by, as the platform gives one. */
    toStatus(): StatusObject {
        const rpcId = randomUUID();
        const metadata = new Metadata();
        metadata.set('error-code', this.errorCode);
        metadata.set('rpc-id', rpcId);
        return { code: this.code, details: `${this.message} rpcId: ${rpcId}`, metadata };
    }
}

const refusal =
    <A extends readonly string[]>(code: status, errorCode: string, text: (...args: A) => string) =>
    (...args: A): PubSubError =>
        new PubSubError(code, PREFIX + errorCode, text(...args));

const { INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNAUTHENTICATED, UNAVAILABLE } = status;

/** https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto (2026-11-26) */
const BY_HTTP_STATUS: Readonly<Record<number, status>> = {
    400: INVALID_ARGUMENT,
    401: UNAUTHENTICATED,
    403: PERMISSION_DENIED,
    404: NOT_FOUND,
    409: status.ABORTED,
    429: RESOURCE_EXHAUSTED,
    500: status.INTERNAL,
    501: status.UNIMPLEMENTED,
    503: UNAVAILABLE,
    504: status.DEADLINE_EXCEEDED,
};

export const PUBSUB_ERRORS = {
    headersInvalid: refusal(
        UNAUTHENTICATED,
        'service.auth.headers.invalid',
        (name: string) => `The authentication header ${name} is missing or blank.`,
    ),
    authentication: refusal(UNAUTHENTICATED, 'service.auth.error', () => 'Authentication exception occurred.'),
    unavailable: refusal(UNAVAILABLE, 'service.unavailable', () => 'The service is unavailable. Retry later.'),
    topicEmpty: refusal(INVALID_ARGUMENT, 'topic.validation.empty', () => 'The topic name is blank.'),
    topicNotFound: refusal(NOT_FOUND, 'topic.not.found', (topic: string) => `The topic ${topic} does not exist.`),
    topicPermission: refusal(
        PERMISSION_DENIED,
        'topic.meta.permission',
        (topic: string) => `The topic ${topic} is not accessible.`,
    ),
    cannotSubscribe: refusal(
        PERMISSION_DENIED,
        'subscription.topic.cannot.subscribe',
        (topic: string) => `Insufficient permission to subscribe to ${topic}.`,
    ),
    schemaEmpty: refusal(INVALID_ARGUMENT, 'schema.validation.failed', () => 'The schema ID is blank.'),
    schemaUnknown: refusal(
        PERMISSION_DENIED,
        'schema.meta.permission',
        (id: string) => `The schema ${id} is not accessible.`,
    ),
    nothingRequested: refusal(
        INVALID_ARGUMENT,
        'subscription.fetch.requested.events.invalid',
        () => 'The number of requested events must be greater than zero.',
    ),
    fetchTopicMismatch: refusal(
        INVALID_ARGUMENT,
        'subscription.fetch.topic.mismatch',
        () => 'The topic name differs from the one of the first request.',
    ),
    replayIdMissing: refusal(
        INVALID_ARGUMENT,
        'subscription.fetch.replayid.validation.failed',
        () => 'The replay preset CUSTOM needs a replay ID.',
    ),
    replayIdInvalid: refusal(
        INVALID_ARGUMENT,
        'subscription.fetch.replayid.corrupted',
        () => 'The Replay ID validation failed.',
    ),
    deliveryLimit: refusal(
        RESOURCE_EXHAUSTED,
        'subscription.limit.exceeded',
        () => 'You have exceeded the event delivery limit for your org.',
    ),
    publishTopicEmpty: refusal(INVALID_ARGUMENT, 'publish.topic.validation.empty', () => 'The topic name is blank.'),
    publishTopicMismatch: refusal(
        INVALID_ARGUMENT,
        'publish.topic.mismatch',
        () => 'The topic name differs from the one of the first request.',
    ),
    noEvents: refusal(INVALID_ARGUMENT, 'publish.event.count.invalid', () => 'The request contains no events.'),
    /** A fault on demand, which names an HTTP status. */
    ordered: (httpStatus: number, errorCode: string, message: string): PubSubError =>
        new PubSubError(BY_HTTP_STATUS[httpStatus] ?? status.UNKNOWN, errorCode, message),
    /** Ours; never looks like a success. */
    unsupported: (what: string): PubSubError =>
        new PubSubError(status.UNIMPLEMENTED, 'UNSUPPORTED_BY_LOCAL_ORG', `The local org does not support ${what}.`),
} as const;
