/** Twilio Programmable Voice: status callbacks of calls that we make, signed as those of messages are. */
import { readCodeTable } from '../core/classify.ts';
import { setAside, statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { fieldsOf, listed, queryOf, text, utcTime } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import { twilioSample, verifyTwilio } from '../core/twilioSignature.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './twilio-voice.codes.json' with { type: 'json' };

/** https://www.twilio.com/docs/voice/api/call-resource#call-status-values (2026-11-25) */
const STATUS = {
    queued: 'Queued',
    initiated: 'Queued',
    ringing: 'Sent',
    'in-progress': 'Delivered', // answered
    completed: 'Delivered', // answered and ended
    busy: 'Undelivered',
    'no-answer': 'Undelivered',
    failed: 'Failed',
    canceled: 'Canceled',
} as const satisfies Record<string, DeliveryStatus>;

const WORDS: ProviderWords = {
    provider: 'twilio-voice',
    statuses: STATUS,
    codes: readCodeTable(codes),
    delivered: 'Handset',
    fields: { id: 'CallSid', recipient: 'To', status: 'CallStatus' },
};

const FAILURES: ReadonlySet<DeliveryStatus | null> = new Set(['Undelivered', 'Failed']);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri, 17 Jul 2026 12:05:03 +0000`, RFC 2822. */
const MAIL_DATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2})$/;

function timeOf(value: string | undefined): string | null {
    const [, day, month = '', year, time, hours, minutes] = MAIL_DATE.exec(value ?? '') ?? [];
    const number = String(MONTHS.indexOf(month) + 1).padStart(2, '0');
    return year === undefined ? null : utcTime(`${year}-${number}-${day}T${time}${hours}:${minutes}`);
}

type Fields = Readonly<Record<string, string>>;

/** Twilio's own code, else the network's answer to the call; of a call that did not fail there is none. */
function codeOf(fields: Fields, status: DeliveryStatus | null): string | null {
    if (!FAILURES.has(status)) return null;
    const sip = text(fields['SipResponseCode'], 10);
    return text(fields['ErrorCode'], 80) ?? (sip === null ? null : `SIP ${sip}`);
}

/** A voice mailbox or a fax took the call, not a person: https://www.twilio.com/docs/voice/answering-machine-detection */
const byMachine = (answeredBy: string): boolean => /^(?:machine|fax)/.test(answeredBy);

function read(raw: Fields, url: string, { receivedAt }: ParseContext): ParsedElement {
    const status = listed<DeliveryStatus>(STATUS, raw['CallStatus'] ?? '');
    const machine = status === 'Delivered' && byMachine(raw['AnsweredBy'] ?? '');
    if (raw['Timestamp'] !== undefined && timeOf(raw['Timestamp']) === null) {
        return setAside('Timestamp is not a time with a zone', raw);
    }
    const stated = {
        id: raw['CallSid'],
        channel: 'Voice',
        recipient: text(raw['To'], 255),
        sender: text(raw['From'], 255),
        rawStatus: raw['CallStatus'],
        code: codeOf(raw, status),
        ...(machine ? { confidence: 'Carrier' as const } : {}),
        occurredAt: timeOf(raw['Timestamp']),
        ...referencesOf(url),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const fields = fieldsOf(request.method === 'GET' ? queryOf(request.url) : request.body.toString('utf8'));
    if (fields['Direction'] === 'inbound') return []; // somebody called us
    return [read(fields, request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const happened = { CallStatus: 'completed', Timestamp: new Date(order.at).toUTCString().replace('GMT', '+0000') };
    return twilioSample(order, { CallSid: `CA${order.id}`, ...happened, Direction: 'outbound-api', CallDuration: '1' });
}

export const twilioVoice: ProviderAdapter = {
    id: 'twilio-voice',
    label: 'Twilio Voice',
    methods: ['POST', 'GET'],
    proof: 'signature',
    bodyLimit: 1024 * 1024,
    // All tries together: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides (2026-11-25)
    retryDelayMs: 15_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify: verifyTwilio,
    parse,
    sample,
};
