/** Jasmin: receipts by GET or as a form, unsigned, which want to be acknowledged by name; a secret in the path proves it. */
import { readCodeTable } from '../core/classify.ts';
import { statusElement } from '../core/element.ts';
import type { ProviderWords } from '../core/element.ts';
import type {
    ParseContext,
    ParsedElement,
    ProviderAdapter,
    RawRequest,
    SampleOrder,
    VerifiedRequest,
} from '../core/ports.ts';
import { fieldsOf, phoneNumber, queryOf, text } from '../core/reading.ts';
import { referencesOf } from '../core/references.ts';
import { formSample, secretPath, TEST_NUMBER, uuidOf } from '../core/sample.ts';
import { requireSharedSecret } from '../core/signature.ts';
import { SMPP_RECEIPT_STATES } from '../core/smpp.ts';
import { withSmppErrors } from '../core/smppErrors.ts';
import type { DeliveryStatus } from '../core/vocabulary.ts';
import codes from './jasmin.codes.json' with { type: 'json' };

/** https://docs.jasminsms.com/en/latest/apis/ja-http/index.html#receiving-dlr (2026-11-25) */
const STATUS = {
    ESME_ROK: 'Sent', // the SMSC took it
    ...SMPP_RECEIPT_STATES,
} as const satisfies Record<string, DeliveryStatus>;

const WORDS: ProviderWords = {
    provider: 'jasmin',
    statuses: STATUS,
    codes: withSmppErrors(readCodeTable(codes)),
    delivered: 'Handset',
    // subdate and donedate have no zone, so they date nothing.
    fields: { id: 'id', recipient: 'to, which dlr-url has to name,', status: 'message_status' },
};

/** Any other ESME_ name is an error with which the SMSC refused the message. */
const isRefusal = (word: string): boolean => word.startsWith('ESME_R') && word !== 'ESME_ROK';

/** The error of the refusal itself, else the operator's number; zero is none. */
function codeOf(word: string, error: string | undefined): string | null {
    if (isRefusal(word)) return text(word, 80);
    return error === undefined || /^0*$/.test(error) ? null : text(error, 80);
}

function read(raw: Readonly<Record<string, string>>, url: string, { receivedAt }: ParseContext): ParsedElement {
    const word = raw['message_status'] ?? '';
    const stated = {
        id: raw['id'],
        channel: 'SMS',
        recipient: phoneNumber(raw['to']),
        sender: text(raw['from'], 255),
        rawStatus: word,
        ...(isRefusal(word) ? { status: 'Rejected' as const } : {}),
        code: codeOf(word, raw['err']),
        ...referencesOf(url),
        receivedAt,
    } as const;
    return statusElement(WORDS, stated, raw);
}

/** What the sender wrote into `dlr-url` stays in the query; what Jasmin says is there too, or in the form. */
function parse(request: VerifiedRequest, context: ParseContext): readonly ParsedElement[] {
    const form = request.method === 'POST' ? fieldsOf(request.body.toString('utf8')) : {};
    return [read({ ...fieldsOf(queryOf(request.url)), ...form }, request.url, context)];
}

function sample(order: SampleOrder): RawRequest {
    const url = `${secretPath(order)}&to=${TEST_NUMBER.slice(1)}&from=Landed`;
    return formSample(url, { id: uuidOf(order), level: '3', message_status: 'DELIVRD', err: '000' });
}

export const jasmin: ProviderAdapter = {
    id: 'jasmin',
    label: 'Jasmin',
    methods: ['POST', 'GET'],
    proof: 'shared secret',
    bodyLimit: 1024 * 1024,
    // dlr-thrower: three more tries, 30 s apart, each of at most 30 s; the page above
    retryDelayMs: 180_000,
    statuses: STATUS,
    codes: WORDS.codes,
    verify: requireSharedSecret,
    parse,
    sample,
    answer: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'ACK/Jasmin' }),
};
