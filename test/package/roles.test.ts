/**
 * Each role with its permission set and nothing else: does its work, and is refused the rest. The users have the profile
 * that grants least, may use the API, by which this test asks, and may edit campaigns; so what they may do beyond that
 * is what the set grants. The relay's sets: relayPermissions.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createLocalOrg } from '../../local-org/src/index.ts';
import type { LocalOrg } from '../../local-org/src/index.ts';
import { permissionSet } from '../../local-org/test/support/people.ts';
import { ROOT, scratch } from '../support/landed.ts';
import { OrgClient } from '../support/orgClient.ts';
import { actAs, addPerson } from '../support/person.ts';

const API = '/services/data/v67.0';
const ROLES = ['Landed_Rep', 'Landed_Marketer', 'Landed_Admin'] as const;
type Role = (typeof ROLES)[number];
const MINUTE = 60_000;
const MAY_ASK = 'May_Use_The_API';

interface Answer {
    readonly status: number;
    readonly errors: string[];
}

let org: LocalOrg;
let admin: OrgClient;
const people = new Map<Role, OrgClient>();
let suppression: string;
let alert: string;
let message: string;
let campaign: string;

before(async () => {
    const { directory, remove } = await scratch();
    const sets = path.join(directory, 'main/default/permissionsets');
    await mkdir(sets, { recursive: true });
    const file = path.join(sets, `${MAY_ASK}.permissionset-meta.xml`);
    await writeFile(file, permissionSet({ user: ['ApiEnabled'], objects: { Campaign: ['read', 'edit'] } }));
    org = await createLocalOrg({ project: ROOT, metadata: [path.join(directory, 'main')] });
    await remove();
    admin = new OrgClient({ url: org.url, accessToken: org.accessToken });
    const at = new Date(Date.now() - MINUTE).toISOString();
    await create('Delivery_Report__e', {
        ...{ Message_Key__c: 'twilio:SM1', Store__c: 'test', Version__c: 1, Epoch__c: 0, Channel__c: 'SMS' },
        ...{ Provider__c: 'twilio', Recipient__c: '+447700900161', Status__c: 'Undelivered', Received_At__c: at },
        ...{ Status_At__c: at, Failure_Class__c: 'Permanent', Error_Code__c: '30005', Permanent_Evidence__c: 1 },
    });
    await org.idle();
    alert = await create('Delivery_Alert__c', { Alert_Key__c: 'a', Kind__c: 'Silent Provider', Severity__c: 'High' });
    await create('Delivery_Summary__c', { Summary_Key__c: 's', Day__c: '2026-11-25', Total__c: 3, Delivered__c: 2 });
    await create('Relay_Status__c', { Relay_Key__c: 'r', State__c: 'Running' });
    campaign = await create('Campaign', { Name: 'Spring appeal' });
    message = await idOf('Message__c');
    suppression = await idOf('Suppression__c');
    for (const role of ROLES) {
        const username = `${role.toLowerCase()}@local-org.example`;
        await addPerson(admin, {
            username,
            profile: 'Minimum Access - Salesforce',
            permissionSets: [role, MAY_ASK],
        });
        people.set(role, await actAs(admin, username));
    }
});
after(() => org.close());

async function create(type: string, fields: object): Promise<string> {
    const { status, json } = await admin.call('POST', `${API}/sobjects/${type}`, fields);
    assert.equal(status, 201, JSON.stringify(json));
    return (json as { id: string }).id;
}

async function idOf(type: string): Promise<string> {
    const [row] = await admin.query(`SELECT Id FROM ${type} LIMIT 1`);
    return typeof row?.['Id'] === 'string' ? row['Id'] : assert.fail(`no ${type}`);
}

async function ask(role: Role, method: string, path: string, body?: object): Promise<Answer> {
    const { status, json } = await people.get(role)!.call(method, `${API}/${path}`, body);
    const errors = Array.isArray(json) ? json.map(({ errorCode }: { errorCode?: string }) => errorCode ?? '') : [];
    return { status, errors };
}

const query = (role: Role, soql: string): Promise<Answer> => ask(role, 'GET', `query?q=${encodeURIComponent(soql)}`);
const change = (role: Role, type: string, id: string, fields: object): Promise<Answer> =>
    ask(role, 'PATCH', `sobjects/${type}/${id}`, fields);

async function allowed(answer: Promise<Answer>): Promise<void> {
    const { status, errors } = await answer;
    assert.ok(status < 300, `${status} ${errors.join()}`);
}

async function refused(answer: Promise<Answer>, ...codes: readonly string[]): Promise<void> {
    const { status, errors } = await answer;
    assert.ok(status >= 400 && codes.includes(errors[0] ?? ''), `${status} ${errors.join()}`);
}

const NO_FIELD = 'INVALID_FIELD';
const NO_OBJECT = 'INVALID_TYPE';
/** On the object, or on the field that was to change. */
const NO_RIGHT = [
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
];
const lift = { Is_Active__c: false, Lift_Note__c: 'New handset, asked for by phone' };

describe('a rep', () => {
    test('sees messages with their numbers, why they failed, and what is suppressed', async () => {
        await allowed(
            query(
                'Landed_Rep',
                'SELECT Status__c, Failure_Class__c, Recipient__c, Sender__c, History__c FROM Message__c',
            ),
        );
        await allowed(query('Landed_Rep', 'SELECT Address__c, Reason__c, Is_In_Force__c FROM Suppression__c'));
    });
    test('changes nothing: no message, no suppression', async () => {
        await refused(change('Landed_Rep', 'Message__c', message, { Status__c: 'Delivered' }), ...NO_RIGHT);
        await refused(change('Landed_Rep', 'Suppression__c', suppression, lift), ...NO_RIGHT);
        await refused(ask('Landed_Rep', 'DELETE', `sobjects/Suppression__c/${suppression}`), ...NO_RIGHT);
        await refused(ask('Landed_Rep', 'POST', 'sobjects/Message__c', { Message_Key__c: 'x' }), ...NO_RIGHT);
    });
    test('appeals a suppression, once, and answers no appeal', async () => {
        const asked = { Suppression__c: suppression, Note__c: 'They rang me.' };
        await allowed(ask('Landed_Rep', 'POST', 'sobjects/Suppression_Appeal__c', asked));
        await refused(ask('Landed_Rep', 'POST', 'sobjects/Suppression_Appeal__c', asked), 'DUPLICATE_VALUE');
        const id = await idOf('Suppression_Appeal__c');
        const no = { Status__c: 'Declined', Answer__c: 'No.' };
        await refused(change('Landed_Rep', 'Suppression_Appeal__c', id, no), ...NO_RIGHT);
        await refused(ask('Landed_Rep', 'DELETE', `sobjects/Suppression_Appeal__c/${id}`), ...NO_RIGHT);
        await allowed(query('Landed_Rep', 'SELECT Status__c, Note__c, Answer__c FROM Suppression_Appeal__c'));
        await refused(query('Landed_Marketer', 'SELECT Note__c FROM Suppression_Appeal__c'), NO_OBJECT);
        await allowed(change('Landed_Admin', 'Suppression_Appeal__c', id, no));
    });
    test('cleans no list, though they may edit the campaign', async () => {
        await refused(change('Landed_Rep', 'Campaign', campaign, { Unreachable_Members__c: 'Count' }), NO_FIELD);
    });
    test('has no part in alerts, and does not report in the name of the relay', async () => {
        await refused(query('Landed_Rep', 'SELECT Id FROM Delivery_Alert__c'), NO_OBJECT);
        const event = ask('Landed_Rep', 'POST', 'sobjects/Delivery_Report__e', { Message_Key__c: 'x' });
        await refused(event, ...NO_RIGHT, 'NOT_FOUND', NO_OBJECT);
    });
});

describe('a marketer', () => {
    test('sees totals and what became of messages, but no number, address or history', async () => {
        await allowed(
            query('Landed_Marketer', 'SELECT Total__c, Delivered__c, Failure_Codes__c FROM Delivery_Summary__c'),
        );
        await allowed(query('Landed_Marketer', 'SELECT Status__c, Failure_Class__c, Campaign__c FROM Message__c'));
        for (const field of ['Recipient__c', 'Sender__c', 'History__c'])
            await refused(query('Landed_Marketer', `SELECT ${field} FROM Message__c`), NO_FIELD);
        await refused(query('Landed_Marketer', 'SELECT Address__c FROM Suppression__c'), NO_OBJECT);
    });
    test('cleans the list of a campaign that they may edit', async () => {
        await allowed(change('Landed_Marketer', 'Campaign', campaign, { Unreachable_Members__c: 'Count' }));
    });
    test('takes care of an alert, and makes none', async () => {
        await allowed(change('Landed_Marketer', 'Delivery_Alert__c', alert, { Status__c: 'Acknowledged' }));
        const own = { Alert_Key__c: 'own', Kind__c: 'Grey Route' };
        await refused(ask('Landed_Marketer', 'POST', 'sobjects/Delivery_Alert__c', own), ...NO_RIGHT);
    });
    test('changes no total and no message', async () => {
        const total = await idOf('Delivery_Summary__c');
        await refused(change('Landed_Marketer', 'Delivery_Summary__c', total, { Total__c: 9 }), ...NO_RIGHT);
        await refused(change('Landed_Marketer', 'Message__c', message, { Status__c: 'Delivered' }), ...NO_RIGHT);
    });
});

describe('an admin', () => {
    test('sees everything: histories, the relay, what is switched off, and the policies', async () => {
        await allowed(query('Landed_Admin', 'SELECT Recipient__c, History__c, Effect_Error__c FROM Message__c'));
        await allowed(query('Landed_Admin', 'SELECT State__c, Automations_Off__c, Policies__c FROM Relay_Status__c'));
        await allowed(query('Landed_Admin', 'SELECT Is_On__c FROM Automation_Switch__mdt'));
    });
    test('suppresses by hand, and lifts with a note, but not without one', async () => {
        const hand = {
            Channel__c: 'SMS',
            Address__c: '+447700900162',
            Reason__c: 'Manual',
            Suppression_Key__c: 'SMS:+447700900162',
        };
        await allowed(ask('Landed_Admin', 'POST', 'sobjects/Suppression__c', { ...hand, Is_Active__c: true }));
        await refused(
            change('Landed_Admin', 'Suppression__c', suppression, { Is_Active__c: false }),
            'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        );
        await allowed(change('Landed_Admin', 'Suppression__c', suppression, lift));
    });
    test('does not write what only the relay writes', async () => {
        const total = await idOf('Delivery_Summary__c');
        await refused(change('Landed_Admin', 'Delivery_Summary__c', total, { Total__c: 9 }), ...NO_RIGHT);
        const status = await idOf('Relay_Status__c');
        await refused(change('Landed_Admin', 'Relay_Status__c', status, { State__c: 'Silent' }), ...NO_RIGHT);
    });
});
