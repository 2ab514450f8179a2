/** Marketing Cloud's Event Notification Service: lists of transactional and engagement events, HMAC over the raw body. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import { RelayError } from '../core/errors.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
    VerifyContext,
} from '../core/ports.ts';
import {
    epochTime,
    isObject,
    listed,
    optional,
    parseJson,
    phoneNumber,
    text,
    Word,
    wrongFields,
} from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER } from '../core/sample.ts';
import { requireEither } from '../core/signature.ts';
import { withSmtpCodes } from '../core/smtp.ts';
import type { DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './sfmc-ens.codes.json' with { type: 'json' };

/**
 * https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/transactional_sms_events.html,
 * https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/transactional_email_events.html (2026-11-26)
 */
const STATUS = {
    'TransactionalSendEvents.SmsQueued': 'Queued',
    'TransactionalSendEvents.SmsSent': 'Sent',
    'TransactionalSendEvents.SmsTransient': 'Sent', // "not the final disposition"
    'TransactionalSendEvents.SmsDelivered': 'Delivered',
    'TransactionalSendEvents.SmsBounced': 'Undelivered',
    'TransactionalSendEvents.SmsNotSent': 'Failed',
    'TransactionalSendEvents.EmailSent': 'Sent',
    'TransactionalSendEvents.EmailNotSent': 'Failed',
    'TransactionalSendEvents.EmailBounced': 'Undelivered',
    'EngagementEvents.EmailOpen': null,
    'EngagementEvents.EmailClick': null,
    'EngagementEvents.EmailUnsubscribe': null,
} as const satisfies Record<string, DeliveryStatus | null>;

const ENGAGEMENT: Readonly<Record<string, Engagement>> = {
    'EngagementEvents.EmailOpen': 'Read',
    'EngagementEvents.EmailClick': 'Clicked',
    'EngagementEvents.EmailUnsubscribe': 'Opted Out',
};

const WORDS: ProviderWords = {
    provider: 'sfmc-ens',
    statuses: STATUS,
    codes: withSmtpCodes(readCodeTable(codes)),
    delivered: 'Carrier', // "indicates that the SMS message was delivered", and not by whom it is known
    fields: { id: 'info.messageKey', recipient: 'info.to', status: 'eventCategoryType', time: 'timestampUTC' },
};

const Info = z.object({
    to: optional(Word),
    messageKey: optional(z.string()),
    statusCode: optional(Word),
    fromAddress: optional(Word),
    countryCode: optional(z.string()),
});

const EnsEvent = z.object({
    eventCategoryType: z.string(),
    timestampUTC: z.number(),
    compositeId: optional(z.string()),
    mid: optional(Word),
    /** The guide's samples write it both ways. */
    info: optional(Info),
    Info: optional(Info),
});
type EnsEvent = z.output<typeof EnsEvent>;

/**
 * The key signs as it is written, not as the bytes that it looks like. The set-up call comes before there is a key, and
 * so with the secret in its address: https://developer.salesforce.com/docs/marketing/marketing-cloud/guide/ens-notifications.html
 */
function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    return requireEither(request, context, request.headers['x-sfmc-ens-signature'], (key, { body }) => [
        createHmac('sha256', key).update(body).digest('base64'),
    ]);
}

/** Message keys are the sender's own and unique within a business unit; the composite id names what has none. */
function idOf({ mid, compositeId }: EnsEvent, messageKey: string | null | undefined): string | null {
    const id = messageKey ?? compositeId ?? null;
    return id === null ? null : mid === null || mid === undefined ? id : `${mid}:${id}`;
}

const isEmail = (type: string): boolean => /\.Email/.test(type);

function readEvent(raw: unknown, url: string, receivedAt: string): ParsedElement {
    const parsed = EnsEvent.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the event'), raw);
    const { eventCategoryType: type, timestampUTC, info, Info: capital } = parsed.data;
    const facts = info ?? capital;
    if (!/^(?:TransactionalSendEvents\.(?:Sms|Email)|EngagementEvents\.Email)/.test(type)) {
        return setAside('the event is not one of a message by SMS or email', raw);
    }
    const email = isEmail(type);
    const [to, from] = [facts?.to ?? null, facts?.fromAddress ?? null];
    return statusElement(
        WORDS,
        {
            id: idOf(parsed.data, facts?.messageKey),
            channel: email ? 'Email' : 'SMS',
            recipient: email ? text(to, 255) : phoneNumber(to),
            sender: text(from, 255),
            rawStatus: type,
            engagement: listed(ENGAGEMENT, type),
            code: text(facts?.statusCode, 80),
            occurredAt: epochTime(timestampUTC / 1_000),
            country: text(facts?.countryCode, 80),
            ...referencesIn(url, facts?.messageKey),
            receivedAt,
        },
        raw,
    );
}

const SET_UP =
    'the set-up call of a callback: finish it by sending its verificationKey to /platform/v1/ens-verify (docs/providers/sfmc-ens.md)';

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const body = parseJson(request.body);
    if (isObject(body) && 'verificationKey' in body) return [setAside(SET_UP, body)];
    if (!Array.isArray(body)) throw new RelayError('RELAY_UNREADABLE', 'the body is not a list of events');
    return body.map((event: unknown) => readEvent(event, request.url, receivedAt));
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const info = { to: TEST_NUMBER.slice(1), messageKey: id, statusCode: '4000', statusMessage: 'Delivered' };
    const event = { eventCategoryType: 'TransactionalSendEvents.SmsDelivered', timestampUTC: at, mid: 1, info };
    return jsonSample(path, [event], (body) => ({
        'x-sfmc-ens-signature': createHmac('sha256', secret).update(body).digest('base64'),
    }));
}

export const sfmcEns: ProviderAdapter = {
    id: 'sfmc-ens',
    label: 'Marketing Cloud ENS',
    methods: ['POST'],
    proof: 'either',
    bodyLimit: 16 * 1024 * 1024, // up to a thousand events
    retryDelayMs: 3_600_000, // for up to seven days, with pauses that its pages do not say; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
