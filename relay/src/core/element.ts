/** The way from what a provider states to a report, the same for all: identity, status, class, confidence. */
import { classify, senderTypeOf } from './classify.ts';
import type { CodeClasses } from './classify.ts';
import { consentOf, consentReport } from './consent.ts';
import type { DeliveryReport, ParsedElement } from './ports.ts';
import { messageKeyOf, text } from './reading.ts';
import { makeReport } from './report.ts';
import type { Channel, DeliveryConfidence, DeliveryStatus } from './vocabulary.ts';

/** What a provider's tables say, and the names of its own fields for the reasons why a report is set aside. */
export interface ProviderWords {
    readonly provider: string;
    readonly statuses: Readonly<Record<string, DeliveryStatus | null>>;
    readonly codes: CodeClasses;
    /** What its "delivered" proves. */
    readonly delivered: DeliveryConfidence;
    readonly fields: {
        readonly id: string;
        readonly recipient: string;
        readonly status: string;
        /** Absent: its reports carry no time that can be trusted. */
        readonly time?: string;
    };
}

type Decided = 'provider' | 'messageKey' | 'rawStatus' | 'failureClass' | 'permanentEvidence' | 'senderType';

/** A provider's report, read field by field but not judged. */
export interface Stated extends Partial<Omit<DeliveryReport, Decided>> {
    readonly id: unknown;
    readonly channel: Channel;
    readonly recipient: string | null;
    readonly rawStatus: unknown;
    /** The vendor's own verdict, for codes that nobody has described. */
    readonly permanent?: boolean | null;
    /** The channel failed, not the number, which another channel may well reach: nothing is called permanent. */
    readonly sparesNumber?: boolean;
    readonly receivedAt: string;
}

export function setAside(reason: string, raw: unknown): ParsedElement {
    return { ok: false, reason, raw };
}

function confidenceOf(status: DeliveryStatus | null, delivered: DeliveryConfidence): DeliveryConfidence | null {
    if (status === null) return null;
    return status === 'Delivered' ? delivered : 'None';
}

/** A report of one of our messages. Its status is what the table says, unless `stated` knows better. */
export function statusElement(words: ProviderWords, stated: Stated, raw: unknown): ParsedElement {
    const { id, rawStatus: word, permanent, sparesNumber, ...facts } = stated;
    const { provider, statuses, fields } = words;
    const messageKey = messageKeyOf(provider, id);
    const rawStatus = text(word, 255);
    if (messageKey === null) return setAside(`${fields.id} is missing, blank or has control characters`, raw);
    if (facts.recipient === null) return setAside(`${fields.recipient} is missing or blank`, raw);
    if (rawStatus === null) return setAside(`${fields.status} is missing or blank`, raw);
    if (fields.time !== undefined && (facts.occurredAt ?? null) === null) {
        return setAside(`no time with a zone in ${fields.time}`, raw);
    }
    const listed = Object.hasOwn(statuses, rawStatus) ? (statuses[rawStatus] ?? null) : null;
    const status = facts.status === undefined ? listed : facts.status;
    const code = facts.code ?? null;
    const failure = classify(words.codes, status, rawStatus, code, permanent);
    const spared = sparesNumber === true && failure.failureClass === 'Permanent';
    const built = makeReport({
        confidence: confidenceOf(status, words.delivered),
        ...facts,
        provider,
        messageKey,
        status,
        rawStatus,
        ...(spared ? { failureClass: 'Unknown', permanentEvidence: null } : failure),
        senderType: senderTypeOf(facts.sender ?? null),
    });
    return { ok: true, report: built, raw };
}

export interface Inbound {
    readonly id: unknown;
    readonly channel: Channel;
    /** What the person wrote. */
    readonly message: unknown;
    /** The person's number. */
    readonly from: string | null;
    /** Ours. */
    readonly to: string | null;
    readonly occurredAt: string | null;
    readonly receivedAt: string;
}

/** A person's message to us: only its opt-out or opt-in is ours; any other says nothing, and gives no element. */
export function inboundElements(provider: string, inbound: Inbound, raw: unknown): readonly ParsedElement[] {
    const consent = consentOf(inbound.message);
    if (consent === null) return [];
    const messageKey = messageKeyOf(provider, inbound.id);
    if (messageKey === null) return [setAside('the inbound message has no id', raw)];
    if (inbound.from === null) return [setAside('the inbound message has no number that it comes from', raw)];
    const { channel, from: recipient, to: sender, occurredAt, receivedAt } = inbound;
    const facts = { provider, messageKey, channel, recipient, sender, occurredAt, receivedAt };
    return [{ ok: true, report: consentReport(consent, facts), raw }];
}
