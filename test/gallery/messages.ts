/** Messages for the gallery: every channel, every fate, and what people did. All people and numbers are invented. */

export type Fields = Readonly<Record<string, string | number | boolean>>;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The moment at which all pictures are taken. */
export const NOW = Date.parse('2026-11-25T15:20:00Z');

const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();

let keys = 0;

/** A message that was queued so long ago, and reached each named stage so many seconds after that. */
function message(queuedAgo: number, seconds: Readonly<Record<string, number>>, fields: Fields): Fields {
    const after = (delay: number): string => ago(queuedAgo - delay * SECOND);
    const stages = Object.entries(seconds).map(([stage, delay]): [string, string] => [`${stage}_At__c`, after(delay)]);
    const known = Object.entries(seconds).filter(([stage]) => ['Sent', 'Delivered', 'Failed'].includes(stage));
    keys += 1;
    return {
        Message_Key__c: `${fields['Provider__c']}:GALLERY${String(keys).padStart(4, '0')}`,
        Queued_At__c: ago(queuedAgo),
        Status_At__c: after(Math.max(0, ...known.map(([, delay]) => delay))),
        Received_At__c: after(1),
        ...Object.fromEntries(stages),
        ...fields,
    };
}

const SMS = { Channel__c: 'SMS', Provider__c: 'twilio', Sender__c: '+447700900999', Sender_Type__c: 'Long Code' };
const WHATSAPP = { Channel__c: 'WhatsApp', Provider__c: 'whatsapp-cloud', Sender__c: '+447700900999' };
const EMAIL = { Channel__c: 'Email', Provider__c: 'sendgrid', Sender__c: 'news@example.org' };
const PUSH = { Channel__c: 'Push', Provider__c: 'onesignal' };
const VOICE = { Channel__c: 'Voice', Provider__c: 'twilio-voice', Sender__c: '+447700900999' };
const HANDSET = { Status__c: 'Delivered', Delivery_Confidence__c: 'Handset' };

/** A few days of an ordinary supporter. */
export function ordinaryMessages(number: string, email: string): Fields[] {
    return [
        message(
            4 * MINUTE,
            { Sent: 2 },
            { ...SMS, Recipient__c: number, Status__c: 'Sent', Purpose__c: 'Event Reminder' },
        ),
        message(
            3 * HOUR,
            { Sent: 1, Delivered: 4, Read: 70, Replied: 130 },
            { ...WHATSAPP, ...HANDSET, Recipient__c: number, Purpose__c: 'Donation' },
        ),
        message(
            6 * HOUR,
            { Sent: 2, Failed: 38 },
            {
                ...SMS,
                Recipient__c: number,
                Status__c: 'Undelivered',
                Provider_Status__c: 'undelivered',
                Error_Code__c: '30003',
                Failure_Class__c: 'Temporary',
                Purpose__c: 'OTP',
                Carrier__c: 'Example Mobile',
                Country__c: 'GB',
                Segments__c: 1,
                Price__c: 0.0412,
                Price_Currency__c: 'GBP',
                Fallback_Status__c: 'Sent',
                Fallback_Channel__c: 'Email',
                History__c: history(6 * HOUR, [
                    [0, 'Queued', 'queued', '-'],
                    [2, 'Sent', 'sent', '-'],
                    [38, 'Undelivered', 'undelivered', '30003'],
                ]),
            },
        ),
        message(
            DAY + 2 * HOUR,
            { Sent: 3, Delivered: 9, Read: 2_400, Clicked: 2_412 },
            { ...EMAIL, ...HANDSET, Recipient__c: email, Purpose__c: 'Newsletter' },
        ),
        message(
            DAY + 5 * HOUR,
            { Sent: 1, Delivered: 2 },
            { ...PUSH, Status__c: 'Delivered', Delivery_Confidence__c: 'Platform', Recipient__c: 'device 7f3a' },
        ),
        message(
            4 * DAY,
            { Failed: 1 },
            {
                ...SMS,
                Recipient__c: number,
                Status__c: 'Rejected',
                Error_Code__c: '30034',
                Failure_Class__c: 'Spam Filtered',
                Purpose__c: 'Campaign',
            },
        ),
        message(5 * DAY, { Sent: 1, Delivered: 31 }, { ...VOICE, ...HANDSET, Recipient__c: number }),
        message(
            6 * DAY,
            { Sent: 2, Delivered: 5 },
            { ...SMS, ...HANDSET, Recipient__c: number, Country__c: 'GB', Carrier__c: 'Example Mobile' },
        ),
    ];
}

let news = 0;

/** Just delivered, each a second after the one before. */
export const newMessage = (): Fields =>
    message(
        MINUTE - (news += 1) * SECOND,
        { Sent: 1, Delivered: 5 },
        { ...WHATSAPP, ...HANDSET, Purpose__c: 'Donation' },
    );

/** `at | our word | the provider's | code | key`, as a relay writes it. */
function history(queuedAgo: number, reports: readonly (readonly [number, string, string, string])[]): string {
    return reports
        .map(([seconds, word, raw, code], index) =>
            [ago(queuedAgo - seconds * SECOND), word, raw, code, `gallery${index}`].join(' | '),
        )
        .join('\n');
}

/** Many messages, a few an hour, with every fate among them. */
export function manyMessages(count: number, number: string): Fields[] {
    const fates: readonly (readonly [Readonly<Record<string, number>>, Fields])[] = [
        [{ Sent: 1, Delivered: 3 }, HANDSET],
        [
            { Sent: 1, Delivered: 95 },
            { ...HANDSET, Fallback_Status__c: 'Task Created' },
        ],
        [{ Sent: 2 }, { Status__c: 'Unconfirmed' }],
        [
            { Sent: 1, Failed: 172_800 },
            { Status__c: 'Expired', Failure_Class__c: 'Temporary' },
        ],
        [{ Sent: 1 }, { Status__c: 'Unknown' }],
        [{ Failed: 1 }, { Status__c: 'Failed', Failure_Class__c: 'Configuration', Error_Code__c: '30002' }],
        [{}, { Status__c: 'Canceled' }],
    ];
    return Array.from({ length: count }, (_, index) => {
        const [seconds, fate] = fates[index % fates.length] ?? [{}, {}];
        const queuedAgo = (index + 1) * 5 * HOUR + 2 * DAY;
        return message(queuedAgo, seconds, { ...SMS, Recipient__c: number, Purpose__c: 'Campaign', ...fate });
    });
}
