/** Azure Communication Services: SMS reports through Event Grid, in lists, unsigned; a secret in the address. */
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { CONSENT_STATUSES } from '../core/consent.ts';
import { inboundElements, setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import { RelayError } from '../core/errors.ts';
import type {
    Answer,
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { optional, parseJson, phoneNumber, text, utcTime, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, secretPath, TEST_NUMBER } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './azure-communication-services.codes.json' with { type: 'json' };

/** https://learn.microsoft.com/azure/event-grid/communication-services-telephony-sms-events (2026-11-26) */
const STATUS = {
    Delivered: 'Delivered',
    Failed: 'Failed',
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

const CODES = readCodeTable(codes);

const WORDS: ProviderWords = {
    provider: 'azure-communication-services',
    statuses: STATUS,
    codes: CODES,
    delivered: 'Carrier', // "delivered" says no more than that the carrier reported it
    fields: {
        id: 'data.messageId',
        recipient: 'data.to',
        status: 'data.deliveryStatus',
        time: 'data.receivedTimestamp',
    },
};

const REPORT = 'Microsoft.Communication.SMSDeliveryReportReceived';
const INBOUND = 'Microsoft.Communication.SMSReceived';
const VALIDATION = 'Microsoft.EventGrid.SubscriptionValidationEvent';

const GridEvent = z.object({
    id: optional(z.string()),
    eventType: z.string(),
    data: z.record(z.string(), z.unknown()),
});
type Data = z.infer<typeof GridEvent>['data'];

/** The documented sample says `Tag` where the text says `tag`. */
const own = (data: Data, ...names: readonly string[]): unknown => {
    const name = names.find((each) => Object.hasOwn(data, each));
    return name === undefined ? undefined : data[name];
};

/** The number in the free text of the details, if it is one that the vendor lists. */
function codeIn(details: unknown): string | null {
    const numbers = (text(details, 500) ?? '').match(/\b\d{4}\b/g) ?? [];
    return numbers.find((number) => Object.hasOwn(CODES.codes, number)) ?? null;
}

const Attempts = z.array(
    z.object({ segmentsSucceeded: z.int().min(0).max(99), segmentsFailed: z.int().min(0).max(99) }),
);

function segmentsOf(attempts: unknown): number | null {
    const last = Attempts.safeParse(attempts).data?.at(-1);
    const segments = last === undefined ? 0 : last.segmentsSucceeded + last.segmentsFailed;
    return segments > 0 ? segments : null;
}

function readEvent(raw: unknown, url: string, receivedAt: string): readonly ParsedElement[] {
    const parsed = GridEvent.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the event'), raw)];
    const { id, eventType, data } = parsed.data;
    if (eventType === VALIDATION) return [];
    const [from, to] = [phoneNumber(own(data, 'from')), phoneNumber(own(data, 'to'))];
    const occurredAt = utcTime(own(data, 'receivedTimestamp'));
    const said = { id: own(data, 'messageId'), channel: 'SMS', occurredAt, receivedAt } as const;
    if (eventType === INBOUND) {
        return inboundElements(WORDS.provider, { ...said, message: own(data, 'message'), from, to }, raw);
    }
    if (eventType !== REPORT) return [setAside('the event is not one of an SMS', raw)];
    const facts = {
        ...said,
        ...{ recipient: to, sender: from, eventId: text(id, 255) },
        rawStatus: own(data, 'deliveryStatus'),
        code: codeIn(own(data, 'deliveryStatusDetails')),
        segments: segmentsOf(own(data, 'deliveryAttempts')),
        ...referencesIn(url, own(data, 'tag', 'Tag')),
    };
    return [statusElement(WORDS, facts, raw)];
}

/** Event Grid sends a list, of one event unless batching is on. */
function eventsOf(request: RawRequest): readonly unknown[] {
    const events = parseJson(request.body);
    if (!Array.isArray(events)) throw new RelayError('RELAY_UNREADABLE', 'the body is not a list of events');
    return events;
}

function parse(request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    return eventsOf(request).flatMap((event) => readEvent(event, request.url, receivedAt));
}

const Validation = z.object({ eventType: z.literal(VALIDATION), data: z.object({ validationCode: z.string() }) });

function validationCode(request: RawRequest): string | null {
    try {
        return Validation.safeParse(eventsOf(request)[0]).data?.data.validationCode ?? null;
    } catch {
        return null; // told by the parser
    }
}

/**
 * 200 to 204 only; a new subscription wants its code back:
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema (2026-11-26)
 */
function answer(request: VerifiedRequest): Answer {
    if (request.headers['aeg-event-type'] !== 'SubscriptionValidation') return { status: 200 };
    const validationResponse = validationCode(request);
    if (validationResponse === null) return { status: 200 };
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify({ validationResponse }) };
}

function sample(order: SampleOrder): RawRequest {
    const [messageId, time] = [`Outgoing_${order.id}`, new Date(order.at).toISOString()];
    const data = {
        ...{ messageId, from: '15005550006', to: TEST_NUMBER, deliveryStatus: 'Delivered' },
        ...{ deliveryStatusDetails: 'No error.', receivedTimestamp: time },
    };
    const event = { id: messageId, subject: '/phonenumber/15005550006', data, eventType: REPORT, eventTime: time };
    return jsonSample(secretPath(order), [event]);
}

export const azureCommunicationServices: ProviderAdapter = {
    id: 'azure-communication-services',
    label: 'Azure Communication Services',
    methods: ['POST'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024, // Event Grid's own largest batch
    // 10 s, growing to an hour: https://learn.microsoft.com/azure/event-grid/delivery-and-retry (2026-11-26)
    retryDelayMs: 3_600_000,
    statuses: STATUS,
    codes: CODES,
    verify: requireSharedSecret,
    parse,
    sample,
    answer,
};
