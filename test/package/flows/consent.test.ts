/** What a person says about being written to: opt-outs, opt-ins and complaints, by when they were said, not when they came. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const ADMIN = 'admin@local-org.example';
const NUMBER = '+447700900271';
const MAIL = 'ada@example.com';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

/** A word of the person so many seconds from now, on a message of its own. */
const word = (key: string, facts: Row): Row => ({
    Message_Key__c: key,
    Recipient__c: NUMBER,
    Status_At__c: null,
    ...facts,
});
const stop = (key: string, seconds: number): Row => word(key, { Opted_Out_At__c: scene.time(seconds) });
const start = (key: string, seconds: number): Row => word(key, { Opted_In_At__c: scene.time(seconds) });
const complaint = (key: string, seconds: number): Row => word(key, { Complained_At__c: scene.time(seconds) });
const failure = (key: string, facts: Row = {}): Row =>
    word(key, { Status__c: 'Undelivered', Failure_Class__c: 'Permanent', Status_At__c: scene.time(), ...facts });

const suppressions = (address = NUMBER): Row[] =>
    scene.org.rows(`SELECT Id FROM Suppression__c WHERE Address__c = '${address}'`);
const suppression = (...fields: readonly string[]): Row => scene.row('Suppression__c', 'Address__c', NUMBER, fields);
const state = (): Row => suppression('Is_Active__c', 'Reason__c', 'Ended_By__c');
const inForce = (reason: string): Row => ({ Is_Active__c: true, Reason__c: reason, Ended_By__c: null });
const ended = (reason: string, by: string): Row => ({ Is_Active__c: false, Reason__c: reason, Ended_By__c: by });
const asStored = (seconds: number): string => scene.time(seconds).replace('Z', '+0000');

async function verdict(
    facts: Readonly<Record<string, string>> = { channel: 'SMS', address: NUMBER, purpose: 'OTP' },
): Promise<unknown> {
    const [answer] = await scene.org.call('Delivery_CheckPermission', [facts]);
    return answer?.['reasonCode'];
}

tests.add('an opt-in after the opt-out lifts it, and says when and by which message', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    const person = (): Row => scene.row('Contact', 'Id', contact, ['SMS_Suppressed__c', 'SMS_Opt_Out__c']);
    await scene.report(stop('out', -60));
    assert.deepEqual(state(), inForce('Opt Out'));
    assert.deepEqual(person(), { SMS_Suppressed__c: true, SMS_Opt_Out__c: true });
    assert.equal(await verdict(), 'OPTED_OUT');
    await scene.report(start('in', -30));
    assert.deepEqual(state(), ended('Opt Out', 'Opt-In'));
    assert.deepEqual(suppression('Opted_In_At__c', 'Opt_In_Evidence__c', 'Evidence__c', 'Delivered_Again_At__c'), {
        ...{ Opted_In_At__c: asStored(-30), Opt_In_Evidence__c: 'in', Evidence__c: 'out' },
        Delivered_Again_At__c: null,
    });
    assert.deepEqual(person(), { SMS_Suppressed__c: false, SMS_Opt_Out__c: false });
    assert.equal(await verdict(), 'ALLOWED');
});

tests.add('the next opt-out suppresses again, and keeps the opt-in for people to see', async () => {
    await scene.report(stop('out', -60));
    await scene.report(start('in', -30));
    await scene.report(stop('again', -10));
    assert.deepEqual(state(), inForce('Opt Out'));
    assert.deepEqual(suppression('Since__c', 'Evidence__c', 'Opt_In_Evidence__c'), {
        ...{ Since__c: asStored(-10), Evidence__c: 'again', Opt_In_Evidence__c: 'in' },
    });
    await scene.report(start('in again', -5));
    assert.deepEqual(suppression('Is_Active__c', 'Opt_In_Evidence__c'), {
        ...{ Is_Active__c: false, Opt_In_Evidence__c: 'in again' },
    });
});

tests.add('what was said last counts, whichever comes first, and copies change nothing', async () => {
    await scene.report(start('in', -30));
    await scene.report(stop('out', -60));
    assert.deepEqual(suppressions(), []);
    await scene.report(stop('later', -20));
    await scene.report(start('in', -30));
    await scene.report(stop('out', -60));
    assert.deepEqual(state(), inForce('Opt Out'));
    assert.equal(suppression('Evidence__c')['Evidence__c'], 'later');
});

tests.add('of one second the opt-out counts, on one message and on two', async () => {
    await scene.report(stop('a', -30), start('b', -30));
    assert.deepEqual(state(), inForce('Opt Out'));
    await scene.report(word('c', { Opted_Out_At__c: scene.time(-20), Opted_In_At__c: scene.time(-20) }));
    assert.deepEqual(suppression('Evidence__c', 'Is_Active__c'), { Evidence__c: 'c', Is_Active__c: true });
});

tests.add('an opt-in lifts no permanent failure, no complaint and nothing that was suppressed by hand', async () => {
    await scene.report(failure('bad'));
    await scene.report(start('in', 5));
    assert.deepEqual(state(), inForce('Permanent Failure'));
    await scene.report(complaint('spam', 10));
    await scene.report(start('in again', 20));
    assert.deepEqual(state(), inForce('Complaint'));
    const key = 'SMS:+447700900272';
    const byHand = { Suppression_Key__c: key, Channel__c: 'SMS', Address__c: '+447700900272', Reason__c: 'Manual' };
    await scene.create('Suppression__c', byHand);
    await scene.report({ ...start('third', 30), Recipient__c: '+447700900272' });
    assert.deepEqual(scene.row('Suppression__c', 'Suppression_Key__c', key, ['Is_Active__c', 'Reason__c']), {
        ...{ Is_Active__c: true, Reason__c: 'Manual' },
    });
});

tests.add('what was suppressed by hand before the opt-out stays so after the opt-in', async () => {
    const byHand = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER, Reason__c: 'Manual' };
    await scene.create('Suppression__c', byHand);
    await scene.org.pass(60);
    await scene.report(stop('out', -20));
    assert.deepEqual(suppression('Reason__c', 'Held_By_Hand__c'), { Reason__c: 'Opt Out', Held_By_Hand__c: true });
    await scene.report(stop('out again', -15));
    await scene.report(start('in', -10));
    assert.deepEqual(state(), inForce('Manual'));
    assert.deepEqual(suppression('Held_By_Hand__c', 'Opt_In_Evidence__c'), {
        ...{ Held_By_Hand__c: false, Opt_In_Evidence__c: 'in' },
    });
});

tests.add('lifting it by hand ends all of it: a later opt-in leaves nothing behind', async () => {
    await scene.org.assign('Landed_Admin', ADMIN);
    const byHand = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER, Reason__c: 'Manual' };
    await scene.create('Suppression__c', byHand);
    await scene.report(stop('out', 5));
    await scene.change('Suppression__c', suppression('Id')['Id'], { Is_Active__c: false, Lift_Note__c: 'Asked.' });
    await scene.org.pass(60);
    await scene.report(stop('out again', -15));
    assert.equal(suppression('Held_By_Hand__c')['Held_By_Hand__c'], false);
    await scene.report(start('in', -10));
    assert.deepEqual(state(), ended('Opt Out', 'Opt-In'));
});

tests.add('an opt-out that was imported by hand ends with an opt-in from after it', async () => {
    const imported = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER };
    await scene.create('Suppression__c', { ...imported, Reason__c: 'Opt Out', Since__c: scene.time(-20) });
    await scene.report(start('before', -30));
    assert.deepEqual(state(), inForce('Opt Out'));
    await scene.report(start('after', -10));
    assert.deepEqual(state(), ended('Opt Out', 'Opt-In'));
});

tests.add('one that says nothing of when counts from when it was imported', async () => {
    const imported = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER };
    await scene.create('Suppression__c', { ...imported, Reason__c: 'Opt Out' });
    await scene.org.pass(60);
    await scene.report(start('before', -90));
    await scene.report(start('of the same second', -60));
    assert.deepEqual(state(), inForce('Opt Out'));
    await scene.report(start('after', -10));
    assert.deepEqual(state(), ended('Opt Out', 'Opt-In'));
});

tests.add('permanent failures hold the number when the opt-out is over', async () => {
    await scene.report(failure('bad'));
    await scene.report(stop('out', 5));
    assert.deepEqual(state(), inForce('Opt Out'));
    await scene.report(start('in', 10));
    assert.deepEqual(state(), inForce('Permanent Failure'));
    assert.deepEqual(suppression('Evidence__c', 'Opt_In_Evidence__c'), {
        Evidence__c: 'bad',
        Opt_In_Evidence__c: 'in',
    });
});

tests.add('a complaint suppresses the address of its channel at once, and outranks the opt-out', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER, Email: MAIL });
    const mail = { Message_Key__c: 'mail', Channel__c: 'Email', Recipient__c: MAIL, Provider__c: 'post' };
    await scene.report({ ...mail, Status__c: 'Delivered', Record_Id__c: contact });
    assert.deepEqual(suppressions(MAIL), []);
    const known = { ...mail, Status__c: 'Delivered', Status_At__c: scene.time(-60) };
    await scene.report({ ...known, Opted_Out_At__c: scene.time(-20), Complained_At__c: scene.time(-30) });
    const fields = ['Suppression_Key__c', 'Is_Active__c', 'Reason__c', 'Evidence__c', 'Last_Evidence_At__c'];
    const evidence = ['Provider__c', 'Since__c', 'Expires_At__c'];
    assert.deepEqual(scene.row('Suppression__c', 'Address__c', MAIL, [...fields, ...evidence]), {
        ...{ Suppression_Key__c: `Email:${MAIL}`, Is_Active__c: true, Reason__c: 'Complaint', Evidence__c: 'mail' },
        ...{ Last_Evidence_At__c: asStored(-30), Provider__c: 'post', Since__c: asStored(-30), Expires_At__c: null },
    });
    assert.equal(await verdict({ channel: 'Email', recordId: contact, purpose: 'OTP' }), 'COMPLAINED');
    assert.equal(await verdict({ channel: 'SMS', recordId: contact, purpose: 'OTP' }), 'ALLOWED');
});

tests.add('a text message that was complained about flags the person too', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.report(complaint('spam', -30));
    const fields = ['Reachability__c', 'SMS_Suppressed__c', 'SMS_Suppression_Reason__c', 'SMS_Opt_Out__c'];
    assert.deepEqual(scene.row('Contact', 'Id', contact, fields), {
        ...{ Reachability__c: 'Suppressed', SMS_Suppressed__c: true, SMS_Suppression_Reason__c: 'Complaint' },
        SMS_Opt_Out__c: false,
    });
});

tests.add('a complaint from before a lift never counts again, a newer one does, even on the same mail', async () => {
    await scene.org.assign('Landed_Admin', ADMIN);
    const mail = { ...word('mail', {}), Channel__c: 'Email' };
    await scene.report({ ...mail, Complained_At__c: scene.time(-30) });
    await scene.change('Suppression__c', suppression('Id')['Id'], { Is_Active__c: false, Lift_Note__c: 'A mistake.' });
    for (const at of [scene.time(-30), scene.time()])
        // the lift is of this moment
        await scene.report({ ...mail, Complained_At__c: at });
    assert.equal(suppression('Is_Active__c')['Is_Active__c'], false);
    await scene.org.pass(60);
    await scene.report({ ...mail, Complained_At__c: scene.time(-10) });
    assert.deepEqual(state(), inForce('Complaint'));
});

tests.add('on the record of one mail each word counts at its latest, from whichever relay it comes', async () => {
    const mail = (facts: Row): Row => ({ ...word('mail', facts), Channel__c: 'Email' });
    const both = (): Row => scene.message('mail', ['Opted_Out_At__c', 'Opted_In_At__c']);
    await scene.report(mail({ Opted_Out_At__c: scene.time(-50), Opted_In_At__c: scene.time(-40) }));
    assert.deepEqual(suppressions(), []);
    await scene.report(mail({ Opted_Out_At__c: scene.time(-30), Store__c: 'another' }));
    assert.deepEqual(state(), inForce('Opt Out'));
    await scene.report(mail({ Opted_Out_At__c: scene.time(-45), Opted_In_At__c: scene.time(-42), Store__c: 'third' }));
    assert.deepEqual(both(), { Opted_Out_At__c: asStored(-30), Opted_In_At__c: asStored(-40) });
    assert.deepEqual(state(), inForce('Opt Out'));
});

tests.add('a copy that another relay received later makes no word of a text message newer', async () => {
    await scene.report(start('in', -50));
    await scene.report(stop('out', -40));
    await scene.report({ ...start('in', -30), Store__c: 'another' });
    assert.equal(scene.message('in', ['Opted_In_At__c'])['Opted_In_At__c'], asStored(-50));
    assert.deepEqual(state(), inForce('Opt Out'));
});

tests.add('of many words of one address in a batch one is written, and 200 people stay within the budget', async () => {
    await scene.report(stop('out', -60));
    const words = Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? start : stop)(`w${at}`, at - 30));
    await scene.report(...words, start('last', -5));
    assert.deepEqual(state(), ended('Opt Out', 'Opt-In'));
    assert.equal(suppression('Opt_In_Evidence__c')['Opt_In_Evidence__c'], 'last');
    const numberOf = (at: number): string => `+447700902${String(at).padStart(3, '0')}`;
    const people = Array.from({ length: 200 }, (_, at) => at);
    for (const say of [stop, start, complaint]) {
        await scene.report(...people.map((at) => ({ ...say(`${say.name}${at}`, at), Recipient__c: numberOf(at) })));
        await scene.org.pass(600);
    }
    assert.deepEqual(scene.org.errors(), []);
    const held = "SELECT Id FROM Suppression__c WHERE Reason__c = 'Complaint' AND Is_Active__c = true";
    assert.equal(scene.org.rows(held).length, 200);
    const used = scene.org.transactions().filter(({ origin }) => origin.startsWith('event batch'));
    const [queries, writes] = [used.map((each) => each.queries), used.map((each) => each.statements)];
    assert.ok(Math.max(...queries) <= 20 && Math.max(...writes) <= 8, `${queries.join()} and ${writes.join()}`);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
