/** Suppressions that end by themselves: what no sure code speaks for, after the days of the policy, and what was given an end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const ADMIN = 'admin@local-org.example';
const NUMBER = '+447700900281';
const DAY = 24 * 3600;
const DAYS = 90;

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const PERMANENT = { Recipient__c: NUMBER, Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };
/** A code whose cause may pass: two messages must agree. */
const unsure = (key: string, facts: Row = {}): Row => ({
    ...{ Message_Key__c: key, ...PERMANENT, Permanent_Evidence__c: 2, ...facts },
});
const sure = (key: string, facts: Row = {}): Row => unsure(key, { Permanent_Evidence__c: 1, ...facts });
const suppressions = (): Row[] => scene.org.rows('SELECT Id FROM Suppression__c');
const suppression = (...fields: readonly string[]): Row => scene.row('Suppression__c', 'Address__c', NUMBER, fields);
const active = (): unknown => suppression('Is_Active__c')['Is_Active__c'];
const asStored = (seconds: number): string => scene.time(seconds).replace('Z', '+0000');

async function verdict(): Promise<unknown> {
    const facts = { channel: 'SMS', address: NUMBER, purpose: 'OTP' };
    const [answer] = await scene.org.call('Delivery_CheckPermission', [facts]);
    return answer?.['reasonCode'];
}

/** Another name for the sweep: at half past six in the morning, by a clock that stands at nine. */
const untilTheSweep = (): Promise<void> => scene.org.pass(DAY);

tests.add('two unsure failures suppress for the days of the policy, a sure one for good', async () => {
    await scene.report(unsure('a'));
    assert.deepEqual(suppressions(), []);
    await scene.org.pass(DAY);
    await scene.report(unsure('b'));
    assert.deepEqual(suppression('Is_Active__c', 'Expires_At__c'), {
        ...{ Is_Active__c: true, Expires_At__c: asStored(DAYS * DAY) },
    });
    await scene.org.pass(DAY);
    await scene.report(unsure('c'));
    assert.equal(suppression('Expires_At__c')['Expires_At__c'], asStored(DAYS * DAY)); // the newest evidence counts
    await scene.org.pass(DAY);
    await scene.report(sure('d'));
    assert.equal(suppression('Expires_At__c')['Expires_At__c'], null);
});

for (const [when, seconds, evidence] of [
    ['before', -120, 'b; a; c'],
    ['at the same moment', -60, 'c; b; a'],
] as const)
    tests.add(`a sure failure ${when}, heard of after unsure ones, speaks for good all the same`, async () => {
        await scene.report(
            unsure('a', { Status_At__c: scene.time(-60) }),
            unsure('b', { Status_At__c: scene.time(-60) }),
        );
        assert.notEqual(suppression('Expires_At__c')['Expires_At__c'], null);
        await scene.report(sure('c', { Status_At__c: scene.time(seconds) }));
        assert.deepEqual(suppression('Evidence__c', 'Expires_At__c'), { Evidence__c: evidence, Expires_At__c: null });
        const writes = (): number =>
            scene.org.trace('Message_Suppress').filter(({ element }) => element === 'Update_Suppression').length;
        const before = writes();
        await scene.report(sure('c', { Status_At__c: scene.time(seconds) })); // again
        assert.equal(writes(), before);
    });

tests.add('whatever the policy says, and blank is never', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Evidence_Days__c: 7 });
    await scene.report(unsure('a'), unsure('b'));
    assert.equal(suppression('Expires_At__c')['Expires_At__c'], asStored(7 * DAY));
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Evidence_Days__c: null });
    await scene.org.pass(60);
    await scene.report(unsure('c'));
    assert.equal(suppression('Expires_At__c')['Expires_At__c'], null);
});

tests.add('the gate keeps to the end at once, the people learn it by the sweep', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    const person = (): unknown => scene.row('Contact', 'Id', contact, ['SMS_Suppressed__c'])['SMS_Suppressed__c'];
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Evidence_Days__c: 1 });
    await scene.report(unsure('a'), unsure('b'));
    await scene.org.pass(DAY - 60);
    assert.deepEqual([await verdict(), active(), person()], ['SUPPRESSED', true, true]);
    await scene.org.pass(60);
    assert.deepEqual([await verdict(), active(), person()], ['ALLOWED', true, true]);
    await untilTheSweep();
    assert.deepEqual([await verdict(), active(), person()], ['ALLOWED', false, false]);
    assert.equal(suppression('Ended_By__c')['Ended_By__c'], 'Expiry');
    assert.deepEqual(scene.org.errors(), []);
});

for (const swept of [true, false]) {
    tests.add(`evidence that has expired counts no more, ${swept ? 'after' : 'before'} the sweep`, async () => {
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Evidence_Days__c: 1 });
        if (!swept) scene.switchOff('Suppression_Expire');
        await scene.report(unsure('a'), unsure('b'));
        const evidenceAt = scene.time();
        await scene.org.pass(2 * DAY);
        assert.equal(active(), !swept);
        await scene.report(unsure('late', { Status_At__c: evidenceAt }), unsure('c'));
        assert.equal(await verdict(), 'ALLOWED'); // one alone is not enough
        await scene.org.pass(60);
        await scene.report(unsure('d'));
        assert.deepEqual(suppression('Is_Active__c', 'Ended_By__c', 'Evidence__c', 'Since__c', 'Expires_At__c'), {
            ...{ Is_Active__c: true, Ended_By__c: null, Evidence__c: 'd; c' },
            ...{ Since__c: asStored(0), Expires_At__c: asStored(DAY) },
        });
        assert.equal(await verdict(), 'SUPPRESSED');
    });
}

tests.add('what somebody gave an end ends too, whatever its reason, and its evidence counts no more', async () => {
    await scene.org.assign('Landed_Admin', ADMIN);
    const lifted = { Suppression_Key__c: 'SMS:+447700900282', Channel__c: 'SMS', Address__c: '+447700900282' };
    const byHand = await scene.create('Suppression__c', { ...lifted, Reason__c: 'Manual' });
    await scene.change('Suppression__c', byHand, { Is_Active__c: false, Lift_Note__c: 'Invented.' });
    const said = scene.time();
    await scene.report({ Message_Key__c: 'out', Recipient__c: NUMBER, Opted_Out_At__c: said });
    await scene.change('Suppression__c', suppression('Id')['Id'], { Expires_At__c: scene.time(3600) });
    await scene.org.pass(3600);
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, Status__c: 'Delivered' });
    assert.equal(await verdict(), 'ALLOWED');
    await untilTheSweep();
    assert.deepEqual(suppression('Is_Active__c', 'Ended_By__c'), { Is_Active__c: false, Ended_By__c: 'Expiry' });
    assert.equal(scene.row('Suppression__c', 'Id', byHand, ['Ended_By__c'])['Ended_By__c'], 'Person');
    await scene.report({ Message_Key__c: 'out again', Recipient__c: NUMBER, Opted_Out_At__c: scene.time() });
    assert.deepEqual(suppression('Is_Active__c', 'Expires_At__c'), { Is_Active__c: true, Expires_At__c: null });
});

tests.add('one made by hand that has expired stands in the way of nothing', async () => {
    const byHand = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER, Reason__c: 'Manual' };
    await scene.create('Suppression__c', { ...byHand, Expires_At__c: scene.time(60) });
    await scene.org.pass(120);
    await scene.report(sure('a'));
    assert.deepEqual(suppression('Is_Active__c', 'Reason__c', 'Expires_At__c'), {
        ...{ Is_Active__c: true, Reason__c: 'Permanent Failure', Expires_At__c: null },
    });
});

tests.add('who may not lift gives no end either, while the package does with newer evidence', async () => {
    await scene.report(unsure('a'), unsure('b'));
    const change = (fields: Row): Promise<void> => scene.change('Suppression__c', suppression('Id')['Id'], fields);
    await assert.rejects(change({ Expires_At__c: scene.time(60) }), /not allowed to lift/);
    await scene.org.pass(60);
    await scene.report(unsure('c'));
    assert.equal(suppression('Expires_At__c')['Expires_At__c'], asStored(DAYS * DAY));
});

tests.add('a sweep of 250 ends all of them, each batch within the budget of a transaction', async () => {
    const keys = Array.from({ length: 250 }, (_, at) => `SMS:+447700904${String(at).padStart(3, '0')}`);
    await scene.org.insert(
        'Suppression__c',
        keys.map((key) => ({
            ...{ Suppression_Key__c: key, Channel__c: 'SMS', Address__c: key.slice(4), Reason__c: 'Manual' },
            Expires_At__c: scene.time(60),
        })),
    );
    await untilTheSweep();
    assert.equal(scene.org.rows("SELECT Id FROM Suppression__c WHERE Ended_By__c = 'Expiry'").length, 250);
    const sweeps = scene.org.transactions().filter(({ origin }) => origin.includes('Suppression_Expire'));
    const writing = sweeps.filter(({ statements }) => statements > 0);
    assert.deepEqual([writing.length, Math.max(...writing.map(({ statements }) => statements))], [2, 1]);
    assert.ok(Math.max(...sweeps.map(({ queries }) => queries)) <= 20);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
