/** The handshake of Event Grid, which the fixtures cannot show: what is answered. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { azureCommunicationServices as azure } from '../../src/providers/azure-communication-services.ts';
import { contextOf, fixturesOf, requestOf } from '../contract/fixtures.ts';

function answerTo(name: string, change: (body: string) => string = (body) => body): unknown {
    const fixture = fixturesOf(azure.id).find((each) => each.name === name) ?? assert.fail();
    const request = requestOf(fixture);
    const changed = { ...request, body: Buffer.from(change(request.body.toString())) };
    return azure.answer?.(azure.verify(changed, contextOf(fixture)));
}

test('a new subscription hears its code, and everything else only that it was kept', () => {
    assert.deepEqual(answerTo('validation'), {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"validationResponse":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}',
    });
    assert.deepEqual(answerTo('delivered'), { status: 200 });
    for (const change of [
        (body: string) => body.slice(1),
        () => '[]',
        (body: string) => body.replace(/validationCode/, 'code'),
    ]) {
        assert.deepEqual(answerTo('validation', change), { status: 200 });
    }
});
