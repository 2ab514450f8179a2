/** Twilio SendGrid's Event Webhook: batches of mail events, ECDSA P-256 over a timestamp and the raw body. */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import { RelayError } from '../core/errors.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    VerifiedRequest,
    VerifyContext,
} from '../core/ports.ts';
import { epochTime, listed, optional, parseJson, text, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { judgeAge, requireKey, unproved } from '../core/signature.ts';
import { copyOf, enhancedCode, verdictOn, withSmtpCodes } from '../core/smtp.ts';
import type { DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './sendgrid.codes.json' with { type: 'json' };

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event (2026-11-25) */
const STATUS = {
    processed: 'Queued',
    deferred: 'Queued', // the receiving server asked to wait
    delivered: 'Delivered', // the receiving server took it; a bounce may follow and outranks it
    bounce: 'Undelivered',
    dropped: 'Rejected', // by SendGrid, which did not try
    open: null,
    click: null,
    spamreport: null,
    unsubscribe: null,
    group_unsubscribe: null,
    group_resubscribe: null, // to one group, maybe not the one that was left: shown in the history, lifts nothing
} as const satisfies Record<string, DeliveryStatus | null>;

const ENGAGEMENT: Readonly<Record<string, Engagement>> = {
    open: 'Read',
    click: 'Clicked',
    spamreport: 'Complained',
    unsubscribe: 'Opted Out',
    group_unsubscribe: 'Opted Out',
};

/** What the type of a bounce says of codes that no table lists. */
const PERMANENT: Readonly<Record<string, boolean>> = { bounce: true, blocked: false, expired: false };

const WORDS: ProviderWords = {
    provider: 'sendgrid',
    statuses: STATUS,
    codes: withSmtpCodes(readCodeTable(codes)),
    delivered: 'Handset', // the server that keeps the mailbox took it
    fields: { id: 'sg_message_id', recipient: 'email', status: 'event', time: 'timestamp' },
};

const HOUR_MS = 3_600_000;
/**
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook (2026-11-25). It
 * does not say whether a repeated request is signed anew, so one signed when the repeating began must pass.
 */
const REPEATED_FOR_MS = 24 * HOUR_MS;

const SendGridEvent = z.object({
    event: z.string(),
    email: z.string(),
    timestamp: z.union([z.number(), z.string()]),
    /** Left out for a message that was dropped before it had one. */
    sg_message_id: optional(z.string()),
    'smtp-id': optional(z.string()),
    sg_event_id: optional(z.string()),
    status: optional(z.string()),
    reason: optional(z.string()),
    type: optional(z.string()),
    sg_machine_open: optional(z.boolean()),
});
type SendGridEvent = z.output<typeof SendGridEvent>;

/** The public key of the mail settings: base64 of its DER form. */
function proves(key: string, signed: Buffer, signature: Buffer): boolean {
    try {
        const der = Buffer.from(key, 'base64');
        return verifySignature('sha256', signed, createPublicKey({ key: der, format: 'der', type: 'spki' }), signature);
    } catch {
        return false; // not a key: another of the configured ones may be
    }
}

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const given = request.headers['x-twilio-email-event-webhook-signature'] ?? '';
    const timestamp = request.headers['x-twilio-email-event-webhook-timestamp'] ?? '';
    const signature = Buffer.from(given, 'base64');
    // Decoders accept more than one text for the same bytes.
    if (given === '' || signature.toString('base64') !== given) throw unproved('no signature of the right shape');
    if (!/^\d{1,12}$/.test(timestamp)) throw unproved('no timestamp of the right shape');
    const signed = Buffer.concat([Buffer.from(timestamp), request.body]);
    const verified = requireKey(request, context.secrets, (key) => proves(key, signed, signature));
    return judgeAge(verified, Number(timestamp) * 1000, context.now, REPEATED_FOR_MS);
}

/** What the answer to the send request gave as X-Message-Id: SendGrid's servers append their names to it. */
function messageId({ sg_message_id: id, 'smtp-id': smtpId }: SendGridEvent): string | null {
    const whole = id ?? /^<([^@>]+)@/.exec(smtpId ?? '')?.[1] ?? null;
    return /^(.+?)\.(?:filter|recvd)/.exec(whole ?? '')?.[1] ?? whole;
}

/** Why it failed: what the receiving server said if it was precise, else SendGrid's own word. */
function codeOf({ event, status, reason, type }: SendGridEvent): string | null {
    if (event === 'dropped') return text(reason, 80);
    const code = enhancedCode(status);
    return code !== null && !code.endsWith('.0.0') ? code : (text(type, 80) ?? code);
}

function read(raw: unknown, url: string, { receivedAt }: ParseContext): ParsedElement {
    const parsed = SendGridEvent.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the element'), raw);
    const event = parsed.data;
    const recipient = text(event.email, 255);
    const code = codeOf(event);
    const stated = {
        id: copyOf(messageId(event), recipient),
        eventId: text(event.sg_event_id, 255),
        channel: 'Email',
        recipient,
        rawStatus: event.event,
        code,
        permanent: verdictOn(code, listed(PERMANENT, event.type ?? '')),
        // A mail program that fetches pictures by itself has read nothing.
        engagement: event.sg_machine_open === true ? null : listed(ENGAGEMENT, event.event),
        occurredAt: epochTime(event.timestamp),
        ...referencesIn(url, raw),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const body = parseJson(request.body);
    if (!Array.isArray(body)) throw new RelayError('RELAY_UNREADABLE', 'the body is not a list of events');
    return body.map((element: unknown) => read(element, request.url, context));
}

export const sendgrid: ProviderAdapter = {
    id: 'sendgrid',
    label: 'SendGrid',
    methods: ['POST'],
    proof: 'signature',
    bodyLimit: 16 * 1024 * 1024, // it batches, and says no limit
    retryDelayMs: HOUR_MS, // a day with growing pauses, so an hour after a short outage
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
};
