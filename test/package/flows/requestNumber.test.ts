/** Whose number failed for good is asked once by email for the right one, and a corrected number starts over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const NUMBER = '+447700900291';
const EMAIL = 'invented@example.com';
const HOUR = 3600;
const DAY = 24 * HOUR;
/** It runs at three in the afternoon, and scenes begin at nine in the morning. */
const A_MONTH_BEFORE_THE_JOB = 6 * HOUR - 31 * DAY;
const PERSON = {
    LastName: 'Invented',
    MobilePhone: NUMBER,
    Email: EMAIL,
    Time_Zone__c: 'Africa/Lagos',
};
const LOST = { Recipient__c: NUMBER, Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

for (const [object, input, more, askedOnce] of [
    ['Contact', 'contactId', {}, 'a contact is asked once, and again only when its number has changed'],
    ['Lead', 'leadId', { Company: 'Invented' }, 'a lead is asked once, and again only when its number has changed'],
] as const) {
    const flow = `${object}_RequestNumber`;
    const answer = async (id: string): Promise<Row> => (await scene.org.call(flow, [{ [input]: id }]))[0] ?? {};
    const ask = async (id: string): Promise<unknown> => (await answer(id))['outcome'];
    const unreachable = async (person: Row = {}): Promise<string> => {
        const id = await scene.create(object, { ...PERSON, ...more, ...person });
        await scene.report({ Message_Key__c: 'a', ...LOST });
        return id;
    };
    const askedAt = (id: string): unknown =>
        scene.row(object, 'Id', id, ['Number_Requested_At__c'])['Number_Requested_At__c'];

    tests.add(askedOnce, async () => {
        const other = await scene.create(object, { ...PERSON, ...more, MobilePhone: '+447700900293' });
        const id = await unreachable();
        assert.deepEqual(await answer(id), { outcome: 'Asked by email.', wasSent: true });
        assert.deepEqual(
            scene.org.emails().map(({ subject }) => subject),
            ['Is this still your number?'],
        );
        assert.notEqual(askedAt(id), null);
        assert.equal(askedAt(other), null);
        assert.equal(scene.org.rows('SELECT Id FROM Task').length, 1, 'the email is in the activities');
        const again = 'Asked before. They are asked again when their next number fails too.';
        assert.deepEqual(await answer(id), { outcome: again, wasSent: false });
        assert.equal(scene.org.emails().length, 1);
        await scene.change(object, id, { MobilePhone: '+447700900292' });
        assert.equal(askedAt(id), null);
        assert.equal(await ask(id), 'The number has not failed for good.');
    });

    tests.add(`a ${object} whom the gate refuses an email, or who is gone, is not asked`, async () => {
        const id = await unreachable({ HasOptedOutOfEmail: true });
        assert.match(String(await ask(id)), /email/i);
        assert.deepEqual([scene.org.emails().length, askedAt(id)], [0, null]);
        await scene.org.remove(object, [id]);
        assert.equal(await ask(id), 'Nobody is there.');
    });

    for (const element of [`Get_${object}`, 'Get_Template', 'Mark_Asked', 'Send_Email']) {
        tests.add(`a fault at ${element} asks no ${object} and says why`, async () => {
            const id = await unreachable();
            scene.org.failAt(flow, element);
            assert.doesNotMatch(String(await ask(id)), /Asked|^null$/);
            assert.deepEqual([scene.org.emails().length, askedAt(id)], [0, null]);
        });
    }

    tests.add(`a ${object} is written to from the address of the policy, by a template that is in use`, async () => {
        await scene.create('OrgWideEmailAddress', { Address: 'desk@example.org', DisplayName: 'Desk' });
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Email_Sender__c: 'desk@example.org' });
        const id = await unreachable();
        const { Id: template } = scene.row('EmailTemplate', 'DeveloperName', 'Landed_Number_Request', ['Id']);
        const row = { Id: String(template), IsActive: false };
        scene.org.meanwhile(flow, 'Get_Template', { update: 'EmailTemplate', row });
        assert.match(String(await ask(id)), /template/i);
        assert.equal(askedAt(id), null);
        scene.org.meanwhile(flow, 'Get_Template', { update: 'EmailTemplate', row: { ...row, IsActive: true } });
        await ask(id);
        assert.deepEqual(
            scene.org.emails().map(({ sender }) => sender),
            ['desk@example.org'],
        );
    });

    tests.add(`whoever else was asked stays so when a ${object} could not be mailed`, async () => {
        const other = await scene.create(object, { ...PERSON, ...more, MobilePhone: '+447700900293' });
        await scene.change(object, other, { Number_Requested_At__c: scene.time() });
        const id = await unreachable();
        scene.org.failAt(flow, 'Send_Email');
        await ask(id);
        assert.deepEqual([askedAt(id) === null, askedAt(other) === null], [true, false]);
    });

    const job = `${object}_NumberHygiene`;
    /** From nine in the morning, by the clock of the scene, until the job has run at three. */
    const untilTheJob = (): Promise<void> => scene.org.pass(6 * HOUR);
    const mailed = (): unknown[] => scene.org.emails().flatMap(({ to }) => to);
    const hygieneOn = (): void => scene.org.setMetadata('Automation_Switch__mdt', job, { Is_On__c: true });

    tests.add(`each ${object} whose number failed last month is asked by the job, once, and no other`, async () => {
        hygieneOn();
        await unreachable();
        const others: readonly (readonly [key: string, person: Row, fate: Row])[] = [
            ['reached', {}, { Status__c: 'Delivered' }],
            ['without email', { Email: null }, LOST],
            ['opted out of email', { HasOptedOutOfEmail: true }, LOST],
            ['long ago', {}, { ...LOST, Status_At__c: scene.time(A_MONTH_BEFORE_THE_JOB - 1) }],
            ['also lost', {}, { ...LOST, Status_At__c: scene.time(A_MONTH_BEFORE_THE_JOB) }],
        ];
        for (const [at, [key, person, fate]] of others.entries()) {
            const own = { MobilePhone: `+44770090030${at}`, Email: `${at}@example.com` };
            await scene.create(object, { ...PERSON, ...more, ...own, ...person });
            await scene.report({ Message_Key__c: key, ...fate, Recipient__c: own.MobilePhone });
        }
        await untilTheJob();
        assert.deepEqual(mailed().sort(), ['4@example.com', EMAIL]);
        await scene.org.pass(3 * DAY);
        assert.equal(mailed().length, 2);
        assert.deepEqual(scene.org.errors(), []);
    });

    tests.add(`to a ${object} who corrected the number and failed again the job writes again`, async () => {
        hygieneOn();
        const id = await unreachable();
        await untilTheJob();
        await scene.change(object, id, { MobilePhone: '+447700900292' });
        assert.equal(
            scene.row(object, 'Id', id, ['Reachability__c'])['Reachability__c'],
            'Unknown',
            'the flag is gone',
        );
        await scene.org.pass(DAY);
        assert.equal(mailed().length, 1);
        await scene.report({ Message_Key__c: 'b', ...LOST, Recipient__c: '+447700900292' });
        await scene.org.pass(DAY);
        assert.deepEqual(mailed(), [EMAIL, EMAIL]);
    });

    tests.add(
        `a ${object} for whom it is night is asked another day, and one whom no email reached again`,
        async () => {
            hygieneOn();
            const id = await unreachable({ Time_Zone__c: 'Asia/Tokyo' }); // midnight
            await untilTheJob();
            assert.deepEqual(mailed(), []);
            await scene.change(object, id, { Time_Zone__c: PERSON.Time_Zone__c });
            scene.org.failAt(flow, 'Send_Email', { times: 1 });
            await scene.org.pass(DAY);
            assert.deepEqual(mailed(), []);
            await scene.org.pass(DAY);
            assert.deepEqual(mailed(), [EMAIL]);
        },
    );

    tests.add(`as it is installed, the job asks no ${object}`, async () => {
        await unreachable();
        await scene.org.pass(2 * DAY);
        assert.deepEqual(mailed(), []);
    });

    tests.add(`a job over 250 of ${object} runs in batches, each within the budget of a transaction`, async () => {
        hygieneOn();
        const id = await unreachable();
        scene.org.multiply(object, id, 249, (at) => ({ Email: `${at}@example.com` }));
        await untilTheJob();
        assert.equal(new Set(mailed()).size, 250);
        const runs = scene.org.transactions().filter(({ origin }) => origin.includes(job));
        assert.ok(runs.length >= 2);
        const [queries, writes] = [runs.map((each) => each.queries), runs.map((each) => each.statements)];
        assert.ok(Math.max(...queries) <= 20 && Math.max(...writes) <= 8, `${queries.join()} and ${writes.join()}`);
    });

    tests.add(`switched off, no ${object} is asked, and the answer says so`, async () => {
        const id = await unreachable();
        scene.switchOff(flow);
        assert.equal(await ask(id), `The automation is switched off: Automation Switch, record ${flow}.`);
        assert.deepEqual([scene.org.emails().length, askedAt(id)], [0, null]);
    });

    tests.add(`a ${object} who could not be mailed nor unmarked stays marked: never twice`, async () => {
        const id = await unreachable();
        scene.org.failAt(flow, 'Send_Email');
        scene.org.failAt(flow, 'Take_Back');
        await ask(id);
        assert.notEqual(askedAt(id), null);
    });
}

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
