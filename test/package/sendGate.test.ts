/** The send gate from outside, as its page shows, and the clocks of the world that it goes by. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { createLocalOrg, type LocalOrg } from '../../local-org/src/index.ts';
import { openFlowOrg } from '../../local-org/src/flowTests/index.ts';
import { ROOT } from '../support/landed.ts';
import { OrgClient } from '../support/orgClient.ts';
import { offsetsOf, zonesOf } from './support/clocks.ts';

/** Other names that people write, and countries that one calling code covers together. */
const ALSO_CALLED: Readonly<Record<string, string>> = { UK: 'GB', USA: 'US' };
const NORTH_AMERICA = ['US', 'CA'];

const flowOrg = openFlowOrg({ project: ROOT, flows: [] });
let org: LocalOrg;
before(async () => {
    org = await createLocalOrg({ project: ROOT });
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
