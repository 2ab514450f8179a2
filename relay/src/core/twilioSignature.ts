/** X-Twilio-Signature: HMAC-SHA1 over the URL and the parameters, the same for messages and calls. */
import { createHash, createHmac } from 'node:crypto';
import { parse as parseQuery, stringify as stringifyQuery } from 'node:querystring';
import type { RawRequest, SampleOrder, VerifiedRequest, VerifyContext } from './ports.ts';
import { queryOf } from './reading.ts';
import { formSample, TEST_NUMBER } from './sample.ts';
import { requireSignature, unproved } from './signature.ts';

/** More than any callback has; sorting a megabyte of them would hold up everybody else. */
const MOST_PARAMETERS = 1000;

/** Every field that arrived, sorted by name, repeated values once and sorted: a fixed list would fail on new fields. */
function signedParameters(body: Buffer): string {
    const form = body.toString('utf8');
    if (form.split('&', MOST_PARAMETERS + 1).length > MOST_PARAMETERS) throw unproved('too many parameters');
    const parameters = new URLSearchParams(form);
    const names = [...new Set(parameters.keys())].sort();
    return names.flatMap((name) => [...new Set(parameters.getAll(name))].sort().map((value) => name + value)).join('');
}

/**
 * Twilio's servers are not of one mind about the default port and the encoding of the query, so its own libraries try
 * each: https://github.com/twilio/twilio-node/blob/main/src/webhooks/webhooks.ts (2026-11-21). Fragments, which carry
 * connection overrides, are never signed.
 */
function* signedUrls(publicUrl: string, target: string): Iterable<string> {
    const [exact = ''] = `${publicUrl}${target}`.split('#', 1);
    yield exact;
    const url = URL.parse(exact);
    if (url === null) return;
    const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
    const encoded = url.search === '' ? '' : `?${stringifyQuery(parseQuery(url.search.slice(1)))}`;
    for (const host of [url.hostname, `${url.hostname}:${port}`]) {
        for (const search of [url.search, encoded]) yield `${url.protocol}//${host}${url.pathname}${search}`;
    }
}

/** What of the body is signed: a form's fields, or by its hash in the query a body of any other kind. */
function signedBody(request: RawRequest): string {
    const hash = new URLSearchParams(queryOf(request.url)).get('bodySHA256');
    if (hash === null) return signedParameters(request.body);
    if (createHash('sha256').update(request.body).digest('hex') !== hash.toLowerCase()) {
        throw unproved('the body is not the one whose hash is signed');
    }
    return '';
}

export function verifyTwilio(request: RawRequest, context: VerifyContext): VerifiedRequest {
    const given = request.headers['x-twilio-signature'] ?? '';
    if (!/^[A-Za-z0-9+/]{27}=$/.test(given)) throw unproved('no X-Twilio-Signature of the right shape');
    const body = signedBody(request);
    return requireSignature(request, given, context.secrets, function* (secret) {
        for (const url of signedUrls(context.publicUrl, request.url)) {
            yield createHmac('sha1', secret).update(`${url}${body}`, 'utf8').digest('base64');
        }
    });
}

/** A form about a test message, signed. */
export function twilioSample(
    { publicUrl, path, secret }: SampleOrder,
    fields: Readonly<Record<string, string>>,
): RawRequest {
    const all = { AccountSid: `AC${'0'.repeat(32)}`, ApiVersion: '2010-04-01', From: '+15005550006', To: TEST_NUMBER };
    const bare = formSample(path, { ...all, ...fields });
    const signed = `${publicUrl}${path}${signedParameters(bare.body)}`;
    const signature = createHmac('sha1', secret).update(signed, 'utf8').digest('base64');
    return { ...bare, headers: { ...bare.headers, 'x-twilio-signature': signature } };
}
