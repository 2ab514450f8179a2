/** Making reports: an adapter states what the provider said, everything else is null. */
import type { DeliveryReport } from './ports.ts';
import type { Channel } from './vocabulary.ts';

type Always = 'provider' | 'messageKey' | 'channel' | 'receivedAt';

const NOTHING: Omit<DeliveryReport, Always> = {
    eventId: null,
    part: null,
    status: null,
    rawStatus: null,
    code: null,
    failureClass: null,
    permanentEvidence: null,
    confidence: null,
    engagement: null,
    occurredAt: null,
    scheduledAt: null,
    queuedAt: null,
    sentAt: null,
    deliveredAt: null,
    recipient: null,
    sender: null,
    senderType: null,
    carrier: null,
    country: null,
    segments: null,
    price: null,
    priceCurrency: null,
    recordId: null,
    campaignId: null,
    purpose: null,
    validityMinutes: null,
    location: null,
    branch: null,
};

export function makeReport(facts: Pick<DeliveryReport, Always> & Partial<DeliveryReport>): DeliveryReport {
    return { ...NOTHING, ...facts };
}

/** Landed's own report: the message's window closed without a final status. It ranks below every final one. */
export function unconfirmedReport(
    message: { readonly messageKey: string; readonly provider: string; readonly channel: Channel },
    dueAt: string,
): DeliveryReport {
    return makeReport({ ...message, status: 'Unconfirmed', confidence: 'None', occurredAt: dueAt, receivedAt: dueAt });
}
