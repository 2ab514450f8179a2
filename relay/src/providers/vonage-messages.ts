/** Vonage Messages API: a state a request, a JSON Web Token over the body in the Authorization header. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { CONSENT_STATUSES } from '../core/consent.ts';
import { inboundElements, setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
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
    count,
    decimal,
    listed,
    optional,
    parseJsonObject,
    phoneNumber,
    text,
    utcTime,
    Word,
    wrongFields,
} from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER, tokenOf, uuidOf } from '../core/sample.ts';
import { judgeAge, requireToken, unproved } from '../core/signature.ts';
import type { Channel, DeliveryStatus } from '../core/vocabulary.ts';
import codes from './vonage-messages.codes.json' with { type: 'json' };

/** https://developer.vonage.com/en/messages/concepts/messages-status-callbacks (2026-11-21) */
const STATUS = {
    submitted: 'Sent',
    delivered: 'Delivered',
    read: null, // engagement
    rejected: 'Rejected',
    undeliverable: 'Undelivered',
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

/** Text messages that expired, or of which nothing is known, come as `rejected`; the code tells. */
const STATUS_OF_CODE: Readonly<Record<string, DeliveryStatus>> = { 1330: 'Unknown', 1360: 'Expired' };

const WORDS: ProviderWords = {
    provider: 'vonage-messages',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'message_uuid', recipient: 'to', status: 'status', time: 'timestamp' },
};

/** RCS goes to the phone's number, as SMS does. */
const CHANNELS: Readonly<Record<string, Channel>> = { sms: 'SMS', mms: 'SMS', rcs: 'SMS', whatsapp: 'WhatsApp' };

/** Version 0.1 wrote an object. */
const Party = optional(z.union([Word, z.object({ number: Word }).transform(({ number }) => number)]));

const VonageMessage = z.object({
    message_uuid: z.string(),
    to: Party,
    from: Party,
    channel: optional(z.string()),
    timestamp: optional(z.string()),
    status: optional(z.string()),
    client_ref: optional(z.string()),
    message_type: optional(z.string()),
    text: optional(z.string()),
    error: optional(z.object({ type: optional(z.string()), title: optional(Word), code: optional(Word) })),
    usage: optional(z.object({ price: optional(Word), currency: optional(z.string()) })),
    destination: optional(z.object({ network_code: optional(Word) })),
    sms: optional(z.object({ count_total: optional(z.union([z.string(), z.int()])) })),
});
type VonageMessage = z.infer<typeof VonageMessage>;

/** https://developer.nexmo.com/messages/concepts/signed-webhooks (2026-11-25) */
function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const { authorization = '', ...headers } = request.headers;
    const token = /^Bearer (\S+)$/.exec(authorization)?.[1] ?? '';
    const verified = requireToken({ ...request, headers }, token, context.secrets, ['HS256']);
    const { iss, iat, payload_hash: hash } = verified.claims;
    if (iss !== 'Vonage') throw unproved('the token is not by Vonage');
    if (hash !== createHash('sha256').update(request.body).digest('hex'))
        throw unproved('the token is of another body');
    return judgeAge(verified.request, typeof iat === 'number' ? iat * 1000 : NaN, context.now);
}

/** `error.title` is the code, a number or text; else it ends the address in `error.type`; version 0.1 has `error.code`. */
function codeOf({ error }: VonageMessage): string | null {
    const stated = [error?.title, /#(\w+)$/.exec(error?.type ?? '')?.[1], error?.code];
    return text(stated.find((code) => /^\d+$/.test(code ?? '')) ?? error?.title, 80);
}

function readStatus(
    message: VonageMessage,
    channel: Channel,
    url: string,
    receivedAt: string,
    raw: unknown,
): ParsedElement {
    const code = codeOf(message);
    const { status: rawStatus, usage } = message;
    const price = decimal(usage?.price);
    const folded = rawStatus === 'rejected' && code !== null ? listed(STATUS_OF_CODE, code) : null;
    const stated = {
        id: message.message_uuid,
        channel,
        rawStatus,
        code,
        ...(folded === null ? {} : { status: folded }),
        // A text message's receipt may be the carrier's, as with the SMS API.
        ...(rawStatus === 'delivered' && message.channel !== 'whatsapp' ? { confidence: 'Carrier' as const } : {}),
        // A number that RCS cannot reach may well take an SMS; it must not be suppressed for it.
        sparesNumber: message.channel === 'rcs',
        engagement: rawStatus === 'read' ? ('Read' as const) : null,
        occurredAt: utcTime(message.timestamp),
        recipient: phoneNumber(message.to),
        sender: text(message.from, 255),
        carrier: text(message.destination?.network_code, 80),
        segments: count(message.sms?.count_total),
        price,
        priceCurrency: price === null ? null : text(usage?.currency, 3),
        ...referencesIn(url, message.client_ref),
        receivedAt,
    };
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = parseJsonObject(request.body);
    const parsed = VonageMessage.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the report'), raw)];
    const message = parsed.data;
    const name = message.channel ?? '';
    const channel = Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : undefined;
    if (channel === undefined) return [setAside('channel is missing or none that Landed knows', raw)];
    const inbound = message.status === null || message.status === undefined;
    if (inbound && typeof message.message_type === 'string') {
        const people = { from: phoneNumber(message.from), to: phoneNumber(message.to) };
        const facts = {
            id: message.message_uuid,
            channel,
            message: message.text,
            occurredAt: utcTime(message.timestamp),
        };
        return inboundElements(WORDS.provider, { ...facts, ...people, receivedAt }, raw);
    }
    return [readStatus(message, channel, request.url, receivedAt, raw)];
}

function sample(order: SampleOrder): RawRequest {
    const [uuid, seconds] = [uuidOf(order), Math.floor(order.at / 1_000)];
    const people = { to: TEST_NUMBER.slice(1), from: '447700900001' };
    const happened = { timestamp: new Date(order.at).toISOString(), status: 'delivered', channel: 'sms' };
    return jsonSample(order.path, { message_uuid: uuid, ...people, ...happened }, (body) => {
        const hash = createHash('sha256').update(body).digest('hex');
        const claims = { iat: seconds, jti: uuid, iss: 'Vonage', payload_hash: hash };
        return { authorization: `Bearer ${tokenOf(claims, order.secret)}` };
    });
}

export const vonageMessages: ProviderAdapter = {
    id: 'vonage-messages',
    label: 'Vonage Messages',
    methods: ['POST'],
    proof: 'signature',
    readsAuthorization: true,
    bodyLimit: 1024 * 1024,
    // 5 s, doubling, then every 900 s for a day, as its sandbox is described; production is assumed to do the same.
    retryDelayMs: 900_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
