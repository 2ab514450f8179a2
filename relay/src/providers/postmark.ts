/** Postmark: one JSON record a request, unsigned; a secret in the address or Basic credentials prove the sender. */
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
import { isObject, listed, optional, parseJson, text, utcTime, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { jsonSample, secretPath, TEST_EMAIL, uuidOf, wholeSeconds } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import { copyOf } from '../core/smtp.ts';
import type { DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './postmark.codes.json' with { type: 'json' };

/**
 * The record types, and the types of a bounce behind a colon: https://postmarkapp.com/developer/webhooks/webhooks-overview,
 * https://postmarkapp.com/developer/api/bounce-api#bounce-types (2026-11-25)
 */
const STATUS = {
    Delivery: 'Delivered', // the receiving server took it; a bounce may follow and outranks it
    Open: null,
    Click: null,
    SpamComplaint: null,
    SubscriptionChange: null,
    'Bounce:HardBounce': 'Undelivered',
    'Bounce:SoftBounce': 'Undelivered',
    'Bounce:Transient': 'Queued', // the receiving server put it off; Postmark goes on trying
    'Bounce:DnsError': 'Queued', // the same
    'Bounce:Blocked': 'Rejected',
    'Bounce:SpamNotification': 'Rejected',
    'Bounce:VirusNotification': 'Rejected',
    'Bounce:DMARCPolicy': 'Rejected',
    'Bounce:BadEmailAddress': 'Rejected',
    'Bounce:ManuallyDeactivated': 'Rejected',
    'Bounce:Unconfirmed': 'Rejected',
    'Bounce:SMTPApiError': 'Failed',
    'Bounce:TemplateRenderingFailed': 'Failed',
    'Bounce:Unknown': 'Undelivered',
    'Bounce:SpamComplaint': null,
    'Bounce:Unsubscribe': null,
    'Bounce:Subscribe': null,
    'Bounce:AutoResponder': null, // an answer by a machine, which says that the mail arrived but not when
    'Bounce:AddressChange': null,
    'Bounce:ChallengeVerification': null,
    'Bounce:OpenRelayTest': null,
    'Bounce:InboundError': null, // about mail to us
} as const satisfies Record<string, DeliveryStatus | null>;

const ENGAGEMENT: Readonly<Record<string, Engagement>> = {
    Open: 'Read',
    Click: 'Clicked',
    SpamComplaint: 'Complained',
    'Bounce:SpamComplaint': 'Complained',
    'Bounce:Unsubscribe': 'Opted Out',
};

const WORDS: ProviderWords = {
    provider: 'postmark',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset', // the server that keeps the mailbox took it
    fields: { id: 'MessageID', recipient: 'Recipient or Email', status: 'RecordType', time: 'the time of the record' },
};

const PostmarkRecord = z.object({
    RecordType: z.string(),
    MessageID: z.string(),
    Type: optional(z.string()),
    Recipient: optional(z.string()),
    Email: optional(z.string()),
    From: optional(z.string()),
    DeliveredAt: optional(z.string()),
    BouncedAt: optional(z.string()),
    ReceivedAt: optional(z.string()),
    ChangedAt: optional(z.string()),
    SuppressSending: optional(z.boolean()),
    SuppressionReason: optional(z.string()),
    Origin: optional(z.string()),
    Metadata: optional(z.unknown()),
});
type PostmarkRecord = z.output<typeof PostmarkRecord>;

/**
 * A bounce stops the sending as well, and somebody of ours may stop it or let it go on: only the person's own word is
 * consent. https://postmarkapp.com/developer/webhooks/subscription-change-webhook (2026-11-26)
 */
function consentIn({ SuppressSending, SuppressionReason, Origin }: PostmarkRecord): Engagement | null {
    if (SuppressSending === true && SuppressionReason === 'SpamComplaint') return 'Complained';
    if (Origin !== 'Recipient') return null;
    if (SuppressSending === false) return 'Opted In';
    return SuppressSending === true && SuppressionReason === 'ManualSuppression' ? 'Opted Out' : null;
}

function engagementOf(record: PostmarkRecord, rawStatus: string): Engagement | null {
    if (rawStatus === 'SubscriptionChange') return consentIn(record);
    return listed(ENGAGEMENT, rawStatus);
}

function read(raw: unknown, url: string, { receivedAt }: ParseContext): ParsedElement {
    const parsed = PostmarkRecord.safeParse(raw);
    if (!parsed.success) return setAside(wrongFields(parsed.error, 'the record'), raw);
    const record = parsed.data;
    const bounced = record.RecordType === 'Bounce';
    const rawStatus = bounced ? `Bounce:${record.Type ?? ''}` : record.RecordType;
    const recipient = text(record.Recipient ?? record.Email, 255);
    const stated = {
        id: copyOf(record.MessageID, recipient),
        channel: 'Email',
        recipient,
        rawStatus,
        code: bounced ? text(record.Type, 80) : null,
        engagement: engagementOf(record, rawStatus),
        occurredAt: utcTime(record.DeliveredAt ?? record.BouncedAt ?? record.ReceivedAt ?? record.ChangedAt),
        sender: text(record.From, 255),
        ...referencesIn(url, isObject(record.Metadata) ? record.Metadata : null),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    return [read(parseJson(request.body), request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const ids = { RecordType: 'Delivery', MessageStream: 'outbound', MessageID: uuidOf(order) };
    return jsonSample(secretPath(order), {
        ...ids,
        Recipient: TEST_EMAIL,
        DeliveredAt: wholeSeconds(order.at),
        Metadata: {},
    });
}

export const postmark: ProviderAdapter = {
    id: 'postmark',
    label: 'Postmark',
    methods: ['POST'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    // At most 10.5 hours with growing pauses, so an hour after a short outage; the schedule is written for inbound mail:
    // https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark (2026-11-25)
    retryDelayMs: 3_600_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
    answer: () => ({ status: 200 }), // it counts nothing else as received
};
