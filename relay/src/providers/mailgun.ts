/** Mailgun webhooks: one event a request, HMAC-SHA256 over a timestamp and a token inside the body, not over the event. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
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
import { epochTime, listed, optional, parseJson, parseJsonObject, text, Word, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_EMAIL } from '../core/sample.ts';
import { judgeAge, requireSignature, unproved } from '../core/signature.ts';
import { copyOf, enhancedCode, verdictOn, withSmtpCodes } from '../core/smtp.ts';
import type { DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './mailgun.codes.json' with { type: 'json' };

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks (2026-11-25); a failure with its severity */
const STATUS = {
    accepted: 'Queued',
    delivered: 'Delivered', // the receiving server took it; a bounce may follow and outranks it
    'failed/temporary': 'Queued', // the receiving server put it off; Mailgun goes on trying
    'failed/permanent': 'Undelivered',
    rejected: 'Rejected', // by Mailgun
    opened: null,
    clicked: null,
    complained: null,
    unsubscribed: null,
} as const satisfies Record<string, DeliveryStatus | null>;

const ENGAGEMENT: Readonly<Record<string, Engagement>> = {
    opened: 'Read',
    clicked: 'Clicked',
    complained: 'Complained',
    unsubscribed: 'Opted Out',
};

/** What the severity says of codes that no table lists. */
const PERMANENT: Readonly<Record<string, boolean>> = { permanent: true, temporary: false };

const WORDS: ProviderWords = {
    provider: 'mailgun',
    statuses: STATUS,
    codes: withSmtpCodes(readCodeTable(codes)),
    delivered: 'Handset', // the server that keeps the mailbox took it
    fields: { id: 'message-id', recipient: 'recipient', status: 'event', time: 'timestamp' },
};

const HOUR_MS = 3_600_000;
/**
 * Eight hours of tries: https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-retries (2026-11-25).
 * It does not say whether a repeated request is signed anew, so one signed when the repeating began must pass.
 */
const REPEATED_FOR_MS = 8 * HOUR_MS;

const Signed = z.object({
    signature: z.object({
        timestamp: z.union([z.string(), z.int().transform(String)]).pipe(z.string().regex(/^\d{1,12}$/)),
        token: z.string().regex(/^[\x21-\x7e]{1,200}$/),
        signature: z.string(),
    }),
});

const MailgunEvent = z.object({
    id: optional(z.string()),
    event: z.string(),
    timestamp: z.union([z.number(), z.string()]),
    severity: optional(z.string()),
    reason: optional(z.string()),
    recipient: optional(z.string()),
    'delivery-status': optional(z.object({ code: optional(Word), 'bounce-code': optional(z.string()) })),
    message: z.object({
        headers: z.object({ 'message-id': z.string(), to: optional(z.string()), from: optional(z.string()) }),
    }),
    'user-variables': optional(z.unknown()),
});
type MailgunEvent = z.output<typeof MailgunEvent>;

/** The signed fields; nothing else of a stranger's body is looked at, and no body that only a lenient reader takes. */
function signedFields(body: Buffer): z.output<typeof Signed>['signature'] {
    if (body[0] !== 0x7b) throw unproved('the body is not a JSON object');
    try {
        return Signed.parse(parseJson(body)).signature;
    } catch {
        throw unproved('no signature of the right shape in the body');
    }
}

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const { timestamp, token, signature } = signedFields(request.body);
    const verified = requireSignature(request, signature, context.secrets, (secret) => [
        createHmac('sha256', secret)
            .update(timestamp + token)
            .digest('hex'),
    ]);
    return judgeAge(verified, Number(timestamp) * 1000, context.now, REPEATED_FOR_MS);
}

/** A rejected message names its recipient in the header alone, perhaps with a name; of several none is known. */
function addressIn(header: string | null | undefined): string | null {
    const written = text(header, 255);
    if (written === null || written.includes(',')) return null;
    return /<([^<>]+)>$/.exec(written)?.[1] ?? written;
}

/** The word where it names the cause, else what the receiving server said, the more precise first. */
function codeOf({ reason, 'delivery-status': status, event }: MailgunEvent): string | null {
    if (event === 'rejected') return 'rejected';
    const word = text(reason, 80);
    if (word !== null && Object.hasOwn(codes.codes, word)) return word;
    return enhancedCode(status?.['bounce-code']) ?? text(status?.code, 20) ?? word;
}

function read(raw: unknown, url: string, { receivedAt }: ParseContext): ParsedElement {
    const parsed = MailgunEvent.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'event-data'), raw);
    const event = parsed.data;
    const { headers } = event.message;
    const failed = event.event === 'failed';
    const rawStatus = failed ? `failed/${event.severity ?? ''}` : event.event;
    const recipient = text(event.recipient, 255) ?? addressIn(headers.to);
    const code = failed || event.event === 'rejected' ? codeOf(event) : null;
    const stated = {
        id: copyOf(headers['message-id'], recipient),
        // The id alone is unique within a day only.
        eventId: (event.id ?? null) === null ? null : text(`${event.id}/${event.timestamp}`, 255),
        channel: 'Email',
        recipient,
        rawStatus,
        code,
        permanent: verdictOn(code, listed(PERMANENT, event.severity ?? '')),
        engagement: listed(ENGAGEMENT, rawStatus),
        occurredAt: epochTime(event.timestamp),
        sender: text(headers.from, 255),
        ...referencesIn(url, event['user-variables']),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    return [read(parseJsonObject(request.body)['event-data'], request.url, context)];
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const timestamp = String(Math.floor(at / 1_000));
    const signature = createHmac('sha256', secret).update(`${timestamp}${id}`).digest('hex');
    const message = { headers: { 'message-id': `${id}@landed.invalid`, from: TEST_EMAIL } };
    const event = {
        id,
        timestamp: at / 1_000,
        event: 'delivered',
        recipient: TEST_EMAIL,
        'user-variables': {},
        message,
    };
    return jsonSample(path, { signature: { timestamp, token: id, signature }, 'event-data': event });
}

export const mailgun: ProviderAdapter = {
    id: 'mailgun',
    label: 'Mailgun',
    methods: ['POST'],
    proof: 'signature',
    openBody: true,
    bodyLimit: 1024 * 1024,
    retryDelayMs: HOUR_MS, // eight hours with growing pauses, so an hour after a short outage
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer: () => ({ status: 200 }), // it counts nothing else as received
};
