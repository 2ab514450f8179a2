/** Twilio Programmable Messaging: status callbacks and inbound opt-outs, HMAC-SHA1 over the URL and the parameters. */
import { classify, readCodeTable, senderTypeOf } from '../core/classify.ts';
import { consentOf, CONSENT_STATUSES, consentReport } from '../core/consent.ts';
import type { Consent } from '../core/consent.ts';
import type {
    DeliveryReport,
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { messageKeyOf, parseJsonObject, queryOf, text } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import { makeReport } from '../core/report.ts';
import { twilioSample, verifyTwilio } from '../core/twilioSignature.ts';
import type { Channel, DeliveryStatus } from '../core/vocabulary.ts';
import codes from './twilio.codes.json' with { type: 'json' };

const CODES = readCodeTable(codes);

/** https://www.twilio.com/docs/messaging/guides/track-outbound-message-status (2026-11-21) */
const STATUS = {
    accepted: 'Queued', // by a messaging service that has not chosen a sender yet
    scheduled: 'Scheduled',
    queued: 'Queued',
    sending: 'Queued',
    sent: 'Sent', // the nearest carrier took it
    delivered: 'Delivered',
    undelivered: 'Undelivered',
    failed: 'Failed',
    canceled: 'Canceled',
    partially_delivered: 'Sent', // in the API's list of states only
    read: null, // WhatsApp and RCS: engagement
    ...CONSENT_STATUSES,
} as const satisfies Record<string, DeliveryStatus | null>;

/** The states of a person's message to us. */
const INBOUND = new Set(['receiving', 'received']);

/**
 * RCS goes to the phone's number as SMS does, and Twilio shares opt-outs between the two:
 * https://help.twilio.com/articles/223134027 (2026-11-21)
 */
const CHANNEL_OF_PREFIX: Readonly<Record<string, Channel>> = { '': 'SMS', whatsapp: 'WhatsApp', rcs: 'SMS' };

type Parameters = Readonly<Record<string, unknown>>;

function parametersOf(request: VerifiedRequest): Parameters {
    const query = new URLSearchParams(queryOf(request.url));
    if (request.method === 'GET') return Object.fromEntries(query);
    if (!query.has('bodySHA256')) return Object.fromEntries(new URLSearchParams(request.body.toString('utf8')));
    return parseJsonObject(request.body);
}

interface Address {
    readonly channel: Channel;
    readonly prefix: string;
    readonly number: string;
}

/** `+447700900123`, `whatsapp:+447700900123`, `rcs:+447700900123`. */
function addressOf(value: unknown): Address | null {
    const address = text(value, 255);
    if (address === null) return null;
    const [, prefix = '', number = ''] = /^(?:([a-z]+):)?(.*)$/u.exec(address) ?? [];
    const channel = Object.hasOwn(CHANNEL_OF_PREFIX, prefix) ? CHANNEL_OF_PREFIX[prefix] : undefined;
    return channel === undefined || number === '' ? null : { channel, prefix, number };
}

/** STOP or START, by Twilio's own word for it or, where advanced opt-out is off, by the keyword that it acts on. */
function statedConsent(parameters: Parameters): Consent | null {
    const stated = text(parameters['OptOutType'], 20);
    if (stated !== null) return stated === 'STOP' || stated === 'START' ? stated : null;
    return consentOf(parameters['Body']);
}

type Identity = Pick<DeliveryReport, 'provider' | 'messageKey' | 'receivedAt'>;

/** A person's message to us: only its opt-out or opt-in is ours. It stands under its own id, about the person's number. */
function readInbound(parameters: Parameters, identity: Identity): DeliveryReport | string | null {
    const consent = statedConsent(parameters);
    if (consent === null) return null;
    const person = addressOf(parameters['From']);
    if (person === null) return 'From is missing or of a channel that Landed does not know';
    const sender = addressOf(parameters['To'])?.number ?? null;
    return consentReport(consent, { ...identity, channel: person.channel, recipient: person.number, sender });
}

function readStatus(parameters: Parameters, rawStatus: string, identity: Identity): DeliveryReport | string {
    const to = addressOf(parameters['To']);
    if (to === null) return 'To is missing or of a channel that Landed does not know';
    const status = Object.hasOwn(STATUS, rawStatus) ? STATUS[rawStatus as keyof typeof STATUS] : null;
    const code = text(parameters['ErrorCode'], 80);
    const failure = classify(CODES, status, rawStatus, code);
    // A number that RCS cannot reach may well take an SMS; it must not be suppressed for it.
    const sparesNumber = to.prefix === 'rcs' && failure.failureClass === 'Permanent';
    const sender = addressOf(parameters['From'])?.number ?? null;
    return makeReport({
        ...identity,
        channel: to.channel,
        status,
        rawStatus,
        code,
        ...(sparesNumber ? { failureClass: 'Unknown', permanentEvidence: null } : failure),
        confidence: status === null ? null : status === 'Delivered' ? 'Handset' : 'None',
        engagement: rawStatus === 'read' ? 'Read' : null,
        recipient: to.number,
        sender,
        senderType: senderTypeOf(sender),
    });
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const raw = parametersOf(request);
    const setAside = (reason: string): readonly ParsedElement[] => [{ ok: false, reason, raw }];
    const messageKey = messageKeyOf('twilio', raw['MessageSid'] ?? raw['SmsSid']);
    const rawStatus = text(raw['MessageStatus'] ?? raw['SmsStatus'], 255);
    if (messageKey === null) return setAside('MessageSid is missing, blank or has control characters');
    if (rawStatus === null) return setAside('MessageStatus is missing or blank');
    // RawDlrDoneDate has no zone and Twilio states no other time, so occurredAt stays null.
    const identity = { provider: 'twilio', messageKey, receivedAt: context.receivedAt };
    const report = INBOUND.has(rawStatus) ? readInbound(raw, identity) : readStatus(raw, rawStatus, identity);
    if (report === null) return [];
    if (typeof report === 'string') return setAside(report);
    return [{ ok: true, report: { ...report, ...referencesOf(request.url) }, raw }];
}

function sample(order: SampleOrder): RawRequest {
    const sid = `SM${order.id}`;
    const states = { MessageStatus: 'delivered', SmsStatus: 'delivered' };
    return twilioSample(order, { MessageSid: sid, SmsSid: sid, ...states });
}

export const twilio: ProviderAdapter = {
    id: 'twilio',
    label: 'Twilio',
    methods: ['POST', 'GET'],
    proof: 'signature',
    bodyLimit: 1024 * 1024,
    // All tries together: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides (2026-11-21)
    retryDelayMs: 15_000,
    statuses: STATUS,
    codes: CODES,
    verify: verifyTwilio,
    parse,
    sample,
};
