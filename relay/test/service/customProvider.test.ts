/** A provider that only the configuration knows: from its request to the event, and read once more when that was wrong. */
import { strict as assert } from 'node:assert';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { listReplays, replayRequests } from '../../src/cli/replay.ts';
import type { ReplayCommand } from '../../src/cli/replay.ts';
import { UsageError } from '../../src/cli/surroundings.ts';
import { createCustomProvider } from '../../src/providers/custom.ts';
import { CustomProvider } from '../../src/providers/customSettings.ts';
import { configOf, PATIENT, SECRET, settled, startHarness, until } from './harness.ts';
import type { Harness } from './harness.ts';

const SETTINGS = new URL('../fixtures/custom-json/provider.json', import.meta.url);
const settings = {
    ...(JSON.parse(readFileSync(SETTINGS, 'utf8')) as { readonly codes: object; readonly list: string }),
    proof: { kind: 'hmac', header: 'x-example-signature', prefix: 'v0=', signs: '{body}' },
};
const SOURCES = [{ provider: 'acme', name: 'main', org: 'demo', secrets: [{ local: SECRET }] }];

let harness: Harness;
before(async () => {
    harness = await startHarness({ ...PATIENT, customProviders: { acme: settings }, sources: SOURCES });
});
after(() => harness.close());

test('its report reaches the CRM under its own name', async () => {
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

async function postJson(json: object): Promise<void> {
    const body = JSON.stringify(json);
    const headers = { 'x-example-signature': `v0=${createHmac('sha256', SECRET).update(body).digest('hex')}` };
    const response = await fetch(`${harness.url}/hooks/acme/main`, { method: 'POST', headers, body });
    assert.equal(response.status, 202);
}

const bounced = (id: string, to: string, code: string): object => ({
    ...{ message: { id, to, from: 'Landed' }, state: 'bounced', at: '2026-07-17T12:00:00Z', error: { code } },
});

let printed = '';
const surroundings = () => ({
    env: { ORG_TOKEN: harness.org.token, USER: 'ada' },
    stdout: { write: (text: string) => void (printed += text) },
    asked: Promise.resolve(),
});

async function replayed(mapping: object, options: Partial<ReplayCommand> = {}): Promise<string> {
    const config = join(harness.directory, 'relay.json');
    const customProviders = { acme: { ...settings, ...mapping } };
    const overrides = { ...PATIENT, customProviders, sources: SOURCES };
    await writeFile(config, JSON.stringify(configOf(harness.org, harness.directory, overrides)));
    printed = '';
    await replayRequests({ config, since: '2026-01-01', ...options }, surroundings());
    return printed;
}

test('a replay under a corrected mapping shows what would change, and the CRM changes once it is applied', async () => {
    await postJson({ data: { reports: [bounced('m-1', '+447700900111', '30')] } });
    await postJson({ data: { reports: [bounced('m-2', '+447700900112', '40')] } });
    await settled(harness);
    const row = () => harness.org.rows.get('acme:m-1');
    assert.deepEqual([row()?.['Failure_Class__c'], row()?.['Epoch__c']], ['Permanent', 0]);

    const codes = { codes: { ...settings.codes, '30': { class: 'Temporary' } } };
    assert.match(await replayed({}), /^Read 3 requests, which speak of 3 messages\.\n0 messages would change/);
    const preview = await replayed(codes);
    assert.match(
        preview,
        /1 message would change; --apply does it:\n {2}1 {2}Undelivered, Permanent, code 30 → Undelivered, Temporary, code 30\n/,
    );
    assert.match(preview, /People: 1 address; of 1 a message no longer says what suppresses, of 0 one newly does\./);
    assert.match(preview, /Retention: the oldest request kept is of /);
    assert.match(await replayed(codes, { source: 'acme/main', until: '2026-01-01' }), /^Read 0 requests/);
    assert.equal(row()?.['Failure_Class__c'], 'Permanent', 'a preview writes nothing');

    const applied = JSON.parse(await replayed(codes, { apply: true, json: true })) as Record<string, unknown>;
    assert.deepEqual([applied['apply'], applied['corrected'], applied['unknown'], applied['lost']], [true, 1, 0, 1]);
    await until(
        () => row()?.['Failure_Class__c'] === 'Temporary',
        () => JSON.stringify(row()),
    );
    assert.equal(row()?.['Epoch__c'], 1);
    assert.match(await replayed(codes, { apply: true }), /^.*\n0 messages corrected/);
    printed = '';
    await listReplays({ config: join(harness.directory, 'relay.json') }, surroundings());
    assert.match(
        printed,
        /ada {2}every source {2}2026-01-01 to now {2}3 requests, 0 corrected, 0 read again\n.*ada.* 1 corrected/,
    );
    await assert.rejects(replayed(codes, { source: 'acme/other' }), UsageError);
});

test('what can be read only today is put back to be read, and its dead letter is named', async () => {
    await postJson({ rows: [bounced('m-3', '+447700900113', '30')] });
    await until(
        () => harness.logged.some((line) => line.includes('report.unreadable')),
        () => 'it was read',
    );
    const mapping = { list: 'rows' };
    const preview = await replayed(mapping);
    assert.match(preview, /1 message that nobody knew: --apply has them read again\./);
    assert.match(preview, /Dead letters that can be read today: landed dead replay 1\n$/);
    const applied = JSON.parse(await replayed(mapping, { apply: true, json: true })) as Record<string, unknown>;
    assert.deepEqual([applied['unknown'], applied['readAgain'], applied['corrected']], [1, 1, 0]);
});

test('what an admin says of a code holds for new reports, over a restart without the org, and for a replay', async () => {
    const row = (id: string) => harness.org.rows.get(`acme:${id}`);
    await harness.stop();
    const record = { DeveloperName: 'Acme_30', Provider__c: 'acme', Code__c: '30', Failure_Class__c: 'Configuration' };
    const odd = { ...record, DeveloperName: 'Odd', Code__c: '31', Failure_Class__c: 'Dead' };
    harness.org.answers.set('Provider_Code__mdt', [record, odd]);
    await harness.start();
    await until(
        () => harness.logged.some((line) => line.includes('codes.read')),
        () => 'the codes were not read',
    );
    harness.org.faults = { call: (path) => (path === '/query' ? { status: 404, code: 'INVALID_TYPE' } : undefined) };
    await harness.stop();
    await harness.start();
    await postJson({
        data: { reports: [bounced('m-4', '+447700900114', '30')] },
    });
    await until(
        () => row('m-4') !== undefined,
        () => 'no row',
    );
    assert.equal(row('m-4')?.['Failure_Class__c'], 'Configuration');
    harness.org.faults = {};
    const metrics = await (await fetch(`${harness.url}/metrics`)).text();
    assert.match(metrics, /landed_code_overrides\{org="demo",state="used"\} 1\n/);
    assert.match(metrics, /landed_code_overrides\{org="demo",state="wrong"\} 1\n/);
    const alert = () => harness.org.alerts.find(({ Kind__c: kind }) => kind === 'Wrong Override');
    await until(
        () => alert() !== undefined && harness.org.heartbeats.length > 0,
        () => JSON.stringify(harness.org.alerts),
    );
    assert.match(String(alert()?.['Detail__c']), /Odd is not used: "Dead" is no failure class/);
    const beat = harness.org.heartbeats.findLast(({ Code_Overrides__c: count }) => count === 1);
    assert.match(String(beat?.['Trouble__c']), /1 provider code is wrong/);
    await settled(harness);
    const preview = await replayed({});
    assert.match(preview, /Undelivered, Temporary, code 30 → Undelivered, Configuration, code 30/);
});
