/** WhatsApp Cloud API: Meta's webhook of nested batches, HMAC-SHA256 over the raw body, and its GET handshake. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { consentReport } from '../core/consent.ts';
import { inboundElements, setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type {
    Answer,
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
    VerifyContext,
} from '../core/ports.ts';
import {
    epochTime,
    fieldsOf,
    isObject,
    messageKeyOf,
    optional,
    parseJsonObject,
    phoneNumber,
    queryOf,
    text,
    Word,
    wrongFields,
} from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, TEST_NUMBER } from '../core/sample.ts';
import { requireSignature, unproved } from '../core/signature.ts';
import { copyOf } from '../core/smtp.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './whatsapp-cloud.codes.json' with { type: 'json' };

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components (2026-11-25) */
const STATUS = {
    sent: 'Sent', // WhatsApp's servers have it, the phone may not
    delivered: 'Delivered',
    read: null, // engagement, only of people who share it
    played: null, // a voice message was listened to
    deleted: null, // the person removed it from the chat
    failed: 'Failed',
    replied: null, // ours: a message of the person's that answers one of ours
    STOP: null,
    START: null,
} as const satisfies Record<string, DeliveryStatus | null>;

const READ = new Set(['read', 'played']);

const WORDS: ProviderWords = {
    provider: 'whatsapp-cloud',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'id', recipient: 'recipient_id', status: 'status', time: 'timestamp' },
};

const Status = z.object({
    id: z.string(),
    recipient_id: Word,
    status: z.string(),
    timestamp: Word,
    biz_opaque_callback_data: optional(z.string()),
    errors: optional(z.array(z.object({ code: optional(Word) }))),
});

const Inbound = z.object({
    id: z.string(),
    from: Word,
    timestamp: Word,
    text: optional(z.object({ body: optional(z.string()) })),
    button: optional(z.object({ text: optional(z.string()) })),
    /** The message of ours that it answers. */
    context: optional(z.object({ id: optional(z.string()) })),
});

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences (2026-11-25) */
const Preference = z.object({ wa_id: Word, value: z.enum(['stop', 'resume']), timestamp: Word });

/**
 * Meta asks once whether the address is ours, and wants to read back what it sent. The token that it shows is one of the
 * configured secrets, which has done its work then and is taken out.
 */
function verifyHandshake(request: RawRequest, { secrets }: VerifyContext): VerifiedRequest {
    const query = new URLSearchParams(queryOf(request.url));
    const given = query.get('hub.verify_token') ?? '';
    const asked = query.get('hub.mode') === 'subscribe' && /^[\w-]{1,200}$/.test(query.get('hub.challenge') ?? '');
    if (!asked) throw unproved('neither a signed report nor the handshake');
    query.delete('hub.verify_token');
    const url = `${request.url.split('?', 1)[0] ?? ''}?${query.toString()}`;
    return requireSignature({ ...request, url }, given, secrets, (secret) => [secret]);
}

function verify(request: RawRequest, context: VerifyContext): VerifiedRequest {
    if (request.method === 'GET') return verifyHandshake(request, context);
    const given = request.headers['x-hub-signature-256'] ?? '';
    return requireSignature(request, given, context.secrets, (secret) => [
        `sha256=${createHmac('sha256', secret).update(request.body).digest('hex')}`,
    ]);
}

/** What all elements of one change have in common. */
interface Surroundings extends ParseContext {
    readonly url: string;
    /** Our number, as people see it. */
    readonly sender: string | null;
}

function readStatus(raw: unknown, { url, sender, receivedAt }: Surroundings): ParsedElement {
    const parsed = Status.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the status'), raw);
    const { id, recipient_id, status, timestamp, errors, biz_opaque_callback_data } = parsed.data;
    const stated = {
        id,
        channel: 'WhatsApp',
        recipient: phoneNumber(recipient_id),
        sender,
        rawStatus: status,
        code: text(errors?.[0]?.code, 80),
        engagement: READ.has(status) ? 'Read' : null,
        occurredAt: epochTime(timestamp),
        ...referencesIn(url, biz_opaque_callback_data),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

/** A person's message: an opt-out or opt-in, an answer to a message of ours, or nothing of ours. */
function readInbound(raw: unknown, { sender, receivedAt }: Surroundings): readonly ParsedElement[] {
    const parsed = Inbound.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the message'), raw)];
    const message = parsed.data;
    const [from, occurredAt] = [phoneNumber(message.from), epochTime(message.timestamp)];
    const said = message.text?.body ?? message.button?.text;
    const channel = 'WhatsApp';
    const inbound = { id: message.id, channel, message: said, from, to: sender, occurredAt, receivedAt } as const;
    const consent = inboundElements('whatsapp-cloud', inbound, raw);
    const answered = message.context?.id ?? null;
    if (answered === null) return consent;
    const reply = {
        id: answered,
        channel,
        recipient: from,
        sender,
        rawStatus: 'replied',
        engagement: 'Replied',
        occurredAt,
        receivedAt,
    } as const;
    return [...consent, statusElement(WORDS, reply, raw)];
}

/** The person's own choice in WhatsApp about marketing. It has no id: who, which number of ours, and when name it. */
function readPreference(raw: unknown, { sender, receivedAt }: Surroundings): ParsedElement {
    const parsed = Preference.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the preference'), raw);
    const { wa_id, value, timestamp } = parsed.data;
    const [recipient, occurredAt] = [phoneNumber(wa_id), epochTime(timestamp)];
    const id = copyOf(`preference/${sender ?? ''}/${timestamp}`, recipient);
    const messageKey = messageKeyOf('whatsapp-cloud', id);
    if (messageKey === null || recipient === null || occurredAt === null) {
        return setAside('wa_id is blank or timestamp is not a time', raw);
    }
    const facts = { provider: 'whatsapp-cloud', messageKey, channel: 'WhatsApp', recipient, sender } as const;
    const report = consentReport(value === 'stop' ? 'STOP' : 'START', { ...facts, occurredAt, receivedAt });
    return { ok: true, report, raw };
}

function listIn(value: unknown, name: string): readonly unknown[] {
    const list = isObject(value) ? value[name] : null;
    return Array.isArray(list) ? list : [];
}

function readChange(change: unknown, url: string, context: ParseContext): readonly ParsedElement[] {
    const value = isObject(change) ? change['value'] : null;
    const metadata = isObject(value) ? value['metadata'] : null;
    const number = isObject(metadata) ? phoneNumber(metadata['display_phone_number']) : null;
    const surroundings = { ...context, url, sender: number };
    return [
        ...listIn(value, 'statuses').map((raw) => readStatus(raw, surroundings)),
        ...listIn(value, 'messages').flatMap((raw) => readInbound(raw, surroundings)),
        ...listIn(value, 'user_preferences').map((raw) => readPreference(raw, surroundings)),
    ];
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    if (request.method === 'GET') return [];
    const entries = listIn(parseJsonObject(request.body), 'entry');
    const changes = entries.flatMap((entry) => listIn(entry, 'changes'));
    return changes.flatMap((change) => readChange(change, request.url, context));
}

function answer(request: VerifiedRequest): Answer {
    if (request.method !== 'GET') return { status: 200 };
    const challenge = fieldsOf(queryOf(request.url))['hub.challenge'] ?? '';
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge };
}

function sample({ path, secret, id, at }: SampleOrder): RawRequest {
    const [to, timestamp] = [TEST_NUMBER.slice(1), String(Math.floor(at / 1_000))];
    const statuses = [{ id: `wamid.${id}`, recipient_id: to, status: 'delivered', timestamp }];
    const metadata = { display_phone_number: '15005550006', phone_number_id: '1' };
    const value = { messaging_product: 'whatsapp', metadata, statuses };
    const entry = [{ id: '1', changes: [{ field: 'messages', value }] }];
    return jsonSample(path, { object: 'whatsapp_business_account', entry }, (body) => ({
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    }));
}

export const whatsappCloud: ProviderAdapter = {
    id: 'whatsapp-cloud',
    label: 'WhatsApp Cloud API',
    methods: ['POST', 'GET'],
    proof: 'signature',
    bodyLimit: 16 * 1024 * 1024, // it batches, up to 3 MB by its documentation
    // Up to seven days with growing pauses, so an hour after a short outage:
    // https://hookdeck.com/webhooks/platforms/guide-to-whatsapp-webhooks-features-and-best-practices (2026-11-25)
    retryDelayMs: 3_600_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify,
    parse,
    sample,
    answer,
};
