/** Who believes that a suppression is wrong asks with an appeal: one at a time, never against a no, and it lifts nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, RefusedRows, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const ADMIN = 'admin@local-org.example';
const NUMBER = '+447700900271';
const NOTE = 'They rang me from this very number.';
const FAILED = {
    ...{ Message_Key__c: 'proof:a', Recipient__c: NUMBER, Status__c: 'Undelivered' },
    ...{ Failure_Class__c: 'Permanent', Error_Code__c: '30005' },
};

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
    policy();
});
export default tests;

/** Who is asked: somebody else than who asks. */
const OTHER = 'keeper@local-org.example';
const policy = (fields: Row = {}): void =>
    scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: OTHER, ...fields });
async function hire(IsActive = true): Promise<string> {
    const [id = ''] = await scene.org.insert('User', {
        ...{ Username: OTHER, FirstName: 'Ines', LastName: 'Keeper', Alias: 'keeper', Email: 'keeper@example.com' },
        ...{ ProfileId: rows('SELECT ProfileId FROM User LIMIT 1')[0]?.['ProfileId'] ?? null, IsActive },
        ...{ TimeZoneSidKey: 'GMT', LocaleSidKey: 'en_GB', EmailEncodingKey: 'UTF-8', LanguageLocaleKey: 'en_US' },
    });
    return id;
}

const rows = (soql: string): readonly Row[] => scene.org.rows(soql);
const suppression = (): string => String(scene.row('Suppression__c', 'Address__c', NUMBER, ['Id'])['Id']);
const suppress = async (): Promise<string> => {
    await scene.report(FAILED);
    return suppression();
};
const appeal = (id: string, fields: Row = { Note__c: NOTE }): Promise<string> =>
    scene.create('Suppression_Appeal__c', { Suppression__c: id, ...fields });
const stateOf = (id: string, ...fields: readonly string[]): Row =>
    scene.row('Suppression_Appeal__c', 'Id', id, ['Status__c', ...fields]);
const answer = (id: string, fields: Row): Promise<void> => scene.change('Suppression_Appeal__c', id, fields);
const mayLift = (): Promise<void> => scene.org.assign('Landed_Admin', ADMIN);
const lift = (id: string): Promise<void> =>
    scene.change('Suppression__c', id, { Is_Active__c: false, Lift_Note__c: 'Theirs after all.' });
const refused =
    (words: RegExp) =>
    (error: unknown): boolean =>
        error instanceof RefusedRows && words.test(error.message);
const ANSWER = ['Answer__c', 'Answered_At__c', 'Answered_By__c', 'Open_Key__c'] as const;
const NO_SINCE = 'The person has opted out or complained since. Only their own opt-in lifts that.';
const stored = (seconds = 0): string => scene.time(seconds).replace('Z', '+0000');
/** An open appeal against another suppression. */
async function another(): Promise<string> {
    const key = { Suppression_Key__c: 'SMS:+447700900273', Channel__c: 'SMS', Address__c: '+447700900273' };
    return appeal(await scene.create('Suppression__c', { ...key, Reason__c: 'Manual' }));
}
const adminId = (): unknown => rows(`SELECT Id FROM User WHERE Username = '${ADMIN}'`)[0]?.['Id'];

tests.add('an appeal gives the person of the policy one task with the evidence, who asks and why', async () => {
    const keeper = await hire();
    await scene.report({ ...FAILED, Message_Key__c: 'proof:other', Recipient__c: '+447700900279' });
    const id = await suppress();
    const [asked = ''] = await scene.org.insert(
        'Suppression_Appeal__c',
        { Suppression__c: id, Note__c: NOTE },
        { as: OTHER },
    );
    const [task, ...more] = rows(
        'SELECT Subject, Description, OwnerId, WhatId, Status, Priority, ActivityDate FROM Task',
    );
    assert.deepEqual(more, []);
    const { Name: name, Since__c: since } = scene.row('Suppression__c', 'Id', id, ['Name', 'Since__c']);
    const { Description: details, ...rest } = task ?? {};
    assert.deepEqual(rest, {
        ...{ Subject: `Appeal against a suppression: ${String(name)}`, OwnerId: keeper, WhatId: asked },
        ...{ Status: 'Not Started', Priority: 'High', ActivityDate: scene.time().slice(0, 10) },
    });
    const at = String(since).replace('T', ' ').replace('.000+0000', 'Z');
    assert.deepEqual(String(details).split('\n'), [
        'Ines Keeper believes that this suppression is wrong.',
        `Why: ${NOTE}`,
        '',
        `Suppression ${String(name)}: SMS, Permanent Failure, code 30005 of proof, since ${at}.`,
        'Evidence: proof:a',
        '',
        'Look at the evidence in Suppressions. Lift the suppression with a note, which answers the appeal, or decline the appeal and say why.',
    ]); // and not the number: that is on the suppression, for whoever may see it
    assert.deepEqual(stateOf(asked, 'Open_Key__c', 'Notify_Error__c'), {
        ...{ Status__c: 'Open', Open_Key__c: id, Notify_Error__c: null },
    });
});

tests.add('an appeal lifts nothing, and needs no words; of much evidence the task tells the newest', async () => {
    await hire();
    const id = await suppress();
    const much = 'e'.repeat(3000);
    await scene.change('Suppression__c', id, { Evidence__c: much });
    await appeal(id, {});
    assert.equal(scene.row('Suppression__c', 'Id', id, ['Is_In_Force__c'])['Is_In_Force__c'], true);
    const [task] = rows('SELECT Description FROM Task');
    const lines = String(task?.['Description']).split('\n');
    assert.equal(lines[1], '');
    assert.match(String(lines[0]), / is wrong\.$/);
    assert.equal(lines[3], `Evidence: ${much.slice(0, 2000)}`);
});

tests.add('at most one appeal of a suppression is open, and a new one may follow the answer', async () => {
    await mayLift();
    const id = await suppress();
    const first = await appeal(id);
    await assert.rejects(appeal(id), refused(/DUPLICATE_VALUE/));
    await answer(first, { Status__c: 'Declined', Answer__c: 'The carrier confirms it.' });
    await appeal(id);
    await assert.rejects(answer(first, { Status__c: 'Open' }), refused(/DUPLICATE_VALUE/));
});

tests.add(
    'an appeal begins open and unanswered, whatever whoever makes it says, and so does one opened again',
    async () => {
        await mayLift();
        const id = await suppress();
        const said = {
            Status__c: 'Lifted',
            Answer__c: 'Fine.',
            Answered_At__c: scene.time(),
            Answered_By__c: adminId(),
        };
        const asked = await appeal(id, said);
        const open = {
            Status__c: 'Open',
            Answer__c: null,
            Answered_At__c: null,
            Answered_By__c: null,
            Open_Key__c: id,
        };
        assert.deepEqual(stateOf(asked, ...ANSWER), open);
        await answer(asked, { Status__c: 'Declined', Answer__c: 'No.' });
        await answer(asked, { Status__c: 'Open' });
        assert.deepEqual(stateOf(asked, ...ANSWER), open);
    },
);

tests.add('an opt-out and a complaint cannot be appealed, nor what is not in force', async () => {
    await mayLift();
    const id = await suppress();
    for (const said of ['Opted_Out_At__c', 'Complained_At__c']) {
        await scene.report({ ...FAILED, Message_Key__c: said, Status__c: 'Delivered', [said]: scene.time() });
        await assert.rejects(appeal(id), refused(/Only their own opt-in lifts that/));
    }
    await lift(id);
    await assert.rejects(appeal(id), refused(/not in force/));
    await assert.rejects(appeal('', { Suppression__c: null }), refused(/not in force/));
});

tests.add('the lift answers the appeal in the words of its note, and completes the task', async () => {
    await mayLift();
    await hire();
    const id = await suppress();
    const asked = await appeal(id);
    const beside = await another();
    await scene.org.pass(60);
    await lift(id);
    assert.equal(stateOf(beside)['Status__c'], 'Open');
    assert.deepEqual(stateOf(asked, ...ANSWER), {
        ...{ Status__c: 'Lifted', Answer__c: 'Theirs after all.', Open_Key__c: null },
        ...{ Answered_At__c: stored(), Answered_By__c: adminId() },
    });
    const state = (of: string): unknown => scene.row('Task', 'WhatId', of, ['Status'])['Status'];
    assert.deepEqual([state(asked), state(beside)], ['Completed', 'Not Started']);
});

tests.add('whoever declines says why, may lift, and completes the task; the suppression stays', async () => {
    await hire();
    const id = await suppress();
    const asked = await appeal(id);
    const other = await scene.create('Task', { Subject: 'Another', Status: 'Not Started', Priority: 'Normal' });
    const no = { Status__c: 'Declined', Answer__c: 'The carrier confirms it.' };
    await assert.rejects(answer(asked, no), refused(/not allowed to answer appeals/));
    await mayLift();
    await assert.rejects(answer(asked, { Status__c: 'Declined' }), refused(/why this appeal is declined/));
    await answer(asked, no);
    assert.deepEqual(stateOf(asked, 'Answer__c', 'Open_Key__c', 'Answered_By__c'), {
        ...{ ...no, Open_Key__c: null, Answered_By__c: adminId() },
    });
    assert.equal(scene.row('Task', 'WhatId', asked, ['Status'])['Status'], 'Completed');
    assert.equal(scene.row('Task', 'Id', other, ['Status'])['Status'], 'Not Started');
    assert.equal(scene.row('Suppression__c', 'Id', id, ['Is_Active__c'])['Is_Active__c'], true);
});

tests.add('a delivery, and a no of the person, end the appeal; what was answered stays answered', async () => {
    await mayLift();
    const id = await suppress();
    const answered = await appeal(id);
    await answer(answered, { Status__c: 'Declined', Answer__c: 'No.' });
    const first = await appeal(id);
    await scene.org.pass(60);
    await scene.report({ ...FAILED, Message_Key__c: 'b', Status__c: 'Delivered', Failure_Class__c: null });
    assert.deepEqual(stateOf(first, 'Answer__c'), {
        ...{ Status__c: 'Ended', Answer__c: 'The suppression ended by itself: Delivery.' },
    });
    await scene.org.pass(60);
    await scene.report({ ...FAILED, Message_Key__c: 'c' });
    for (const said of ['Opted_Out_At__c', 'Complained_At__c']) {
        const next = said === 'Opted_Out_At__c' ? await appeal(id) : undefined;
        await scene.report({ ...FAILED, Message_Key__c: said, Status__c: 'Delivered', [said]: scene.time() });
        if (next) assert.equal(stateOf(next, 'Answer__c')['Answer__c'], NO_SINCE);
        if (next) assert.equal(stateOf(next)['Status__c'], 'Ended');
    }
    assert.deepEqual(stateOf(answered, 'Answer__c'), { Status__c: 'Declined', Answer__c: 'No.' });
});

tests.add('a complaint of the person ends the appeal as well, and what only changes its cause does not', async () => {
    await hire();
    await scene.create('Suppression__c', {
        ...{ Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER, Reason__c: 'Manual' },
    });
    const asked = await appeal(suppression());
    await scene.change('Suppression__c', suppression(), { Reason__c: 'Permanent Failure' });
    assert.equal(stateOf(asked)['Status__c'], 'Open');
    await scene.report({ ...FAILED, Message_Key__c: 'b', Complained_At__c: scene.time() });
    assert.equal(stateOf(asked)['Status__c'], 'Ended');
    const [task] = rows('SELECT Description FROM Task');
    assert.match(String(task?.['Description']), /Manual, since [^]*\nEvidence: none\n/);
});

tests.add(
    'where the policy wants cases, an appeal opens one case in place of a task, and its answer closes it',
    async () => {
        await mayLift();
        const keeper = await hire();
        policy({ Alerts_As_Cases__c: false });
        const beside = await another();
        policy({ Alerts_As_Cases__c: true });
        const id = await suppress();
        const asked = await appeal(id);
        const [opened, ...more] = rows('SELECT Id, OwnerId, Priority, Subject, Description, Status FROM Case');
        assert.deepEqual(more, []);
        const other = await scene.create('Case', { Subject: 'Another', Status: 'New' });
        assert.deepEqual([opened?.['OwnerId'], opened?.['Priority']], [keeper, 'High']);
        assert.match(String(opened?.['Subject']), /^Appeal against a suppression: SUP-/);
        assert.match(String(opened?.['Description']), /Evidence: proof:a/);
        assert.equal(rows('SELECT Id FROM Task').length, 1);
        assert.equal(stateOf(beside, 'Case__c')['Case__c'], null);
        assert.equal(stateOf(asked, 'Case__c')['Case__c'], opened?.['Id']);
        await lift(id);
        assert.equal(scene.row('Case', 'Id', String(opened?.['Id']), ['Status'])['Status'], 'Closed');
        assert.equal(scene.row('Case', 'Id', other, ['Status'])['Status'], 'New');
    },
);

tests.add('without anybody to ask, the appeal says so and stays open', async () => {
    const nobody = 'Nobody to ask: name an active user as Task Owner in the Delivery Policy Default.';
    await hire(false);
    const id = await suppress();
    for (const Task_Owner__c of [null, 'nobody@local-org.example', OTHER]) {
        policy({ Task_Owner__c: ADMIN });
        const beside = await another();
        policy({ Task_Owner__c });
        const asked = await appeal(id);
        assert.deepEqual(stateOf(asked, 'Notify_Error__c'), { Status__c: 'Open', Notify_Error__c: nobody });
        assert.equal(stateOf(beside, 'Notify_Error__c')['Notify_Error__c'], null);
        assert.equal(rows(`SELECT Id FROM Task WHERE WhatId = '${asked}'`).length, 0);
        const { Suppression__c: of } = stateOf(beside, 'Suppression__c');
        await scene.org.remove('Suppression_Appeal__c', [asked, beside]);
        await scene.org.remove('Suppression__c', [String(of)]);
    }
});

for (const element of [
    'Get_Suppression',
    'Get_Asker',
    'Get_Administrator',
    'Create_Task',
    'Create_Case',
    'Mark_Case',
]) {
    tests.add(`a fault at ${element} is said on the appeal, which stays open`, async () => {
        const wantsCases = element.endsWith('Case');
        await hire();
        policy({ Alerts_As_Cases__c: wantsCases });
        const beside = await another();
        scene.org.failAt('Appeal_Notify', element, { message: 'x'.repeat(300) });
        const asked = await appeal(await suppress());
        assert.equal(stateOf(beside, 'Notify_Error__c')['Notify_Error__c'], null);
        const { Status__c: status, Notify_Error__c: error } = stateOf(asked, 'Notify_Error__c');
        assert.deepEqual([status, error], ['Open', 'x'.repeat(255)]);
    });
}

for (const [element, wantsCases] of [
    ['Complete_Task', false],
    ['Close_Case', true],
] as const) {
    tests.add(`a fault at ${element} is said on the appeal, which is answered all the same`, async () => {
        await mayLift();
        await hire();
        policy({ Alerts_As_Cases__c: wantsCases });
        scene.org.failAt('Appeal_Notify', element);
        const id = await suppress();
        const asked = await appeal(id);
        await lift(id);
        const { Status__c: status, Notify_Error__c: error } = stateOf(asked, 'Notify_Error__c');
        assert.equal(status, 'Lifted');
        assert.notEqual(error, null);
    });
}

for (const element of ['Note_Nobody', 'Note_Fault'] as const) {
    tests.add(`when even ${element} fails, the appeal is there all the same`, async () => {
        if (element === 'Note_Fault') await hire();
        if (element === 'Note_Nobody') policy({ Task_Owner__c: null });
        else scene.org.failAt('Appeal_Notify', 'Create_Task');
        scene.org.failAt('Appeal_Notify', element);
        const asked = await appeal(await suppress());
        assert.deepEqual(stateOf(asked, 'Notify_Error__c'), { Status__c: 'Open', Notify_Error__c: null });
        assert.ok(scene.org.trace('Appeal_Notify').some((step) => step.element === 'Leave_It'));
    });
}

tests.add('an appeal that cannot be answered with the lift stays open for people to answer', async () => {
    await mayLift();
    scene.org.failAt('Appeal_Close', 'Answer_Appeal');
    const id = await suppress();
    const asked = await appeal(id);
    await lift(id);
    assert.equal(stateOf(asked)['Status__c'], 'Open');
    assert.ok(scene.org.trace('Appeal_Close').some((step) => step.element === 'Leave_It'));
    await answer(asked, { Status__c: 'Lifted', Answer__c: 'By hand.' });
});

tests.add('switched off, nobody can appeal, and what was open can still be answered', async () => {
    await mayLift();
    const id = await suppress();
    const asked = await appeal(id);
    scene.switchOff('Appeal_Stamp');
    await scene.create('Suppression__c', {
        ...{ Suppression_Key__c: 'SMS:+447700900272', Channel__c: 'SMS', Address__c: '+447700900272' },
        Reason__c: 'Manual',
    });
    const { Id: other } = scene.row('Suppression__c', 'Address__c', '+447700900272', ['Id']);
    await assert.rejects(appeal(String(other)), refused(/Appeals are switched off/));
    await lift(id);
    assert.deepEqual(stateOf(asked, 'Open_Key__c', 'Answered_By__c'), {
        ...{ Status__c: 'Lifted', Open_Key__c: null, Answered_By__c: adminId() },
    });
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
