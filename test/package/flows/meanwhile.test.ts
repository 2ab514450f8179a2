/** What others do while the package's flows are at work: records that go, or come, between two elements of a flow. */
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

const NUMBER = '+447700900181';
const OTHER_NUMBER = '+447700900182';
const ADMIN = 'admin@local-org.example';
const CONTACT = { LastName: 'Invented', MobilePhone: NUMBER, Email: 'invented@example.com' };
const LEAD = { ...CONTACT, Company: 'Invented' };
const DONATION = { Message_Key__c: 'a', Recipient__c: NUMBER, Purpose__c: 'Donation', Status__c: 'Unconfirmed' };
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };
const NOBODY = ['Skipped', 'No contact and no lead is known for the message.'];

const fallback = (): unknown[] => Object.values(scene.message('a', ['Fallback_Status__c', 'Fallback_Note__c']));
const effect = (key: string): unknown => scene.message(key, ['Effect_Status__c'])['Effect_Status__c'];
const suppressions = (): Row[] =>
    scene.org.rows('SELECT Is_Active__c, Reason__c, Evidence__c, Delivered_Again_At__c FROM Suppression__c');

tests.add('an alert whose campaign is deleted before its turn goes to the administrator', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: ADMIN });
    const campaign = await scene.create('Campaign', { Name: 'Invented' });
    scene.org.meanwhile('Alert_Notify', 'Get_Campaign', { remove: 'Campaign', id: campaign });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'a', Kind__c: 'Spam Filtered', Campaign__c: campaign });
    const [task, ...others] = scene.org.rows('SELECT Owner.Username FROM Task');
    assert.match(JSON.stringify(task), new RegExp(ADMIN));
    assert.deepEqual(others, []);
});

// ---- Message_FallbackSend

tests.add('a contact who is deleted before the fallback is sent is nobody to write to', async () => {
    const contact = await scene.create('Contact', CONTACT);
    scene.org.meanwhile('Message_FallbackSend', 'Get_Contact', { remove: 'Contact', id: contact });
    await scene.report(DONATION);
    assert.deepEqual([fallback(), scene.org.emails()], [NOBODY, []]);
});

tests.add('a lead who is deleted before the fallback is sent is nobody to write to', async () => {
    const lead = await scene.create('Lead', LEAD);
    scene.org.meanwhile('Message_FallbackSend', 'Get_Lead', { remove: 'Lead', id: lead });
    await scene.report(DONATION);
    assert.deepEqual([fallback(), scene.org.emails()], [NOBODY, []]);
});

tests.add('a fallback that somebody calls off before its turn is not sent, and stays called off', async () => {
    await scene.create('Contact', CONTACT);
    await scene.report({ ...DONATION, Status__c: 'Sent' });
    const { Id } = scene.message('a', ['Id']);
    const row = { Id: String(Id), Fallback_Status__c: 'Not Needed' };
    scene.org.meanwhile('Message_FallbackSend', 'Get_Message', { update: 'Message__c', row });
    await scene.report(DONATION);
    assert.deepEqual([fallback(), scene.org.emails()], [['Not Needed', null], []]);
});

// ---- Message_LinkRecipient, Message_UpdateRecipient

tests.add('a lead whose converted contact was deleted leaves a message to whoever has its number', async () => {
    const lead = await scene.create('Lead', LEAD);
    const contact = await scene.create('Contact', { LastName: 'Invented' });
    await scene.org.convertLead(lead, contact);
    await scene.org.remove('Contact', [contact]);
    const heir = await scene.create('Contact', CONTACT);
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Record_Id__c: lead, Status__c: 'Sent' });
    assert.deepEqual(scene.message('a', ['Contact__c', 'Lead__c']), { Contact__c: heir, Lead__c: null });
});

tests.add('a contact who is deleted while a report is recorded takes nothing along', async () => {
    const contact = await scene.create('Contact', CONTACT);
    scene.org.meanwhile('Message_UpdateRecipient', 'Get_Contact', { remove: 'Contact', id: contact });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.equal(effect('a'), 'Applied');
    assert.equal(suppressions().length, 1);
});

tests.add('a message to another number than the present one of a contact does not count', async () => {
    const contact = await scene.create('Contact', CONTACT);
    await scene.report({ Message_Key__c: 'a', Recipient__c: OTHER_NUMBER, Record_Id__c: contact, ...PERMANENT });
    assert.equal(scene.message('a', ['Contact__c'])['Contact__c'], contact);
    const fields = ['SMS_Last_Delivery_Status__c', 'SMS_Delivery_Failure_Count__c', 'SMS_Suppressed__c'];
    assert.deepEqual(Object.values(scene.row('Contact', 'Id', contact, fields)), [null, 0, false]);
    assert.equal(effect('a'), 'Applied');
});

tests.add('a message that another has marked as done meanwhile still counts for its person', async () => {
    const contact = await scene.create('Contact', CONTACT);
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Sent' });
    const row = { Id: String(scene.message('a', ['Id'])['Id']), Effect_Status__c: 'Applied' };
    scene.org.meanwhile('Message_UpdateRecipient', 'Get_Writer', { update: 'Message__c', row });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    const fields = ['SMS_Last_Delivery_Status__c', 'SMS_Delivery_Failure_Count__c'];
    assert.deepEqual(Object.values(scene.row('Contact', 'Id', contact, fields)), ['Undelivered', 1]);
});

for (const [who, number] of [
    ['another person', OTHER_NUMBER],
    ['somebody without a number', null],
] as const) {
    tests.add(`a message that is moved to ${who} leaves nothing of itself behind`, async () => {
        const contact = await scene.create('Contact', CONTACT);
        await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT, Failure_Class__c: 'Temporary' });
        const heir = await scene.create('Contact', { LastName: 'Invented', MobilePhone: number });
        if (number !== null) await scene.report({ Message_Key__c: 'b', Recipient__c: number, Status__c: 'Delivered' });
        await scene.change('Message__c', scene.message('a', ['Id'])['Id'], { Contact__c: heir });
        const fields = [
            'SMS_Last_Delivery_Status__c',
            'SMS_Last_Delivery_Date__c',
            'SMS_Last_Delivered_At__c',
            'SMS_Delivery_Failure_Count__c',
        ];
        assert.deepEqual(Object.values(scene.row('Contact', 'Id', contact, fields)), [null, null, null, 0]);
    });
}

tests.add('a suppression that cannot be written is noted on its message', async () => {
    await scene.create('Contact', CONTACT);
    scene.org.failAt('Message_Suppress', 'Create_Suppression', { message: 'invented' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    const { Effect_Status__c: status, Effect_Error__c: error } = scene.message('a', [
        'Effect_Status__c',
        'Effect_Error__c',
    ]);
    assert.equal(status, 'Failed');
    assert.equal(error, 'Message_Suppress: invented');
});

tests.add('a message that is deleted before its engagement is looked at is credited to nobody', async () => {
    const contact = await scene.create('Contact', CONTACT);
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Sent' });
    const { Id } = scene.message('a', ['Id']);
    scene.org.meanwhile('Message_Engagement', 'Get_Message', { remove: 'Message__c', id: String(Id) });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Delivered', Read_At__c: scene.time() });
    const fields = ['Last_Engaged_At__c', 'Preferred_Verified_Channel__c'];
    assert.deepEqual(Object.values(scene.row('Contact', 'Id', contact, fields)), [null, null]);
    assert.deepEqual(scene.org.errors(), []);
});

// ---- Message_KeepHighest

tests.add('a newer snapshot brings its longer history, an older one does not shorten it', async () => {
    const history = (): unknown => scene.message('a', ['History__c'])['History__c'];
    const told = (version: number, lines: string): Promise<void> =>
        scene.report({ Message_Key__c: 'a', Status__c: 'Sent', Version__c: version, History__c: lines });
    await told(2, 'one');
    await told(3, 'one\ntwo');
    assert.equal(history(), 'one\ntwo');
    await told(1, 'zero');
    assert.equal(history(), 'one\ntwo');
    await scene.report({ Message_Key__c: 'a', Status__c: 'Delivered', Version__c: 4 });
    assert.equal(history(), 'one\ntwo');
});

// ---- Message_Suppress

tests.add('a suppression that another creates at the same moment is brought up to date, not doubled', async () => {
    const row = {
        ...{ Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER },
        ...{ Reason__c: 'Permanent Failure', Is_Active__c: false },
    };
    scene.org.meanwhile('Message_Suppress', 'Create_Suppression', { insert: 'Suppression__c', row });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    assert.deepEqual(suppressions(), [
        { Is_Active__c: true, Reason__c: 'Permanent Failure', Evidence__c: 'a', Delivered_Again_At__c: null },
    ]);
    assert.equal(effect('a'), 'Applied');
    assert.deepEqual(scene.org.rows('SELECT Held_By_Hand__c FROM Suppression__c'), [{ Held_By_Hand__c: false }]);
});

tests.add('of two deliveries in one batch the later one ends the suppression', async () => {
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, ...PERMANENT });
    const delivered = (key: string, seconds: number): Row => ({
        ...{ Message_Key__c: key, Recipient__c: NUMBER, Status__c: 'Delivered' },
        Status_At__c: scene.time(seconds),
    });
    const [earlier, later] = [delivered('b', 60), delivered('c', 120)];
    await scene.report(earlier, later);
    const [only, ...others] = suppressions();
    assert.deepEqual(others, []);
    assert.equal(only?.['Is_Active__c'], false);
    assert.equal(Date.parse(String(only['Delivered_Again_At__c'])), Date.parse(String(later['Status_At__c'])));
    const updates = scene.org
        .ways('Message_Suppress')
        .filter((way) => way.includes('End_Suppression') && way.includes('Update_Suppression'));
    assert.equal(updates.length, 1);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
