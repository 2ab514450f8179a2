/** Plivo SMS: form callbacks for each part, HMAC-SHA256 over the address and a nonce, which leaves the fields open. */
import { createHmac } from 'node:crypto';
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
import { count, decimal, fieldsOf, phoneNumber, queryOf, text } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import { formSample, TEST_NUMBER, uuidOf } from '../core/sample.ts';
import { requireSignature, unproved } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './plivo.codes.json' with { type: 'json' };

/** https://www.plivo.com/docs/messaging/api/messages/ (2026-11-21) */
const STATUS = {
    queued: 'Queued',
    sent: 'Sent', // some carriers never say more
    delivered: 'Delivered',
    undelivered: 'Undelivered', // a carrier took it
    failed: 'Failed', // none did
    rejected: 'Rejected', // seen in public handlers only
    read: null, // WhatsApp: engagement
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'plivo',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'MessageUUID', recipient: 'To', status: 'Status' },
};

/**
 * The token of the account that sent the message signs one header, that of the main account the other:
 * https://docs.plivo.com/docs/messaging/concepts/signature-validation (2026-11-25)
 */
const SIGNATURES = ['x-plivo-signature-v2', 'x-plivo-signature-ma-v2'];

function verify(request: RawRequest, { publicUrl, secrets }: VerifyContext): VerifiedRequest {
    const given = SIGNATURES.flatMap((name) => request.headers[name] ?? []);
    const nonce = request.headers['x-plivo-signature-v2-nonce'] ?? '';
    if (given.length === 0 || nonce === '') throw unproved('no X-Plivo-Signature-V2 with its nonce');
    const [path = ''] = request.url.split('?', 1);
    return requireSignature(request, given, secrets, (secret) => [
        createHmac('sha256', secret).update(`${publicUrl}${path}${nonce}`).digest('base64'),
    ]);
}

/** `2 of 3`; a message of one part has none. */
function partOf(value: unknown): string | null {
    const part = text(value, 20);
    return part === '1 of 1' ? null : part;
}

function parse({ method, url, body }: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = fieldsOf(method === 'GET' ? queryOf(url) : body.toString('utf8'));
    const [from, to] = [phoneNumber(raw['From']), phoneNumber(raw['To'])];
    const channel = 'SMS';
    if (!Object.hasOwn(raw, 'Status') && Object.hasOwn(raw, 'Text')) {
        const inbound = { id: raw['MessageUUID'], channel, message: raw['Text'], occurredAt: null } as const;
        return inboundElements(WORDS.provider, { ...inbound, from, to, receivedAt }, raw);
    }
    const price = decimal(raw['TotalAmount']);
    const stated = {
        // Every part has an id of its own; the message is what they have in common.
        id: text(raw['ParentMessageUUID'], 255) ?? raw['MessageUUID'],
        part: partOf(raw['PartInfo']),
        channel,
        rawStatus: raw['Status'],
        code: text(raw['ErrorCode'], 80),
        engagement: raw['Status'] === 'read' ? 'Read' : null,
        recipient: to,
        sender: from,
        carrier: text(`${raw['MCC'] ?? ''}${raw['MNC'] ?? ''}`, 80),
        segments: count(raw['Units']),
        price,
        priceCurrency: price === null ? null : 'USD',
        ...referencesOf(url),
        receivedAt,
    } as const;
    return [statusElement(WORDS, stated, raw)];
}

function sample(order: SampleOrder): RawRequest {
    const [{ publicUrl, path, secret, id }, uuid] = [order, uuidOf(order)];
    const signed = `${publicUrl}${path.split('?', 1)[0] ?? ''}${id}`;
    const ids = { MessageUUID: uuid, ParentMessageUUID: uuid };
    const fields = { ...ids, Status: 'delivered', From: '15005550006', To: TEST_NUMBER.slice(1), Units: '1' };
    return formSample(path, fields, {
        'x-plivo-signature-v2': createHmac('sha256', secret).update(signed).digest('base64'),
        'x-plivo-signature-v2-nonce': id,
    });
}

export const plivo: ProviderAdapter = {
    id: 'plivo',
    label: 'Plivo',
    methods: ['POST', 'GET'],
    proof: 'signature',
    openBody: true,
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // no page says whether it repeats; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
