/** Leads are treated like contacts, with what is their own: a shared number, a conversion. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Scene } from './support/scene.ts';
import type { Row } from '../support/orgClient.ts';

const NUMBER = '+447700900131';
const LEAD = { LastName: 'Invented', Company: 'Invented', MobilePhone: '07700 900131', Country: 'United Kingdom' };
const PERMANENT = { Status__c: 'Undelivered', Error_Code__c: '30005', Failure_Class__c: 'Permanent' };
const DELIVERED = { Status__c: 'Delivered' };
const STATE = [
    'Reachability__c',
    'SMS_Suppressed__c',
    'SMS_Suppression_Reason__c',
    'SMS_Delivery_Failure_Count__c',
    'SMS_Last_Delivery_Status__c',
    'Reengagement_Channel__c',
];

let scene: Scene;
before(async () => {
    scene = await Scene.open();
});
after(() => scene.close());
beforeEach(() => scene.clear());

const lead = (id: string, fields: readonly string[] = STATE): Promise<Row> => scene.row('Lead', 'Id', id, fields);
const contact = (id: string, fields: readonly string[] = STATE): Promise<Row> => scene.row('Contact', 'Id', id, fields);
const owner = (key: string): Promise<Row> => scene.message(key, ['Contact__c', 'Lead__c', 'Effect_Status__c']);

const UNREACHABLE = {
    Reachability__c: 'Unreachable',
    SMS_Suppressed__c: true,
    SMS_Suppression_Reason__c: 'Permanent Failure',
    SMS_Delivery_Failure_Count__c: 1,
    SMS_Last_Delivery_Status__c: 'Undelivered',
    Reengagement_Channel__c: 'Email',
};

test('a permanent failure makes a lead unreachable, a later delivery makes it reachable again', async () => {
    const id = await scene.create('Lead', { ...LEAD, Email: 'lead@example.com' });
    assert.deepEqual(await lead(id, ['SMS_Number__c', 'SMS_Number_Unclear__c']), {
        SMS_Number__c: NUMBER,
        SMS_Number_Unclear__c: false,
    });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.deepEqual(await owner('a'), { Contact__c: null, Lead__c: id, Effect_Status__c: 'Applied' });
    assert.deepEqual(await lead(id), UNREACHABLE);
    const later = new Date(Date.now() + 5000).toISOString();
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, ...DELIVERED, Status_At__c: later });
    assert.deepEqual(await lead(id), {
        Reachability__c: 'Reachable',
        SMS_Suppressed__c: false,
        SMS_Suppression_Reason__c: null,
        SMS_Delivery_Failure_Count__c: 0,
        SMS_Last_Delivery_Status__c: 'Delivered',
        Reengagement_Channel__c: null,
    });
    assert.deepEqual(await scene.flowErrors(), []);
});

test('a number that a lead and a contact share belongs to nobody, and is suppressed for both', async () => {
    const leadId = await scene.create('Lead', LEAD);
    const contactId = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.deepEqual(await owner('a'), { Contact__c: null, Lead__c: null, Effect_Status__c: 'Applied' });
    for (const person of [await lead(leadId), await contact(contactId)]) {
        assert.equal(person['Reachability__c'], 'Unreachable');
        assert.equal(person['SMS_Delivery_Failure_Count__c'], 0);
        assert.equal(person['Reengagement_Channel__c'], 'Voice');
    }
});

test('the record id decides between a lead and a contact of one number', async () => {
    const leadId = await scene.create('Lead', LEAD);
    const contactId = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    const to = { Recipient__c: NUMBER, ...DELIVERED };
    await scene.report(
        { Message_Key__c: 'a', Record_Id__c: leadId, ...to },
        { Message_Key__c: 'b', Record_Id__c: contactId, ...to },
    );
    assert.deepEqual(await owner('a'), { Contact__c: null, Lead__c: leadId, Effect_Status__c: 'Applied' });
    assert.deepEqual(await owner('b'), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    assert.equal((await lead(leadId))['Reachability__c'], 'Reachable');
    assert.equal((await contact(contactId))['Reachability__c'], 'Reachable');
});

test('messages to many people in one batch reach contacts and leads alike', async () => {
    const people = await Promise.all(
        [1, 2, 3, 4, 5, 6].map((index) => {
            const person = { LastName: 'Invented', MobilePhone: `+44770090014${index}` };
            return index % 2 === 0 ? scene.create('Contact', person) : scene.create('Lead', { ...LEAD, ...person });
        }),
    );
    const snapshots = [0, 1, 2].flatMap((round) =>
        people.map((_, index) => ({
            Message_Key__c: `${round}-${index}`,
            Recipient__c: `+44770090014${index + 1}`,
            ...(index < 3 ? DELIVERED : { ...PERMANENT, Failure_Class__c: 'Temporary' }),
        })),
    );
    await scene.report(...snapshots);
    const found = await Promise.all(people.map((id, index) => (index % 2 === 1 ? contact(id) : lead(id))));
    assert.deepEqual(
        found.map((person) => [person['Reachability__c'], person['SMS_Delivery_Failure_Count__c']]),
        [...Array<unknown>(3).fill(['Reachable', 0]), ...Array<unknown>(3).fill(['Needs Review', 3])],
    );
    assert.deepEqual(await scene.flowErrors(), []);
});

test('the messages of a lead follow it to the contact it is converted to', async () => {
    const leadId = await scene.create('Lead', { ...LEAD, Email: 'lead@example.com' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    const contactId = await scene.create('Contact', {
        LastName: 'Invented',
        MobilePhone: NUMBER,
        Email: 'lead@example.com',
    });
    await scene.convert(leadId, contactId);
    assert.deepEqual(await owner('a'), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    assert.deepEqual(await contact(contactId), UNREACHABLE);
    const asConverted = await lead(leadId, ['LastModifiedDate', ...STATE]);
    await scene.report(
        { Message_Key__c: 'b', Recipient__c: NUMBER, Record_Id__c: leadId, ...PERMANENT },
        { Message_Key__c: 'c', Recipient__c: NUMBER, ...PERMANENT },
    );
    for (const key of ['b', 'c']) {
        assert.deepEqual(await owner(key), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    }
    assert.equal((await contact(contactId))['SMS_Delivery_Failure_Count__c'], 3);
    assert.deepEqual(await lead(leadId, ['LastModifiedDate', ...STATE]), asConverted);
    assert.deepEqual(await scene.flowErrors(), []);
});
