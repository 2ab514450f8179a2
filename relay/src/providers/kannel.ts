/** Kannel: GET requests of the form that the sender wrote into `dlr-url`; a secret in the path proves the gateway. */
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
import { epochTime, fieldsOf, phoneNumber, queryOf, text } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import { querySample, secretPath, TEST_NUMBER } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import { SMPP_RECEIPT_STATES } from '../core/smpp.ts';
import { smppErrorName, withSmppErrors } from '../core/smppErrors.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './kannel.codes.json' with { type: 'json' };

const { UNDELIV, EXPIRED, REJECTD, UNKNOWN, DELETED } = SMPP_RECEIPT_STATES;
/** The final states that Kannel calls undelivered alike; the receipt inside of `%A` says which it was. */
const FAILED_STATES = { UNDELIV, EXPIRED, REJECTD, UNKNOWN, DELETED };
const UNDELIVERED = '2';

/**
 * The values of `%d`: https://kannel.org/download/1.5.0/userguide-1.5.0/userguide.html#DELIVERY-REPORTS; 34 and 66 are
 * failures that newer versions tell apart: https://gist.github.com/atkawa7/125c02113df26337de092ab9f47f4542 (2026-11-25)
 */
const STATUS = {
    '1': 'Delivered',
    '2': 'Undelivered',
    '4': 'Queued', // by the SMSC
    '8': 'Sent', // the SMSC took it
    '16': 'Rejected', // the SMSC did not take it
    '34': 'Expired',
    '66': 'Unknown',
    ...FAILED_STATES,
} as const satisfies Record<string, DeliveryStatus>;

const WORDS: ProviderWords = {
    provider: 'kannel',
    statuses: STATUS,
    codes: withSmppErrors(readCodeTable(codes)),
    delivered: 'Handset',
    fields: { id: 'id', recipient: 'to', status: 'status' },
};

interface SmscAnswer {
    /** Blank when it names none. */
    readonly state: string;
    readonly error: string | null;
}

/** `%A`: the text of an SMPP receipt, or `NACK/` with the number that the SMSC refused the message with. */
function readAnswer(answer: string): SmscAnswer {
    const refusal = /^NACK\/(\d{1,10})(?:\/|$)/.exec(answer)?.[1];
    if (refusal !== undefined) return { state: '', error: smppErrorName(Number(refusal)) };
    const state = /(?:^|\s)stat:([A-Z]{1,10})(?:\s|$)/i.exec(answer)?.[1]?.toUpperCase() ?? '';
    const error = /(?:^|\s)err:([0-9A-Za-z]{1,10})(?:\s|$)/i.exec(answer)?.[1] ?? null;
    return { state, error: error === null || /^0+$/.test(error) ? null : error };
}

function read(raw: Readonly<Record<string, string>>, url: string, { receivedAt }: ParseContext): ParsedElement {
    const { state, error } = readAnswer(text(raw['answer'], 1000) ?? '');
    const value = raw['status'];
    if (raw['ts'] !== undefined && epochTime(raw['ts']) === null) return setAside('ts is not a time', raw);
    const stated = {
        id: raw['id'],
        channel: 'SMS',
        recipient: phoneNumber(raw['to']),
        sender: text(raw['from'], 255),
        rawStatus: value === UNDELIVERED && Object.hasOwn(FAILED_STATES, state) ? state : value,
        code: error,
        occurredAt: epochTime(raw['ts']),
        carrier: text(raw['smsc'], 255),
        ...referencesOf(url),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    return [read(fieldsOf(queryOf(request.url)), request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const ts = String(Math.floor(order.at / 1_000));
    const fields = { id: order.id, to: TEST_NUMBER.slice(1), from: 'Landed', status: '1', ts, smsc: 'landed-test' };
    return querySample(secretPath(order), fields);
}

export const kannel: ProviderAdapter = {
    id: 'kannel',
    label: 'Kannel',
    methods: ['GET'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    // smsbox tries as often and with such pauses as http-request-retry and http-queue-delay say; assumed
    retryDelayMs: 300_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
    answer: () => ({ status: 200 }),
};
