/** Providers at which a webhook can be registered through their API; of the others, where their own set-up has it. */
import type { ReportEvent } from '../core/wanted.ts';

export interface WebhookOrder {
    /** Where the provider is to call. */
    readonly url: string;
    /** Of the source: what signs, or travels with, each call. */
    readonly secret: string;
    /** What the source wants; undefined: everything. */
    readonly events: readonly ReportEvent[] | undefined;
    /** Domain or message stream, where the provider has such; else empty. */
    readonly scope: string;
    /** Of the provider's API, allowed to change settings. */
    readonly key: string;
}

export interface ApiCall {
    readonly method: 'POST' | 'PATCH';
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

export interface WebhookApi {
    /** null: it has to be named, because no document says it. */
    readonly baseUrl: string | null;
    /** What `--scope` means here; null: nothing. */
    readonly scope: string | null;
    register(order: WebhookOrder): ApiCall;
    /** What is left to do by hand. */
    readonly afterwards: string;
}

const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' };

/** Whether one of these events is wanted. Opt-outs and complaints are asked for without this question. */
const wants =
    ({ events }: WebhookOrder) =>
    (...names: readonly ReportEvent[]): boolean =>
        events === undefined || names.some((name) => events.includes(name));

/** Its page: `POST /v1/webhooks {url, events, secret}` with these four events; it names neither its host nor how a key is sent. */
const BSR_EVENTS = ['delivered', 'failed', 'expired', 'rejected'] as const;

const bsr: WebhookApi = {
    baseUrl: null,
    scope: null,
    register(order) {
        const { url, secret, key } = order;
        const events = BSR_EVENTS.filter((event) => wants(order)(event));
        return {
            ...{ method: 'POST', path: '/v1/webhooks', headers: { ...JSON_TYPE, authorization: `Bearer ${key}` } },
            body: JSON.stringify({ url, events, secret }),
        };
    },
    afterwards: 'Try it: landed test-webhook.',
};

/** https://documentation.mailgun.com/en/latest/api-webhooks.html (2026-11-26); one call for several events is its v4 */
const mailgun: WebhookApi = {
    baseUrl: 'https://api.mailgun.net',
    scope: 'the sending domain',
    register(order) {
        const wanted = wants(order);
        const events = [
            ...(wanted('queued') ? ['accepted'] : []),
            ...(wanted('delivered') ? ['delivered'] : []),
            ...(wanted('failed', 'rejected') ? ['permanent_fail'] : []),
            ...(wanted('queued', 'failed') ? ['temporary_fail'] : []),
            ...(wanted('engagement') ? ['opened', 'clicked'] : []),
            ...['unsubscribed', 'complained'],
        ];
        const fields = new URLSearchParams({ url: order.url });
        for (const event of events) fields.append('event_types', event);
        return {
            ...{ method: 'POST', path: `/v4/domains/${encodeURIComponent(order.scope)}/webhooks` },
            headers: {
                ...{ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
                authorization: `Basic ${Buffer.from(`api:${order.key}`).toString('base64')}`,
            },
            body: fields.toString(),
        };
    },
    afterwards: "It signs with the account's webhook signing key: that has to be the secret of this source.",
};

/** Basic credentials, as the adapter takes them: https://postmarkapp.com/developer/api/webhooks-api (not opened; as its Node.js client has it, https://app.unpkg.com/postmark@4.0.2/files/dist/client/models/webhooks/Webhook.d.ts) */
const postmark: WebhookApi = {
    baseUrl: 'https://api.postmarkapp.com',
    scope: 'the message stream, such as outbound',
    register(order) {
        const wanted = wants(order);
        const Triggers = {
            Delivery: { Enabled: wanted('delivered') },
            Bounce: { Enabled: wanted('failed', 'rejected', 'queued'), IncludeContent: false },
            Open: { Enabled: wanted('engagement'), PostFirstOpenOnly: false },
            Click: { Enabled: wanted('engagement') },
            SpamComplaint: { Enabled: true, IncludeContent: false },
            SubscriptionChange: { Enabled: true },
        };
        const HttpAuth = { Username: 'landed', Password: order.secret };
        return {
            ...{ method: 'POST', path: '/webhooks' },
            headers: { ...JSON_TYPE, 'x-postmark-server-token': order.key },
            body: JSON.stringify({ Url: order.url, MessageStream: order.scope, HttpAuth, Triggers }),
        };
    },
    afterwards: 'Try it: landed test-webhook.',
};

/** https://docs.sendgrid.com/api-reference/webhooks/update-event-notification-settings, and the OpenAPI of the same (2026-11-26) */
const sendgrid: WebhookApi = {
    baseUrl: 'https://api.sendgrid.com',
    scope: null,
    register(order) {
        const wanted = wants(order);
        const events = {
            ...{ processed: wanted('queued'), deferred: wanted('queued'), delivered: wanted('delivered') },
            ...{ bounce: wanted('failed'), dropped: wanted('rejected'), open: wanted('engagement') },
            ...{ click: wanted('engagement'), spam_report: true, unsubscribe: true },
            ...{ group_unsubscribe: true, group_resubscribe: true },
        };
        return {
            ...{ method: 'POST', path: '/v3/user/webhooks/event/settings' },
            headers: { ...JSON_TYPE, authorization: `Bearer ${order.key}` },
            body: JSON.stringify({ enabled: true, url: order.url, ...events }),
        };
    },
    afterwards:
        'Turn on Signed Event Webhook for it in Settings → Mail Settings, and put its verification key into the secrets of this source.',
};

/** By provider. */
export const WEBHOOK_APIS: Readonly<Record<string, WebhookApi>> = { bsr, mailgun, postmark, sendgrid };

const TOPIC =
    'subscribe the address to the SNS topic of the configuration set: protocol HTTPS, raw message delivery off';

/** Of the providers without one: where the address is given; the page of each says more (docs/providers). */
export const WHERE_BY_HAND: Readonly<Record<string, string>> = {
    'amazon-ses': TOPIC,
    'aws-sms': TOPIC,
    'azure-communication-services':
        'Communication Services resource → Events: an event subscription with the types SMSDeliveryReportReceived and SMSReceived, and the address with the secret behind it as its web hook',
    bandwidth: 'messaging application → outbound status events, with the secret as the password of its credentials',
    clicksend: 'dashboard → SMS → delivery report rules: the action URL with the address and the secret behind it',
    infobip: 'the delivery report profile or subscription: content type JSON, security setting HMAC with the secret',
    jasmin: 'no console: the address with the secret behind it is dlr-url of every message, with dlr=yes and dlr-level=3',
    kannel: 'no console: the address with the secret behind it is dlr-url of every message, with dlr-mask=31',
    messagebird: 'dashboard → status reports, or reportUrl of a message',
    onesignal: 'an Event Stream, method POST, to the address with the secret behind it, with the body of its page',
    plivo: 'no console: the address is url of every message; inbound messages: the application',
    'sfmc-ens': 'POST /platform/v1/ens-callbacks with the address and the secret behind it, then verify and subscribe',
    sinch: 'the callback of the service plan, or callback_url of a batch',
    smsworks: "the account's webhook settings, or deliveryreporturl of a message",
    telnyx: 'the messaging profile, or webhook_url of a message',
    'twilio-voice': 'no console: the address is StatusCallback of every call',
    twilio: 'the messaging service, or StatusCallback of a message',
    'vonage-messages': 'the application: status URL',
    'vonage-sms': "the account's settings: webhook for delivery receipts",
    'whatsapp-cloud': "the app's WhatsApp → Configuration: callback URL with the verify token; subscribe to messages",
};
