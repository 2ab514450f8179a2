/** The SMS Works: one JSON report a request, unsigned; a secret in the address or Basic credentials prove the sender. */
import { z } from 'zod';
import { classify, readCodeTable, senderTypeOf } from '../core/classify.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { messageKeyOf, optional, parseJson, phoneNumber, text, utcTime, Word, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { makeReport } from '../core/report.ts';
import { jsonSample, secretPath, TEST_NUMBER } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import { SMPP_STATES } from '../core/smpp.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './smsworks.codes.json' with { type: 'json' };

const CODES = readCodeTable(codes);

/** https://thesmsworks.co.uk/sms-delivery-reports and https://api.thesmsworks.co.uk/docs (checked 2026-11-21) */
const STATUS = {
    SCHEDULED: 'Scheduled',
    SENT: 'Sent', // with the carrier
    DELIVERED: SMPP_STATES.DELIVERED,
    UNDELIVERABLE: SMPP_STATES.UNDELIVERABLE,
    EXPIRED: SMPP_STATES.EXPIRED, // 48 hours unless the sender chose otherwise
    REJECTED: SMPP_STATES.REJECTED,
} as const satisfies Record<string, DeliveryStatus>;

/** A message that somebody sent to us: no report of one of ours. */
const INBOUND = 'INCOMING';

const SmsWorksReport = z.object({
    messageid: Word,
    destination: Word,
    status: z.string(),
    created: optional(z.string()),
    modified: optional(z.string()),
    schedule: optional(z.string()),
    sender: optional(Word),
    tag: optional(z.string()),
    failurereason: optional(z.object({ code: optional(Word), permanent: optional(z.boolean()) })),
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Wed Jul 19 2017 20:53:46 GMT+0100 (BST)`, as in the vendor's schema. */
const SCRIPT_DATE =
    /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT([+-]\d{2})(\d{2})(?: \([^()]*\))?$/;

/** ISO 8601, or a date as JavaScript prints it. */
function timeOf(value: string | null | undefined): string | null {
    const [, month = '', day, year, time, hours, minutes] = SCRIPT_DATE.exec(value ?? '') ?? [];
    if (year === undefined) return utcTime(value);
    const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
    return utcTime(`${year}-${number}-${day}T${time}${hours}:${minutes}`);
}

function read(raw: unknown, url: string, context: ParseContext): ParsedElement {
    const setAside = (reason: string): ParsedElement => ({ ok: false, reason, raw });
    const parsed = SmsWorksReport.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the report'));
    const report = parsed.data;
    const messageKey = messageKeyOf('smsworks', report.messageid);
    const recipient = phoneNumber(report.destination);
    const rawStatus = text(report.status, 255);
    const [created, modified] = [timeOf(report.created), timeOf(report.modified)];
    if (messageKey === null) return setAside('messageid is blank or has control characters');
    if (recipient === null) return setAside('destination is blank');
    if (rawStatus === null) return setAside('status is blank');
    if (created === null && modified === null) return setAside('neither created nor modified is a time with a zone');
    const status = Object.hasOwn(STATUS, rawStatus) ? STATUS[rawStatus as keyof typeof STATUS] : null;
    const code = text(report.failurereason?.code, 80);
    const sender = text(report.sender, 255);
    const built = makeReport({
        provider: 'smsworks',
        messageKey,
        channel: 'SMS',
        status,
        rawStatus,
        code,
        ...classify(CODES, status, rawStatus, code, report.failurereason?.permanent),
        confidence: status === null ? null : status === 'Delivered' ? 'Handset' : 'None',
        occurredAt: modified,
        scheduledAt: timeOf(report.schedule),
        queuedAt: created,
        recipient,
        sender,
        senderType: senderTypeOf(sender),
        ...referencesIn(url, report.tag),
        receivedAt: context.receivedAt,
    });
    return { ok: true, report: built, raw };
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const body = parseJson(request.body);
    const inbound = typeof body === 'object' && body !== null && 'status' in body && body.status === INBOUND;
    return inbound ? [] : [read(body, request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const [created, modified] = [order.at - 1_000, order.at].map((at) => new Date(at).toISOString());
    const message = { messageid: order.id, destination: Number(TEST_NUMBER), sender: 'Landed', status: 'DELIVERED' };
    return jsonSample(secretPath(order), { ...message, created, modified });
}

export const smsworks: ProviderAdapter = {
    id: 'smsworks',
    label: 'The SMS Works',
    methods: ['POST'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // its pages do not say whether it retries; assumed
    statuses: STATUS,
    codes: CODES,
    verify: requireSharedSecret,
    parse,
    sample,
};
