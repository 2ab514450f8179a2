/** What a provider's callback says in our words, for the statuses and codes that the proofs send. */
import { SUBMITTED_BEFORE_MS, type Callback } from '../support/providerRequests.ts';
import type { FailureClass, Report, Status, Word } from './messages.ts';

export type Provider = 'twilio' | 'bsr';

/** https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks (checked 2026-11-21). */
const TWILIO: Readonly<Record<string, Status>> = {
    queued: 'Queued',
    sent: 'Sent',
    delivered: 'Delivered',
    undelivered: 'Undelivered',
    failed: 'Failed',
    canceled: 'Canceled',
};

/** The eight SMPP states (SMPP 3.4, section 5.2.28). */
const BSR: Readonly<Record<string, Status>> = {
    ACCEPTD: 'Queued',
    ENROUTE: 'Sent',
    DELIVRD: 'Delivered',
    UNDELIV: 'Undelivered',
    EXPIRED: 'Expired',
    REJECTD: 'Rejected',
    UNKNOWN: 'Unknown',
    DELETED: 'Canceled',
};

/** https://www.twilio.com/docs/api/errors (checked 2026-11-21). */
const TWILIO_CODES: Readonly<Record<string, FailureClass>> = {
    '30003': 'Temporary', // unreachable handset
    '30005': 'Permanent', // unknown destination
    '30006': 'Permanent', // landline
    '30007': 'Spam Filtered', // carrier violation
    '30008': 'Unknown', // no reason given
    '30010': 'Configuration', // price above the maximum set
    '21610': 'Opted Out', // STOP
};

/** A word alone is never permanent: UNDELIV means "disconnected" to one carrier and "phone off" to another. */
const BSR_WORDS: Readonly<Record<string, FailureClass>> = {
    EXPIRED: 'Temporary',
    REJECTD: 'Spam Filtered',
    UNDELIV: 'Unknown',
};

/** A person's answer comes as a message of its own. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const TWILIO_WORDS: Readonly<Record<string, Word>> = { STOP: 'Opted Out', START: 'Opted In' };

export const TWILIO_STATUSES = Object.keys(TWILIO);
export const TWILIO_ANSWERS = Object.keys(TWILIO_WORDS);
export const TWILIO_FAILURE_CODES = Object.keys(TWILIO_CODES);
export const BSR_STATUSES = Object.keys(BSR);

/** `receivedAt` is the relay's clock and cannot be predicted: tests read it from the row. */
export function reportOf(provider: Provider, callback: Callback, receivedAt: number): Report {
    const word = provider === 'twilio' ? TWILIO_WORDS[callback.status] : undefined;
    const status = word === undefined ? (provider === 'twilio' ? TWILIO : BSR)[callback.status] : null;
    if (status === undefined) throw new Error(`${provider} has no status ${callback.status}`);
    const failureClass = provider === 'twilio' ? TWILIO_CODES[callback.code ?? ''] : BSR_WORDS[callback.status];
    return {
        messageKey: `${provider}:${callback.messageId}`,
        provider,
        status,
        ...(word === undefined ? {} : { word }),
        rawStatus: callback.status,
        code: callback.code,
        failureClass: failureClass ?? null,
        evidence: failureClass === 'Permanent' ? 1 : null,
        at: provider === 'bsr' && status === 'Delivered' ? callback.at.getTime() : null,
        receivedAt,
        submittedAt: provider === 'bsr' ? callback.at.getTime() - SUBMITTED_BEFORE_MS : null,
        recipient: callback.to,
        sender: callback.from,
        person: callback.person ?? null,
    };
}
