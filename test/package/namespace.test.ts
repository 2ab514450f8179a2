/** Installed with a namespace the package does what it does without: flows, and what components ask for. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { COMPANION_FOLDER, RELAY_SETS } from '../../scripts/deploy/steps.ts';
import { RELAY_USER, ROOT, sessionOf, startRelay, writeRelaySetting } from '../support/landed.ts';
import { copyWithNamespace } from '../support/namespaced.ts';
import type { Namespace } from '../support/namespaced.ts';
import { OrgClient } from '../support/orgClient.ts';
import { keptAlive, send } from '../support/send.ts';
import { until } from '../support/until.ts';

const API = '/services/data/v67.0';
const NUMBER = '+447700900171';
const COMPONENTS = path.join(ROOT, 'force-app/main/default/lwc');

/** An object of the subscriber's own, beside the package. */
const PLEDGE = `<?xml version="1.0" encoding="UTF-8" ?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
    <deploymentStatus>Deployed</deploymentStatus>
    <label>Pledge</label>
    <nameField><label>Pledge Name</label><type>Text</type></nameField>
    <pluralLabel>Pledges</pluralLabel>
    <sharingModel>ReadWrite</sharingModel>
</CustomObject>`;

let namespace: Namespace;
let org: LocalOrg;
let client: OrgClient;
let contact: string;
let pledge: string;

before(async () => {
    namespace = await copyWithNamespace('landed');
    const own = path.join(namespace.copy.directory, 'own');
    await mkdir(path.join(own, 'objects/Pledge__c'), { recursive: true });
    await writeFile(path.join(own, 'objects/Pledge__c/Pledge__c.object-meta.xml'), PLEDGE);
    org = await createLocalOrg({
        project: namespace.copy.directory,
        metadata: [path.join(ROOT, COMPANION_FOLDER), own],
        assignments: RELAY_SETS.map((permissionSet) => ({ username: RELAY_USER, permissionSet })),
    });
    client = new OrgClient(org);
    [contact = ''] = await client.create('Contact', [{ LastName: 'Invented', MobilePhone: NUMBER }]);
});
after(async () => {
    await org.close();
    await namespace.copy.remove();
});

const named = <T extends object>(fields: T): T => JSON.parse(namespace.named(JSON.stringify(fields))) as T;

test('a report becomes a message, makes its person unreachable and suppresses the number', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const report = {
        ...{ Message_Key__c: 'twilio:SM1', Store__c: 'test', Version__c: 1, Epoch__c: 0, Channel__c: 'SMS' },
        ...{ Provider__c: 'twilio', Recipient__c: NUMBER, Status__c: 'Undelivered', Received_At__c: at },
        ...{ Status_At__c: at, Failure_Class__c: 'Permanent', Error_Code__c: '30005', Permanent_Evidence__c: 1 },
    };
    await client.create('landed__Delivery_Report__e', [named(report)]);
    await client.idle();
    const one = async (soql: string): Promise<unknown> => {
        const [row = {}] = await client.query(namespace.named(soql));
        return Object.entries(row).flatMap(([name, value]) => (name === 'attributes' ? [] : [value]));
    };
    assert.deepEqual(await one('SELECT Status__c, Contact__c, Effect_Status__c FROM Message__c'), [
        ...['Undelivered', contact, 'Applied'],
    ]);
    assert.deepEqual(await one(`SELECT SMS_Number__c, Reachability__c FROM Contact WHERE Id = '${contact}'`), [
        ...[NUMBER, 'Unreachable'],
    ]);
    assert.deepEqual(await one('SELECT Suppression_Key__c, Is_In_Force__c FROM Suppression__c'), [
        ...[`SMS:${NUMBER}`, true],
    ]);
});

const DELIVERED = '+447700900172';
const WRITTEN = ['Relay_Status__c', 'Delivery_Alert__c', 'Delivery_Summary__c'];

async function landed(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
    const command = [path.join(ROOT, 'relay/src/main.ts'), ...args];
    const { stdout } = await promisify(execFile)(process.execPath, command, { env: environment });
    return stdout;
}

test('the relay, told the namespace, brings a signed report to its person, its totals, its alert and its heartbeat', async () => {
    const [person = ''] = await client.create('Contact', [{ LastName: 'Invented', MobilePhone: DELIVERED }]);
    [pledge = ''] = await client.create('Pledge__c', [{ Name: 'Invented' }]);
    const accessToken = await sessionOf(org.url, RELAY_USER);
    const { directory } = namespace.copy;
    const options = { namespace: 'landed' };
    const setting = await writeRelaySetting(directory, { url: org.url, accessToken }, options);
    const config = ['--config', setting.configFile];
    assert.match(await landed(['doctor', ...config], setting.environment), /Nothing stands in the way\.\n$/);

    const relay = await startRelay(setting);
    try {
        const report = { from: '+447700900001', at: new Date(), code: null };
        const delivered = { ...report, messageId: 'SM2', status: 'delivered', to: DELIVERED };
        const filtered = { ...report, messageId: 'SM3', status: 'undelivered', code: '30007', to: '+447700900173' };
        const agent = keptAlive(1);
        const about = { ...report, messageId: 'SM4', status: 'delivered', to: '+447700900175' };
        for (const [callback, references] of [
            [delivered, ''],
            [filtered, ''],
            [about, `?ref=${pledge}`],
        ] as const) {
            const request = relay.sign({ provider: 'twilio', callbacks: [callback] }, [], references);
            assert.equal((await send(request, agent)).status, 204);
        }
        agent.destroy();
        for (const object of WRITTEN)
            await until(
                () => client.query(`SELECT Id FROM landed__${object}`),
                (rows) => rows.length > 0,
            );
        const ready = async (): Promise<Record<string, unknown>> =>
            (await (await fetch(`${relay.url}/ready`)).json()) as Record<string, unknown>;
        await until(ready, ({ unpublished, inFlight }) => unpublished === 0 && inFlight === 0);
    } finally {
        await relay.process.stop();
    }
    const soql = `SELECT Contact__c, Status__c FROM Message__c WHERE Recipient__c = '${DELIVERED}'`;
    const [message] = await client.query(namespace.named(soql));
    assert.deepEqual([message?.['landed__Contact__c'], message?.['landed__Status__c']], [person, 'Delivered']);
    const [contactRow] = await client.query(
        namespace.named(`SELECT Reachability__c FROM Contact WHERE Id = '${person}'`),
    );
    assert.equal(contactRow?.['landed__Reachability__c'], 'Reachable');
});

test('numbers of people who were there before the package are filled over Bulk API', async () => {
    const [old = ''] = await client.create('Contact', [{ LastName: 'Backfill', MobilePhone: '07700 900174' }]);
    const more = ['--namespace', 'landed', '--country', 'GB', '--apply', '--json'];
    const args = ['numbers', 'normalise', '--instance-url', org.url, ...more];
    await landed(args, { LANDED_ADMIN_TOKEN: org.accessToken });
    const [row] = await client.query(`SELECT landed__SMS_Number__c FROM Contact WHERE Id = '${old}'`);
    assert.equal(row?.['landed__SMS_Number__c'], '+447700900174');
});

test('the send gate refuses the number', async () => {
    const { json } = await client.call('POST', `${API}/actions/custom/flow/Delivery_CheckPermission`, {
        inputs: [{ recordId: contact }],
    });
    const [{ outputValues } = {}] = json as { outputValues?: { isAllowed: boolean } }[];
    assert.equal(outputValues?.isAllowed, false, JSON.stringify(json));
});

const QUERIES = globSync('*/*.ts', { cwd: COMPONENTS }).flatMap((file) =>
    [...readFileSync(path.join(COMPONENTS, file), 'utf8').matchAll(/gql`([^`]*)`/g)].map(([, query = '']) => ({
        name: /query (\w+)/.exec(query)?.[1] ?? file,
        query,
    })),
);

test('what components ask for comes back under the names that they read', async () => {
    assert.ok(QUERIES.length >= 15);
    for (const { name, query } of QUERIES) {
        const bare = [...query.matchAll(/^\s*(\w+__[cr])\s*(?:@optional\s*)?\{ (?:value|name)/gm)].map(
            ([, field]) => field,
        );
        assert.deepEqual(bare, [], `${name} reads fields by names that a namespace changes`);
    }
    const { query } = QUERIES.find(({ name }) => name === 'ContactDelivery') ?? assert.fail();
    const variables = { recordId: contact };
    const { json } = await client.call('POST', `${API}/graphql`, { query: namespace.named(query), variables });
    const text = JSON.stringify(json);
    assert.match(text, /"reachability":\{"value":"Unreachable"\}/);
    assert.doesNotMatch(text, /landed__/);
});

test('a record of any custom object shows the messages about it with their status', async () => {
    const { query } = QUERIES.find(({ name }) => name === 'RecordMessages') ?? assert.fail();
    const anything = { channels: ['SMS'], anyChannel: pledge, statuses: ['Sent'], anyStatus: pledge };
    const variables = { recordId: pledge, ...anything, from: '0', before: '9' };
    const { json } = await client.call('POST', `${API}/graphql`, { query: namespace.named(query), variables });
    const text = JSON.stringify(json);
    assert.match(text, /"status":\{"value":"Delivered"/);
    assert.equal(text.match(/"status":/g)?.length, 1, text);
});

test('no component names an object or a field of the package outside of queries and schema imports', () => {
    const found = globSync('*/*.{ts,html}', { cwd: COMPONENTS }).flatMap((file) => {
        const bare = readFileSync(path.join(COMPONENTS, file), 'utf8')
            .replaceAll(/gql`[^`]*`|from '@salesforce\/schema[^']*'|\/\*[^]*?\*\/|\/\/.*/g, '')
            .replaceAll(/\/\^[^\n]*\$\/i/g, ''); // patterns of column headings that people may paste
        return [...bare.matchAll(/["'`][^"'`\n]*\b\w+__(?:c|e|r|mdt)\b/g)].map(([text]) => `${file}: ${text}`);
    });
    const withPrefix = found.filter((text) => !text.includes('${PREFIX}'));
    assert.deepEqual(withPrefix, []);
});
