/** AWS End User Messaging SMS: events of a configuration set, by SNS. */
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type { ParseContext, ParsedElement, ProviderAdapter, VerifiedRequest } from '../core/ports.ts';
import { count, decimal, isObject, optional, phoneNumber, text, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { OVER_SNS, snsMessage } from '../core/sns.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './aws-sms.codes.json' with { type: 'json' };

/** https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html (2026-11-26) */
const STATUS = {
    TEXT_QUEUED: 'Queued',
    TEXT_PENDING: 'Sent',
    TEXT_SENT: 'Sent',
    TEXT_SUCCESSFUL: 'Sent', // a carrier has it; of a country without receipts that is the last word
    TEXT_DELIVERED: 'Delivered',
    TEXT_INVALID: 'Undelivered',
    TEXT_INVALID_MESSAGE: 'Rejected',
    TEXT_UNREACHABLE: 'Undelivered',
    TEXT_CARRIER_UNREACHABLE: 'Undelivered',
    TEXT_BLOCKED: 'Rejected',
    TEXT_CARRIER_BLOCKED: 'Rejected',
    TEXT_SPAM: 'Rejected',
    TEXT_UNKNOWN: 'Unknown',
    TEXT_TTL_EXPIRED: 'Expired',
    TEXT_PROTECT_BLOCKED: 'Rejected',
} as const satisfies Record<string, DeliveryStatus | null>;

const CODES = readCodeTable(codes);

const WORDS: ProviderWords = {
    provider: 'aws-sms',
    statuses: STATUS,
    codes: CODES,
    delivered: 'Handset', // "accepted by phone"
    fields: { id: 'messageId', recipient: 'destinationPhoneNumber', status: 'eventType', time: 'eventTimestamp' },
};

const Event = z.object({
    eventType: z.string(),
    messageId: z.string(),
    eventTimestamp: z.int().min(0).max(8_640_000_000_000_000), // epoch milliseconds
    destinationPhoneNumber: optional(z.string()),
    originationPhoneNumber: optional(z.string()),
    carrierName: optional(z.string()),
    isoCountryCode: optional(z.string()),
    totalMessageParts: optional(z.number()),
    totalMessagePrice: optional(z.number()),
    context: optional(z.unknown()),
});

function read(raw: unknown, request: VerifiedRequest, { receivedAt }: ParseContext): ParsedElement {
    const parsed = Event.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the event'), raw);
    const event = parsed.data;
    const price = decimal(event.totalMessagePrice);
    const stated = {
        id: event.messageId,
        channel: 'SMS',
        recipient: phoneNumber(event.destinationPhoneNumber),
        rawStatus: event.eventType,
        // The type of the event is the code as well: there is no other.
        code: Object.hasOwn(CODES.codes, event.eventType) ? event.eventType : null,
        ...(event.eventType === 'TEXT_SUCCESSFUL' ? { confidence: 'Carrier' as const } : {}),
        occurredAt: new Date(event.eventTimestamp).toISOString(),
        sender: text(event.originationPhoneNumber, 255),
        carrier: text(event.carrierName, 80),
        country: text(event.isoCountryCode, 2),
        segments: count(event.totalMessageParts),
        ...(price === null ? {} : { price, priceCurrency: 'USD' }),
        ...referencesIn(request.url, isObject(event.context) ? event.context : null),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const sns = snsMessage(request);
    return sns === null ? [] : [read(sns.message, request, context)];
}

export const awsSms: ProviderAdapter = {
    id: 'aws-sms',
    label: 'AWS End User Messaging',
    ...OVER_SNS,
    statuses: STATUS,
    codes: CODES,
    parse,
};
