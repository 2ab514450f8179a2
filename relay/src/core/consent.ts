/** Opting out and in by answering: the words that carriers and gateways act on by themselves. */
import { makeReport } from './report.ts';
import type { DeliveryReport } from './ports.ts';
import { senderTypeOf } from './classify.ts';
import { text } from './reading.ts';

export type Consent = 'STOP' | 'START';

/**
 * The keywords of the North American carriers, standing alone, in any case:
 * https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out (2026-11-21)
 */
const STOP_WORDS = new Set(['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL']);
const START_WORDS = new Set(['START', 'UNSTOP', 'YES']);

export function consentOf(message: unknown): Consent | null {
    const word = (text(message, 20) ?? '').toUpperCase().replaceAll(' ', ''); // "STOP ALL" is one of Telnyx's
    return STOP_WORDS.has(word) ? 'STOP' : START_WORDS.has(word) ? 'START' : null;
}

/** Raw statuses of an opt-out and an opt-in: engagement, never a status. Of the two, the later one stands. */
export const CONSENT_STATUSES = { STOP: null, START: null } as const satisfies Record<Consent, null>;

type Inbound = Pick<DeliveryReport, 'provider' | 'messageKey' | 'channel' | 'receivedAt' | 'sender'> &
    Partial<DeliveryReport> & { readonly recipient: string };

/** A person's message to us stands under its own id, about the person's number (`recipient`); `sender` is our number. */
export function consentReport(consent: Consent, facts: Inbound): DeliveryReport {
    return makeReport({
        ...facts,
        rawStatus: consent,
        engagement: consent === 'STOP' ? 'Opted Out' : 'Opted In',
        senderType: senderTypeOf(facts.sender),
    });
}
