/** A report's way from the provider's call to the row in the CRM, with nothing broken. */
import { strict as assert } from 'node:assert';
import { after, before, test } from 'node:test';
import { bsrReport, post, settled, startHarness } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

let harness: Harness;
before(async () => {
    harness = await startHarness();
});
after(() => harness.close());

test('a signed report becomes a row', async () => {
    const response = await post(harness.url, bsrReport({ id: 'one' }));
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    await settled(harness);
    const row = harness.org.rows.get('bsr:one');
    assert.ok(row);
    assert.equal(row['Status__c'], 'Delivered');
    assert.equal(row['Recipient__c'], '+447700900123');
    assert.equal(row['Version__c'], 1);
    assert.match(String(row['Store__c']), /^[0-9a-f-]{36}$/);
});
