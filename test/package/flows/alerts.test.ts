/** One alert, one person told: the campaign's owner, else the administrator of the policy Default. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { unregisteredSenders } from '../../../relay/src/core/senderRules.ts';
import { sendersSoql } from '../../../relay/src/salesforce/asker.ts';
import { incidentRecord } from '../../../relay/src/salesforce/watch.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const SPAM = { Kind__c: 'Spam Filtered', Subject__c: 'Spring appeal', Detail__c: '40 of 200 messages were refused.' };

const tasks = (): Row[] =>
    scene.org.rows('SELECT Subject, Description, OwnerId, WhatId, Priority, Status, ActivityDate FROM Task');
const alert = (key: string): Row =>
    scene.row('Delivery_Alert__c', 'Alert_Key__c', key, ['Status__c', 'Notified_At__c', 'Notify_Error__c']);

tests.add('the owner of the campaign gets one task with advice, however often the relay writes the alert', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    const { OwnerId: owner } = scene.row('Campaign', 'Id', campaign, ['OwnerId']);
    const id = await scene.create('Delivery_Alert__c', { Alert_Key__c: 'spam:1', Campaign__c: campaign, ...SPAM });
    const [task, ...others] = tasks();
    assert.ok(task);
    assert.deepEqual(others, []);
    assert.equal(task['OwnerId'], owner);
    assert.equal(task['WhatId'], id);
    assert.deepEqual([task['Status'], task['Priority']], ['Not Started', 'High']);
    assert.match(String(task['ActivityDate']), /^\d{4}-\d{2}-\d{2}$/);
    assert.equal(task['Subject'], 'Delivery alert: Spam Filtered, Spring appeal');
    for (const word of ['registration', 'agreed', 'content', '40 of 200']) {
        assert.match(String(task['Description']), new RegExp(word));
    }
    const { Notified_At__c: notifiedAt, ...rest } = alert('spam:1');
    assert.ok(notifiedAt);
    assert.deepEqual(rest, { Status__c: 'New', Notify_Error__c: null });
    await scene.change('Delivery_Alert__c', id, { Detail__c: '80 of 200 messages were refused.' });
    assert.equal(tasks().length, 1);
});

tests.add('where the policy wants cases, an alert opens one case instead of a task, and leads to it', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Alerts_As_Cases__c: true });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'told', Notified_At__c: scene.time(), ...SPAM });
    const owner = colleague();
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal', OwnerId: owner });
    const id = await scene.create('Delivery_Alert__c', { Alert_Key__c: 'spam:1', Campaign__c: campaign, ...SPAM });
    await scene.change('Delivery_Alert__c', id, { Detail__c: '80 of 200 messages were refused.' });
    const [opened, ...others] = scene.org.rows('SELECT Id, Subject, Description, OwnerId, Priority, Status FROM Case');
    assert.deepEqual([others, tasks()], [[], []]);
    const { Id: caseId, Description: description, ...rest } = opened ?? {};
    assert.deepEqual(rest, {
        ...{ Subject: 'Delivery alert: Spam Filtered, Spring appeal', OwnerId: owner, Priority: 'High', Status: 'New' },
    });
    for (const word of ['registration', '40 of 200']) assert.match(String(description), new RegExp(word));
    const marked = scene.row('Delivery_Alert__c', 'Id', id, ['Case__c', 'OwnerId', 'Notified_At__c']);
    assert.deepEqual([marked['Case__c'], marked['OwnerId']], [caseId, owner]);
    assert.ok(marked['Notified_At__c']);
    assert.equal(scene.row('Delivery_Alert__c', 'Alert_Key__c', 'told', ['Case__c'])['Case__c'], null);
});

tests.add('the owner of a campaign of which too little arrives is told once, with the rate', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    const { OwnerId: owner } = scene.row('Campaign', 'Id', campaign, ['OwnerId']);
    const id = await scene.create('Delivery_Alert__c', {
        ...{ Alert_Key__c: 'rate:1', Kind__c: 'Low Delivery Rate', Campaign__c: campaign },
        ...{ Subject__c: `Campaign ${campaign}`, Detail__c: '89 of 100 messages were delivered: 89 %.' },
    });
    await scene.change('Delivery_Alert__c', id, { Detail__c: '88 of 100 messages were delivered: 88 %.' });
    const [task, ...others] = tasks();
    assert.deepEqual(others, []);
    assert.deepEqual(
        [task?.['OwnerId'], task?.['Subject']],
        [owner, 'Delivery alert: Low Delivery Rate, Campaign Spring appeal'],
    );
    assert.match(String(task?.['Description']), /89 of 100 messages/);
});

tests.add('a task names the campaign, of which the relay knows only the id', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    const about = { Subject__c: `Campaign ${campaign}`, Detail__c: `40 in the hour (Campaign ${campaign}).` };
    await scene.create('Delivery_Alert__c', { ...SPAM, ...about, Alert_Key__c: 'spam:1', Campaign__c: campaign });
    assert.equal(tasks()[0]?.['Subject'], 'Delivery alert: Spam Filtered, Campaign Spring appeal');
    assert.match(String(tasks()[0]?.['Description']), /40 in the hour \(Campaign Spring appeal\)\.$/);
});

tests.add('200 alerts of one write are 200 tasks, one each', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    await scene.org.insert(
        'Delivery_Alert__c',
        Array.from({ length: 200 }, (_, index) => ({ Alert_Key__c: `a:${index}`, Campaign__c: campaign, ...SPAM })),
    );
    assert.equal(new Set(tasks().map((task) => task['WhatId'])).size, 200);
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('an alert without a campaign says what to do while no administrator is named', async () => {
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'silent:1', Kind__c: 'Silent Provider' });
    assert.deepEqual(tasks(), []);
    assert.deepEqual(alert('silent:1'), {
        Status__c: 'New',
        Notified_At__c: null,
        Notify_Error__c: 'Nobody to tell: name an active user as Task Owner in the Delivery Policy Default.',
    });
});

/** Somebody else than the administrator, who does everything in these tests. */
const colleague = (): unknown =>
    scene.org.rows("SELECT Id FROM User WHERE Username = 'user@local-org.example'")[0]?.['Id'];

tests.add('each alert goes to the owner of its own campaign, and becomes theirs', async () => {
    await scene.create('Campaign', { Name: 'Another' });
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal', OwnerId: colleague() });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'spam:1', Campaign__c: campaign, ...SPAM });
    assert.deepEqual(
        tasks().map(({ OwnerId: owner }) => owner),
        [colleague()],
    );
    assert.equal(scene.row('Delivery_Alert__c', 'Alert_Key__c', 'spam:1', ['OwnerId'])['OwnerId'], colleague());
});

tests.add('an administrator who has left is not told', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: 'user@local-org.example' });
    await scene.change('User', colleague(), { IsActive: false });
    await scene.create('Delivery_Alert__c', {
        Alert_Key__c: 'other',
        Kind__c: 'Silent Provider',
        Notified_At__c: scene.time(),
    });
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'silent:1', Kind__c: 'Silent Provider' });
    assert.deepEqual(tasks(), []);
    assert.match(String(alert('silent:1')['Notify_Error__c']), /^Nobody to tell/);
    assert.equal(alert('other')['Notify_Error__c'], null);
});

tests.add(
    'an alert whose task is refused says why, at most as much as there is room for, and no other does',
    async () => {
        const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
        const of = (key: string): Row => ({ Alert_Key__c: key, Campaign__c: campaign, ...SPAM });
        await scene.create('Delivery_Alert__c', of('told'));
        scene.org.failAt('Alert_Notify', 'Create_Task', { message: 'x'.repeat(300) });
        await scene.create('Delivery_Alert__c', of('refused'));
        assert.equal(alert('refused')['Notify_Error__c'], 'x'.repeat(255));
        assert.equal(alert('told')['Notify_Error__c'], null);
    },
);

tests.add('a long subject is cut to the length of a task', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    const long = { ...SPAM, Subject__c: 'x'.repeat(255) };
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'long', Campaign__c: campaign, ...long });
    assert.equal(String(tasks()[0]?.['Subject']).length, 255);
});

tests.add(
    'who sends unregistered where that is asked for is told of once, with what to do, until it is noted',
    async () => {
        const send = (key: string, country: string, sender = 'Landed', kind = 'Alphanumeric'): Promise<void> =>
            scene.report({
                ...{ Message_Key__c: key, Channel__c: 'SMS', Status__c: 'Sent', Provider__c: 'twilio' },
                ...{ Country__c: country, Sender__c: sender, Sender_Type__c: kind },
            });
        for (const key of ['a', 'b']) await send(key, 'SG');
        await send('c', 'GB');
        await send('d', 'SG', '70000', 'Short Code');
        const found = (notes: readonly Row[]) => {
            const now = scene.org.now();
            return unregisteredSenders(scene.org.rows(sendersSoql(now)), notes, now);
        };
        const [finding, ...others] = found([]);
        assert.ok(finding);
        assert.deepEqual(others, []);
        assert.deepEqual([finding.subject, finding.observed], ['SG: Landed', 2]);
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: 'user@local-org.example' });
        const record = incidentRecord('store', { ...finding, foundAt: scene.org.now(), endedAt: null });
        await scene.create('Delivery_Alert__c', record);
        assert.equal(tasks()[0]?.['Subject'], 'Delivery alert: Sender Not Registered, SG: Landed');
        assert.match(String(tasks()[0]?.['Description']), /Register it with the provider.*SG asks for a registration/s);
        assert.deepEqual(found([{ Sender__c: 'Landed', Country__c: 'SG', State__c: 'Registered' }]), []);
    },
);

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
