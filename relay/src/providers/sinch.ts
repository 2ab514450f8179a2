/** Sinch SMS REST API: a report for each recipient, or for a batch with its recipients; signed for those who ask. */
import { createHmac } from 'node:crypto';
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
import { count, isObject, parseJsonObject, phoneNumber, text, utcTime } from '../core/reading.ts';
import type { JsonObject } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER } from '../core/sample.ts';
import { judgeAge, requireEither } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './sinch.codes.json' with { type: 'json' };

/** https://developers.sinch.com/docs/sms/api-reference/sms/delivery-reports (2026-11-25) */
const STATUS = {
    Queued: 'Queued',
    Dispatched: 'Sent',
    Delivered: 'Delivered',
    Failed: 'Failed',
    Rejected: 'Rejected',
    Expired: 'Expired',
    Aborted: 'Failed', // before it came to a carrier
    Cancelled: 'Canceled',
    Deleted: 'Canceled',
    Unknown: 'Unknown',
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const FIELDS = { id: 'batch_id', recipient: 'recipient', status: 'status' };

/** The reports of a batch carry no time; those of one recipient do. */
const BATCH_WORDS: ProviderWords = {
    provider: 'sinch',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: FIELDS,
};
const WORDS: ProviderWords = { ...BATCH_WORDS, fields: { ...FIELDS, time: 'operator_status_at or at' } };

/** https://github.com/sinch/sinch-sdk-node (sdk-client/src/utils/authorization.helper.ts, 2026-11-21) */
function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const given = request.headers['x-sinch-webhook-signature'];
    const nonce = request.headers['x-sinch-webhook-signature-nonce'] ?? '';
    const timestamp = request.headers['x-sinch-webhook-signature-timestamp'] ?? '';
    const verified = requireEither(request, context, given, (secret) => [
        createHmac('sha256', secret).update(request.body).update(`.${nonce}.${timestamp}`).digest('base64'),
    ]);
    if (given === undefined) return verified;
    return judgeAge(verified, /^\d{10}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN, context.now);
}

/** There is no id of a message: the batch and the recipient together are one. */
function idOf(batch: unknown, recipient: unknown): string | null {
    return typeof batch !== 'string' || typeof recipient !== 'string'
        ? null
        : `${batch}:${recipient.replace(/^\+/, '')}`;
}

const codeOf = (code: unknown): string | null => text(typeof code === 'number' ? String(code) : code, 80);

function readRecipient(report: JsonObject, url: string, receivedAt: string): ParsedElement {
    const stated = {
        id: idOf(report['batch_id'], report['recipient']),
        channel: 'SMS' as const,
        rawStatus: report['status'],
        code: codeOf(report['code']),
        // The carrier's time of the status, else when the report was made.
        occurredAt: utcTime(report['operator_status_at']) ?? utcTime(report['at']),
        recipient: phoneNumber(report['recipient']),
        sender: text(report['applied_originator'], 255),
        carrier: text(report['operator'], 80),
        segments: count(report['number_of_message_parts']),
        ...referencesIn(url, report['client_reference']),
        receivedAt,
    };
    return statusElement(WORDS, stated, report);
}

/** `full` reports name the recipients of each status; `summary` reports only count them, which helps nobody. */
function readBatch(batch: JsonObject, url: string, receivedAt: string): readonly ParsedElement[] {
    const statuses: readonly unknown[] = Array.isArray(batch['statuses']) ? batch['statuses'] : [];
    const references = referencesIn(url, batch['client_reference']);
    return statuses.flatMap((part): readonly ParsedElement[] => {
        const recipients: unknown = isObject(part) ? part['recipients'] : null;
        if (!isObject(part) || !Array.isArray(recipients)) return [setAside('a summary without recipients', part)];
        return recipients.map((recipient: unknown) => {
            const stated = {
                id: idOf(batch['batch_id'], recipient),
                channel: 'SMS' as const,
                rawStatus: part['status'],
                code: codeOf(part['code']),
                recipient: phoneNumber(recipient),
                ...references,
                receivedAt,
            };
            return statusElement(BATCH_WORDS, stated, { ...part, recipients: [recipient] });
        });
    });
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const report = parseJsonObject(request.body);
    const type = text(report['type'], 80) ?? '';
    if (type.startsWith('recipient_delivery_report_')) return [readRecipient(report, request.url, receivedAt)];
    if (type.startsWith('delivery_report_')) return readBatch(report, request.url, receivedAt);
    if (type.startsWith('mo_')) {
        const [from, to] = [phoneNumber(report['from']), phoneNumber(report['to'])];
        const message = { id: report['id'], channel: 'SMS' as const, message: report['body'], from, to };
        const occurredAt = utcTime(report['received_at']);
        return inboundElements(WORDS.provider, { ...message, occurredAt, receivedAt }, report);
    }
    return [setAside('type is missing or none that Landed knows', report)];
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const [time, timestamp] = [new Date(at).toISOString(), String(Math.floor(at / 1_000))];
    const kind = { type: 'recipient_delivery_report_sms', batch_id: id, recipient: TEST_NUMBER.slice(1) };
    const report = { ...kind, code: 0, status: 'Delivered', at: time, operator_status_at: time };
    return jsonSample(path, report, (body) => ({
        'x-sinch-webhook-signature': createHmac('sha256', secret)
            .update(body)
            .update(`.${id}.${timestamp}`)
            .digest('base64'),
        'x-sinch-webhook-signature-nonce': id,
        'x-sinch-webhook-signature-timestamp': timestamp,
    }));
}

export const sinch: ProviderAdapter = {
    id: 'sinch',
    label: 'Sinch',
    methods: ['POST'],
    proof: 'either',
    bodyLimit: 4 * 1024 * 1024, // full reports of batches of 1,000
    // 5 s and then always twice as long: after an outage of ten minutes at most as long again.
    // https://developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks/ (2026-11-25)
    retryDelayMs: 640_000,
    statuses: STATUS,
    codes: BATCH_WORDS.codes,
    verify,
    parse,
    sample,
};
