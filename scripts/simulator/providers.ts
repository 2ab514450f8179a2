/**
 * The providers that the simulator plays: what they send and how they prove who they are, written from their documentation and
 * sharing no code with the relay, so that a mistake on one side shows.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';

export interface Callback {
    readonly messageId: string;
    readonly status: string;
    /** The provider's error code; empty for none. */
    readonly code: string;
    /** E.164. */
    readonly to: string;
    readonly from: string;
    readonly at: Date;
    readonly country: string;
    readonly network: string;
}

export interface SignedRequest {
    readonly method: 'POST';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

export interface Choice {
    readonly value: string;
    readonly label: string;
}

export interface SimulatedProvider {
    readonly id: string;
    readonly label: string;
    readonly statuses: readonly Choice[];
    readonly codes: readonly Choice[];
    /** Whether it proves itself by a signature. One that does not is given an address with the secret in its path. */
    readonly signs: boolean;
    newMessageId(): string;
    /** `url` is the callback address as the provider was given it, with any query. */
    sign(callback: Callback, url: string, secret: string): SignedRequest;
}

const choices = (entries: Record<string, string>): readonly Choice[] =>
    Object.entries(entries).map(([value, label]) => ({ value, label }));

/** https://www.twilio.com/docs/usage/security#validating-requests (checked 2026-11-21): URL, then sorted name+value. */
function twilioSignature(url: string, parameters: Readonly<Record<string, string>>, authToken: string): string {
    const signed = Object.keys(parameters)
        .sort()
        .reduce((text, name) => text + name + (parameters[name] ?? ''), url);
    return createHmac('sha1', authToken).update(signed, 'utf8').digest('base64');
}

const twilio: SimulatedProvider = {
    id: 'twilio',
    label: 'Twilio',
    // https://www.twilio.com/docs/messaging/guides/track-outbound-message-status (checked 2026-11-21)
    statuses: choices({
        queued: 'queued',
        sent: 'sent (with the carrier, not delivered)',
        delivered: 'delivered',
        undelivered: 'undelivered',
        failed: 'failed',
    }),
    // https://www.twilio.com/docs/api/errors (checked 2026-11-21)
    codes: choices({
        '': 'no code',
        30003: '30003 phone off or out of reach',
        30004: '30004 blocked by the recipient',
        30005: '30005 number unknown',
        30006: '30006 landline or unreachable carrier',
        30007: '30007 filtered as spam',
        30008: '30008 no reason given',
        21610: '21610 recipient has opted out (STOP)',
        30034: '30034 sender not registered (10DLC)',
    }),
    signs: true,
    newMessageId: () => `SM${randomBytes(16).toString('hex')}`,
    sign({ messageId, status, code, to, from }, url, secret) {
        const parameters: Record<string, string> = {
            AccountSid: 'AC00000000000000000000000000000000',
            ApiVersion: '2010-04-01',
            From: from,
            To: to,
            MessageSid: messageId,
            MessageStatus: status,
            SmsSid: messageId,
            SmsStatus: status,
            ...(code ? { ErrorCode: code } : {}),
        };
        return {
            method: 'POST',
            url,
            headers: {
                'content-type': 'application/x-www-form-urlencoded',
                'user-agent': 'TwilioProxy/1.1',
                'x-twilio-signature': twilioSignature(url, parameters, secret),
            },
            body: new URLSearchParams(parameters).toString(),
        };
    },
};

const SMPP_FINAL_ERRORS = new Set(['UNDELIV', 'EXPIRED', 'REJECTD']);

const bsr: SimulatedProvider = {
    id: 'bsr',
    label: 'BSR (SMPP states over HTTP)',
    statuses: choices({
        ACCEPTD: 'ACCEPTD (queued)',
        ENROUTE: 'ENROUTE (with the carrier, not delivered)',
        DELIVRD: 'DELIVRD (delivered)',
        UNDELIV: 'UNDELIV (not delivered)',
        EXPIRED: 'EXPIRED (phone not reached in time)',
        REJECTD: 'REJECTD (refused)',
        UNKNOWN: 'UNKNOWN (no receipt)',
        DELETED: 'DELETED (withdrawn)',
    }),
    codes: choices({ '': 'no code', UNDELIV: 'UNDELIV', EXPIRED: 'EXPIRED', REJECTD: 'REJECTD', SPAM: 'SPAM' }),
    signs: true,
    newMessageId: () => `msg_${randomBytes(8).toString('hex')}`,
    sign({ messageId, status, code, to, from, at, country, network }, url, secret) {
        const seconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');
        const body = JSON.stringify({
            event: 'delivery_report',
            message_id: messageId,
            to,
            from,
            status,
            status_code: SMPP_FINAL_ERRORS.has(status) ? 8 : 0,
            error_code: code || null,
            error_message: null,
            segments: 1,
            submitted_at: seconds(new Date(at.getTime() - 3000)),
            delivered_at: status === 'DELIVRD' ? seconds(at) : null,
            network,
            country,
        });
        return {
            method: 'POST',
            url,
            headers: {
                'content-type': 'application/json',
                'x-bsr-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
            },
            body,
        };
    },
};

/** https://thesmsworks.co.uk/sms-delivery-reports (checked 2026-11-21): the codes that it calls permanent. */
const SMS_WORKS_PERMANENT = new Set(['5001', '5004', '5006', '5008', '5009', '5010', '5011', '5020', '5034']);

const smsworks: SimulatedProvider = {
    id: 'smsworks',
    label: 'The SMS Works',
    statuses: choices({
        SCHEDULED: 'SCHEDULED',
        SENT: 'SENT (with the carrier, not delivered)',
        DELIVERED: 'DELIVERED',
        UNDELIVERABLE: 'UNDELIVERABLE',
        EXPIRED: 'EXPIRED (phone not reached in time)',
        REJECTED: 'REJECTED',
    }),
    codes: choices({
        '': 'no code',
        5001: '5001 number does not exist',
        5004: '5004 refused by the operator',
        5006: '5006 phone off or no signal',
        5008: '5008 roaming not allowed',
        5009: '5009 undelivered, says the operator',
        5010: '5010 on a do-not-disturb list',
        5011: '5011 service suspended',
        5013: '5013 device set to do not disturb',
        5015: '5015 validity ran out',
        5020: '5020 too many messages to one number',
        5034: '5034 fault of the handset',
    }),
    signs: false,
    newMessageId: () => randomBytes(12).toString('hex'),
    sign({ messageId, status, code, to, from, at }, url) {
        const failure = { code: Number(code), details: 'invented', permanent: SMS_WORKS_PERMANENT.has(code) };
        const body = JSON.stringify({
            batchid: messageId,
            content: 'An invented message',
            created: new Date(at.getTime() - 3000).toISOString(),
            deliveryreporturl: url,
            destination: Number(to.slice(1)), // a JSON number, without the plus sign
            messageid: messageId,
            modified: at.toISOString(),
            sender: from.slice(1),
            status,
            ...(code ? { failurereason: failure } : {}),
        });
        return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body };
    },
};

/** The groups of Infobip's states: https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes (checked 2026-11-26) */
const INFOBIP_GROUPS: Readonly<Record<string, readonly [id: number, name: string]>> = {
    PENDING: [1, 'PENDING'],
    UNDELIVERABLE: [2, 'UNDELIVERABLE'],
    DELIVERED: [3, 'DELIVERED'],
    EXPIRED: [4, 'EXPIRED'],
    REJECTED: [5, 'REJECTED'],
};
/** Invented, by country; no network has these numbers. */
const INFOBIP_NETWORKS: Readonly<Record<string, string>> = { DE: '26299', FR: '20899', GB: '23499', US: '31099' };
const INFOBIP_PRICE = { pricePerMessage: 0.0412, currency: 'EUR' };

const infobip: SimulatedProvider = {
    id: 'infobip',
    label: 'Infobip (reports prices)',
    statuses: choices({
        PENDING_ENROUTE: 'PENDING_ENROUTE (with the carrier, not delivered)',
        DELIVERED_TO_HANDSET: 'DELIVERED_TO_HANDSET',
        UNDELIVERABLE_NOT_DELIVERED: 'UNDELIVERABLE_NOT_DELIVERED',
        EXPIRED_EXPIRED: 'EXPIRED_EXPIRED (phone not reached in time)',
        REJECTED_SENDER: 'REJECTED_SENDER',
    }),
    codes: choices({ '': 'no code', 1: '1 number unknown', 27: '27 phone off or out of reach' }),
    signs: false,
    newMessageId: () => randomUUID(),
    sign({ messageId, status, code, to, from, at, country }, url) {
        const [groupId, groupName] = INFOBIP_GROUPS[status.split('_')[0] ?? ''] ?? [0, ''];
        const time = (date: Date): string => date.toISOString().replace('Z', '+0000');
        const body = JSON.stringify({
            results: [
                {
                    messageId,
                    to: to.slice(1),
                    from: from.slice(1),
                    sentAt: time(new Date(at.getTime() - 3000)),
                    doneAt: time(at),
                    smsCount: country === 'FR' ? 2 : 1, // letters that the short alphabet of text messages lacks
                    mccMnc: INFOBIP_NETWORKS[country] ?? null,
                    price: INFOBIP_PRICE,
                    status: { groupId, groupName, name: status },
                    error: { id: Number(code || 0), permanent: false },
                },
            ],
        });
        return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body };
    },
};

export const SIMULATED_PROVIDERS: readonly SimulatedProvider[] = [twilio, bsr, smsworks, infobip];
