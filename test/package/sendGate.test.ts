/** The package alone, without a relay: the send gate from outside, as its page shows, and messages that others write. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createLocalOrg, type LocalOrg } from '../../local-org/src/index.ts';
import { openFlowOrg } from '../../local-org/src/flowTests/index.ts';
import { ROOT, scratch } from '../support/landed.ts';
import { OrgClient } from '../support/orgClient.ts';
import { offsetsOf, zonesOf } from './support/clocks.ts';

/** Other names that people write, and countries that one calling code covers together. */
const ALSO_CALLED: Readonly<Record<string, string>> = { UK: 'GB', USA: 'US' };
const NORTH_AMERICA = ['US', 'CA'];

const asInput = (name: string): string => `<variables>
        <name>${name}</name>
        <dataType>String</dataType>
        <isCollection>false</isCollection>
        <isInput>true</isInput>
        <isOutput>false</isOutput>
    </variables>`;
const asField = (field: string, value: string): string => `<inputAssignments>
            <field>${field}</field>
            <value>${value}</value>
        </inputAssignments>`;
const given = (name: string): string => `<elementReference>${name}</elementReference>`;
const text = (value: string): string => `<stringValue>${value}</stringValue>`;

/** As an admin builds it in Flow Builder, so that another vendor's package tells Landed what became of its message. */
const VENDOR_FLOW = `<?xml version="1.0" encoding="UTF-8" ?>
<Flow xmlns="http://soap.sforce.com/2006/04/metadata">
    <apiVersion>67.0</apiVersion>
    <label>Vendor: Report</label>
    <processType>AutoLaunchedFlow</processType>
    <recordCreates>
        <name>Publish_Report</name>
        <label>Publish Report</label>
        <locationX>0</locationX>
        <locationY>0</locationY>
        ${asField('Channel__c', text('SMS'))}
        ${asField('Message_Key__c', given('key'))}
        ${asField('Provider__c', text('vendor'))}
        ${asField('Recipient__c', given('number'))}
        ${asField('Received_At__c', given('$Flow.CurrentDateTime'))}
        ${asField('Status__c', given('status'))}
        ${asField('Status_At__c', given('$Flow.CurrentDateTime'))}
        ${asField('Store__c', text('vendor'))}
        ${asField('Version__c', '<numberValue>1</numberValue>')}
        ${asField('Epoch__c', '<numberValue>0</numberValue>')}
        <object>Delivery_Report__e</object>
        <storeOutputAutomatically>true</storeOutputAutomatically>
    </recordCreates>
    <start>
        <locationX>0</locationX>
        <locationY>0</locationY>
        <connector><targetReference>Publish_Report</targetReference></connector>
    </start>
    <status>Active</status>
    ${['key', 'number', 'status'].map(asInput).join('\n    ')}
</Flow>`;

const flowOrg = openFlowOrg({ project: ROOT, flows: [] });
let org: LocalOrg;
before(async () => {
    const { directory, remove } = await scratch();
    await mkdir(path.join(directory, 'flows'));
    await writeFile(path.join(directory, 'flows/Vendor_Report.flow-meta.xml'), VENDOR_FLOW);
    org = await createLocalOrg({ project: ROOT, metadata: [directory] });
    await remove();
});
after(() => org.close());

test('the example of docs/send-gate.md is answered over REST as the page says', async () => {
    const page = await readFile(path.join(ROOT, 'docs/send-gate.md'), 'utf8');
    const [question, answer] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']): unknown =>
        JSON.parse(json),
    );
    const client = new OrgClient(org);
    const flow = '/services/data/v67.0/actions/custom/flow/Delivery_CheckPermission';
    const { status, json } = await client.call('POST', flow, question);
    assert.equal(status, 200, JSON.stringify(json));
    const results = json as readonly { readonly outputValues: Readonly<Record<string, unknown>> }[];
    const expected = answer as readonly Readonly<Record<string, unknown>>[];
    const told = results.map(({ outputValues }, index) =>
        Object.fromEntries(Object.keys(expected[index] ?? {}).map((name) => [name, outputValues[name]])),
    );
    assert.deepEqual(told, expected);
});

test('without a relay a message that a person or a flow writes reaches its contact, the suppressions and the send gate', async () => {
    const client = new OrgClient(org);
    const people = [
        { LastName: 'Written', MobilePhone: '+447700900181' },
        { LastName: 'Reported', MobilePhone: '+447700900182' },
    ];
    const [written = '', reported = ''] = await client.create('Contact', people);
    const at = new Date().toISOString();
    await client.create('Message__c', [
        {
            ...{ Message_Key__c: 'desk:1', Channel__c: 'SMS', Recipient__c: '+447700900181', Status_At__c: at },
            ...{ Status__c: 'Undelivered', Failure_Class__c: 'Permanent', Permanent_Evidence__c: 1 },
        },
    ]);
    const flow = '/services/data/v67.0/actions/custom/flow';
    const inputs = [{ key: 'vendor:1', number: '+447700900182', status: 'Delivered' }];
    const { status, json } = await client.call('POST', `${flow}/Vendor_Report`, { inputs });
    assert.equal(status, 200, JSON.stringify(json));
    await client.idle();

    const flags = await client.query(
        `SELECT Reachability__c FROM Contact WHERE Id IN ('${written}', '${reported}') ORDER BY LastName DESC`,
    );
    assert.deepEqual(
        flags.map((row) => row['Reachability__c']),
        ['Unreachable', 'Reachable'],
    );
    const messages = await client.query('SELECT Contact__c, Effect_Status__c FROM Message__c ORDER BY Message_Key__c');
    assert.deepEqual(
        messages.map((row) => [row['Contact__c'], row['Effect_Status__c']]),
        [
            [written, 'Applied'],
            [reported, 'Applied'],
        ],
    );
    const suppressed = await client.query('SELECT Suppression_Key__c FROM Suppression__c WHERE Is_In_Force__c = true');
    assert.deepEqual(
        suppressed.map((row) => row['Suppression_Key__c']),
        ['SMS:+447700900181'],
    );
    const gate = await client.call('POST', `${flow}/Delivery_CheckPermission`, {
        inputs: [written, reported].map((recordId) => ({ recordId, channel: 'SMS', purpose: 'OTP' })),
    });
    const answers = gate.json as readonly { readonly outputValues: { readonly reasonCode: string } }[];
    assert.deepEqual(
        answers.map(({ outputValues }) => outputValues.reasonCode),
        ['SUPPRESSED', 'ALLOWED'],
    );
});

test('the offsets of every country and time zone are those of the time zone database', () => {
    const plans = flowOrg.rows(
        'SELECT DeveloperName, Earliest_UTC_Offset__c, Latest_UTC_Offset__c FROM Dial_Plan__mdt',
    );
    const zones = flowOrg.rows('SELECT Zone__c, Earliest_UTC_Offset__c, Latest_UTC_Offset__c FROM Time_Zone__mdt');
    assert.ok(plans.length > 40 && zones.length > 40);
    for (const row of plans) {
        const name = String(row['DeveloperName']);
        const country = ALSO_CALLED[name] ?? name;
        const countries = NORTH_AMERICA.includes(country) ? NORTH_AMERICA : [country];
        assert.deepEqual(pairOf(row), offsetsOf(countries.flatMap(zonesOf)), name);
    }
    for (const row of zones) assert.deepEqual(pairOf(row), offsetsOf([String(row['Zone__c'])]), String(row['Zone__c']));
});

test('countries with one calling code have one pair of offsets', () => {
    const rows = flowOrg.rows(
        'SELECT Calling_Code__c, Earliest_UTC_Offset__c, Latest_UTC_Offset__c FROM Dial_Plan__mdt',
    );
    for (const row of rows)
        for (const other of rows)
            if (row['Calling_Code__c'] === other['Calling_Code__c']) assert.deepEqual(pairOf(row), pairOf(other));
});

test('the time zones of the field on people are those whose clocks are known', async () => {
    const rows = flowOrg.rows('SELECT Zone__c FROM Time_Zone__mdt').map((row) => String(row['Zone__c']));
    const field = 'force-app/main/default/objects/Contact/fields/Time_Zone__c.field-meta.xml';
    const xml = await readFile(path.join(ROOT, field), 'utf8');
    const values = [...xml.matchAll(/<fullName>(.*?\/.*?)<\/fullName>/g)].map(([, value = '']) => value);
    assert.deepEqual(values.sort(), rows.sort());
});

interface Pair {
    readonly earliest: number;
    readonly latest: number;
}

const pairOf = (row: Readonly<Record<string, unknown>>): Pair => ({
    earliest: Number(row['Earliest_UTC_Offset__c']),
    latest: Number(row['Latest_UTC_Offset__c']),
});
