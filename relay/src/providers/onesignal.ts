/** OneSignal Event Streams: push, mail and SMS, unsigned, in the form of the template that our page gives. */
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
} from '../core/ports.ts';
import { epochTime, listed, optional, parseJson, text, wrongFields } from '../core/reading.ts';
import { recordId, referencesIn } from '../core/references.ts';
import { jsonSample, secretPath, TEST_NUMBER, uuidOf } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import { copyOf } from '../core/smtp.ts';
import type { Channel, DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './onesignal.codes.json' with { type: 'json' };

/**
 * https://documentation.onesignal.com/docs/en/event-streams-data#event-kind-reference (2026-11-25). Its pages have
 * spelled some of them differently over the years.
 */
const STATUS = {
    'message.push.sent': 'Sent', // to the push service
    'message.push.received': 'Delivered', // confirmed by the app
    'message.push.clicked': null,
    'message.push.failed': 'Failed',
    'message.push.unsubscribed': null,
    'message.sms.sent': 'Sent',
    'message.sms.delivered': 'Delivered',
    'message.sms.undelivered': 'Undelivered',
    'message.sms.failed': 'Failed',
    'message.sms.unsubscribed': null,
    'message.email.sent': 'Sent',
    'message.email.received': 'Delivered',
    'message.email.opened': null,
    'message.email.clicked': null,
    'message.email.unsubscribed': null,
    'message.email.reported_as_spam': null,
    'message.email.bounced': 'Undelivered',
    'message.email.hardbounced': 'Undelivered',
    'message.email.failed': 'Failed',
    'message.email.suppressed': 'Rejected', // on OneSignal's list; not tried
    'message.email.supressed': 'Rejected',
} as const satisfies Record<string, DeliveryStatus | null>;

const ENGAGEMENT: Readonly<Record<string, Engagement>> = {
    opened: 'Read',
    clicked: 'Clicked',
    unsubscribed: 'Opted Out',
    reported_as_spam: 'Complained',
};

const CHANNELS: Readonly<Record<string, Channel>> = { push: 'Push', sms: 'SMS', email: 'Email' };

const WORDS: ProviderWords = {
    provider: 'onesignal',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'message.id', recipient: 'user', status: 'event.kind', time: 'event.timestamp' },
};

/** What the template makes; a field that OneSignal does not know is an empty text. */
const OneSignalEvent = z.object({
    event: z.object({ kind: z.string(), id: optional(z.string()), timestamp: z.union([z.string(), z.number()]) }),
    message: z.object({ id: z.string() }),
    user: z.object({
        external_id: optional(z.string()),
        subscription_id: optional(z.string()),
        /** A telephone number or an address, where the sender has it as a tag or property. */
        address: optional(z.string()),
    }),
});

/** The kind of the event says what was clicked or opened; the last of its words is the action. */
function engagementOf(kind: string): Engagement | null {
    return listed(ENGAGEMENT, kind.split('.', 3)[2] ?? '');
}

function read(raw: unknown, url: string, { receivedAt }: ParseContext): ParsedElement {
    const parsed = OneSignalEvent.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the event'), raw);
    const { event, message, user } = parsed.data;
    const [, channelWord = '', action = ''] = event.kind.split('.');
    const channel = listed(CHANNELS, channelWord);
    if (channel === null) return setAside('event.kind is of a channel that Landed does not know', raw);
    const [external, subscription] = [text(user.external_id, 255), text(user.subscription_id, 255)];
    const references = referencesIn(url, raw);
    const stated = {
        id: message.id === '' ? null : copyOf(message.id, subscription ?? external),
        eventId: text(event.id, 255),
        channel,
        recipient: text(user.address, 255) ?? subscription ?? external,
        rawStatus: event.kind,
        code: listed<DeliveryStatus | null>(STATUS, event.kind) === null ? null : codeOf(action),
        engagement: engagementOf(event.kind),
        occurredAt: epochTime(event.timestamp),
        ...references,
        recordId: references.recordId ?? recordId(external),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

/** OneSignal gives no reasons: the action is all the code there is. */
function codeOf(action: string): string | null {
    return Object.hasOwn(codes.codes, action) ? action : null;
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    return [read(parseJson(request.body), request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const id = uuidOf(order);
    const event = { kind: 'message.sms.delivered', id, timestamp: String(Math.floor(order.at / 1_000)) };
    const user = { external_id: '', subscription_id: id, address: TEST_NUMBER };
    return jsonSample(secretPath(order), { event, message: { id }, user });
}

export const onesignal: ProviderAdapter = {
    id: 'onesignal',
    label: 'OneSignal',
    methods: ['POST'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    retryDelayMs: 300_000, // its pages do not say whether it retries; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
