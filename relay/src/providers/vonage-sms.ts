/** Vonage SMS API: delivery receipts by GET, form or JSON, each part its own; signed only for those who ask for it. */
import { createHash, createHmac } from 'node:crypto';
import { readCodeTable } from '../core/classify.ts';
import { CONSENT_STATUSES } from '../core/consent.ts';
import { inboundElements, statusElement } from '../core/element.ts';
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
import { decimal, fieldsOf, parseJsonObject, phoneNumber, queryOf, text, utcTime } from '../core/reading.ts';
import type { JsonObject } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER } from '../core/sample.ts';
import { judgeAge, requireEither } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './vonage-sms.codes.json' with { type: 'json' };

/** https://developer.vonage.com/messaging/sms/guides/delivery-receipts (2026-11-25) */
const STATUS = {
    accepted: 'Sent', // by the carrier
    buffered: 'Sent',
    delivered: 'Delivered',
    expired: 'Expired',
    failed: 'Failed',
    rejected: 'Rejected',
    unknown: 'Unknown',
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'vonage-sms',
    statuses: STATUS,
    codes: readCodeTable(codes),
    // "Carrier or handset receipts", some of them fakes: developer.vonage.com/messaging/sms/building-blocks/receive-a-delivery-receipt
    delivered: 'Carrier',
    fields: { id: 'messageId', recipient: 'msisdn', status: 'status', time: 'message-timestamp' },
};

/** The account chooses how it is called: by GET, with a form, or with JSON. */
function fieldsIn({ method, url, body }: RawRequest): JsonObject {
    if (method === 'GET') return fieldsOf(queryOf(url));
    const written = body.toString('utf8');
    return written.startsWith('{') ? parseJsonObject(body) : fieldsOf(written);
}

/** Null when nothing can be read: then the secret itself has to have come. */
function signedFields(request: RawRequest): JsonObject | null {
    try {
        const fields = fieldsIn(request);
        return Object.hasOwn(fields, 'sig') ? fields : null;
    } catch {
        return null; // parse says so again, once it is known who sent it
    }
}

/** `&name=value` of all but the signature, by name; `&` and `=` in values cannot pretend to be others. */
function signedText(fields: JsonObject): string {
    const names = Object.keys(fields).filter((name) => name !== 'sig');
    const pairs = names.sort().map((name) => `&${name}=${String(fields[name]).replaceAll(/[&=]/g, '_')}`);
    return pairs.join('');
}

/**
 * The account chooses the algorithm; its length tells them apart but for two, of which either may be meant. Signing:
 * https://developer.vonage.com/getting-started/concepts/signing-messages (2026-11-25)
 */
const HMAC_OF_LENGTH: Readonly<Record<number, string>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };

function* signatures(secret: string, signed: string, length: number): Iterable<string> {
    const hash = HMAC_OF_LENGTH[length];
    if (hash === undefined) return;
    yield createHmac(hash, secret).update(signed).digest('hex');
    if (hash === 'md5') yield createHash('md5').update(signed).update(secret).digest('hex');
}

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const fields = signedFields(request);
    if (fields === null) return requireEither(request, context, undefined, () => []);
    const sig = fields['sig'];
    const given = typeof sig === 'string' && /^[0-9a-f]+$/i.test(sig) ? sig.toLowerCase() : '';
    const signed = signedText(fields);
    const verified = requireEither(request, context, given, (secret) => signatures(secret, signed, given.length));
    return judgeAge(verified, Number(text(fields['timestamp'], 20) ?? NaN) * 1000, context.now);
}

/** `2026-07-17 12:05:03`, UTC by the documentation of inbound messages. */
function timeOf(value: unknown): string | null {
    const written = text(value, 40) ?? '';
    return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(written) ? utcTime(`${written.replace(' ', 'T')}Z`) : null;
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = fieldsIn(request);
    const id = raw['messageId'];
    const [person, other] = [phoneNumber(raw['msisdn']), text(raw['to'], 255)];
    const occurredAt = timeOf(raw['message-timestamp']);
    const [channel, unreported] = ['SMS', !Object.hasOwn(raw, 'status')] as const;
    if (unreported && (Object.hasOwn(raw, 'text') || Object.hasOwn(raw, 'type'))) {
        const inbound = { id, channel, message: raw['text'], from: person, to: phoneNumber(other) };
        return inboundElements(WORDS.provider, { ...inbound, occurredAt, receivedAt }, raw);
    }
    const price = decimal(raw['price']);
    const stated = {
        id,
        channel,
        rawStatus: raw['status'],
        code: text(raw['err-code'], 80),
        occurredAt,
        recipient: person,
        sender: other, // "to": the sender that was used
        carrier: text(raw['network-code'], 80),
        price,
        priceCurrency: price === null ? null : 'EUR',
        ...referencesIn(request.url, raw['client-ref']),
        receivedAt,
    };
    return [statusElement(WORDS, stated, raw)];
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const time = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    const fields = {
        ...{ messageId: id, msisdn: TEST_NUMBER.slice(1), to: 'Landed', status: 'delivered', 'err-code': '0' },
        ...{ 'message-timestamp': time, timestamp: String(Math.floor(at / 1_000)) },
    };
    const sig = createHmac('sha256', secret).update(signedText(fields)).digest('hex');
    return jsonSample(path, { ...fields, sig });
}

export const vonageSms: ProviderAdapter = {
    id: 'vonage-sms',
    label: 'Vonage SMS',
    methods: ['GET', 'POST'],
    proof: 'either',
    bodyLimit: 1024 * 1024,
    // Its pages say only that a message is repeated for 24 hours; the gaps of its Messages API are assumed.
    retryDelayMs: 900_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
