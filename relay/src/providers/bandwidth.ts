/** Bandwidth messaging: a list of events a request, unsigned; Basic credentials or a secret path prove the sender. */
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { CONSENT_STATUSES } from '../core/consent.ts';
import { inboundElements, setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import { RelayError } from '../core/errors.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { count, optional, parseJson, text, utcTime, Word, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, secretPath, TEST_NUMBER } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './bandwidth.codes.json' with { type: 'json' };

/** https://github.com/Bandwidth/api-docs (site/docs/messaging/webhooks.mdx, 2026-11-21) */
const STATUS = {
    'message-sending': 'Queued', // being handed over (MMS)
    'message-sent': 'Sent',
    'message-delivered': 'Delivered',
    'message-failed': 'Failed',
    'message-read': null, // RCS: engagement
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'bandwidth',
    statuses: STATUS,
    codes: readCodeTable(codes),
    // "When the message has been handed off to the downstream carrier": https://dev.bandwidth.com/docs/messaging (2026-11-25)
    delivered: 'Carrier',
    fields: { id: 'message.id', recipient: 'to', status: 'type', time: 'time' },
};

const BandwidthEvent = z.object({
    type: z.string(),
    time: optional(z.string()),
    eventTime: optional(z.string()),
    to: optional(z.string()),
    errorCode: optional(Word),
    carrierName: optional(z.string()),
    message: z.object({
        id: z.string(),
        time: optional(z.string()),
        to: optional(z.array(z.unknown())),
        from: optional(z.string()),
        text: optional(z.string()),
        direction: optional(z.string()),
        segmentCount: optional(z.int()),
        tag: optional(z.string()),
    }),
});
type BandwidthEvent = z.infer<typeof BandwidthEvent>;

/** A group message is one message to Bandwidth and one for each recipient here. */
function idOf({ message, to }: BandwidthEvent): string {
    return (message.to?.length ?? 0) > 1 ? `${message.id}:${to ?? ''}` : message.id;
}

/** Both kinds of event come to one address; an inbound one is a person's. */
function readInbound(
    { message, time, to }: BandwidthEvent,
    receivedAt: string,
    raw: unknown,
): readonly ParsedElement[] {
    const { id, text: written, from } = message;
    const people = { from: text(from, 255), to: text(to, 255), occurredAt: utcTime(time), receivedAt };
    return inboundElements(WORDS.provider, { id, channel: 'SMS', message: written, ...people }, raw);
}

function read(raw: unknown, url: string, receivedAt: string): readonly ParsedElement[] {
    const parsed = BandwidthEvent.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the event'), raw)];
    const event = parsed.data;
    const { message, type } = event;
    if (type === 'message-received' || message.direction === 'in') return readInbound(event, receivedAt, raw);
    const stated = {
        id: idOf(event),
        channel: 'SMS',
        rawStatus: type,
        code: text(event.errorCode, 80),
        engagement: type === 'message-read' ? 'Read' : null,
        occurredAt: utcTime(event.time) ?? utcTime(event.eventTime),
        queuedAt: utcTime(message.time),
        recipient: text(event.to, 255),
        sender: text(message.from, 255),
        carrier: text(event.carrierName, 255),
        segments: count(message.segmentCount),
        ...referencesIn(url, message.tag),
        receivedAt,
    } as const;
    return [statusElement(WORDS, stated, raw)];
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const body = parseJson(request.body);
    if (!Array.isArray(body)) throw new RelayError('RELAY_UNREADABLE', 'the body is not a list of events');
    return body.flatMap((event: unknown) => read(event, request.url, receivedAt));
}

function sample(order: SampleOrder): RawRequest {
    const time = new Date(order.at).toISOString();
    const message = { id: order.id, time, to: [TEST_NUMBER], from: '+15005550006', direction: 'out', segmentCount: 1 };
    return jsonSample(secretPath(order), [{ type: 'message-delivered', time, to: TEST_NUMBER, message }]);
}

export const bandwidth: ProviderAdapter = {
    id: 'bandwidth',
    label: 'Bandwidth',
    methods: ['POST'],
    proof: 'shared secret',
    bodyLimit: 4 * 1024 * 1024, // a list; in practice of one event
    retryDelayMs: 900_000, // repeated "multiple times over the next 24 hours", with no times; assumed
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
};
