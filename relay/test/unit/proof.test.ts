import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { prove } from '../../chaos/prove.ts';
import { signatureTiming } from '../../chaos/signatureTiming.ts';
import { RelayError } from '../../src/core/errors.ts';
import type { RawRequest, VerifiedRequest } from '../../src/core/ports.ts';
import { judgeAge, requireEither, requireSignature, requireToken } from '../../src/core/signature.ts';

const REQUEST: RawRequest = { method: 'POST', url: '/hooks/acme/demo', headers: {}, body: Buffer.from('{}') };

function refused(call: () => unknown): void {
    assert.throws(call, (error) => error instanceof RelayError && error.code === 'RELAY_BAD_SIGNATURE');
}

describe('a token', () => {
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    function tokenOf(header: object, claims: unknown = { iss: 'Acme' }, hash = 'sha256', secret = 'right'): string {
        const signed = `${encode(header)}.${encode(claims)}`;
        return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
    }
    const read = (token: string) => requireToken(REQUEST, token, ['other', 'right'], ['HS256', 'HS384']);

    test('signed by any of the secrets gives its claims', () => {
        assert.deepEqual(read(tokenOf({ alg: 'HS256', typ: 'JWT' })).claims, { iss: 'Acme' });
        assert.deepEqual(read(tokenOf({ alg: 'HS384' }, { a: 1 }, 'sha384')).claims, { a: 1 });
    });

    test('is refused with another secret, another algorithm, none, or one that was not asked for', () => {
        refused(() => read(tokenOf({ alg: 'HS256' }, {}, 'sha256', 'wrong')));
        refused(() => read(tokenOf({ alg: 'HS256' }, {}, 'sha384')));
        refused(() => read(tokenOf({ alg: 'HS512' }, {}, 'sha512')));
        refused(() => read(tokenOf({ alg: 'none' })));
        refused(() => read(tokenOf({})));
    });

    test('is refused without a signature, with more parts, with padding, or with what is no JSON object inside', () => {
        const token = tokenOf({ alg: 'HS256' });
        const [header = '', payload = '', signature = ''] = token.split('.');
        for (const wrong of [`${header}.${payload}.`, `${token}.${signature}`, `${token}=`, '', '..', 'a.b.c']) {
            refused(() => read(wrong));
        }
        refused(() => read(tokenOf({ alg: 'HS256' }, [])));
        refused(() => read(tokenOf({ alg: 'HS256' }, null)));
    });
});

describe('where a provider may sign or not', () => {
    const withSecret: RawRequest = { ...REQUEST, url: '/hooks/acme/demo/the-secret?ref=1' };
    const context = { secrets: ['the-secret'], publicUrl: 'https://relay.example.com', now: 0 };
    const prove = (request: RawRequest, signature?: string): VerifiedRequest =>
        requireEither(request, context, signature, (secret, { url }) => [`${secret} signs ${url}`]);

    test('the secret itself is enough when nothing is signed, and is taken out', () => {
        assert.equal(prove(withSecret).url, '/hooks/acme/demo?ref=1');
    });

    test('a signature is over the address without the secret, and the secret is taken out all the same', () => {
        assert.equal(prove(withSecret, 'the-secret signs /hooks/acme/demo?ref=1').url, '/hooks/acme/demo?ref=1');
    });

    test('a wrong signature is refused though the secret came with it, and so is nothing at all', () => {
        refused(() => prove(withSecret, 'wrong'));
        refused(() => prove(withSecret, ''));
        refused(() => prove(REQUEST));
    });
});

test('a signed time is taken within five minutes, quarantined beyond, and refused when it is no number', () => {
    const now = Date.UTC(2026, 6, 17);
    const verified = requireSignature(REQUEST, 'right', ['right'], (secret) => [secret]);
    const judged = (offset: number, repeatedForMs?: number): unknown =>
        judgeAge(verified, now + offset, now, repeatedForMs).quarantined;
    for (const offset of [0, 300_000, -300_000]) assert.equal(judged(offset), undefined);
    for (const offset of [300_001, -300_001]) assert.equal(judged(offset), true);
    for (const offset of [NaN, Infinity]) refused(() => judged(offset));
    assert.equal(judged(-360_000, 60_000), undefined, 'as late as the provider may repeat it');
    assert.equal(judged(-360_001, 60_000), true);
});

test('R17: the time of a refusal does not tell how much of the signature was right', (t) => prove(t, signatureTiming));
