/** Messages that are not kept: by the policy of their purpose, to the minute or by the sweep; and what stays of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type FlowOrg, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const NUMBER = '+447700900291';
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** How much longer the CRM keeps a message than the relay. */
const GRACE = 10 * MINUTE;

type Values = Parameters<FlowOrg['setMetadata']>[2];

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const policy = (purpose: string, values: Values): void =>
    scene.org.setMetadata('Delivery_Policy__mdt', purpose, values);
const turn = (flow: string, isOn: boolean): void =>
    scene.org.setMetadata('Automation_Switch__mdt', flow, { Is_On__c: isOn });
const report = (facts: Row = {}): Promise<void> =>
    scene.report({ ...{ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Delivered' }, ...facts });
const keys = (): unknown[] =>
    scene.org.rows('SELECT Message_Key__c FROM Message__c ORDER BY Message_Key__c').map((row) => row['Message_Key__c']);
const left = (): number => scene.org.rows('SELECT Id FROM Message__c').length;
const eraseAfter = (): unknown => scene.message('a', ['Erase_After__c'])['Erase_After__c'];
const asStored = (seconds: number): string => scene.time(seconds).replace('Z', '+0000');
const LOST = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };

tests.add('nothing is deleted before somebody switches it on, whatever the policies say', async () => {
    policy('Default', { Keep_Minutes__c: 1, Delete_Once_Delivered__c: true });
    await report();
    assert.equal(eraseAfter(), null);
    await scene.org.pass(3 * DAY);
    assert.equal(left(), 1);
});

tests.add('a message goes ten minutes after its minutes are over, counted from its first report', async () => {
    turn('Message_Erase', true);
    policy('Default', { Keep_Minutes__c: 60 });
    await report({ Status__c: 'Sent', Received_At__c: scene.time(-20 * MINUTE) });
    assert.equal(eraseAfter(), null); // it waits for its end
    await report({ Received_At__c: scene.time(-20 * MINUTE) });
    assert.equal(eraseAfter(), asStored(40 * MINUTE + GRACE));
    await scene.org.pass(50 * MINUTE - 1);
    assert.equal(left(), 1);
    await scene.org.pass(MINUTE);
    assert.equal(left(), 0);
    assert.deepEqual(scene.org.errors(), []);
});

for (const [says, purpose, general, expected] of [
    ['its purpose before the policy Default', { Keep_Minutes__c: 30 }, { Keep_Minutes__c: 10 }, 30 * MINUTE],
    ['its purpose, if only of deliveries', { Delete_Once_Delivered__c: true }, { Keep_Minutes__c: 10 }, 0],
    ['the first of two limits', { Keep_Minutes__c: 3 * 24 * 60, Keep_Days__c: 2 }, {}, 2 * DAY],
    ['its minutes before its delivery', { Keep_Minutes__c: 0, Delete_Once_Delivered__c: true }, {}, 0],
    ['the policy Default when its purpose says nothing', {}, { Keep_Days__c: 90 }, 90 * DAY],
    ['the policy Default of deliveries', {}, { Delete_Once_Delivered__c: true, Keep_Days__c: 90 }, 0],
    ['nobody', {}, {}, null],
] as const) {
    tests.add(`how long a message is kept says ${says}`, async () => {
        turn('Message_EraseOld', true);
        policy('Donation', purpose);
        policy('Default', general);
        await report({ Purpose__c: 'Donation' });
        assert.equal(eraseAfter(), expected === null ? null : asStored(expected + GRACE));
    });
}

tests.add('a message of a purpose without a policy, or of none, follows the policy Default', async () => {
    turn('Message_Erase', true);
    policy('Default', { Keep_Days__c: 1 });
    await report({ Purpose__c: 'Invented' });
    assert.equal(eraseAfter(), asStored(DAY + GRACE));
    await report({ Message_Key__c: 'b' });
    const { Erase_After__c: ofB } = scene.message('b', ['Erase_After__c']);
    assert.equal(ofB, asStored(DAY + GRACE));
    const asked = scene.org.trace('Message_SetDeadlines').filter(({ element }) => element === 'Get_Policy');
    assert.equal(asked.length, 1); // the one with a purpose
});

tests.add('one that goes once it was delivered stays while it was not, and its days still count', async () => {
    turn('Message_Erase', true);
    policy('Default', { Delete_Once_Delivered__c: true, Keep_Days__c: 2 });
    await report({ Status__c: 'Undelivered', Failure_Class__c: 'Temporary' });
    assert.equal(eraseAfter(), asStored(2 * DAY + GRACE));
    await scene.org.pass(HOUR);
    await report(); // late
    const goesAt = eraseAfter();
    assert.equal(goesAt, asStored(GRACE));
    await scene.org.pass(MINUTE);
    await report({ Clicked_At__c: scene.time() }); // puts nothing off
    assert.equal(eraseAfter(), goesAt);
    await scene.org.pass(GRACE);
    assert.equal(left(), 0);
});

tests.add('what waits for its end or its fallback is left, and goes when it has it', async () => {
    turn('Message_Erase', true);
    turn('Message_EraseOld', true);
    policy('Default', { Keep_Minutes__c: 1 });
    policy('Donation', { Fallback_Seconds__c: 5 * HOUR });
    await report({ Status__c: 'Sent' });
    await report({
        Message_Key__c: 'b',
        Status__c: 'Undelivered',
        Failure_Class__c: 'Temporary',
        Purpose__c: 'Donation',
    });
    assert.equal(scene.message('b', ['Fallback_Status__c'])['Fallback_Status__c'], 'Armed');
    await scene.org.pass(HOUR);
    assert.equal(left(), 2);
    await report({ Status__c: 'Delivered' });
    await scene.org.pass(GRACE);
    assert.equal(left(), 1);
    await scene.org.pass(DAY); // the fallback, then the sweep
    assert.equal(left(), 0);
});

tests.add('what the timer left, the next sweep deletes: loaded in bulk, or failed', async () => {
    turn('Message_Erase', true);
    policy('Default', { Keep_Minutes__c: 1 });
    await report();
    await report({ Message_Key__c: 'b' });
    const [b] = scene.org.rows("SELECT Id FROM Message__c WHERE Message_Key__c = 'b'");
    await scene.change('Message__c', String(b?.['Id']), { Bulk_Load__c: true });
    await scene.org.pass(HOUR);
    assert.deepEqual(keys(), ['b']);
    scene.org.failAt('Message_Erase', 'Delete_Message');
    await report({ Message_Key__c: 'c' });
    await scene.org.pass(HOUR);
    assert.deepEqual(keys(), ['b', 'c']);
    turn('Message_EraseOld', true);
    await scene.org.pass(DAY);
    assert.equal(left(), 0);
    assert.deepEqual(scene.org.errors(), []);
});

for (const flow of ['Message_Erase', 'Message_EraseOld']) {
    tests.add(`what is to stay after all by the time of its turn is left by ${flow}`, async () => {
        turn(flow, true);
        policy('Default', { Keep_Minutes__c: 1 });
        await report();
        const { Id: id } = scene.message('a', ['Id']);
        const row = { Id: String(id), Erase_After__c: scene.time(7 * DAY) };
        scene.org.meanwhile(flow, 'Delete_Message', { update: 'Message__c', row });
        await scene.org.pass(DAY);
        assert.deepEqual(keys(), ['a']);
    });
}

tests.add('what a message has led to stays: the suppression with its evidence, and the person', async () => {
    turn('Message_Erase', true);
    policy('Default', { Keep_Minutes__c: 1 });
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await report(LOST);
    const person = (): Row =>
        scene.row('Contact', 'Id', contact, ['Reachability__c', 'SMS_Suppressed__c', 'SMS_Last_Delivery_Status__c']);
    const suppression = (): Row =>
        scene.row('Suppression__c', 'Address__c', NUMBER, ['Is_Active__c', 'Evidence__c', 'Reason__c']);
    const before = [person(), suppression()];
    await scene.org.pass(HOUR);
    assert.equal(left(), 0);
    assert.deepEqual([person(), suppression()], before);
    assert.equal(before[1]?.['Evidence__c'], 'a');
});

tests.add(
    'a message that the relay reports once more goes again as soon as the relay has seen it recorded',
    async () => {
        turn('Message_Erase', true);
        policy('Default', { Keep_Minutes__c: 1 });
        const first = scene.time();
        await report({ ...LOST, Received_At__c: first });
        await scene.org.pass(HOUR);
        assert.equal(left(), 0);
        await report({ ...LOST, Received_At__c: first, Version__c: 2 });
        assert.equal(scene.message('a', ['Effect_Status__c'])['Effect_Status__c'], 'Applied'); // the relay sees that, and ends
        await scene.org.pass(GRACE);
        assert.equal(left(), 0);
        const [suppression] = scene.org.rows('SELECT Evidence__c FROM Suppression__c');
        assert.equal(suppression?.['Evidence__c'], 'a'); // counted once
    },
);

tests.add('a whole batch is deleted with one statement, and its deadlines ask for the policies once', async () => {
    turn('Message_Erase', true);
    policy('Donation', { Keep_Minutes__c: 1 });
    const of = (index: number): Row => ({
        ...{ Message_Key__c: `m${index}`, Purpose__c: 'Donation', Recipient__c: `+4477009${10_000 + index}` },
        Status__c: index % 2 === 0 ? 'Delivered' : 'Sent',
    });
    await scene.report(...Array.from({ length: 20 }, (_, index) => of(index)));
    const asked = scene.org.trace('Message_SetDeadlines').filter(({ element }) => element === 'Get_Policy');
    assert.deepEqual([asked.length, asked[0]?.together, asked[0]?.used?.queries], [20, 20, 1]);
    await scene.org.pass(HOUR);
    assert.equal(scene.org.rows("SELECT Id FROM Message__c WHERE Status__c = 'Delivered'").length, 0);
    const deletions = scene.org.trace('Message_Erase').filter(({ element }) => element === 'Delete_Message');
    assert.deepEqual([deletions.length, deletions[0]?.together, deletions[0]?.used?.statements], [10, 10, 1]);
});

tests.add('a policy that cannot be read deletes nothing', async () => {
    turn('Message_Erase', true);
    policy('Default', { Keep_Minutes__c: 1 });
    scene.org.failAt('Message_SetDeadlines', 'Get_Policy');
    await report({ Purpose__c: 'Donation' });
    assert.equal(eraseAfter(), null);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
