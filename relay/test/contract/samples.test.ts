/** The samples that `landed test-webhook` sends: as authentic as the provider's own, and about nobody. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import type { SampleOrder } from '../../src/core/ports.ts';
import { TEST_EMAIL, TEST_NUMBER, TEST_PURPOSE } from '../../src/core/sample.ts';
import { PROVIDERS } from './fixtures.ts';

const NOW = Date.UTC(2026, 6, 17, 12, 5, 3);
const SECRET = 'an-invented-secret-0123456789';
const PUBLIC_URL = 'https://relay.example.com';

const orderOf = (provider: string, id = '0123456789abcdef0123456789abcdef'): SampleOrder => ({
    publicUrl: PUBLIC_URL,
    path: `/hooks/${provider}/acme?purpose=${encodeURIComponent(TEST_PURPOSE)}`,
    secret: SECRET,
    id,
    at: NOW,
});

test('only providers whose key nobody else has make no sample', () => {
    const without = PROVIDERS.filter(({ sample }) => sample === undefined).map(({ id }) => id);
    for (const id of without)
        assert.ok(['amazon-ses', 'aws-sms', 'sendgrid', 'telnyx'].includes(id), `${id} has no sample`);
});

for (const adapter of PROVIDERS) {
    const { sample } = adapter;
    if (sample === undefined) continue;
    const context = { secrets: [SECRET], publicUrl: PUBLIC_URL, now: NOW };

    test(`${adapter.label}: its sample is proved by the secret, and says delivered of a person who cannot exist`, () => {
        const request = sample(orderOf(adapter.id));
        assert.ok(adapter.methods.includes(request.method));
        const verified = adapter.verify(request, context);
        assert.notEqual(verified.quarantined, true);
        const elements = adapter.parse(verified, { receivedAt: new Date(NOW).toISOString() });
        assert.equal(elements.length, 1);
        const [element] = elements;
        assert.ok(element?.ok === true, JSON.stringify(element));
        const { report } = element;
        assert.equal(report.status, 'Delivered');
        assert.ok([TEST_NUMBER, TEST_EMAIL].includes(report.recipient ?? ''), String(report.recipient));
        assert.equal(report.purpose, TEST_PURPOSE);
        assert.deepEqual([report.recordId, report.campaignId, report.failureClass], [null, null, null]);
        assert.throws(() => adapter.verify(request, { ...context, secrets: ['another-secret-0123456789'] }));
    });

    test(`${adapter.label}: every sample is a message of its own`, () => {
        const keys = ['0123456789abcdef0123456789abcdef', 'f123456789abcdef0123456789abcdef'].map((id) => {
            const verified = adapter.verify(sample(orderOf(adapter.id, id)), context);
            const [element] = adapter.parse(verified, { receivedAt: new Date(NOW).toISOString() });
            return element?.ok === true ? element.report.messageKey : null;
        });
        assert.ok(keys[0] !== null && keys[0] !== keys[1], String(keys));
    });
}
