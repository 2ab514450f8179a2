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

const withSignature =
    (name: string, change: (signature: string) => string | null) =>
    ({ request, context }: Hostile): Hostile => {
        const changed = change(request.headers[name] ?? assert.fail());
        const others = Object.fromEntries(Object.entries(request.headers).filter(([header]) => header !== name));
        return {
            request: { ...request, headers: changed === null ? others : { ...others, [name]: changed } },
            context,
        };
    };

const withBody =
    (change: (body: Buffer) => Buffer) =>
    ({ request, context }: Hostile): Hostile => ({ request: { ...request, body: change(request.body) }, context });

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

for (const adapter of PROVIDERS) {
    describe(`${adapter.label} refuses`, () => {
        const posts = acceptedOf(adapter).filter(({ request }) => request.method === 'POST');
        const cases: readonly Hostile[] = posts.map((fixture) => ({
            request: requestOf(fixture),
            context: contextOf(fixture),
        }));
        const signatureHeader = Object.keys(posts[0]?.request.headers ?? {}).find((name) => name.includes('signature'));
        const header = signatureHeader ?? assert.fail('no header of the fixtures is a signature');
        const refusesAll = (change: (hostile: Hostile) => Hostile): void => {
            assert.ok(cases.length > 0);
            for (const hostile of cases) {
                assert.equal(refused(adapter, hostile), false);
                assert.ok(refused(adapter, change(hostile)), hostile.request.body.toString().slice(0, 200));
            }
        };

        for (const [name, change] of Object.entries(SIGNATURES)) {
            test(name, () => refusesAll(withSignature(header, change)));
        }
        test('a signature without its prefix', (context) => {
            if (cases.every(({ request }) => value(request.headers[header] ?? '') === request.headers[header])) {
                context.diagnostic('this signature has none');
            } else refusesAll(withSignature(header, value));
        });
        for (const [name, change] of Object.entries(BODIES)) test(`body: ${name}`, () => refusesAll(withBody(change)));
        test('another secret', () => refusesAll(withSecrets('another')));
        test('no secret at all', () => refusesAll(withSecrets()));
        test('an empty secret', () => refusesAll(withSecrets('')));
    });
}
