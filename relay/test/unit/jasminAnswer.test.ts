import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jasmin } from '../../src/providers/jasmin.ts';

test('a receipt is acknowledged with the very words that Jasmin waits for, or it would be sent again', () => {
    const secret = 'an-invented-secret-0123456789';
    const request = {
        method: 'POST',
        url: `/hooks/jasmin/acme/${secret}?to=447700900123`,
        headers: {},
        body: Buffer.from('id=1&message_status=DELIVRD'),
    } as const;
    const verified = jasmin.verify(request, { secrets: [secret], publicUrl: 'https://relay.example.com', now: 0 });
    assert.deepEqual(jasmin.answer?.(verified), {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: 'ACK/Jasmin',
    });
});
