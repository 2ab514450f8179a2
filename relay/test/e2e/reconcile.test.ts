/** `landed reconcile`, beside a relay that is running: what the provider's API says ends in the CRM like a callback. */
import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { reconcile } from '../../src/cli/reconcile.ts';
import { status } from '../../src/cli/status.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import { twilioSample } from '../../src/core/twilioSignature.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { configOf, SECRET, settled, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

const SID = 'SM0123456789abcdef0123456789abcdef';
/** Known to the provider's API only. */
const LOST = 'SM00000000000000000000000000000002';
const api = createServer((request, response) => {
    const known = request.url?.includes(SID) === true || request.url?.includes(LOST) === true;
    response.writeHead(known ? 200 : 404);
    response.end(
        JSON.stringify({
            sid: request.url?.includes(LOST) ? LOST : SID,
            status: 'delivered',
            to: '+447700900123',
            error_code: null,
        }),
    );
});

let harness: Harness;
let config: string;
let printed = '';
const surroundings = () => ({
    env: { ORG_TOKEN: harness.org.token },
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
});

before(async () => {
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const statusApi = { account: 'AC1', secret: { local: 'token' }, baseUrl };
    const sources = [{ provider: 'twilio', name: 'demo', org: 'demo', secrets: [{ local: SECRET }], statusApi }];
    harness = await startHarness({ sources });
    config = join(harness.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, { sources })));
});
after(async () => {
    await harness.close();
    await new Promise((resolve) => api.close(resolve));
});

test('a message that its provider never spoke of again is asked for, and its end is seen in the CRM', async () => {
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo?purpose=otp', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, { MessageSid: SID, SmsSid: SID, MessageStatus: 'sent' });
    const request = { method: 'POST', headers, body: new Uint8Array(body) };
    assert.equal((await fetch(harness.url + order.path, request)).status, 204);
    await settled(harness);
    assert.equal(harness.org.rows.get(`twilio:${SID}`)?.['Status__c'], 'Sent');

    // The relay of the tests lives faster than we do: what it has just received may be ahead of us.
    const wide = { config, json: true, limit: 10, olderThan: -10_000 };
    printed = '';
    assert.equal(await reconcile(wide, surroundings()), 0);
    assert.deepEqual(JSON.parse(printed), { dryRun: false, asked: 1, news: 1, unchanged: 0, unknown: 0, failed: 0 });
    await until(
        () => harness.org.rows.get(`twilio:${SID}`)?.['Status__c'] === 'Delivered',
        () => JSON.stringify(harness.org.rows.get(`twilio:${SID}`)),
    );
    const row = harness.org.rows.get(`twilio:${SID}`);
    assert.equal(row?.['Purpose__c'], 'otp', 'what was known stays');

    printed = '';
    await reconcile({ ...wide, json: false }, surroundings());
    assert.match(printed, /^Asked 0 times: /, 'it has an end now');
});

test('its form is the one of a callback, so the real one that comes late has no second effect', async () => {
    const events = harness.org.events.length;
    const late = { MessageSid: SID, SmsSid: SID, MessageStatus: 'delivered' };
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, { ...late, To: '+447700900123' });
    await fetch(harness.url + order.path, { method: 'POST', headers, body: new Uint8Array(body) });
    await until(
        () => harness.logged.some((line) => line.includes('"duplicates":1')),
        () => 'it was not read as a copy',
    );
    await settled(harness);
    assert.equal(harness.org.events.length, events);
});

test('after an outage the gap is asked for by itself, and status says how long it was and what it would cost', async () => {
    const order = { publicUrl: harness.url, path: '/hooks/twilio/demo', secret: SECRET, id: '0', at: 0 };
    const { headers, body } = twilioSample(order, {
        MessageSid: LOST,
        SmsSid: LOST,
        MessageStatus: 'sent',
        To: '+447700900124',
    });
    await fetch(harness.url + order.path, { method: 'POST', headers, body: new Uint8Array(body) });
    await settled(harness);
    await harness.stop();
    const beside = {
        directory: harness.directory,
        exclusive: false,
        clock: { now: Date.now },
        onDeath: () => undefined,
    };
    const store = await openSqliteStore(beside);
    await store.remember('alive', String(Date.now() - 600_000));
    printed = '';
    assert.equal(await status({ config }, surroundings()), 1);
    assert.match(printed, /^Down: it last took in reports .*, 1\d min( \d+ s)? ago\./);
    assert.match(printed, /twilio\/demo: reports of the outage's first \d+ min( \d+ s)? are lost; reconcile once/);
    await store.close();

    await harness.start();
    await until(
        () => harness.logged.some((line) => line.includes('outage.ended')),
        () => 'no outage',
    );
    await until(
        () => harness.org.rows.get(`twilio:${LOST}`)?.['Status__c'] === 'Delivered',
        () => JSON.stringify(harness.org.rows.get(`twilio:${LOST}`)),
    );
    printed = '';
    await status({ config, json: true }, surroundings());
    const { outages, sources } = JSON.parse(printed) as { outages: object[]; sources: Record<string, unknown>[] };
    assert.equal(outages.length, 1);
    assert.equal(sources[0]?.['source'], 'twilio/demo');
});

test('nobody to ask is an error of whoever asks', async () => {
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory)));
    await assert.rejects(reconcile({ config, limit: 1 }, surroundings()), UsageError);
});
