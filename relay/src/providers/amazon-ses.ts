/** Amazon SES: event publishing, and the older notifications, by SNS. One event may be about several recipients. */
import { z } from 'zod';
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type { ParseContext, ParsedElement, ProviderAdapter, VerifiedRequest } from '../core/ports.ts';
import { isObject, optional, text, utcTime, wrongFields } from '../core/reading.ts';
import { referencesIn } from '../core/references.ts';
import { copyOf } from '../core/smtp.ts';
import { OVER_SNS, snsMessage } from '../core/sns.ts';
import type { DeliveryStatus, Engagement } from '../core/vocabulary.ts';
import codes from './amazon-ses.codes.json' with { type: 'json' };

/** https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html (2026-11-26) */
const STATUS = {
    Send: 'Sent',
    DeliveryDelay: 'Sent', // SES goes on trying
    Delivery: 'Delivered', // the receiving server took it; a bounce may follow and outranks it
    'Bounce:Permanent': 'Undelivered',
    'Bounce:Transient': 'Undelivered', // SES has stopped to try
    'Bounce:Undetermined': 'Undelivered',
    Reject: 'Rejected',
    'Rendering Failure': 'Failed',
    Complaint: null,
    Open: null,
    Click: null,
    Subscription: null,
} as const satisfies Record<string, DeliveryStatus | null>;

const WORDS: ProviderWords = {
    provider: 'amazon-ses',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset', // the server that keeps the mailbox took it
    fields: { id: 'mail.messageId', recipient: 'mail.destination', status: 'eventType', time: 'the time of the event' },
};

const Strings = z.array(z.string()).max(1_000);
const People = z.array(z.object({ emailAddress: z.string() })).max(1_000);
const Part = z.looseObject({ timestamp: optional(z.string()) });

const Event = z.object({
    eventType: optional(z.string()),
    notificationType: optional(z.string()),
    mail: z.object({
        messageId: z.string(),
        timestamp: optional(z.string()),
        source: optional(z.string()),
        destination: Strings,
        tags: optional(z.record(z.string(), Strings)),
    }),
    send: optional(Part),
    deliveryDelay: optional(Part.extend({ delayedRecipients: optional(People) })),
    delivery: optional(Part.extend({ recipients: optional(Strings) })),
    bounce: optional(
        Part.extend({ bounceType: z.string(), bounceSubType: z.string(), bouncedRecipients: optional(People) }),
    ),
    complaint: optional(
        Part.extend({ complainedRecipients: optional(People), complaintFeedbackType: optional(z.string()) }),
    ),
    open: optional(Part),
    click: optional(Part),
    subscription: optional(
        Part.extend({ newTopicPreferences: optional(z.looseObject({ unsubscribeAll: z.boolean() })) }),
    ),
});
type Event = z.output<typeof Event>;

const addresses = (people: z.output<typeof People> | null | undefined): string[] | undefined =>
    people?.map(({ emailAddress }) => emailAddress);

/** Whom it is about: the part of the event that names people, else all whom the mail went to. */
function recipientsOf({ mail, deliveryDelay, delivery, bounce, complaint }: Event): readonly string[] {
    const named =
        addresses(bounce?.bouncedRecipients) ??
        addresses(complaint?.complainedRecipients) ??
        addresses(deliveryDelay?.delayedRecipients) ??
        delivery?.recipients ??
        mail.destination;
    return [...new Set(named)];
}

function engagementOf(event: Event, type: string): Engagement | null {
    // Of a mail to several people it does not say who of them opened it.
    if (event.mail.destination.length === 1) {
        if (type === 'Open') return 'Read';
        if (type === 'Click') return 'Clicked';
    }
    if (type === 'Complaint') return event.complaint?.complaintFeedbackType === 'not-spam' ? null : 'Complained';
    return type === 'Subscription' && event.subscription?.newTopicPreferences?.unsubscribeAll === true
        ? 'Opted Out'
        : null;
}

const FAILURES: readonly string[] = ['Reject', 'Rendering Failure'];

function codeOf({ bounce }: Event, type: string): string | null {
    if (type === 'Bounce') return text(`${bounce?.bounceType ?? ''}/${bounce?.bounceSubType ?? ''}`, 80);
    return FAILURES.includes(type) ? type : null;
}

function timeOf(event: Event): string | null {
    const { send, deliveryDelay, delivery, bounce, complaint, open, click, subscription, mail } = event;
    const parts = [deliveryDelay, delivery, bounce, complaint, open, click, subscription, send];
    return utcTime(parts.find((part) => typeof part?.timestamp === 'string')?.timestamp ?? mail.timestamp);
}

function read(raw: unknown, request: VerifiedRequest, { receivedAt }: ParseContext): readonly ParsedElement[] {
    const parsed = Event.safeParse(raw);
    if (!parsed.success) return [setAside(wrongFields(parsed.error, 'the event'), raw)];
    const event = parsed.data;
    const { mail, bounce } = event;
    const type = event.eventType ?? event.notificationType ?? '';
    const tags = Object.fromEntries(Object.entries(mail.tags ?? {}).map(([name, [first]]) => [name, first]));
    const recipients = recipientsOf(event);
    if (recipients.length === 0) return [setAside('the event names no recipient', raw)];
    return recipients.map((address) => {
        const recipient = text(address, 255);
        const stated = {
            id: copyOf(mail.messageId, recipient),
            channel: 'Email',
            recipient,
            rawStatus: type === 'Bounce' ? `Bounce:${bounce?.bounceType ?? ''}` : type,
            code: codeOf(event, type),
            engagement: engagementOf(event, type),
            occurredAt: timeOf(event),
            sender: text(mail.source, 255),
            ...referencesIn(request.url, isObject(tags) ? tags : null),
            receivedAt,
        } as const;
        return statusElement(WORDS, stated, raw);
    });
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const sns = snsMessage(request);
    return sns === null ? [] : read(sns.message, request, context);
}

export const amazonSes: ProviderAdapter = {
    id: 'amazon-ses',
    label: 'Amazon SES',
    ...OVER_SNS,
    statuses: STATUS,
    codes: WORDS.codes,
    parse,
};
