/** One alert, one person told: the campaign's owner, else the administrator of the policy Default. */
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

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
