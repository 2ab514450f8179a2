/** MessageBird SMS: status reports by GET, a JSON Web Token over the whole address and the body. */
import { createHash } from 'node:crypto';
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
import { count, decimal, fieldsOf, parseJsonObject, phoneNumber, queryOf, text, utcTime } from '../core/reading.ts';
import type { JsonObject } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { querySample, TEST_NUMBER, tokenOf, wholeSeconds } from '../core/sample.ts';
import { requireToken, unproved } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './messagebird.codes.json' with { type: 'json' };

/** https://github.com/nyaruka/courier (handlers/messagebird, 2026-11-21); the last two are Bird's words. */
const STATUS = {
    scheduled: 'Scheduled',
    sent: 'Sent',
    buffered: 'Sent',
    delivered: 'Delivered',
    expired: 'Expired',
    delivery_failed: 'Undelivered',
    sending_failed: 'Failed',
    rejected: 'Rejected',
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'messagebird',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'id', recipient: 'recipient', status: 'status', time: 'statusDatetime' },
};

/** What the vendor's own library allows clocks to differ. */
const SKEW_SECONDS = 5;

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** https://github.com/messagebird/messagebird-nodejs (lib/webhook-signature-jwt.js, 2026-11-21) */
function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const token = request.headers['messagebird-signature-jwt'] ?? '';
    const verified = requireToken(request, token, context.secrets, ['HS256', 'HS384', 'HS512']);
    const { iss, nbf, exp, url_hash: url, payload_hash: payload } = verified.claims;
    const now = context.now / 1000;
    if (iss !== 'MessageBird') throw unproved('the token is not by MessageBird');
    if (typeof exp !== 'number' || exp < now - SKEW_SECONDS) throw unproved('the token is out of date');
    if (typeof nbf === 'number' && nbf > now + SKEW_SECONDS) throw unproved('the token is not valid yet');
    if (url !== sha256(context.publicUrl + request.url)) throw unproved('the token is of another address');
    // Without a body there is nothing to hash, and no claim.
    if (payload !== (request.body.length === 0 ? undefined : sha256(request.body))) {
        throw unproved('the token is of another body');
    }
    return verified.request;
}

function fieldsIn({ method, url, body }: RawRequest): JsonObject {
    if (method === 'GET') return fieldsOf(queryOf(url));
    const written = body.toString('utf8');
    return written.startsWith('{') ? parseJsonObject(body) : fieldsOf(written);
}

/** RFC 3339; the plus sign of the zone is a blank where it was not encoded. */
function timeOf(value: unknown): string | null {
    return utcTime(text(value, 40)?.replace(' ', '+'));
}

/** One message may go to several people, under one id. */
function idOf(id: unknown, recipient: unknown): string | null {
    return typeof id !== 'string' || id === '' || typeof recipient !== 'string' ? null : `${id}:${recipient}`;
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = fieldsIn(request);
    const channel = 'SMS';
    if (!Object.hasOwn(raw, 'status') && Object.hasOwn(raw, 'originator')) {
        const [from, to] = [phoneNumber(raw['originator']), phoneNumber(raw['recipient'])];
        const [message, occurredAt] = [raw['body'] ?? raw['payload'], timeOf(raw['createdDatetime'])];
        return inboundElements(
            WORDS.provider,
            { id: raw['id'], channel, message, from, to, occurredAt, receivedAt },
            raw,
        );
    }
    const price = decimal(raw['price[amount]']);
    const stated = {
        id: idOf(raw['id'], raw['recipient']),
        channel,
        rawStatus: raw['status'],
        code: text(raw['statusErrorCode'], 80),
        occurredAt: timeOf(raw['statusDatetime']),
        recipient: phoneNumber(raw['recipient']),
        carrier: text(raw['mccmnc'], 80),
        segments: count(raw['messagePartCount']),
        price,
        priceCurrency: price === null ? null : text(raw['price[currency]'], 3),
        ...referencesIn(request.url, raw['reference']),
        receivedAt,
    } as const;
    return [statusElement(WORDS, stated, raw)];
}

function sample({ publicUrl, path, secret, id, at }: SampleOrder): RawRequest {
    const fields = { id, recipient: TEST_NUMBER.slice(1), status: 'delivered', statusDatetime: wholeSeconds(at) };
    const bare = querySample(path, fields);
    const seconds = Math.floor(at / 1_000);
    const claims = { iss: 'MessageBird', nbf: seconds, exp: seconds + 60, url_hash: sha256(publicUrl + bare.url) };
    return { ...bare, headers: { 'messagebird-signature-jwt': tokenOf(claims, secret) } };
}

export const messagebird: ProviderAdapter = {
    id: 'messagebird',
    label: 'MessageBird',
    methods: ['GET', 'POST'],
    proof: 'signature',
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // no page says whether it repeats; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200, body: 'OK' }),
};
