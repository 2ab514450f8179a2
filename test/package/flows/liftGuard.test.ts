/** Who may lift a suppression by hand, what a lift leaves behind, and what automation ends and writes without asking. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, RefusedRows, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const ADMIN = 'admin@local-org.example';
const NUMBER = '+447700900261';
const NOTE = { Lift_Note__c: 'They called: the number is theirs.' };
const PERMANENT = { Recipient__c: NUMBER, Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const suppression = (...fields: readonly string[]): Row => scene.row('Suppression__c', 'Address__c', NUMBER, fields);
const change = (fields: Row): Promise<void> => scene.change('Suppression__c', suppression('Id')['Id'], fields);
const lift = (fields: Row = NOTE): Promise<void> => change({ Is_Active__c: false, ...fields });
const mayLift = (): Promise<void> => scene.org.assign('Landed_Admin', ADMIN);
const refused =
    (words: RegExp) =>
    (error: unknown): boolean =>
        error instanceof RefusedRows &&
        /FIELD_CUSTOM_VALIDATION_EXCEPTION/.test(error.message) &&
        words.test(error.message);

tests.add('even an administrator without the permission lifts nothing, gives no end and moves no address', async () => {
    await scene.report({ Message_Key__c: 'a', ...PERMANENT });
    const loosening: readonly Row[] = [
        { Is_Active__c: false, ...NOTE },
        { Lifted_At__c: scene.time() },
        { Expires_At__c: scene.time(60) },
        { Suppression_Key__c: 'SMS:+447700900262' },
        { Address__c: '+447700900262' },
        { Channel__c: 'Voice' },
    ];
    for (const fields of loosening) await assert.rejects(change(fields), refused(/not allowed to lift/));
    assert.equal(suppression('Is_Active__c')['Is_Active__c'], true);
    await change({ Evidence__c: 'Seen by the support team.' }); // what loosens nothing may be changed
});

tests.add('a lift needs a note, and says who lifted it and when', async () => {
    await mayLift();
    await scene.report({ Message_Key__c: 'a', ...PERMANENT });
    await assert.rejects(lift({}), refused(/why this suppression is lifted/));
    await scene.org.pass(60);
    await lift();
    const stamps = suppression('Is_Active__c', 'Ended_By__c', 'Lifted_At__c', 'Lifted_By__c');
    const [admin] = scene.org.rows(`SELECT Id FROM User WHERE Username = '${ADMIN}'`);
    assert.deepEqual(stamps, {
        ...{ Is_Active__c: false, Ended_By__c: 'Person', Lifted_By__c: admin?.['Id'] },
        Lifted_At__c: scene.time().replace('Z', '+0000'),
    });
    await change({ Is_Active__c: true });
    assert.deepEqual(suppression('Ended_By__c', 'Lift_Note__c'), { Ended_By__c: null, Lift_Note__c: null });
});

tests.add(
    'evidence older than the lift never suppresses again, newer does, and the next lift needs a new note',
    async () => {
        await mayLift();
        const [before, old] = [scene.time(-30), { Message_Key__c: 'old', ...PERMANENT }];
        await scene.report({ Message_Key__c: 'a', ...PERMANENT });
        await lift();
        await scene.report({ ...old, Status_At__c: before });
        assert.equal(suppression('Is_Active__c')['Is_Active__c'], false);
        await scene.org.pass(60);
        await scene.report({ Message_Key__c: 'new', ...PERMANENT });
        assert.deepEqual(suppression('Is_Active__c', 'Ended_By__c', 'Lift_Note__c', 'Evidence__c'), {
            ...{ Is_Active__c: true, Ended_By__c: null, Lift_Note__c: null, Evidence__c: 'new' },
        });
        await assert.rejects(lift({}), refused(/why this suppression is lifted/));
    },
);

tests.add('a delivery and a correction end a suppression without permission or note, and say so', async () => {
    await scene.report({ Message_Key__c: 'a', ...PERMANENT });
    await scene.org.pass(60);
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, Status__c: 'Delivered' });
    const ended = ['Is_Active__c', 'Ended_By__c', 'Lifted_At__c'];
    assert.deepEqual(suppression(...ended), { Is_Active__c: false, Ended_By__c: 'Delivery', Lifted_At__c: null });
    await scene.org.pass(60);
    await scene.report({ Message_Key__c: 'c', ...PERMANENT });
    assert.deepEqual(suppression('Is_Active__c', 'Ended_By__c'), { Is_Active__c: true, Ended_By__c: null });
    await scene.report({ Message_Key__c: 'c', ...PERMANENT, Failure_Class__c: 'Temporary', Epoch__c: 1 });
    assert.deepEqual(suppression(...ended), { Is_Active__c: false, Ended_By__c: 'Correction', Lifted_At__c: null });
});

tests.add('a correction where nothing was ever delivered is one too', async () => {
    await scene.report({ Message_Key__c: 'a', ...PERMANENT });
    await scene.report({ Message_Key__c: 'a', ...PERMANENT, Failure_Class__c: 'Temporary', Epoch__c: 1 });
    assert.equal(suppression('Ended_By__c')['Ended_By__c'], 'Correction');
});

tests.add('a correction that is itself corrected suppresses again on the same evidence', async () => {
    await scene.report({ Message_Key__c: 'a', ...PERMANENT });
    await scene.report({ Message_Key__c: 'a', ...PERMANENT, Failure_Class__c: 'Temporary', Epoch__c: 1 });
    await scene.report({ Message_Key__c: 'a', ...PERMANENT, Epoch__c: 2 });
    assert.deepEqual(suppression('Is_Active__c', 'Evidence__c'), { Is_Active__c: true, Evidence__c: 'a' });
});

// ---- what a suppression says of its cause

const CAUSE = ['Reason__c', 'Provider__c', 'Error_Code__c'];
const failed = (key: string, facts: Row = {}): Row => ({
    ...{ Message_Key__c: key, ...PERMANENT, Provider__c: 'one', Error_Code__c: '1' },
    ...facts,
});
const said = (key: string, facts: Row): Row => ({
    ...{ Message_Key__c: key, Recipient__c: NUMBER, Status__c: 'Rejected', Provider__c: 'two', Error_Code__c: '2' },
    ...facts,
});

tests.add('a suppression names the provider and the code of what it stands for, also when it has ended', async () => {
    await scene.report(failed('a'));
    assert.deepEqual(Object.values(suppression(...CAUSE)), ['Permanent Failure', 'one', '1']);
    await scene.org.pass(60);
    await scene.report({ Message_Key__c: 'b', Recipient__c: NUMBER, Status__c: 'Delivered', Provider__c: 'three' });
    const ended = [...CAUSE, 'Is_Active__c', 'Evidence__c', 'Last_Evidence_At__c'];
    const at = scene.time(-60).replace('Z', '+0000');
    assert.deepEqual(Object.values(suppression(...ended)), ['Permanent Failure', 'one', '1', false, 'a', at]);
    await scene.report(said('c', { Opted_Out_At__c: scene.time() }));
    assert.deepEqual(Object.values(suppression(...CAUSE)), ['Opt Out', 'two', '2']);
    await scene.report(said('d', { Complained_At__c: scene.time(), Error_Code__c: '3' }));
    assert.deepEqual(Object.values(suppression(...CAUSE)), ['Complaint', 'two', '3']);
    await scene.report(said('e', { Complained_At__c: scene.time(60), Error_Code__c: '4' }));
    assert.deepEqual(Object.values(suppression(...CAUSE)), ['Complaint', 'two', '4'], 'the newest complaint');
});

tests.add('what holds by hand after an opt-in names what it named, and newer evidence keeps since when', async () => {
    const key = { Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER, Reason__c: 'Manual' };
    await scene.create('Suppression__c', key);
    await scene.org.pass(60);
    await scene.report(said('out', { Opted_Out_At__c: scene.time(-20) }));
    const fields = [...CAUSE.slice(1), 'Evidence__c', 'Last_Evidence_At__c', 'Since__c'];
    const before = suppression(...fields);
    await scene.report({ ...said('in', { Opted_In_At__c: scene.time(-10) }), Provider__c: 'three' });
    assert.deepEqual(suppression('Reason__c', ...fields), { Reason__c: 'Manual', ...before });
    await scene.report(said('spam', { Complained_At__c: scene.time(-5) }));
    assert.deepEqual(suppression('Reason__c', 'Held_By_Hand__c'), { Reason__c: 'Complaint', Held_By_Hand__c: true });
});

tests.add('newer evidence changes neither since when it holds, nor what was delivered or opted in before', async () => {
    await scene.report(
        said('out', { Opted_Out_At__c: scene.time(-90) }),
        said('in', { Opted_In_At__c: scene.time(-80) }),
    );
    await scene.report(said('out again', { Opted_Out_At__c: scene.time(-70) }));
    await scene.report(said('in again', { Opted_In_At__c: scene.time(-60) }));
    await scene.report(failed('a', { Status_At__c: scene.time(-50) }));
    await scene.report({ ...said('b', { Status__c: 'Delivered' }), Status_At__c: scene.time(-40) });
    await scene.report(failed('c', { Status_At__c: scene.time(-30) }));
    const kept = ['Since__c', 'Delivered_Again_At__c', 'Opted_In_At__c', 'Opt_In_Evidence__c'];
    const stored = (seconds: number): string => scene.time(seconds).replace('Z', '+0000');
    const expected = [stored(-30), stored(-40), stored(-60), 'in again'];
    assert.deepEqual(Object.values(suppression(...kept)), expected);
    await scene.report(failed('d', { Status_At__c: scene.time(-20) }));
    assert.deepEqual(Object.values(suppression(...kept, 'Evidence__c')), [...expected, 'd; c']);
});

tests.add('what becomes of another channel or another number changes nothing', async () => {
    const other = { Channel__c: 'WhatsApp', Status_At__c: scene.time(60) };
    const beside = { Recipient__c: '+447700900262', Status_At__c: scene.time(60) };
    const unsure = { Permanent_Evidence__c: 2 };
    await scene.report(failed('a', { ...other, ...unsure }), failed('b', unsure));
    assert.deepEqual(scene.org.rows('SELECT Id FROM Suppression__c'), []);
    await scene.report(failed('c', { ...other, Message_Key__c: 'c', Complained_At__c: scene.time() }));
    await scene.report(said('d', { ...other, Message_Key__c: 'd', Opted_Out_At__c: scene.time(70) }));
    for (const key of ['Complained_At__c', 'Opted_Out_At__c'])
        await scene.report(said(key, { ...beside, [key]: scene.time() }));
    await scene.report({ ...said('e', { Status__c: 'Expired' }) });
    const ofNumber = `SELECT Is_Active__c, Reason__c FROM Suppression__c WHERE Suppression_Key__c = 'SMS:${NUMBER}'`;
    assert.deepEqual(scene.org.rows(ofNumber), []);
    await scene.report(failed('f'));
    await scene.report(
        said('g', { ...other, Status__c: 'Delivered' }),
        said('h', { ...beside, Status__c: 'Delivered' }),
    );
    await scene.report(said('i', { Status__c: 'Expired', Status_At__c: scene.time(90) }));
    assert.deepEqual(scene.org.rows(ofNumber), [{ Is_Active__c: true, Reason__c: 'Permanent Failure' }]);
});

tests.add('evidence that turns out to be later is kept as late as it is', async () => {
    await scene.report(failed('a', { Status_At__c: scene.time(-60) }));
    await scene.report(failed('a', { Status_At__c: scene.time(-30) }));
    const at = scene.time(-30).replace('Z', '+0000');
    assert.equal(suppression('Last_Evidence_At__c')['Last_Evidence_At__c'], at);
});

tests.add('what has no address or no channel, or was loaded in bulk, suppresses nothing', async () => {
    await scene.report(failed('a', { Recipient__c: null }), failed('b', { Channel__c: null }));
    await scene.create(
        'Message__c',
        failed('c', { Channel__c: 'SMS', Bulk_Load__c: true, Effect_Status__c: 'Pending' }),
    );
    assert.deepEqual(scene.org.rows('SELECT Id FROM Suppression__c'), []);
    for (const key of ['a', 'b', 'c']) assert.equal(scene.message(key, ['Effect_Error__c'])['Effect_Error__c'], null);
});

tests.add('what may have arrived is no evidence, whatever its code, and ten failures are evidence enough', async () => {
    await scene.report(failed('unknown', { Status__c: 'Unknown' }));
    assert.deepEqual(scene.org.rows('SELECT Id FROM Suppression__c'), []);
    await scene.report(...Array.from({ length: 11 }, (_, at) => failed(`m${at}`, { Status_At__c: scene.time(at) })));
    const newest = Array.from({ length: 10 }, (_, at) => `m${10 - at}`);
    assert.equal(suppression('Evidence__c')['Evidence__c'], newest.join('; '));
});

tests.add(
    'a suppression that cannot be written is said of its own message, and no other is written for it',
    async () => {
        await scene.report(failed('beside', { Recipient__c: '+447700900262' }));
        scene.org.failAt('Message_Suppress', 'Create_Suppression');
        await scene.report(failed('a'));
        const effect = (key: string): unknown => scene.message(key, ['Effect_Status__c'])['Effect_Status__c'];
        assert.deepEqual([effect('a'), effect('beside')], ['Failed', 'Applied']);
        const rows = scene.org.rows('SELECT Address__c, Evidence__c FROM Suppression__c');
        assert.deepEqual(rows, [{ Address__c: '+447700900262', Evidence__c: 'beside' }]);
    },
);

tests.add('of many messages in one batch only the one that decides writes', async () => {
    const writes = (): number =>
        scene.org
            .trace('Message_Suppress')
            .filter(({ element }) => element === 'Update_Suppression' || element === 'Create_Suppression').length;
    const batches = [
        (key: string, at: number): Row => failed(key, { Status_At__c: scene.time(at) }),
        (key: string, at: number): Row => said(key, { Opted_Out_At__c: scene.time(at) }),
        (key: string, at: number): Row => said(key, { Complained_At__c: scene.time(at) }),
    ];
    for (const [at, snapshot] of batches.entries()) {
        await scene.report(...[1, 2, 3].map((each) => snapshot(`m${at}-${each}`, each)));
        assert.equal(writes(), at + 1);
        await scene.org.pass(3600);
    }
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
