/**
 * Callbacks as the providers send and sign them, written from their documentation alone, so that a mistake in the
 * relay's reading of it shows.
 */
import { createHmac } from 'node:crypto';

/** One callback about one message, in the provider's own words. */
export interface Callback {
    readonly messageId: string;
    readonly status: string;
    readonly code: string | null;
    readonly to: string;
    readonly from: string;
    /** The provider's clock, whole seconds; Twilio sends none. */
    readonly at: Date;
    /** Which of a world's people the sender named in the callback's address. */
    readonly person?: number | null;
}

export interface SignedRequest {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

/** https://www.twilio.com/docs/usage/webhooks/webhooks-security (checked 2026-11-21): the URL, then each sorted name and value. */
export function signTwilio(url: string, fields: Readonly<Record<string, string>>, authToken: string): SignedRequest {
    const signed = Object.entries(fields)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .reduce((text, [name, value]) => text + name + value, url);
    return {
        url,
        headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-twilio-signature': createHmac('sha1', authToken).update(signed).digest('base64'),
        },
        body: new URLSearchParams(fields).toString(),
    };
}

export function twilioRequest(url: string, callback: Callback, authToken: string): SignedRequest {
    const { messageId, status, code, to, from } = callback;
    const fields = {
        ApiVersion: '2010-04-01',
        AccountSid: 'AC0123456789abcdef0123456789abcdef',
        MessageSid: messageId,
        SmsSid: messageId,
        ...(isAnswer(status)
            ? { From: to, To: from, SmsStatus: 'received', Body: status, OptOutType: status, NumMedia: '0' }
            : { From: from, To: to, MessageStatus: status, SmsStatus: status }),
        ...(code === null ? {} : { ErrorCode: code }),
    };
    return signTwilio(url, fields, authToken);
}

/** Then it is the person who writes, from the number that is `to` in our callbacks. */
const isAnswer = (status: string): boolean => status === 'STOP' || status === 'START';

/** `X-BSR-Signature: sha256=<hex HMAC-SHA256 of the raw body>`, as the fact sheet of the SMPP-style API has it. */
export function signBsr(url: string, body: string, secret: string): SignedRequest {
    const digest = createHmac('sha256', secret).update(body).digest('hex');
    return {
        url,
        headers: { 'content-type': 'application/json', 'x-bsr-signature': `sha256=${digest}` },
        body,
    };
}

/** How long before its fate a message was submitted, in every event built here. */
export const SUBMITTED_BEFORE_MS = 3000;

const seconds = (date: Date): string => date.toISOString().replace(/\.\d{3}Z$/, 'Z');

/** The thirteen documented fields. Only a delivered message has `delivered_at`. */
export function bsrEvent(callback: Callback): Readonly<Record<string, unknown>> {
    const { messageId, status, code, to, from, at } = callback;
    return {
        event: 'delivery_report',
        message_id: messageId,
        to,
        from,
        status,
        status_code: code === null ? 0 : 8,
        error_code: code,
        error_message: null,
        segments: 1,
        submitted_at: seconds(new Date(at.getTime() - SUBMITTED_BEFORE_MS)),
        delivered_at: status === 'DELIVRD' ? seconds(at) : null,
        network: 'EE',
        country: 'GB',
    };
}

/** One callback as an object, several as the array that a batching account sends. */
export function bsrRequest(url: string, callbacks: readonly Callback[], secret: string): SignedRequest {
    const events = callbacks.map(bsrEvent);
    return signBsr(url, JSON.stringify(events.length === 1 ? events[0] : events), secret);
}
