/** Who may lift a suppression by hand, what a lift leaves behind, and that automation ends suppressions without asking. */
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

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
