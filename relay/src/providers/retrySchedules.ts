/** What each provider's pages say of how long it repeats a report that it could not deliver. */
import type { RetrySchedule } from '../core/outage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const says = (lostAfterMs: number, words: string, source: string): RetrySchedule => ({
    ...{ lostAfterMs, documented: true, words, source: `${source} (2026-11-26)` },
});
/** Nobody promises it for delivery reports, or it leaves the times open. */
const supposed = (lostAfterMs: number, words: string, source: string): RetrySchedule => ({
    ...says(lostAfterMs, words, source),
    documented: false,
});
const silent = (words = 'its pages do not say whether it repeats'): RetrySchedule => ({
    ...{ lostAfterMs: null, documented: false, words, source: 'none' },
});

const TWILIO = says(
    15 * SECOND,
    'one more try by default, all within 15 s; up to five with #rc=5 in the callback address',
    'https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides',
);
const VONAGE = supposed(
    DAY,
    'for 24 hours, at last every 15 minutes; written for its sandbox and for inbound messages',
    'https://developer.vonage.com/en/messages/concepts/messages-status-callbacks',
);

const SNS = says(
    60 * SECOND,
    'three more tries, 20 s apart; up to an hour with a delivery policy of the topic, which may also have a dead-letter queue',
    'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
);

export const RETRY_SCHEDULES: Readonly<Record<string, RetrySchedule>> = {
    'amazon-ses': SNS,
    'aws-sms': SNS,
    'azure-communication-services': says(
        DAY,
        '10 s, growing to an hour, for 24 hours or 30 attempts; give the subscription a dead-letter container',
        'https://learn.microsoft.com/azure/event-grid/delivery-and-retry',
    ),
    bandwidth: says(DAY, 'for 24 hours', 'https://dev.bandwidth.com/docs/messaging/webhooks/'),
    bsr: supposed(
        5 * MINUTE,
        'three more tries with growing pauses, whose length it does not say',
        "the provider's page",
    ),
    clicksend: silent(),
    infobip: supposed(
        10 * MINUTE,
        '1 minute, and 1 minute more for each failed try squared; how often it does not say',
        'https://www.infobip.com/docs/sms/sms-over-api#push-retry-cycle-notify-url',
    ),
    jasmin: says(
        90 * SECOND,
        'three more tries, 30 s apart, as dlr-thrower is set by default',
        'https://docs.jasminsms.com/en/latest/apis/ja-http/index.html',
    ),
    kannel: supposed(0, 'as http-request-retry and http-queue-delay say; by default it does not', 'its user guide'),
    mailgun: says(
        0,
        'events for 8 hours, but those of a delivery not at all',
        'https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-retries',
    ),
    messagebird: silent(),
    onesignal: silent(),
    plivo: silent(),
    postmark: supposed(
        10 * HOUR + 30 * MINUTE,
        'ten tries in 10.5 hours, written for inbound mail; other records are repeated less often',
        'https://postmarkapp.com/support/article/understanding-inbound-webhook-retries-in-postmark',
    ),
    sendgrid: says(
        DAY,
        'with growing pauses for 24 hours',
        'https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event',
    ),
    'sfmc-ens': supposed(7 * DAY, 'failed batches for up to seven days', 'its public documentation'),
    sinch: says(
        22 * HOUR + 45 * MINUTE,
        '5 s and then always twice as long, fifteen times in all',
        'https://developers.sinch.com/docs/sms/api-reference/sms/tag/Webhooks/',
    ),
    smsworks: silent('its pages do not say whether it repeats; it can mail you when the webhook fails'),
    telnyx: silent('three tries, whose pauses it does not say, then the failover address'),
    twilio: TWILIO,
    'twilio-voice': TWILIO,
    'vonage-messages': VONAGE,
    'vonage-sms': VONAGE,
    'whatsapp-cloud': supposed(
        7 * DAY,
        'with growing pauses for up to seven days',
        'https://hookdeck.com/webhooks/platforms/guide-to-whatsapp-webhooks-features-and-best-practices',
    ),
};

/** Of one that only the configuration knows, its `retryDelaySeconds` is all that anybody knows. */
export function retryScheduleOf({
    id,
    retryDelayMs,
}: {
    readonly id: string;
    readonly retryDelayMs: number;
}): RetrySchedule {
    return (
        RETRY_SCHEDULES[id] ?? supposed(retryDelayMs, '`retryDelaySeconds` of its configuration', 'the configuration')
    );
}
