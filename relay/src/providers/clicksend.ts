/** ClickSend: one receipt a request, as JSON, form or query, unsigned and without a recipient; a secret in the path proves it. */
import { readCodeTable } from '../core/classify.ts';
import { statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { epochTime, fieldsOf, parseJsonObject, phoneNumber, queryOf, text } from '../core/reading.ts';
import type { JsonObject } from '../core/reading.ts';
import { referencesIn, writtenIn } from '../core/references.ts';
import { jsonSample, secretPath, TEST_NUMBER, uuidOf } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './clicksend.codes.json' with { type: 'json' };

/** https://help.clicksend.com/en/articles/42318-sms-error-codes (2026-11-26) */
const STATUS = {
    '200': 'Sent', // also while it is queued, scheduled, or waits for their staff
    '201': 'Delivered',
    '300': 'Sent', // a passing error of the network: they try again
    '301': 'Failed',
} as const satisfies Record<string, DeliveryStatus>;

/** Of the texts beside 301, those that tell another end than a failure. */
const ENDS: Readonly<Record<string, DeliveryStatus>> = {
    'message is cancelled': 'Canceled',
    'message delivery receipt expired': 'Unknown', // no receipt came in time: it may have arrived
};

const WORDS: ProviderWords = {
    provider: 'clicksend',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: {
        id: 'message_id',
        recipient: 'to, which custom_string has to name,',
        status: 'status_code',
        time: 'timestamp',
    },
};

/** `201`, as a number or in digits; null for what is neither. */
const word = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);

/** `Unknown subscriber. Number is inactive…` as `unknown subscriber`: their lists write its end in different ways. */
const reasonOf = (value: unknown): string => (text(value, 255) ?? '').split(/[.;,]/)[0]?.trim().toLowerCase() ?? '';

/** The reason where it is known: the number beside it has changed its meaning between two of their lists. */
function codeOf(raw: JsonObject): string | null {
    const reason = reasonOf(raw['error_text']);
    return Object.hasOwn(WORDS.codes.codes, reason) ? reason : text(word(raw['error_code']), 80);
}

function endOf(raw: JsonObject): { readonly status?: DeliveryStatus } {
    const reason = reasonOf(raw['error_text']);
    const status = Object.hasOwn(ENDS, reason) ? ENDS[reason] : undefined;
    return status === undefined || word(raw['status_code']) !== '301' ? {} : { status };
}

function read(raw: JsonObject, url: string, { receivedAt }: ParseContext): ParsedElement {
    const named = writtenIn(raw['custom_string']);
    const stated = {
        id: raw['message_id'],
        channel: raw['message_type'] === 'voice' ? 'Voice' : 'SMS',
        recipient: phoneNumber(raw['to'] ?? named('to')),
        rawStatus: word(raw['status_code']),
        ...endOf(raw),
        code: codeOf(raw),
        occurredAt: epochTime(raw['timestamp']),
        sentAt: epochTime(raw['timestamp_send']),
        ...referencesIn(url, raw['custom_string']),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

/** In which of the three forms it calls is chosen with its rule. */
function fieldsIn({ method, url, headers, body }: VerifiedRequest): JsonObject {
    if (method === 'GET') return fieldsOf(queryOf(url));
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    return isForm ? fieldsOf(body.toString('utf8')) : parseJsonObject(body);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    return [read(fieldsIn(request), request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const [sent, arrived] = [order.at - 1_000, order.at].map((at) => Math.floor(at / 1_000));
    const times = { timestamp_send: sent, timestamp: arrived };
    const status = { status_code: '201', status_text: 'Success: Message received on handset.' };
    const error = { error_code: null, error_text: null };
    const message = { message_id: uuidOf(order).toUpperCase(), custom_string: `to=${TEST_NUMBER.slice(1)}` };
    return jsonSample(secretPath(order), { ...times, ...message, ...status, ...error, message_type: 'sms' });
}

export const clicksend: ProviderAdapter = {
    id: 'clicksend',
    label: 'ClickSend',
    methods: ['POST', 'GET'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // its pages do not say whether it repeats; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
};
