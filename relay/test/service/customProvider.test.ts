/** A provider that only the configuration knows, from its request to the event. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createCustomProvider } from '../../src/providers/custom.ts';
import { CustomProvider } from '../../src/providers/customSettings.ts';
import { PATIENT, SECRET, settled, startHarness } from './harness.ts';

const SETTINGS = new URL('../fixtures/custom-json/provider.json', import.meta.url);

test('its report reaches the CRM under its own name', async (t) => {
    const settings: unknown = JSON.parse(readFileSync(SETTINGS, 'utf8'));
    const harness = await startHarness({
        ...PATIENT,
        customProviders: { acme: settings },
        sources: [{ provider: 'acme', name: 'main', org: 'demo', secrets: [{ local: SECRET }] }],
    });
    t.after(() => harness.close());
    const { sample } = createCustomProvider('acme', CustomProvider.parse(settings));
    const order = { publicUrl: harness.url, path: '/hooks/acme/main?purpose=OTP', secret: SECRET };
    const request = sample?.({ ...order, id: 'a'.repeat(32), at: Date.now() }) ?? assert.fail();
    const { method, headers, body } = request;
    const response = await fetch(harness.url + request.url, { method, headers, body: new Uint8Array(body) });
    assert.equal(response.status, 202);
    await settled(harness);
    const [row, ...others] = [...harness.org.rows.values()];
    assert.deepEqual(others, []);
    assert.equal(row?.['Provider__c'], 'acme');
    assert.equal(row['Status__c'], 'Delivered');
    assert.equal(row['Purpose__c'], 'OTP');
});
