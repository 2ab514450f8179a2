/** Whose number failed for good is asked once by email for the right one, and a corrected number starts over. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const NUMBER = '+447700900291';
const PERSON = {
    LastName: 'Invented',
    MobilePhone: NUMBER,
    Email: 'invented@example.com',
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
