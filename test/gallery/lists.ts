/** Rows for the gallery's dashboards and lists: totals of campaigns, suppressions, alerts, a relay. All invented. */
import type { Fields } from './messages.ts';
import { NOW } from './messages.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();
const dayAgo = (days: number): string => ago(days * DAY).slice(0, 10);

/** What a group of messages of one day came to. */
interface Group {
    readonly provider: string;
    readonly country: string | null;
    readonly carrier: string | null;
    readonly channel?: string;
    readonly senderType?: string;
    readonly delivered: number;
    /** By code and class. */
    readonly failures?: readonly (readonly [string, string, number])[];
    readonly open?: number;
    readonly engaged?: number;
    readonly hour: number;
}

const CLASS_FIELDS: Readonly<Record<string, string>> = {
    Permanent: 'Permanent_Failures__c',
    Temporary: 'Temporary_Failures__c',
    'Spam Filtered': 'Spam_Filtered_Failures__c',
    'Opted Out': 'Opted_Out_Failures__c',
    Configuration: 'Configuration_Failures__c',
    Unknown: 'Unknown_Failures__c',
};
const PRICE = 0.041;

let keys = 0;

function summary(campaign: string, daysAgo: number, group: Group): Fields {
    const { provider, country, carrier, delivered, failures = [], open = 0, engaged = 0, hour } = group;
    const failed = failures.reduce((sum, [, , count]) => sum + count, 0);
    const total = delivered + failed + open;
    const byClass = failures.map(([, failureClass, count]) => [CLASS_FIELDS[failureClass], count]);
    keys += 1;
    return {
        Summary_Key__c: `gallery:${String(keys).padStart(5, '0')}`,
        Day__c: dayAgo(daysAgo),
        Campaign__c: campaign,
        Channel__c: group.channel ?? 'SMS',
        Provider__c: provider,
        ...(country && { Country__c: country }),
        ...(carrier && { Carrier__c: carrier }),
        Sender_Type__c: group.senderType ?? 'Long Code',
        Object_Type__c: 'Contact',
        ...{ Total__c: total, Delivered__c: delivered, Undelivered__c: failed, Sent__c: open, Engaged__c: engaged },
        Handset_Engaged__c: Math.round(engaged * 0.9),
        // In France most receipts are a carrier's word.
        Handset_Delivered__c: Math.floor(delivered * (country === 'FR' ? 0.3 : 0.9)),
        ...{ Opted_Out__c: Math.floor(delivered / 150), Segments__c: total },
        ...{ Cost__c: Number((total * PRICE).toFixed(6)), Cost_Currency__c: 'GBP' },
        ...{ Failed_Cost__c: Number((failed * PRICE).toFixed(6)), Failed_Segments__c: failed },
        ...(Object.fromEntries(byClass) as Record<string, number>), // as the line above makes it
        Failure_Codes__c: JSON.stringify(failures.map(([code, name, count]) => ({ code, class: name, count }))),
        Hours__c: JSON.stringify([[hour, total, delivered, failed]]),
        Latency_Histogram__c: JSON.stringify([
            [36, Math.ceil(delivered * 0.7)],
            [48, Math.floor(delivered * 0.25)],
            [62, Math.max(1, Math.floor(delivered * 0.05))],
        ]),
    };
}

/** A week of an ordinary campaign: most of it good, one day a filter stepped in. */
export function typicalTotals(campaign: string): Fields[] {
    const bsr = { provider: 'bsr', country: 'GB', carrier: 'Thames' } as const;
    const twilio = { provider: 'twilio', country: 'FR', carrier: 'Garonne' } as const;
    return [
        summary(campaign, 6, { ...bsr, delivered: 310, failures: [['30005', 'Permanent', 9]], engaged: 60, hour: 9 }),
        summary(campaign, 5, {
            ...bsr,
            delivered: 298,
            failures: [['EXPIRED', 'Temporary', 8]],
            engaged: 71,
            hour: 10,
        }),
        summary(campaign, 4, {
            ...twilio,
            delivered: 180,
            failures: [['30003', 'Temporary', 6]],
            engaged: 12,
            hour: 9,
        }),
        summary(campaign, 3, { ...twilio, delivered: 141, failures: [['30007', 'Spam Filtered', 38]], hour: 16 }),
        summary(campaign, 2, {
            ...{
                provider: 'whatsapp-cloud',
                country: 'DE',
                carrier: null,
                channel: 'WhatsApp',
                senderType: 'Alphanumeric',
            },
            ...{ delivered: 122, failures: [['131026', 'Permanent', 3]], engaged: 98, hour: 18 },
        }),
        summary(campaign, 1, { ...bsr, delivered: 260, failures: [['30005', 'Permanent', 6]], engaged: 55, hour: 9 }),
        summary(campaign, 0, { ...bsr, delivered: 40, open: 22, engaged: 2, hour: 14 }),
    ];
}

/** A little more of the typical campaign, as a relay adds it a moment later. */
export const moreTotals = (campaign: string): Fields =>
    summary(campaign, 0, { provider: 'bsr', country: 'GB', carrier: 'Pennine', delivered: 1, hour: 15 });

const PROVIDERS = ['twilio', 'bsr', 'smsworks', 'vonage-messages', 'sinch', 'infobip', 'telnyx', 'plivo', 'bandwidth'];
const COUNTRIES = ['GB', 'DE', 'FR', 'US', 'ES', 'IT', 'PL', 'NL', 'BR', 'IN', 'ZA', null];
const CODES = [
    ['30003', 'Temporary'],
    ['30005', 'Permanent'],
    ['30006', 'Permanent'],
    ['30007', 'Spam Filtered'],
    ['30034', 'Configuration'],
    ['21610', 'Opted Out'],
    ['99001', 'Unknown'],
] as const;

/** A month of a large campaign over many providers, countries and carriers. */
export function crowdedTotals(campaign: string): Fields[] {
    return Array.from({ length: 240 }, (_, n) => {
        const [code, failureClass] = CODES[n % CODES.length] ?? CODES[0];
        return summary(campaign, n % 30, {
            provider: PROVIDERS[n % PROVIDERS.length] ?? '',
            country: COUNTRIES[n % COUNTRIES.length] ?? null,
            carrier: `Carrier with a rather long name ${(n % 17) + 1}`,
            delivered: 9_000 + (n % 13) * 1_231,
            failures: [[code, failureClass, 120 + (n % 7) * 97]],
            engaged: (n % 5) * 400,
            hour: n % 24,
        });
    });
}

/** The failed messages behind a figure of the typical campaign. */
export function failedOf(campaign: string, contact: string): Fields[] {
    return Array.from({ length: 70 }, (_, n) => ({
        ...{
            Message_Key__c: `twilio:DRILL${n}`,
            Channel__c: 'SMS',
            Provider__c: 'twilio',
            Recipient__c: '+447700900221',
        },
        ...{ Status__c: 'Undelivered', Failure_Class__c: n % 3 === 0 ? 'Permanent' : 'Temporary', Country__c: 'GB' },
        Error_Code__c: n % 3 === 0 ? '30005' : '30003',
        ...{ Status_At__c: ago(DAY + n * MINUTE), Received_At__c: ago(DAY + n * MINUTE), Campaign__c: campaign },
        Effect_Status__c: 'Applied',
        ...(n % 4 === 0 && { Contact__c: contact }),
    }));
}

/** What reached the contact for certain before she gave. */
export function arrivalOf(campaign: string, contact: string): Fields {
    return {
        ...{ Message_Key__c: 'twilio:GIFT', Channel__c: 'SMS', Provider__c: 'twilio', Recipient__c: '+447700900221' },
        ...{ Status__c: 'Delivered', Delivery_Confidence__c: 'Handset', Country__c: 'GB', Effect_Status__c: 'Applied' },
        ...{ Status_At__c: ago(3 * DAY), Delivered_At__c: ago(3 * DAY), Received_At__c: ago(3 * DAY) },
        ...{ Campaign__c: campaign, Contact__c: contact },
    };
}

/** One after a message arrived, and one of somebody whom none reached. */
export function gifts(campaign: string, contact: string): Fields[] {
    const gift = (Amount: number, days: number, giver: Fields): Fields => ({
        ...{ Name: 'Gift', StageName: 'Closed Won', CampaignId: campaign, Amount },
        ...{ CloseDate: ago(days * DAY).slice(0, 10), ...giver },
    });
    return [gift(120, 2, { ContactId: contact }), gift(90, 1, {})];
}

export function suppressions(evidence: string): Fields[] {
    const row = (number: number, fields: Fields): Fields => ({
        ...{ Channel__c: 'SMS', Address__c: `+4477009003${String(number).padStart(2, '0')}`, Is_Active__c: true },
        Suppression_Key__c: `SMS:+4477009003${String(number).padStart(2, '0')}`,
        Since__c: ago((number + 1) * 7 * HOUR),
        ...fields,
    });
    return [
        row(1, {
            Reason__c: 'Permanent Failure',
            Provider__c: 'twilio',
            Error_Code__c: '30005',
            Evidence__c: evidence,
        }),
        row(2, { Reason__c: 'Opt Out', Provider__c: 'twilio', Error_Code__c: '21610' }),
        row(3, { Reason__c: 'Manual' }),
        row(4, { Reason__c: 'Permanent Failure', Provider__c: 'bsr', Expires_At__c: ago(-5 * DAY) }),
        row(5, { Reason__c: 'Complaint', Provider__c: 'twilio' }),
    ];
}

let moreCount = 0;

/** One that has come a moment ago. */
export const moreSuppressed = (): Fields => ({
    ...{ Channel__c: 'SMS', Address__c: `+4477009006${String((moreCount += 1)).padStart(2, '0')}`, Is_Active__c: true },
    ...{ Suppression_Key__c: `gallery:more:${moreCount}`, Reason__c: 'Manual', Since__c: ago(-moreCount * SECOND) },
});

export const moreAlerts = (): Fields => ({
    Alert_Key__c: `gallery:more:${(moreCount += 1)}`,
    ...{ Kind__c: 'Dead Letters', Severity__c: 'High', Status__c: 'New', Subject__c: `source ${moreCount}` },
});

export const moreBacklog = (): Fields => ({ Backlog__c: (moreCount += 1) });

export function manySuppressions(): Fields[] {
    return Array.from({ length: 40 }, (_, n) => ({
        ...{ Channel__c: n % 9 === 0 ? 'Email' : 'SMS', Is_Active__c: true },
        Address__c:
            n % 9 === 0 ? `a.rather.long.address.${n}@a-rather-long-domain.example.com` : `+447700900${400 + n}`,
        Suppression_Key__c: `gallery:${n}`,
        Reason__c: n % 3 === 0 ? 'Opt Out' : 'Permanent Failure',
        Since__c: ago(n * HOUR),
        ...(n % 5 === 0 && { Is_Placeholder__c: true }),
    }));
}

export function alerts(campaign: string): Fields[] {
    const alert = (kind: string, fields: Fields): Fields => ({
        ...{ Alert_Key__c: `gallery:${kind}`, Kind__c: kind, Severity__c: 'Medium', Status__c: 'New', ...fields },
    });
    return [
        alert('Silent Provider', {
            ...{
                Severity__c: 'High',
                Subject__c: 'twilio/main',
                Provider__c: 'twilio',
                Observed__c: 0,
                Expected__c: 120,
            },
            Detail__c: 'No webhook for 40 minutes.',
        }),
        alert('Spam Filtered', {
            ...{ Subject__c: `Campaign ${campaign}`, Campaign__c: campaign, Observed__c: 38 },
            Detail__c: `38 messages were refused in the hour from 2026-11-22 16:00 UTC (Campaign ${campaign}).`,
        }),
        alert('Grey Route', {
            ...{
                Severity__c: 'Low',
                Status__c: 'Acknowledged',
                Subject__c: 'Loire',
                Country__c: 'FR',
                Carrier__c: 'Loire',
            },
            ...{ Detail__c: 'Receipts all come after 2.0 seconds.', Observed__c: 99.8, Expected__c: 91 },
        }),
    ];
}

export function manyAlerts(campaign: string): Fields[] {
    const kinds = ['Low Delivery Rate', 'Failure Spike', 'Dead Letters', 'Rejection Rise', 'Configuration'];
    return Array.from({ length: 30 }, (_, n) => ({
        Alert_Key__c: `gallery:crowd:${n}`,
        Kind__c: kinds[n % kinds.length] ?? '',
        Severity__c: ['High', 'Medium', 'Low'][n % 3] ?? 'Low',
        Status__c: n % 4 === 0 ? 'Acknowledged' : 'New',
        Subject__c: n % 2 === 0 ? `Campaign ${campaign}` : `source-with-a-rather-long-name-${n}/production`,
        ...(n % 2 === 0 && { Campaign__c: campaign }),
        Detail__c: `${n + 3} of ${n + 50} messages of 2026-11-24 (UTC) that have ended were not delivered.`,
        ...{ Observed__c: n + 3, Expected__c: 2 },
    }));
}

const source = (name: string, minutesAgo: number, silent = false): object => ({
    ...{ source: name, lastAt: ago(minutesAgo * MINUTE), requests: 412, silent },
});

/** A relay in order. */
export const relay = (): Fields => ({
    ...{ Relay_Key__c: 'gallery', State__c: 'Running', Last_Seen_At__c: ago(20 * SECOND) },
    ...{ Expected_By__c: ago(-2 * MINUTE), Backlog__c: 3, Dead_Letters__c: 0, In_Doubt__c: 0 },
    ...{ Accepted_Today__c: 18_204, Confirmed_Today__c: 18_201 },
    ...{ Reported_P95__c: 2.4, Published_P95__c: 0.3, Confirmed_P95__c: 1.1 },
    ...{ Api_Calls_Used__c: 8_412, Api_Calls_Limit__c: 100_000, Events_Used__c: 40_210, Events_Limit__c: 250_000 },
    Sources__c: JSON.stringify([source('bsr/main', 1), source('twilio/main', 2)]),
    Latencies__c: JSON.stringify([
        {
            provider: 'bsr',
            hop: 'reported',
            buckets: [
                [34, 8_990],
                [46, 10],
            ],
        },
        { provider: 'bsr', hop: 'published', buckets: [[14, 9_000]] },
        { provider: 'bsr', hop: 'confirmed', buckets: [[26, 9_000]] },
        {
            provider: 'bsr',
            hop: 'whole',
            buckets: [
                [41, 8_990],
                [52, 10],
            ],
        },
        {
            provider: 'twilio',
            hop: 'reported',
            buckets: [
                [38, 880],
                [65, 20],
            ],
        },
        { provider: 'twilio', hop: 'published', buckets: [[14, 900]] },
        { provider: 'twilio', hop: 'confirmed', buckets: [[27, 900]] },
        {
            provider: 'twilio',
            hop: 'whole',
            buckets: [
                [46, 880],
                [66, 20],
            ],
        },
    ]),
});

/** The same in trouble, with many sources. */
export const troubledRelay = (): Fields => ({
    ...{ State__c: 'Degraded', Trouble__c: 'Salesforce answers slowly; reports wait.' },
    ...{ Backlog__c: 48_120, Dead_Letters__c: 12, In_Doubt__c: 400, Reported_P95__c: 41, Confirmed_P95__c: 38 },
    ...{ Accepted_Today__c: 301_870, Confirmed_Today__c: 253_350 },
    ...{ Api_Calls_Used__c: 93_400, Events_Used__c: 231_000 },
    Sources__c: JSON.stringify(
        Array.from({ length: 12 }, (_, n) => source(`${PROVIDERS[n % 9]}/brand-${n}`, n * 7, n % 4 === 3)),
    ),
});

/** Failures with codes that Landed does not know. */
export function unknownCodes(): Fields[] {
    return Array.from({ length: 14 }, (_, n) => ({
        ...{ Message_Key__c: `sinch:UNKNOWN${n}`, Channel__c: 'SMS', Provider__c: 'sinch', Status__c: 'Undelivered' },
        ...{ Failure_Class__c: 'Unknown', Error_Code__c: String(9_900 + (n % 6)), Effect_Status__c: 'Applied' },
        ...{ Recipient__c: '+447700900222', Received_At__c: ago(n * HOUR), Status_At__c: ago(n * HOUR) },
    }));
}
