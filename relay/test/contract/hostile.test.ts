import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RelayError } from '../../src/core/errors.ts';
import type { ProviderAdapter, RawRequest, VerifyContext } from '../../src/core/ports.ts';
import { acceptedOf, contextOf, PROVIDERS, requestOf } from './fixtures.ts';

interface Hostile {
    readonly request: RawRequest;
    readonly context: VerifyContext;
}

function refused(adapter: ProviderAdapter, { request, context }: Hostile): boolean {
    try {
        adapter.verify(request, context);
        return false;
    } catch (error) {
        assert.ok(error instanceof RelayError, String(error));
        assert.equal(error.code, 'RELAY_BAD_SIGNATURE');
        assert.equal(error.facts.http, 401);
        return true;
    }
}

/** A signature that stands among the fields of the payload, in JSON, in a form or in a query. */
const SIG_FIELD = /((?:^|[?&])sig=|"sig(?:nature)?":")([^&"]*)/i;

const bodyOrUrl = (request: RawRequest): string => (request.method === 'GET' ? request.url : request.body.toString());

function headerOf(adapter: ProviderAdapter, { headers }: RawRequest): string | null {
    const signature = Object.keys(headers).find((name) => /signature(?!.*(?:nonce|timestamp|algorithm))/.test(name));
    if (signature !== undefined) return signature;
    return adapter.proof === 'signature' && 'authorization' in headers ? 'authorization' : null;
}

const isSigned = (adapter: ProviderAdapter, request: RawRequest): boolean =>
    headerOf(adapter, request) !== null || SIG_FIELD.test(bodyOrUrl(request));

function signatureOf(adapter: ProviderAdapter, request: RawRequest): string {
    const header = headerOf(adapter, request);
    return header === null ? (SIG_FIELD.exec(bodyOrUrl(request))?.[2] ?? '') : (request.headers[header] ?? '');
}

/** The request with another signature; null takes it away. */
function resigned(adapter: ProviderAdapter, request: RawRequest, signature: string | null): RawRequest {
    const header = headerOf(adapter, request);
    if (header !== null) {
        const others = Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== header));
        return { ...request, headers: signature === null ? others : { ...others, [header]: signature } };
    }
    const written =
        signature === null ? '' : bodyOrUrl(request).startsWith('{') ? signature : encodeURIComponent(signature);
    const changed = bodyOrUrl(request).replace(SIG_FIELD, (_, start: string) =>
        signature === null ? start.replace(/sig/i, 'gone') : start + written,
    );
    return request.method === 'GET' ? { ...request, url: changed } : { ...request, body: Buffer.from(changed) };
}

const withSignature =
    (adapter: ProviderAdapter, change: (signature: string) => string | null) =>
    ({ request, context }: Hostile): Hostile => ({
        request: resigned(adapter, request, change(signatureOf(adapter, request))),
        context,
    });

/** Of a GET request, whose query is its payload, the query. */
const withBody =
    (change: (body: Buffer) => Buffer) =>
    ({ request, context }: Hostile): Hostile => {
        if (request.method === 'POST') return { request: { ...request, body: change(request.body) }, context };
        const [path = '', query = ''] = request.url.split(/\?(.*)/s);
        return { request: { ...request, url: `${path}?${change(Buffer.from(query)).toString('latin1')}` }, context };
    };

const withSecrets =
    (...secrets: string[]) =>
    ({ request, context }: Hostile): Hostile => ({ request, context: { ...context, secrets } });

/** The value after a prefix such as `sha256=`: what is compared. */
const value = (signature: string): string => signature.replace(/^[a-z0-9]+=(?=.)/, '');

const SIGNATURES: Readonly<Record<string, (signature: string) => string | null>> = {
    'no signature': () => null,
    'an empty signature': () => '',
    'a truncated signature': (signature) => signature.slice(0, -1),
    'a signature with a character more': (signature) => `${signature}0`,
    'a signature with white space': (signature) => ` ${signature}`,
    'a signature of the wrong alphabet': (signature) => signature.replace(/.{4}$/, '!*!*'),
    'another signature of the right length': (signature) =>
        signature.replace(/[a-z0-9](?=[^a-z0-9]*$)/i, (last) => (last === '0' ? '1' : '0')),
    'the header twice': (signature) => `${signature}, ${signature}`,
    'a wrong signature before the right one': (signature) => `${'0'.repeat(64)}, ${signature}`,
    'the digest as raw bytes': (signature) => Buffer.from(value(signature), 'base64').toString('latin1'),
    zeroes: (signature) => signature.replace(/[^=]/g, '0'),
};

const BODIES: Readonly<Record<string, (body: Buffer) => Buffer>> = {
    'a changed byte': (body) => Buffer.from(body.map((byte, index) => (index === 20 ? byte ^ 1 : byte))),
    'a byte more': (body) => Buffer.concat([body, Buffer.from('x')]),
    'a byte less': (body) => body.subarray(0, -1),
    'another encoding': (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
    'a byte order mark': (body) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
    'no body': () => Buffer.alloc(0),
    'a megabyte': () => Buffer.alloc(1024 * 1024, 'a=1&'),
    'a megabyte of one parameter': () => Buffer.alloc(1024 * 1024, 'a'),
    'bytes that are no text': () => Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]),
};

type Change = (hostile: Hostile) => Hostile;

/** The accepted requests, and a check that none of them is accepted any more once it is changed. */
function startFrom(adapter: ProviderAdapter, wanted: (request: RawRequest) => boolean = () => true) {
    const cases: readonly Hostile[] = acceptedOf(adapter)
        .map((fixture) => ({ request: requestOf(fixture), context: contextOf(fixture) }))
        .filter(({ request }) => wanted(request));
    const refusesAll = (change: Change): void => {
        assert.ok(cases.length > 0);
        for (const hostile of cases) {
            assert.equal(refused(adapter, hostile), false);
            assert.ok(refused(adapter, change(hostile)), hostile.request.body.toString().slice(0, 200));
        }
    };
    return { cases, refusesAll };
}

const OTHER_SECRETS: Readonly<Record<string, Change>> = {
    'another secret': withSecrets('another'),
    'no secret at all': withSecrets(),
    'an empty secret': withSecrets(''),
};

for (const adapter of PROVIDERS.filter(({ proof }) => proof !== 'shared secret')) {
    describe(`${adapter.label} refuses`, () => {
        const { cases, refusesAll } = startFrom(adapter, (request) => isSigned(adapter, request));

        for (const [name, change] of Object.entries(SIGNATURES)) {
            test(name, () => refusesAll(withSignature(adapter, change)));
        }
        test('a signature without its prefix', (context) => {
            if (cases.some(({ request }) => value(signatureOf(adapter, request)) === signatureOf(adapter, request))) {
                context.diagnostic('this signature has none, or may go without');
            } else refusesAll(withSignature(adapter, value));
        });
        if (adapter.openBody !== true) {
            for (const [name, change] of Object.entries(BODIES)) {
                test(`body: ${name}`, () => refusesAll(withBody(change)));
            }
        }
        for (const [name, change] of Object.entries(OTHER_SECRETS)) test(name, () => refusesAll(change));
    });
}

const withCredentials =
    (change: (credentials: string) => string | null): Change =>
    ({ request, context }) => {
        const { authorization = '', ...others } = request.headers;
        const changed = change(authorization);
        const headers = changed === null ? others : { ...others, authorization: changed };
        return { request: { ...request, headers }, context };
    };

const withPath =
    (change: (path: string) => string): Change =>
    ({ request, context }) => {
        const [path = '', query] = request.url.split('?');
        const url = query === undefined ? change(path) : `${change(path)}?${query}`;
        return { request: { ...request, url }, context };
    };

const PATHS: Readonly<Record<string, (path: string) => string>> = {
    'a path without its secret': (path) => path.replace(/\/[^/]+$/, ''),
    'an empty secret in the path': (path) => path.replace(/[^/]+$/, ''),
    'a truncated secret in the path': (path) => path.slice(0, -1),
    'a secret with a character more': (path) => `${path}0`,
    'a secret with a slash after it': (path) => `${path}/`,
    'the secret twice': (path) => `${path}${path.replace(/^.*(?=\/)/, '')}`,
    'the secret in capitals': (path) => path.replace(/[^/]+$/, (secret) => secret.toUpperCase()),
    'the secret percent-encoded': (path) => path.replace(/\w$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
};

/** Nothing of these requests is signed: only the secret can be wrong. */
for (const adapter of PROVIDERS.filter(({ proof }) => proof !== 'signature')) {
    describe(`${adapter.label}, unsigned, refuses`, () => {
        const inHeader = (request: RawRequest): boolean => 'authorization' in request.headers;
        const unsigned = (request: RawRequest): boolean => !isSigned(adapter, request);
        const byHeader = startFrom(adapter, (request) => unsigned(request) && inHeader(request));
        const byPath = startFrom(adapter, (request) => unsigned(request) && !inHeader(request));

        for (const [name, change] of Object.entries(SIGNATURES)) {
            test(`credentials: ${name}`, () => byHeader.refusesAll(withCredentials(change)));
        }
        for (const [name, change] of Object.entries(PATHS)) test(name, () => byPath.refusesAll(withPath(change)));
        for (const [name, change] of Object.entries(OTHER_SECRETS)) {
            test(name, () => {
                byHeader.refusesAll(change);
                byPath.refusesAll(change);
            });
        }
        test('to let the secret through to what is stored', () => {
            for (const { request, context } of [...byHeader.cases, ...byPath.cases]) {
                const kept = JSON.stringify({ ...adapter.verify(request, context), body: '' });
                for (const secret of context.secrets) {
                    assert.ok(!kept.includes(secret));
                    assert.ok(!kept.includes('authorization'));
                }
            }
        });
    });
}
