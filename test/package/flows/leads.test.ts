/** Leads are treated like contacts, with what is their own: a shared number, a conversion. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

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

const lead = (id: string, fields: readonly string[] = STATE): Row => scene.row('Lead', 'Id', id, fields);
const contact = (id: string, fields: readonly string[] = STATE): Row => scene.row('Contact', 'Id', id, fields);
const owner = (key: string): Row => scene.message(key, ['Contact__c', 'Lead__c', 'Effect_Status__c']);

const UNREACHABLE = {
    Reachability__c: 'Unreachable',
    SMS_Suppressed__c: true,
    SMS_Suppression_Reason__c: 'Permanent Failure',
    SMS_Delivery_Failure_Count__c: 1,
    SMS_Last_Delivery_Status__c: 'Undelivered',
    Reengagement_Channel__c: 'Email',
};

tests.add('a permanent failure makes a lead unreachable, a later delivery makes it reachable again', async () => {
    const id = await scene.create('Lead', { ...LEAD, Email: 'lead@example.com' });
    assert.deepEqual(lead(id, ['SMS_Number__c', 'SMS_Number_Unclear__c']), {
        SMS_Number__c: NUMBER,
        SMS_Number_Unclear__c: false,
    });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.deepEqual(owner('a'), { Contact__c: null, Lead__c: id, Effect_Status__c: 'Applied' });
    assert.deepEqual(lead(id), UNREACHABLE);
    const later = scene.time(5);
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, ...DELIVERED, Status_At__c: later });
    assert.deepEqual(lead(id), {
        Reachability__c: 'Reachable',
        SMS_Suppressed__c: false,
        SMS_Suppression_Reason__c: null,
        SMS_Delivery_Failure_Count__c: 0,
        SMS_Last_Delivery_Status__c: 'Delivered',
        Reengagement_Channel__c: null,
    });
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('a number that a lead and a contact share belongs to nobody, and is suppressed for both', async () => {
    const leadId = await scene.create('Lead', LEAD);
    const contactId = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.deepEqual(owner('a'), { Contact__c: null, Lead__c: null, Effect_Status__c: 'Applied' });
    for (const person of [lead(leadId), contact(contactId)]) {
        assert.equal(person['Reachability__c'], 'Unreachable');
        assert.equal(person['SMS_Delivery_Failure_Count__c'], 0);
        assert.equal(person['Reengagement_Channel__c'], 'Voice');
    }
});

tests.add('the record id decides between a lead and a contact of one number', async () => {
    const leadId = await scene.create('Lead', LEAD);
    const contactId = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    const to = { Recipient__c: NUMBER, ...DELIVERED };
    await scene.report(
        { Message_Key__c: 'a', Record_Id__c: leadId, ...to },
        { Message_Key__c: 'b', Record_Id__c: contactId, ...to },
    );
    assert.deepEqual(owner('a'), { Contact__c: null, Lead__c: leadId, Effect_Status__c: 'Applied' });
    assert.deepEqual(owner('b'), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    assert.equal(lead(leadId)['Reachability__c'], 'Reachable');
    assert.equal(contact(contactId)['Reachability__c'], 'Reachable');
});

tests.add('messages to many people in one batch reach contacts and leads alike', async () => {
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
    const found = people.map((id, index) => (index % 2 === 1 ? contact(id) : lead(id)));
    assert.deepEqual(
        found.map((person) => [person['Reachability__c'], person['SMS_Delivery_Failure_Count__c']]),
        [...Array<unknown>(3).fill(['Reachable', 0]), ...Array<unknown>(3).fill(['Needs Review', 3])],
    );
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('the messages of a lead follow it to the contact it is converted to', async () => {
    const leadId = await scene.create('Lead', { ...LEAD, Email: 'lead@example.com' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    const contactId = await scene.create('Contact', {
        LastName: 'Invented',
        MobilePhone: NUMBER,
        Email: 'lead@example.com',
    });
    await scene.org.convertLead(leadId, contactId);
    assert.deepEqual(owner('a'), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    assert.deepEqual(contact(contactId), UNREACHABLE);
    const asConverted = lead(leadId, ['LastModifiedDate', ...STATE]);
    await scene.report(
        { Message_Key__c: 'b', Recipient__c: NUMBER, Record_Id__c: leadId, ...PERMANENT },
        { Message_Key__c: 'c', Recipient__c: NUMBER, ...PERMANENT },
    );
    for (const key of ['b', 'c']) {
        assert.deepEqual(owner(key), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    }
    assert.equal(contact(contactId)['SMS_Delivery_Failure_Count__c'], 3);
    assert.deepEqual(lead(leadId, ['LastModifiedDate', ...STATE]), asConverted);
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('only the messages of the lead follow it, also to a contact of another number', async () => {
    const leadId = await scene.create('Lead', LEAD);
    const other = await scene.create('Lead', { ...LEAD, MobilePhone: '07700 900132' });
    await scene.report(
        { Message_Key__c: 'a', Recipient__c: NUMBER, ...DELIVERED },
        { Message_Key__c: 'b', Recipient__c: '+447700900132', ...DELIVERED },
    );
    const contactId = await scene.create('Contact', { LastName: 'Invented', MobilePhone: '+447700900133' });
    await scene.org.convertLead(leadId, contactId);
    assert.deepEqual(owner('a'), { Contact__c: contactId, Lead__c: null, Effect_Status__c: 'Applied' });
    assert.deepEqual(owner('b'), { Contact__c: null, Lead__c: other, Effect_Status__c: 'Applied' });
});

// ---- whom a message belongs to

const linked = (key: string): Row => scene.message(key, ['Contact__c', 'Lead__c']);
const reported = (key: string, snapshot: Row): Promise<void> =>
    scene.report({ Message_Key__c: key, Status__c: 'Sent', ...snapshot });

tests.add('the number tells whose a message is on the channels of phones, and on no other', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    for (const channel of ['SMS', 'WhatsApp', 'Voice', 'Email', 'Push']) {
        await reported(channel, { Channel__c: channel, Recipient__c: NUMBER });
        const isOfPhones = channel !== 'Email' && channel !== 'Push';
        assert.equal(linked(channel)['Contact__c'], isOfPhones ? contact : null, channel);
    }
});

tests.add('a message to nobody in particular is not that of the one person without a number', async () => {
    await scene.create('Contact', { LastName: 'Invented' });
    await reported('a', { Recipient__c: null });
    assert.deepEqual(linked('a'), { Contact__c: null, Lead__c: null });
});

tests.add('of many contacts the one that the report names has the message', async () => {
    const people = [];
    for (const name of ['One', 'Two']) people.push(await scene.create('Contact', { LastName: name }));
    for (const [at, contact] of people.entries()) {
        await reported(`m${at}`, { Record_Id__c: contact });
        assert.equal(linked(`m${at}`)['Contact__c'], contact);
    }
});

tests.add('a lead that was converted to somebody with another number has its messages there', async () => {
    const leadId = await scene.create('Lead', LEAD);
    await reported('before', { Recipient__c: NUMBER });
    scene.switchOff('Lead_FollowConversion');
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: '+447700900133' });
    await scene.org.convertLead(leadId, contact);
    await reported('named', { Recipient__c: NUMBER, Record_Id__c: leadId });
    await reported('before', { Recipient__c: NUMBER, ...DELIVERED });
    for (const key of ['named', 'before']) assert.deepEqual(linked(key), { Contact__c: contact, Lead__c: null }, key);
});

tests.add('a campaign that is known stays, and what is no id of a campaign is not looked for', async () => {
    const [known, other] = [
        await scene.create('Campaign', { Name: 'Known' }),
        await scene.create('Campaign', { Name: 'Other' }),
    ];
    await reported('a', { Campaign_Id__c: known });
    await scene.change('Message__c', scene.message('a', ['Id'])['Id'], { Campaign_Id__c: other });
    await reported('a', { Campaign_Id__c: other, ...DELIVERED });
    assert.equal(scene.message('a', ['Campaign__c'])['Campaign__c'], known);
    await reported('b', { Campaign_Id__c: 'spring appeal' });
    assert.deepEqual(scene.message('b', ['Campaign__c', 'Effect_Error__c']), {
        ...{ Campaign__c: null, Effect_Error__c: null },
    });
    const looks = scene.org.trace('Message_LinkRecipient').filter(({ element }) => element === 'Get_Campaign');
    assert.equal(looks.length, 1);
});

tests.add('a message is looked at again only when a report has something new', async () => {
    await reported('a', { Recipient__c: NUMBER });
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.change('Message__c', scene.message('a', ['Id'])['Id'], { Fallback_Note__c: 'Seen.' });
    assert.equal(linked('a')['Contact__c'], null);
    await reported('a', { Recipient__c: NUMBER, ...DELIVERED });
    assert.equal(linked('a')['Contact__c'], contact);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
