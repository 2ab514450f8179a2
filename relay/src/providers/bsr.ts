/** BSR delivery reports: SMPP states over JSON, one object or an array of them, HMAC-SHA256 over the raw body. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { classify, readCodeTable, senderTypeOf } from '../core/classify.ts';
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
import { messageKeyOf, optional, parseJson, text, utcTime, wrongFields } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import type { References } from '../core/references.ts';
import { makeReport } from '../core/report.ts';
import { jsonSample, TEST_NUMBER, wholeSeconds } from '../core/sample.ts';
import { requireSignature } from '../core/signature.ts';
import { SMPP_RECEIPT_STATES } from '../core/smpp.ts';
import codes from './bsr.codes.json' with { type: 'json' };

const CODES = readCodeTable(codes);

const Time = z.string().transform((value, context) => {
    const time = utcTime(value);
    if (time === null) context.addIssue('not a time with a zone');
    return time;
});

const BsrReport = z.object({
    event: z.literal('delivery_report'),
    message_id: z.string(),
    to: z.string(),
    status: z.string(),
    submitted_at: Time.nullish(),
    delivered_at: Time.nullish(),
    from: optional(z.string()),
    error_code: optional(z.union([z.string(), z.number().transform(String)])),
    segments: optional(z.int().min(0).max(9999)),
    network: optional(z.string()),
    country: optional(z.string()),
});

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const header = request.headers['x-bsr-signature'] ?? '';
    const digest = header.startsWith('sha256=') ? header.slice('sha256='.length) : '';
    // The vendor does not say how the digest is written: hexadecimal is what `sha256=` means elsewhere, base64 may be.
    const hexadecimal = /^[0-9a-f]{64}$/i.test(digest);
    return requireSignature(request, hexadecimal ? digest.toLowerCase() : digest, context.secrets, (secret) => [
        createHmac('sha256', secret)
            .update(request.body)
            .digest(hexadecimal ? 'hex' : 'base64'),
    ]);
}

function read(raw: unknown, references: References, context: ParseContext): ParsedElement {
    const setAside = (reason: string): ParsedElement => ({ ok: false, reason, raw });
    const parsed = BsrReport.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the element'));
    const report = parsed.data;
    const messageKey = messageKeyOf('bsr', report.message_id);
    const recipient = text(report.to, 255);
    const rawStatus = text(report.status, 255);
    const [submitted, delivered] = [report.submitted_at ?? null, report.delivered_at ?? null];
    if (messageKey === null) return setAside('message_id is blank or has control characters');
    if (recipient === null) return setAside('to is blank');
    if (rawStatus === null) return setAside('status is blank');
    if (submitted === null && delivered === null) return setAside('neither submitted_at nor delivered_at');
    const status = Object.hasOwn(SMPP_RECEIPT_STATES, rawStatus)
        ? SMPP_RECEIPT_STATES[rawStatus as keyof typeof SMPP_RECEIPT_STATES]
        : null;
    const code = text(report.error_code, 80);
    const sender = text(report.from, 255);
    const built = makeReport({
        provider: 'bsr',
        messageKey,
        channel: 'SMS',
        status,
        rawStatus,
        code,
        ...classify(CODES, status, rawStatus, code),
        confidence: status === null ? null : status === 'Delivered' ? 'Handset' : 'None',
        occurredAt: delivered,
        queuedAt: submitted,
        recipient,
        sender,
        senderType: senderTypeOf(sender),
        carrier: text(report.network, 255),
        country: text(report.country, 80),
        segments: report.segments ?? null,
        ...references,
        receivedAt: context.receivedAt,
    });
    return { ok: true, report: built, raw };
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const body = parseJson(request.body);
    if (typeof body !== 'object' || body === null) {
        throw new RelayError('RELAY_UNREADABLE', 'the body is neither a report nor a list of reports');
    }
    const references = referencesOf(request.url);
    const elements: readonly unknown[] = Array.isArray(body) ? body : [body];
    return elements.map((element) => read(element, references, context));
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const report = {
        ...{ event: 'delivery_report', message_id: id, to: TEST_NUMBER, from: 'Landed', status: 'DELIVRD' },
        ...{ segments: 1, submitted_at: wholeSeconds(at - 1_000), delivered_at: wholeSeconds(at) },
    };
    return jsonSample(path, report, (body) => ({
        'x-bsr-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }));
}

export const bsr: ProviderAdapter = {
    id: 'bsr',
    label: 'BSR',
    methods: ['POST'],
    proof: 'signature',
    bodyLimit: 16 * 1024 * 1024, // batches of up to an hour
    retryDelayMs: 300_000, // its page says three retries with backoff and no times; assumed
    statuses: SMPP_RECEIPT_STATES,
    codes: CODES,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }), // its page asks for 200, not for any 2xx
};
