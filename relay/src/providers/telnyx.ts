/** Telnyx messaging: one event a request, a state for each recipient, Ed25519 over the time and the raw body. */
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
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
    VerifiedRequest,
    VerifyContext,
} from '../core/ports.ts';
import { count, decimal, optional, parseJsonObject, text, utcTime, Word, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { judgeAge, requireKey, unproved } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './telnyx.codes.json' with { type: 'json' };

/** https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks (2026-11-25) */
const STATUS = {
    queued: 'Queued',
    sending: 'Queued',
    sent: 'Sent',
    delivered: 'Delivered',
    delivery_unconfirmed: 'Unknown', // the carrier sent no receipt
    delivery_failed: 'Undelivered',
    sending_failed: 'Failed',
    expired: 'Expired',
    clicked: null, // our word for a click on a shortened link: engagement
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'telnyx',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Carrier', // "confirmed by the upstream provider"
    fields: { id: 'payload.id', recipient: 'to.phone_number', status: 'to.status', time: 'occurred_at' },
};

const Party = z.object({
    phone_number: optional(z.string()),
    status: optional(z.string()),
    carrier: optional(z.string()),
});

const TelnyxMessage = z.object({
    id: z.string(),
    from: optional(Party),
    to: z.array(Party.catch({ phone_number: null, status: null, carrier: null })).max(1000),
    text: optional(z.string()),
    parts: optional(z.int()),
    tags: optional(z.array(z.unknown())),
    cost: optional(z.object({ amount: optional(Word), currency: optional(z.string()) })),
    errors: optional(z.array(z.object({ code: optional(Word) }).catch({ code: null }))),
    received_at: optional(z.string()),
    sent_at: optional(z.string()),
});
type TelnyxMessage = z.infer<typeof TelnyxMessage>;

const TelnyxEvent = z.object({
    data: z.object({
        id: optional(z.string()),
        event_type: optional(z.string()),
        occurred_at: optional(z.string()),
        payload: z.unknown(),
    }),
});

/** https://github.com/team-telnyx/telnyx-node (ReplacedLinkClickWebhookEvent, 2026-11-25) */
const TelnyxClick = z.object({
    data: z.object({ message_id: z.string(), to: z.string(), time_clicked: z.string() }),
});

/** The key of an account is the bare 32 bytes in base64; this is what DER puts before them. */
const SPKI_OF_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

function keyOf(base64: string): KeyObject | null {
    const bare = Buffer.from(base64, 'base64');
    if (bare.length !== 32) return null;
    return createPublicKey({ key: Buffer.concat([SPKI_OF_ED25519, bare]), format: 'der', type: 'spki' });
}

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const timestamp = request.headers['telnyx-timestamp'] ?? '';
    const given = request.headers['telnyx-signature-ed25519'] ?? '';
    const signature = Buffer.from(given, 'base64');
    // Decoders take more than one text for the same bytes; only the one that Telnyx writes is a signature.
    if (signature.toString('base64') !== given) throw unproved('no telnyx-signature-ed25519 of the right shape');
    const signed = Buffer.concat([Buffer.from(`${timestamp}|`), request.body]);
    const verified = requireKey(request, context.secrets, (secret) => {
        const key = keyOf(secret);
        return key !== null && verifySignature(null, signed, key, signature);
    });
    return judgeAge(verified, /^\d{10}$/.test(timestamp) ? Number(timestamp) * 1000 : NaN, context.now);
}

interface Event {
    readonly eventId: string | null;
    readonly occurredAt: string | null;
    readonly receivedAt: string;
    readonly url: string;
}

/** A message to several people is one message to Telnyx and one for each of them here. */
function idOf(message: TelnyxMessage, recipient: string | null): string {
    return message.to.length > 1 ? `${message.id}:${recipient ?? ''}` : message.id;
}

function readStatuses(message: TelnyxMessage, { url, ...event }: Event, raw: unknown): readonly ParsedElement[] {
    const price = decimal(message.cost?.amount);
    const shared = {
        ...event,
        channel: 'SMS' as const,
        code: text(message.errors?.find(({ code }) => typeof code === 'string')?.code, 80),
        queuedAt: utcTime(message.received_at),
        sentAt: utcTime(message.sent_at),
        sender: text(message.from?.phone_number, 255),
        segments: count(message.parts),
        price,
        priceCurrency: price === null ? null : text(message.cost?.currency, 3),
        ...referencesIn(url, message.tags?.filter((tag) => typeof tag === 'string').join('&')),
    };
    return message.to.map((to) => {
        const recipient = text(to.phone_number, 255);
        const carrier = text(to.carrier, 255);
        return statusElement(
            WORDS,
            { ...shared, id: idOf(message, recipient), recipient, carrier, rawStatus: to.status },
            raw,
        );
    });
}

function readClick(raw: unknown, url: string, receivedAt: string): ParsedElement | null {
    const click = TelnyxClick.safeParse(raw).data?.data;
    if (click === undefined) return null;
    const [occurredAt, recipient] = [utcTime(click.time_clicked), text(click.to, 255)];
    const facts = { id: click.message_id, channel: 'SMS', rawStatus: 'clicked', engagement: 'Clicked' } as const;
    return statusElement(WORDS, { ...facts, occurredAt, recipient, ...referencesIn(url, null), receivedAt }, raw);
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const raw = parseJsonObject(request.body);
    const click = readClick(raw, request.url, receivedAt);
    if (click !== null) return [click];
    const parsed = TelnyxEvent.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the event'), raw)];
    const { id, event_type: type, occurred_at: at, payload } = parsed.data.data;
    if (type?.startsWith('message.') !== true) return [setAside('event_type is not one of a message', raw)];
    const message = TelnyxMessage.safeParse(payload);
    if (!message.success) return [setAside(wrongFields(message.error, 'the payload'), raw)];
    const occurredAt = utcTime(at);
    if (type === 'message.received') {
        const [from, to] = [message.data.from, message.data.to[0]].map((party) => text(party?.phone_number, 255));
        const people = { from: from ?? null, to: to ?? null, occurredAt, receivedAt };
        const inbound = { id: message.data.id, channel: 'SMS', message: message.data.text, ...people } as const;
        return inboundElements(WORDS.provider, inbound, raw);
    }
    return readStatuses(message.data, { eventId: text(id, 255), occurredAt, receivedAt, url: request.url }, raw);
}

export const telnyx: ProviderAdapter = {
    id: 'telnyx',
    label: 'Telnyx',
    methods: ['POST'],
    proof: 'signature',
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // its page says three attempts and no times; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
};
