import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RawRequest, VerifiedRequest } from '../../src/core/ports.ts';
import { whatsappCloud } from '../../src/providers/whatsapp-cloud.ts';

const TOKEN = 'verify-token-0123456789';

function ask(challenge: string): VerifiedRequest {
    const query = `ref=0035g000001AbCdAAK&hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${TOKEN}`;
    const request: RawRequest = {
        method: 'GET',
        url: `/hooks/whatsapp-cloud/acme?${query}`,
        headers: {},
        body: Buffer.alloc(0),
    };
    return whatsappCloud.verify(request, {
        secrets: ['app-secret', TOKEN],
        publicUrl: 'https://relay.example.com',
        now: 0,
    });
}

test('the question whether the address is ours is answered with what it brought, as plain text', () => {
    assert.deepEqual(whatsappCloud.answer?.(ask('1158201444')), {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: '1158201444',
    });
});

test('the token that it shows is not stored', () => {
    const kept = ask('1158201444');
    assert.ok(!JSON.stringify({ ...kept, body: '' }).includes(TOKEN));
    assert.ok(kept.url.includes('ref=0035g000001AbCdAAK'));
});

test('nothing is read back that is not a plain challenge', () => {
    for (const challenge of ['%3Cscript%3E', '1%0A2', '', 'a'.repeat(201)]) {
        assert.throws(() => ask(challenge), { code: 'RELAY_BAD_SIGNATURE' }, challenge);
    }
});
