import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RawRequest } from '../../src/core/ports.ts';
import { twilio } from '../../src/providers/twilio.ts';

/**
 * The vectors that Twilio publishes with its libraries: made by the vendor, not by us.
 * https://github.com/twilio/twilio-python/blob/main/tests/unit/test_request_validator.py
 * https://github.com/twilio/twilio-php/blob/main/tests/Twilio/Unit/Security/RequestValidatorTest.php (2026-11-21)
 */
const TOKEN = '12345';
const TARGET = '/myapp.php?foo=1&bar=2';
const FORM = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
    Caller: '+14158675309',
}).toString();
const JSON_BODY = '{"property": "value", "boolean": true}';
const HASH = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';

interface Attempt {
    readonly signature: string;
    readonly origin?: string;
    readonly target?: string;
    readonly body?: string;
    readonly secrets?: readonly string[];
}

function accepted(attempt: Attempt): boolean {
    const request: RawRequest = {
        method: 'POST',
        url: attempt.target ?? TARGET,
        headers: { 'x-twilio-signature': attempt.signature },
        body: Buffer.from(attempt.body ?? FORM),
    };
    const publicUrl = attempt.origin ?? 'https://mycompany.com';
    try {
        twilio.verify(request, { secrets: attempt.secrets ?? [TOKEN], publicUrl, now: 0 });
        return true;
    } catch (error) {
        assert.equal((error as { code?: unknown }).code, 'RELAY_BAD_SIGNATURE');
        return false;
    }
}

describe("Twilio's published vectors", () => {
    const vectors: Readonly<Record<string, Attempt>> = {
        'a form': { signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
        'a port that the signature leaves out': {
            signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
            origin: 'https://mycompany.com:1234',
        },
        'the same over http': { signature: 'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=', origin: 'http://mycompany.com:1234' },
        'the default port of https, signed': { signature: 'kvajT1Ptam85bY51eRf/AJRuM3w=' },
        'the default port of http, signed': {
            signature: '0ZXoZLH/DfblKGATFgpif+LLRf4=',
            origin: 'http://mycompany.com',
        },
        'a JSON body by its hash': {
            signature: 'a9nBmqA0ju/hNViExpshrM61xv4=',
            target: `${TARGET}&bodySHA256=${HASH}`,
            body: JSON_BODY,
        },
        'a JSON body and no other parameter': {
            signature: 'y77kIzt2vzLz71DgmJGsen2scGs=',
            target: `/myapp.php?bodySHA256=${HASH}`,
            body: JSON_BODY,
        },
        'a repeated parameter': {
            signature: 'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
            body: 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234',
        },
    };
    for (const [name, vector] of Object.entries(vectors)) {
        test(`${name} is accepted`, () => {
            assert.ok(accepted(vector));
            assert.ok(accepted({ ...vector, secrets: ['the next one', TOKEN] }));
        });
        test(`${name} is refused with another body, address or secret`, () => {
            assert.equal(accepted({ ...vector, body: `${vector.body ?? FORM} ` }), false);
            assert.equal(accepted({ ...vector, origin: 'https://elsewhere.example' }), false);
            assert.equal(accepted({ ...vector, target: `${vector.target ?? TARGET}&x=1` }), false);
            assert.equal(accepted({ ...vector, secrets: ['12346', ''] }), false);
        });
    }
});

test('a fragment carries connection overrides and is not signed', () => {
    assert.ok(accepted({ signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', target: `${TARGET}#rc=2&rp=all` }));
});

test('a body hash that is not in the address proves nothing', () => {
    assert.equal(accepted({ signature: 'a9nBmqA0ju/hNViExpshrM61xv4=', body: JSON_BODY }), false);
});

test('a flood of parameters is refused before it is sorted', () => {
    const body = 'a=1&'.repeat(250_000);
    assert.equal(accepted({ signature: 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', body }), false);
});
