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
    const ask = async (id: string): Promise<unknown> => (await scene.org.call(flow, [{ [input]: id }]))[0]?.['outcome'];
    const unreachable = async (person: Row = {}): Promise<string> => {
        const id = await scene.create(object, { ...PERSON, ...more, ...person });
        await scene.report({ Message_Key__c: 'a', ...LOST });
        return id;
    };
    const askedAt = (id: string): unknown =>
        scene.row(object, 'Id', id, ['Number_Requested_At__c'])['Number_Requested_At__c'];

    tests.add(askedOnce, async () => {
        const id = await unreachable();
        assert.equal(await ask(id), 'Asked by email.');
        assert.deepEqual(
            scene.org.emails().map(({ subject }) => subject),
            ['Is this still your number?'],
        );
        assert.notEqual(askedAt(id), null);
        assert.match(String(await ask(id)), /^Asked before/);
        assert.equal(scene.org.emails().length, 1);
        await scene.change(object, id, { MobilePhone: '+447700900292' });
        assert.equal(askedAt(id), null);
        assert.match(String(await ask(id)), /has not failed/);
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
