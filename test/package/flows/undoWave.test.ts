/** A code that a provider reported wrongly: its suppressions are lifted in one action, and no others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const FLOW = 'Suppression_UndoWave';
let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

type Inputs = Readonly<Record<string, string | number | boolean | null>>;
const numberOf = (index: number): string => `+447700904${String(index).padStart(3, '0')}`;
const PERMANENT = { Status__c: 'Undelivered', Error_Code__c: '30005', Failure_Class__c: 'Permanent' };
const lost = (index: number, snapshot: Row = {}): Row => ({
    Message_Key__c: `m${index}`,
    Recipient__c: numberOf(index),
    ...PERMANENT,
    ...snapshot,
});
const wave = (inputs: Inputs = {}): Inputs => ({
    provider: 'proof',
    errorCode: '30005',
    suppressedFrom: scene.time(-3600),
    suppressedTo: scene.time(),
    note: 'The carrier reported numbers in use as unknown.',
    isPreview: false,
    ...inputs,
});
const mayLift = (): Promise<void> => scene.org.assign('Landed_Admin', 'admin@local-org.example');
async function undo(inputs: Inputs = {}): Promise<readonly unknown[]> {
    const [outputs] = await scene.org.call(FLOW, [wave(inputs)]);
    return [outputs?.['liftedCount'], outputs?.['remaining'], outputs?.['outcome']];
}
const active = (): unknown[] =>
    scene.org
        .rows('SELECT Address__c FROM Suppression__c WHERE Is_Active__c = true ORDER BY Address__c')
        .map((row) => row['Address__c']);

tests.add(
    'a preview counts and changes nothing; the undo lifts, with the note, and people can be reached',
    async () => {
        const id = await scene.create('Contact', { LastName: 'Invented', MobilePhone: numberOf(1) });
        await scene.report(lost(1), lost(2));
        assert.deepEqual(await undo({ isPreview: true }), [0, 2, '2 suppressions would be lifted.']);
        assert.equal(active().length, 2);
        assert.match(String((await undo())[2]), /^Nothing was lifted: .*You are not allowed to lift suppressions/);
        assert.equal(active().length, 2);
        await mayLift();
        assert.deepEqual(await undo(), [2, 0, '2 lifted, 0 left.']);
        assert.deepEqual(active(), []);
        const fields = ['Lift_Note__c', 'Provider__c', 'Error_Code__c'];
        assert.deepEqual(scene.row('Suppression__c', 'Address__c', numberOf(1), fields), {
            Lift_Note__c: 'The carrier reported numbers in use as unknown.',
            Provider__c: 'proof',
            Error_Code__c: '30005',
        });
        assert.equal(scene.row('Contact', 'Id', id, ['SMS_Suppressed__c'])['SMS_Suppressed__c'], false);
        await scene.report(lost(1)); // the old evidence, once more
        assert.deepEqual(active(), []);
        await scene.org.pass(60);
        await scene.report(lost(1, { Message_Key__c: 'newer' }));
        assert.deepEqual(active(), [numberOf(1)], 'newer evidence suppresses again');
    },
);

tests.add('other codes, providers, periods and reasons are never touched', async () => {
    await scene.report(
        lost(1, { Error_Code__c: '30006' }),
        lost(2, { Provider__c: 'other' }),
        lost(3, { Failure_Class__c: 'Opted Out' }),
    );
    const [reason, at] = ['Manual', scene.time()];
    await scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `SMS:${numberOf(4)}`, Channel__c: 'SMS', Address__c: numberOf(4), Reason__c: reason },
        ...{ Provider__c: 'proof', Error_Code__c: '30005', Is_Active__c: true, Last_Evidence_At__c: at },
    });
    assert.deepEqual(await undo(), [0, 0, '0 lifted, 0 left.']);
    await scene.report(lost(5));
    const before = { suppressedFrom: scene.time(-7200), suppressedTo: scene.time(-3600) };
    assert.deepEqual(await undo(before), [0, 0, '0 lifted, 0 left.']);
    const after = { suppressedFrom: scene.time(1), suppressedTo: scene.time(3600) };
    assert.deepEqual(await undo(after), [0, 0, '0 lifted, 0 left.']);
    assert.equal(active().length, 5);
    const from = { suppressedFrom: scene.time(), isPreview: true };
    assert.deepEqual(await undo(from), [0, 1, '1 suppressions would be lifted.']);
});

for (const missing of ['provider', 'errorCode', 'suppressedFrom', 'suppressedTo', 'note']) {
    tests.add(`without ${missing} nothing is undone`, async () => {
        await scene.report(lost(1));
        const asked = [0, 0, 'Give the provider, the error code, the period and a note.'];
        assert.deepEqual(await undo({ [missing]: null }), asked);
        assert.equal(active().length, 1);
    });
}

tests.add('an unread input means a preview, a fault lifts nothing, and off is off', async () => {
    await scene.report(lost(1));
    const [outputs] = await scene.org.call(FLOW, [
        Object.fromEntries(Object.entries(wave()).filter(([name]) => name !== 'isPreview')),
    ]);
    assert.equal(outputs?.['outcome'], '1 suppressions would be lifted.');
    const why = 'x'.repeat(300);
    const asLongAsAnAnswer = `Nothing was lifted: ${why}`.slice(0, 255);
    scene.org.failAt(FLOW, 'Lift_Them', { message: why });
    assert.deepEqual(await undo(), [0, 1, asLongAsAnAnswer]);
    scene.org.failAt(FLOW, 'Get_Wave', { message: why });
    assert.deepEqual(await undo(), [0, 0, asLongAsAnAnswer]);
    assert.equal(active().length, 1);
    scene.switchOff(FLOW);
    const off = 'The automation is switched off: Automation Switch, record Suppression_UndoWave.';
    assert.deepEqual(await undo(), [0, 0, off]);
    assert.equal(active().length, 1);
});

tests.add('who lifted them is said also where lifts are not stamped', async () => {
    await mayLift();
    scene.switchOff('Suppression_StampLift');
    await scene.report(lost(1));
    await undo();
    const { Lifted_At__c: at, Lifted_By__c: by } = scene.row('Suppression__c', 'Address__c', numberOf(1), [
        ...['Lifted_At__c', 'Lifted_By__c'],
    ]);
    const [admin] = scene.org.rows("SELECT Id FROM User WHERE Username = 'admin@local-org.example'");
    assert.deepEqual([at, by], [scene.time().replace('Z', '+0000'), admin?.['Id']]);
});

tests.add('a wave is counted up to 2,000', async () => {
    await scene.report(lost(1));
    const { Id: id } = scene.row('Suppression__c', 'Address__c', numberOf(1), ['Id']);
    scene.org.multiply('Suppression__c', String(id), 2000, (index) => ({ Suppression_Key__c: `wave:${index}` }));
    assert.deepEqual(await undo({ isPreview: true }), [0, 2000, '2000 suppressions would be lifted.']);
});

tests.add('a wave of 250 is undone in two calls, each within the budget of a transaction', async () => {
    await mayLift();
    const indexes = Array.from({ length: 250 }, (_, index) => index);
    await scene.report(...indexes.slice(0, 200).map((index) => lost(index)));
    await scene.org.pass(60);
    await scene.report(...indexes.slice(200).map((index) => lost(index)));
    assert.deepEqual(await undo(), [200, 50, '200 lifted, 50 left: call again.']);
    assert.deepEqual(active(), indexes.slice(200).map(numberOf), 'the oldest are lifted first');
    assert.deepEqual(await undo(), [50, 0, '50 lifted, 0 left.']);
    assert.deepEqual(active(), []);
    const calls = scene.org.transactions().filter(({ origin }) => origin.startsWith(`flow: ${FLOW}`));
    const queries = Math.max(...calls.map((each) => each.queries));
    const writes = Math.max(...calls.map((each) => each.statements));
    assert.ok(calls.length === 2 && queries <= 20 && writes <= 8, `${queries} queries and ${writes} writes`);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
