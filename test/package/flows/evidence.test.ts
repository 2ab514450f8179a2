/** What a suppression for permanent failure rests on, and that it ends for a cause only: not because its evidence is gone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const NUMBER = '+447700900291';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

/** A message that became so many seconds from now what it is. */
const message = (key: string, seconds: number, facts: Row): Row => ({
    ...{ Message_Key__c: key, Recipient__c: NUMBER, Status_At__c: scene.time(seconds), ...facts },
});
const failed = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Undelivered', Failure_Class__c: 'Permanent', ...facts });
const unsure = (key: string, seconds: number, needed = 2): Row =>
    failed(key, seconds, { Permanent_Evidence__c: needed });
const passing = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Expired', Failure_Class__c: 'Temporary', ...facts });
const delivered = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Delivered', ...facts });
const filtered = (key: string, seconds: number): Row =>
    message(key, seconds, { Status__c: 'Rejected', Failure_Class__c: 'Spam Filtered' });

const state = (): Row => scene.row('Suppression__c', 'Address__c', NUMBER, ['Is_Active__c', 'Ended_By__c']);
const IN_FORCE = { Is_Active__c: true, Ended_By__c: null };
const ended = (by: string): Row => ({ Is_Active__c: false, Ended_By__c: by });
const writes = (): number =>
    scene.org.trace('Message_Suppress').filter(({ element }) => element === 'Update_Suppression').length;

/** As a retention job of the org does: the messages are gone, nothing runs for the suppression. */
async function forget(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await scene.org.remove('Message__c', [String(scene.message(key, ['Id'])['Id'])]);
}
/** As an admin imports it: nothing says which messages it rests on. */
const imported = (facts: Row = {}): Promise<string> =>
    scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER },
        ...{ Reason__c: 'Permanent Failure', ...facts },
    });

tests.add('a suppression whose messages were deleted from the org holds, whatever else fails', async () => {
    await scene.report(failed('a', -60));
    await forget('a');
    await scene.report(passing('b', -50));
    await scene.report(unsure('c', -40));
    await scene.report(filtered('d', -30));
    await scene.report(passing('e', -20, { Epoch__c: 1 })); // a correction of something else
    assert.deepEqual(state(), IN_FORCE);
});

tests.add(
    'a delivery from before its evidence ends it no more when the evidence is gone, a later one does',
    async () => {
        await scene.report(delivered('before', -90));
        await scene.report(failed('a', -60));
        await forget('a');
        await scene.report(delivered('before', -90, { Clicked_At__c: scene.time(-10) }));
        await scene.report(delivered('between', -61));
        assert.deepEqual(state(), IN_FORCE);
        await scene.report(delivered('of the same second', -60));
        assert.deepEqual(state(), ended('Delivery'));
    },
);

const unheard = async (...snapshots: readonly Row[]): Promise<void> => {
    scene.switchOff('Message_Suppress');
    await scene.report(...snapshots);
    scene.org.setMetadata('Automation_Switch__mdt', 'Message_Suppress', { Is_On__c: true });
};

tests.add('what was delivered while the automation was off ends it with the next message', async () => {
    await scene.report(failed('a', -60));
    await unheard(delivered('b', -50));
    assert.deepEqual(state(), IN_FORCE);
    await scene.report(passing('c', -40));
    assert.deepEqual(state(), ended('Delivery'));
});

tests.add('what a person opted in to while the automation was off ends the opt-out with the next message', async () => {
    await scene.report(message('a', -60, { Opted_Out_At__c: scene.time(-60) }));
    await unheard(message('b', -50, { Opted_In_At__c: scene.time(-50) }));
    await scene.report(passing('c', -40));
    assert.deepEqual(state(), ended('Opt-In'));
});

for (const [reason, facts] of [
    ['Permanent Failure', { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' }],
    ['Opt Out', { Opted_Out_At__c: true }],
    ['Complaint', { Complained_At__c: true }],
] as const)
    tests.add(`a ${reason} while the automation was off suppresses with the next message`, async () => {
        const said = Object.entries<string | true>(facts).map(([field, value]) => [
            field,
            value === true ? scene.time(-50) : value,
        ]);
        await unheard(message('a', -50, Object.fromEntries(said) as Row)); // fields of a report
        assert.deepEqual(scene.org.rows('SELECT Id FROM Suppression__c'), []);
        await scene.report(passing('b', -40));
        assert.deepEqual(scene.row('Suppression__c', 'Address__c', NUMBER, ['Reason__c', 'Evidence__c']), {
            ...{ Reason__c: reason, Evidence__c: 'a' },
        });
    });

for (const status of ['Expired', 'Failed', 'Undelivered', 'Rejected'])
    tests.add(`a message that ${status.toLowerCase()} for good is evidence`, async () => {
        await scene.report(failed('a', -60, { Status__c: status }));
        assert.deepEqual(state(), IN_FORCE);
    });

tests.add('what is under way, canceled or unknown asks for nothing, unless it is a correction', async () => {
    await scene.report(failed('a', -60));
    const asked = (): number =>
        scene.org.trace('Message_Suppress').filter(({ element }) => element === 'Get_Suppression').length;
    const before = asked();
    for (const status of ['Queued', 'Sent', 'Unconfirmed', 'Unknown', 'Canceled'])
        await scene.report(message(status, -50, { Status__c: status }));
    const sentByTheOrg = message('without an epoch', -50, { Status__c: 'Sent', Channel__c: 'SMS' });
    await scene.create('Message__c', { ...sentByTheOrg, Effect_Status__c: 'Pending' });
    assert.equal(asked(), before);
    await scene.report(message('a', -40, { Status__c: 'Sent', Epoch__c: 1 }));
    assert.deepEqual([asked(), state()], [before + 1, ended('Correction')]);
});

tests.add('a failure from before the newest, heard of after it, joins the evidence', async () => {
    await scene.report(failed('newest', -30));
    await scene.report(failed('late', -60));
    assert.deepEqual(scene.row('Suppression__c', 'Address__c', NUMBER, ['Evidence__c']), {
        Evidence__c: 'newest; late',
    });
});

tests.add('a word of its own evidence that it was something else ends it, be it a correction or not', async () => {
    await scene.report(failed('a', -60));
    await scene.report(filtered('a', -50));
    assert.deepEqual(state(), ended('Correction'));
    await scene.report(unsure('b', -40), unsure('c', -30));
    assert.deepEqual(state(), IN_FORCE);
    await scene.report(filtered('b', -20));
    assert.deepEqual(state(), ended('Correction'));
});

tests.add('a key that only begins, ends or stands like one of its evidence is not of it', async () => {
    await scene.report(unsure('key', -60), unsure('other', -50));
    await forget('key', 'other');
    for (const key of ['ke', 'ey', 'the', 'y; o', 'KEY']) await scene.report(passing(key, -40));
    assert.deepEqual(state(), IN_FORCE);
});

tests.add('what the failures before a late delivery were counts no more', async () => {
    await scene.report(unsure('a', -60), unsure('b', -40));
    await scene.report(delivered('late', -50));
    assert.deepEqual(state(), ended('Correction'));
});

tests.add('what ends it does so beside a newer failure of one batch that does not', async () => {
    await scene.report(unsure('a', -60, 3), unsure('b', -50, 3), unsure('c', -30, 3));
    await scene.report(delivered('late', -40), unsure('d', -20, 3));
    assert.deepEqual(state(), ended('Correction'));
    await scene.report(unsure('e', -10, 3));
    assert.deepEqual(state(), IN_FORCE);
    await forget('c', 'd');
    await scene.report(filtered('e', -9), unsure('f', -8, 3));
    assert.deepEqual(state(), ended('Correction'));
});

tests.add('of all that end it in one batch the one that decides writes', async () => {
    await scene.report(unsure('a', -60), unsure('b', -50));
    const before = writes();
    await scene.report(filtered('a', -40), unsure('b', -50));
    assert.deepEqual([state(), writes()], [ended('Correction'), before + 1]);
    await scene.report(failed('c', -30));
    const again = writes();
    await scene.report(delivered('d', -20), passing('e', -25), delivered('f', -15), filtered('c', -10));
    assert.deepEqual([state(), writes()], [ended('Delivery'), again + 1]);
});

tests.add('one that was imported holds until something is delivered after it', async () => {
    await imported({ Since__c: scene.time(-60) });
    await scene.report(passing('a', -50));
    await scene.report(delivered('before', -70));
    assert.deepEqual(state(), IN_FORCE);
    await scene.report(delivered('after', -40));
    assert.deepEqual(state(), ended('Delivery'));
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
