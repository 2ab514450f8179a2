/** One alert, one person told: the campaign's owner, else the administrator of the policy Default. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Scene } from './support/scene.ts';
import type { Row } from '../support/orgClient.ts';

let scene: Scene;
before(async () => {
    scene = await Scene.open();
});
after(() => scene.close());
beforeEach(() => scene.clear());

const SPAM = { Kind__c: 'Spam Filtered', Subject__c: 'Spring appeal', Detail__c: '40 of 200 messages were refused.' };

const tasks = (): Promise<Row[]> =>
    scene.client.query('SELECT Subject, Description, OwnerId, WhatId, Priority, Status FROM Task');
const alert = (key: string): Promise<Row> =>
    scene.row('Delivery_Alert__c', 'Alert_Key__c', key, ['Status__c', 'Notified_At__c', 'Notify_Error__c']);

test('the owner of the campaign gets one task with advice, however often the relay writes the alert', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    const { OwnerId: owner } = await scene.row('Campaign', 'Id', campaign, ['OwnerId']);
    const id = await scene.create('Delivery_Alert__c', { Alert_Key__c: 'spam:1', Campaign__c: campaign, ...SPAM });
    const [task, ...others] = await tasks();
    assert.ok(task);
    assert.deepEqual(others, []);
    assert.equal(task['OwnerId'], owner);
    assert.equal(task['WhatId'], id);
    assert.equal(task['Subject'], 'Delivery alert: Spam Filtered, Spring appeal');
    for (const word of ['registration', 'agreed', 'content', '40 of 200']) {
        assert.match(String(task['Description']), new RegExp(word));
    }
    const { Notified_At__c: notifiedAt, ...rest } = await alert('spam:1');
    assert.ok(notifiedAt);
    assert.deepEqual(rest, { Status__c: 'New', Notify_Error__c: null });
    await scene.client.update('Delivery_Alert__c', id, { Detail__c: '80 of 200 messages were refused.' });
    await scene.client.idle();
    assert.equal((await tasks()).length, 1);
});

test('200 alerts of one write are 200 tasks, one each', async () => {
    const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
    await scene.client.create(
        'Delivery_Alert__c',
        Array.from({ length: 200 }, (_, index) => ({ Alert_Key__c: `a:${index}`, Campaign__c: campaign, ...SPAM })),
    );
    await scene.client.idle();
    assert.equal(new Set((await tasks()).map((task) => task['WhatId'])).size, 200);
    assert.deepEqual(await scene.flowErrors(), []);
});

test('an alert without a campaign says what to do while no administrator is named', async () => {
    await scene.create('Delivery_Alert__c', { Alert_Key__c: 'silent:1', Kind__c: 'Silent Provider' });
    assert.deepEqual(await tasks(), []);
    assert.deepEqual(await alert('silent:1'), {
        Status__c: 'New',
        Notified_At__c: null,
        Notify_Error__c: 'Nobody to tell: name an active user as Task Owner in the Delivery Policy Default.',
    });
});
