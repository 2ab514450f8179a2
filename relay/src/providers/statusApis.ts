/**
 * Providers that can be asked what became of a message. What they answer is put into the form of their own callback, so
 * that it takes the same way as one: the same reader, the same report key, no second effect.
 */
import { isHash } from '../core/hashedNumbers.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { ProviderAdapter, RawRequest } from '../core/ports.ts';
import { isObject } from '../core/reading.ts';
import type { JsonObject } from '../core/reading.ts';
import { formSample as formRequest, jsonSample as jsonRequest, querySample as queryRequest } from '../core/sample.ts';

export interface AskedMessage {
    /** The provider's id, as in the message's key behind the provider. */
    readonly id: string;
    /** E.164, or its hash where the org is told no numbers. */
    readonly recipient: string;
    /** Whether a number in an answer is the recipient's. */
    isRecipient(number: string): boolean;
}

export interface StatusAccess {
    /** Account, service plan or user, where the provider has such. */
    readonly account: string;
    readonly secret: string;
}

interface SourceWithStatus {
    readonly provider: string;
    readonly name: string;
    readonly org: string;
    readonly statusApi?:
        (StatusAccess & { readonly baseUrl?: string | undefined; readonly perMinute: number }) | undefined;
}

export interface StatusApi {
    readonly baseUrl: string;
    readonly needsAccount: boolean;
    path(message: AskedMessage, access: StatusAccess): string;
    authorization(access: StatusAccess): string;
    /** The callback that would have said the same, to this path; null when the answer is about nothing. */
    callback(answer: JsonObject, path: string, message: AskedMessage): RawRequest | null;
}

const basic = ({ account, secret }: StatusAccess): string =>
    `Basic ${Buffer.from(`${account}:${secret}`).toString('base64')}`;
const bearer = ({ secret }: StatusAccess): string => `Bearer ${secret}`;
const digits = (number: string): string => number.replace(/^\+/, '');
const part = encodeURIComponent;

/** A field as text; empty where there is none. */
function textOf(object: JsonObject, name: string): string {
    const value = object[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The first object of a list. */
function firstOf(list: unknown, wanted: (each: JsonObject) => boolean = () => true): JsonObject | null {
    return (Array.isArray(list) ? list.filter(isObject).find(wanted) : undefined) ?? null;
}

/** Without what is empty: a blank says nothing. */
const stated = (fields: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** https://www.twilio.com/docs/messaging/api/message-resource#fetch-a-message-resource (not opened) */
const twilio: StatusApi = {
    baseUrl: 'https://api.twilio.com',
    needsAccount: true,
    path: ({ id }, { account }) => `/2010-04-01/Accounts/${part(account)}/Messages/${part(id)}.json`,
    authorization: basic,
    callback(answer, path) {
        const [sid, status] = [textOf(answer, 'sid'), textOf(answer, 'status')];
        if (sid === '' || status === '') return null;
        const more = { ErrorCode: textOf(answer, 'error_code'), From: textOf(answer, 'from') };
        return formRequest(path, stated({ MessageSid: sid, MessageStatus: status, To: textOf(answer, 'to'), ...more }));
    },
};

/** https://www.plivo.com/docs/messaging/api/message/retrieve-a-message (not opened) */
const plivo: StatusApi = {
    baseUrl: 'https://api.plivo.com',
    needsAccount: true,
    path: ({ id }, { account }) => `/v1/Account/${part(account)}/Message/${part(id)}/`,
    authorization: basic,
    callback(answer, path) {
        const [uuid, state] = [textOf(answer, 'message_uuid'), textOf(answer, 'message_state')];
        if (uuid === '' || state === '') return null;
        const people = { To: textOf(answer, 'to_number'), From: textOf(answer, 'from_number') };
        const more = { Units: textOf(answer, 'units'), ErrorCode: textOf(answer, 'error_code') };
        return formRequest(
            path,
            stated({ MessageUUID: uuid, ParentMessageUUID: uuid, Status: state, ...people, ...more }),
        );
    },
};

/** Of an id that several people share, `id:number`. */
const batchOf = (id: string): string => id.split(':')[0] ?? '';

/** https://developers.telnyx.com/api-reference/messages/retrieve-a-message (2026-11-26) */
const telnyx: StatusApi = {
    baseUrl: 'https://api.telnyx.com',
    needsAccount: false,
    path: ({ id }) => `/v2/messages/${part(batchOf(id))}`,
    authorization: bearer,
    callback(answer, path) {
        const payload = answer['data'];
        if (!isObject(payload)) return null;
        const at = textOf(payload, 'completed_at') || textOf(payload, 'sent_at') || textOf(payload, 'received_at');
        return jsonRequest(path, { data: { event_type: 'message.finalized', occurred_at: at, payload } });
    },
};

/**
 * https://developers.sinch.com/docs/sms/api-reference/sms/tag/Delivery-reports/ (2026-11-26). Who does not know the number
 * asks for the whole batch, and keeps of the answer what is about this recipient.
 */
const sinch: StatusApi = {
    baseUrl: 'https://us.sms.api.sinch.com',
    needsAccount: true,
    path({ id, recipient }, { account }) {
        const report = `/xms/v1/${part(account)}/batches/${part(batchOf(id))}/delivery_report`;
        return isHash(recipient) ? `${report}?type=full` : `${report}/${part(digits(recipient))}`;
    },
    authorization: bearer,
    callback(answer, path, { recipient, isRecipient }) {
        if (!isHash(recipient))
            return textOf(answer, 'status') === ''
                ? null
                : jsonRequest(path, { type: 'recipient_delivery_report_sms', ...answer });
        const { statuses } = answer;
        const own = (Array.isArray(statuses) ? statuses.filter(isObject) : []).flatMap((status) => {
            const { recipients } = status;
            const found = Array.isArray(recipients) ? recipients.map(String).filter(isRecipient) : [];
            return found.length === 0 ? [] : [{ ...status, recipients: found }];
        });
        return own.length === 0 ? null : jsonRequest(path, { ...answer, type: 'delivery_report_sms', statuses: own });
    },
};

/** The log, not the reports: those are told once only. https://www.infobip.com/docs/api (not opened) */
const infobip: StatusApi = {
    baseUrl: 'https://api.infobip.com',
    needsAccount: false,
    path: ({ id }) => `/sms/3/logs?messageId=${part(id)}`,
    authorization: ({ secret }) => `App ${secret}`,
    callback(answer, path, { id }) {
        const found = firstOf(answer['results'], (each) => textOf(each, 'messageId') === id);
        if (found === null) return null;
        return jsonRequest(path, { results: [{ to: textOf(found, 'destination'), ...found }] });
    },
};

/** https://developers.messagebird.com/api/sms-messaging/#view-a-message (not opened) */
const messagebird: StatusApi = {
    baseUrl: 'https://rest.messagebird.com',
    needsAccount: false,
    path: ({ id }) => `/messages/${part(batchOf(id))}`,
    authorization: ({ secret }) => `AccessKey ${secret}`,
    callback(answer, path, { isRecipient }) {
        const { recipients } = answer;
        const items = isObject(recipients) ? recipients['items'] : null;
        const found = firstOf(items, (each) => isRecipient(textOf(each, 'recipient')));
        if (found === null || textOf(found, 'status') === '') return null;
        const names = ['recipient', 'status', 'statusDatetime', 'statusErrorCode'] as const;
        const facts = Object.fromEntries(names.map((name) => [name, textOf(found, name)]));
        return queryRequest(path, stated({ id: textOf(answer, 'id'), ...facts }));
    },
};

/** https://developer.vonage.com/en/api/reports (not opened) */
const vonageSms: StatusApi = {
    baseUrl: 'https://api.nexmo.com',
    needsAccount: true,
    path: ({ id }, { account }) =>
        `/v2/reports/records?product=SMS&direction=outbound&account_id=${part(account)}&id=${part(id)}`,
    authorization: basic,
    callback(answer, path, { id }) {
        const found = firstOf(answer['records'], (each) => textOf(each, 'message_id') === id);
        if (found === null || textOf(found, 'status') === '') return null;
        const at = Date.parse(textOf(found, 'date_finalized'));
        const time = Number.isNaN(at) ? '' : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
        const fields = {
            ...{ messageId: id, msisdn: textOf(found, 'to'), to: textOf(found, 'from'), 'message-timestamp': time },
            ...{ status: textOf(found, 'status').toLowerCase(), 'err-code': textOf(found, 'error_code') },
        };
        return jsonRequest(path, stated(fields));
    },
};

/** https://api.thesmsworks.co.uk/docs (not opened) */
const smsworks: StatusApi = {
    baseUrl: 'https://api.thesmsworks.co.uk',
    needsAccount: false,
    path: ({ id }) => `/v1/messages/${part(id)}`,
    authorization: ({ secret }) => `JWT ${secret}`,
    callback: (answer, path) => (textOf(answer, 'status') === '' ? null : jsonRequest(path, answer)),
};

/** https://developers.clicksend.com/docs/messaging/sms (2026-11-26); a receipt names no recipient, so we do */
const clicksend: StatusApi = {
    baseUrl: 'https://rest.clicksend.com',
    needsAccount: true,
    path: ({ id }) => `/v3/sms/receipts/${part(id)}`,
    authorization: basic,
    callback(answer, path, { recipient }) {
        const receipt = answer['data'];
        if (!isObject(receipt) || textOf(receipt, 'status_code') === '') return null;
        return jsonRequest(path, { to: recipient, ...receipt });
    },
};

/** By provider. */
export const STATUS_APIS: Readonly<Record<string, StatusApi>> = {
    ...{ clicksend, infobip, messagebird, plivo, sinch, smsworks, telnyx, twilio, 'vonage-sms': vonageSms },
};

/** What a source may be asked with; empty where it is not configured. */
export function statusSourcesOf(
    sources: readonly SourceWithStatus[],
    adapterOf: (provider: string) => ProviderAdapter,
    numbersOf: (org: string) => NumberHash | null,
) {
    return sources.flatMap(({ provider, name, org, statusApi }) => {
        const api = STATUS_APIS[provider];
        if (api === undefined || statusApi === undefined) return [];
        const { baseUrl = api.baseUrl, perMinute } = statusApi;
        return [
            {
                ...{
                    source: `${provider}/${name}`,
                    org,
                    perMinute,
                    adapter: adapterOf(provider),
                    numbers: numbersOf(org),
                },
                urlOf: (message: AskedMessage) => baseUrl + api.path(message, statusApi),
                authorization: api.authorization(statusApi),
                callback: api.callback,
            },
        ];
    });
}
