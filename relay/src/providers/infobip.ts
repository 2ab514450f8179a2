/** Infobip SMS: reports in batches, clicks and answers, as JSON; signed where the notification profile says so. */
import { createHmac } from 'node:crypto';
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
    optional,
    parseJsonObject,
    phoneNumber,
    text,
    utcTime,
    Word,
    wrongFields,
} from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER, uuidOf } from '../core/sample.ts';
import { judgeAge, requireEither } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './infobip.codes.json' with { type: 'json' };

/** https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes (2026-11-21) */
const STATUS = {
    PENDING_ACCEPTED: 'Queued',
    PENDING_WAITING_DELIVERY: 'Sent',
    PENDING_ENROUTE: 'Sent',
    DELIVERED_TO_OPERATOR: 'Sent', // its group is DELIVERED, yet only the operator has it
    DELIVERED_TO_HANDSET: 'Delivered',
    UNDELIVERABLE_REJECTED_OPERATOR: 'Undelivered',
    UNDELIVERABLE_NOT_DELIVERED: 'Undelivered',
    UNDELIVERABLE_NOT_SENT: 'Failed',
    EXPIRED_EXPIRED: 'Expired',
    EXPIRED_DLR_UNKNOWN: 'Unknown', // its validity is over and no receipt came
    SIGNALS_BLOCKED: 'Rejected',
    REJECTED_NETWORK: 'Rejected',
    REJECTED_PREFIX_MISSING: 'Rejected',
    REJECTED_DND: 'Rejected',
    REJECTED_SOURCE: 'Rejected',
    REJECTED_NOT_ENOUGH_CREDITS: 'Rejected',
    REJECTED_SENDER: 'Rejected',
    REJECTED_DESTINATION_BLOCKLISTED: 'Rejected',
    REJECTED_PREPAID_PACKAGE_EXPIRED: 'Rejected',
    REJECTED_DESTINATION_NOT_REGISTERED: 'Rejected',
    REJECTED_ROUTE_NOT_AVAILABLE: 'Rejected',
    REJECTED_FLOODING_FILTER: 'Rejected',
    REJECTED_SYSTEM_ERROR: 'Rejected',
    REJECTED_DUPLICATE_MESSAGE_ID: 'Rejected',
    REJECTED_INVALID_UDH: 'Rejected',
    REJECTED_MESSAGE_TOO_LONG: 'Rejected',
    MISSING_TO: 'Rejected',
    REJECTED_DESTINATION: 'Rejected',
    UNDELIVERABLE_REJECTED_PLATFORM: 'Rejected',
    CLICKED: null, // engagement
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'infobip',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'messageId', recipient: 'to', status: 'status.name', time: 'doneAt or sentAt' },
};
/** A click is told without a time of its own. */
const CLICK_WORDS: ProviderWords = { ...WORDS, fields: { id: 'messageId', recipient: 'recipient', status: 'CLICKED' } };

const InfobipReport = z.object({
    messageId: z.string(),
    to: optional(Word),
    from: optional(Word),
    sender: optional(Word),
    status: optional(z.object({ name: optional(z.string()) })),
    error: optional(z.object({ id: optional(Word), permanent: optional(z.boolean()) })),
    price: optional(z.object({ pricePerMessage: optional(z.unknown()), currency: optional(z.string()) })),
    sentAt: optional(z.string()),
    doneAt: optional(z.string()),
    receivedAt: optional(z.string()),
    messageCount: optional(z.unknown()),
    smsCount: optional(z.unknown()),
    mccMnc: optional(Word),
    callbackData: optional(z.string()),
    text: optional(z.string()),
});

/** The profile names the header that carries the signature; these are the usual ones, over the body alone. */
const BODY_SIGNATURES = ['x-hub-signature', 'x-signature', 'x-callback-signature'];
const TIMED_SIGNATURE = 'x-ib-exchange-req-signature';

/** The profile chooses the algorithm; its length tells them apart. */
const HASH_OF_LENGTH: Readonly<Record<number, string>> = {
    32: 'md5',
    40: 'sha1',
    56: 'sha224',
    64: 'sha256',
    96: 'sha384',
    128: 'sha512',
};

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const { headers } = request;
    const timed = headers[TIMED_SIGNATURE];
    const header = timed ?? BODY_SIGNATURES.map((name) => headers[name]).find((value) => value !== undefined);
    const time = timed === undefined ? '' : (headers['x-ib-exchange-req-timestamp'] ?? '');
    const digest = header?.replace(/^sha256=/, '').toLowerCase();
    const verified = requireEither(request, context, digest, (secret) => {
        const hash = HASH_OF_LENGTH[digest?.length ?? 0];
        return hash === undefined ? [] : [createHmac(hash, secret).update(time).update(request.body).digest('hex')];
    });
    return timed === undefined ? verified : judgeAge(verified, /^\d{13}$/.test(time) ? Number(time) : NaN, context.now);
}

/** `2026-07-17T12:05:03.871+0000`: ISO 8601 but for the colon in its zone. */
function timeOf(value: string | null | undefined): string | null {
    return utcTime(value?.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
}

function readReport(raw: unknown, url: string, receivedAt: string): readonly ParsedElement[] {
    const parsed = InfobipReport.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the report'), raw)];
    const report = parsed.data;
    const { messageId: id, status, error } = report;
    if ((status ?? null) === null && typeof report.receivedAt === 'string') {
        const people = { from: phoneNumber(report.from), to: phoneNumber(report.to) };
        const occurredAt = timeOf(report.receivedAt);
        return inboundElements(
            WORDS.provider,
            { id, channel: 'SMS', message: report.text, occurredAt, ...people, receivedAt },
            raw,
        );
    }
    const price = decimal(report.price?.pricePerMessage);
    const stated = {
        id,
        channel: 'SMS',
        rawStatus: status?.name,
        code: text(error?.id, 80),
        permanent: error?.id === '0' ? null : (error?.permanent ?? null), // 0 is no error, and its flag no verdict
        ...(status?.name === 'DELIVERED_TO_OPERATOR' ? { confidence: 'Carrier' as const } : {}),
        occurredAt: timeOf(report.doneAt) ?? timeOf(report.sentAt),
        sentAt: timeOf(report.sentAt),
        recipient: phoneNumber(report.to),
        sender: text(report.sender ?? report.from, 255),
        carrier: text(report.mccMnc, 80),
        segments: count(report.messageCount) ?? count(report.smsCount),
        price,
        priceCurrency: price === null ? null : text(report.price?.currency, 3),
        ...referencesIn(url, report.callbackData),
        receivedAt,
    } as const;
    return [statusElement(WORDS, stated, raw)];
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = parseJsonObject(request.body);
    if (Array.isArray(raw['results'])) {
        return raw['results'].flatMap((report: unknown) => readReport(report, request.url, receivedAt));
    }
    if (raw['notificationType'] !== 'CLICKED') return [setAside('neither results nor a click', raw)];
    const stated = {
        id: raw['messageId'],
        channel: 'SMS',
        rawStatus: 'CLICKED',
        engagement: 'Clicked',
        recipient: phoneNumber(raw['recipient']),
        ...referencesIn(request.url, raw['callbackData']),
        receivedAt,
    } as const;
    return [statusElement(CLICK_WORDS, stated, raw)];
}

function sample(order: SampleOrder): RawRequest {
    const [sentAt, doneAt] = [order.at - 1_000, order.at].map((at) => new Date(at).toISOString().replace('Z', '+0000'));
    const status = { groupId: 3, groupName: 'DELIVERED', id: 5, name: 'DELIVERED_TO_HANDSET' };
    const report = { messageId: uuidOf(order), to: TEST_NUMBER.slice(1), sender: 'Landed', status, sentAt, doneAt };
    return jsonSample(order.path, { results: [report] }, (body) => ({
        'x-hub-signature': `sha256=${createHmac('sha256', order.secret).update(body).digest('hex')}`,
    }));
}

export const infobip: ProviderAdapter = {
    id: 'infobip',
    label: 'Infobip',
    methods: ['POST'],
    proof: 'either',
    bodyLimit: 16 * 1024 * 1024, // batches of up to 2,000, as the profile says
    // 1 minute, and 1 minute more for each failed attempt squared: after an outage of ten minutes at most ten more.
    // https://www.infobip.com/docs/sms/sms-over-api#push-retry-cycle-notify-url (2026-11-21)
    retryDelayMs: 600_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
