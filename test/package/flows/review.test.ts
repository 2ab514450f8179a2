/** Three failures in a row are looked at by somebody, once; a delivery in between asks nobody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const NUMBER = '+447700900211';
const TEMPORARY = { Status__c: 'Undelivered', Error_Code__c: '30003', Failure_Class__c: 'Temporary' };
const KINDS = [
    ['Contact', {}],
    ['Lead', { Company: 'Invented' }],
] as const;

const fail = (...keys: readonly string[]): Promise<void> =>
    scene.report(...keys.map((key) => ({ Message_Key__c: key, Recipient__c: NUMBER, ...TEMPORARY })));
const TASK = ['WhoId', 'OwnerId', 'Subject', 'Description', 'ActivityDate', 'Priority', 'Status'];
const tasks = (): Row[] => scene.org.rows(`SELECT ${TASK.join(', ')} FROM Task`);
const ADVICE =
    '3 text messages in a row did not arrive. Ask for the right number by email or call, or remove the number. A corrected number starts clean; a delivery ends the review by itself.';
const deactivate = (username: string): Promise<void> => {
    const [user] = scene.org.rows(`SELECT Id FROM User WHERE Username = '${username}'`);
    return scene.change('User', user?.['Id'], { IsActive: false });
};

for (const [object, fields] of KINDS) {
    const kind = object.toLowerCase();
    const person = (): Promise<string> =>
        scene.create(object, { LastName: 'Invented', MobilePhone: NUMBER, ...fields });

    tests.add(`the third failure in a row of a ${kind} is one task for its owner, and the fourth is none`, async () => {
        const id = await person();
        const { OwnerId: owner } = scene.row(object, 'Id', id, ['OwnerId']);
        await fail('a');
        await fail('b');
        await fail('b'); // reported once more
        assert.deepEqual(tasks(), []);
        await fail('c');
        await fail('d');
        const what = { Subject: 'Review: text messages do not arrive', Description: ADVICE };
        const when = { ActivityDate: scene.time().slice(0, 10), Priority: 'Normal', Status: 'Not Started' };
        assert.deepEqual(tasks(), [{ WhoId: id, OwnerId: owner, ...what, ...when }]);
        assert.deepEqual(scene.org.errors(), []);
    });

    tests.add(`a ${kind} who is deleted before the review is asked for is nobody's task`, async () => {
        const id = await person();
        await fail('a', 'b');
        scene.org.meanwhile(`${object}_AskForReview`, `Get_${object}`, { remove: object, id });
        await fail('c');
        assert.deepEqual(tasks(), []);
        assert.deepEqual(scene.org.errors(), []);
    });

    tests.add(`a ${kind} who is reached before the review is asked for is nobody's task`, async () => {
        const id = await person();
        await fail('a', 'b');
        const row = { Id: id, SMS_Delivery_Failure_Count__c: 0, Reachability__c: 'Reachable' };
        scene.org.meanwhile(`${object}_AskForReview`, `Get_${object}`, { update: object, row });
        await fail('c');
        assert.deepEqual(tasks(), []);
    });

    tests.add(`after a delivery and three more failures of a ${kind} there is another task`, async () => {
        await person();
        await fail('a', 'b', 'c');
        await scene.org.pass(60);
        await scene.report({ Message_Key__c: 'd', Recipient__c: NUMBER, Status__c: 'Delivered' });
        await scene.org.pass(60);
        await fail('e', 'f');
        assert.equal(tasks().length, 1);
        await fail('g');
        assert.equal(tasks().length, 2);
    });

    tests.add(`of two of kind ${kind} who fail at once each is the task of its own owner`, async () => {
        const owners = scene.org.rows('SELECT Id FROM User WHERE IsActive = true ORDER BY Username LIMIT 2');
        const numbers = [NUMBER, '+447700900212'];
        const people: string[] = [];
        for (const [at, MobilePhone] of numbers.entries())
            people.push(
                await scene.create(object, {
                    ...{ LastName: 'Invented', MobilePhone, OwnerId: owners[at]?.['Id'] },
                    ...fields,
                }),
            );
        const toEach = (key: string): Row[] =>
            numbers.map((number) => ({ Message_Key__c: key + number, Recipient__c: number, ...TEMPORARY }));
        for (const key of ['a', 'b', 'c']) await scene.report(...toEach(key));
        assert.deepEqual(
            new Map(tasks().map((task) => [task['WhoId'], task['OwnerId']])),
            new Map(people.map((id, at) => [id, owners[at]?.['Id']])),
        );
    });

    tests.add(`a ${kind} whose owner has left is the stand-in's, and without one nobody's`, async () => {
        const id = await person();
        const [left, standIn] = scene.org.rows('SELECT Id, Username FROM User ORDER BY Username LIMIT 2');
        await scene.change(object, id, { OwnerId: left?.['Id'] });
        await deactivate(String(left?.['Username']));
        await fail('a', 'b', 'c');
        assert.deepEqual(tasks(), []);
        scene.org.setMetadata('Delivery_Policy__mdt', 'Default', { Task_Owner__c: String(standIn?.['Username']) });
        await scene.org.pass(60);
        await scene.report({ Message_Key__c: 'd', Recipient__c: NUMBER, Status__c: 'Delivered' });
        await scene.org.pass(60);
        await fail('e', 'f', 'g');
        const owners = (): unknown[] => tasks().map((task) => task['OwnerId']);
        assert.deepEqual(owners(), [standIn?.['Id']]);
        await deactivate(String(standIn?.['Username']));
        await scene.org.pass(60);
        await scene.report({ Message_Key__c: 'h', Recipient__c: NUMBER, Status__c: 'Delivered' });
        await scene.org.pass(60);
        await fail('i', 'j', 'k');
        assert.deepEqual(owners(), [standIn?.['Id']]);
    });
}

tests.add('asked once of whoever owns it, however many people fail at once', async () => {
    const numberOf = (index: number): string => `+447700905${String(index).padStart(3, '0')}`;
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    const people = indexes.map((index) => ({ LastName: 'Invented', MobilePhone: numberOf(index) }));
    await scene.org.insert('Contact', people);
    for (const round of ['a', 'b', 'c', 'd'])
        await scene.report(
            ...indexes.map((index) => ({
                ...{ Message_Key__c: `${round}${index}`, Recipient__c: numberOf(index) },
                ...TEMPORARY,
            })),
        );
    assert.equal(new Set(tasks().map((task) => task['WhoId'])).size, 200);
    assert.equal(tasks().length, 200);
    const transactions = scene.org.transactions().slice(-12);
    const queries = Math.max(...transactions.map((each) => each.queries));
    const writes = Math.max(...transactions.map((each) => each.statements));
    assert.ok(queries <= 20 && writes <= 8, `${queries} queries and ${writes} writes`);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
