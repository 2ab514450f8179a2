/** The recipes of docs/recipes.md, each as an admin uses it: saved under another name, and activated. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../local-org/src/flowTests/index.ts';
import { ROOT } from '../support/landed.ts';
import { Scene } from './support/scene.ts';

const RECIPES = [
    'Recipe_EmailAndTask',
    'Recipe_NotifyRejected',
    'Recipe_FollowClick',
    'Recipe_CallForCode',
    'Recipe_SendAgain',
] as const;
const PACKAGE = path.join(ROOT, 'force-app');
const sourceOf = (recipe: string): string =>
    readFileSync(path.join(PACKAGE, `main/default/flows/${recipe}.flow-meta.xml`), 'utf8');

/** A project of its own beside the package, with the copies that an admin would have. */
function projectWithCopies(): string {
    const directory = mkdtempSync(path.join(tmpdir(), 'landed-recipes-'));
    const flows = path.join(directory, 'own/main/default/flows');
    mkdirSync(flows, { recursive: true });
    const packageDirectories = [{ path: PACKAGE }, { path: 'own' }];
    writeFileSync(path.join(directory, 'sfdx-project.json'), JSON.stringify({ packageDirectories }));
    for (const recipe of RECIPES) {
        const copy = sourceOf(recipe)
            .replace('<isTemplate>true', '<isTemplate>false')
            .replace('<label>Recipe: ', '<label>Ours: ')
            .replace('<status>Draft', '<status>Active');
        writeFileSync(path.join(flows, `${recipe.replace('Recipe_', 'Ours_')}.flow-meta.xml`), copy);
    }
    return directory;
}

const NUMBER = '+447700900281';
const PERSON = { LastName: 'Invented', MobilePhone: NUMBER, Email: 'invented@example.com' };
const TEMPORARY = { Recipient__c: NUMBER, Status__c: 'Undelivered', Failure_Class__c: 'Temporary' };

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});

const tasks = (): Row[] => scene.org.rows('SELECT Subject, Priority, Description FROM Task ORDER BY Subject');
const subjects = (): unknown[] => tasks().map((row) => row['Subject']);
const letters = (): unknown[] => scene.org.emails().map(({ subject }) => subject);

tests.add('not delivered: one email and one task, however often the failure is reported', async () => {
    await scene.create('Contact', { ...PERSON, Time_Zone__c: 'Africa/Lagos' });
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Sent' });
    assert.deepEqual([letters(), subjects()], [[], []]);
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY });
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY, Error_Code__c: '30003' });
    assert.deepEqual(letters(), ['We could not reach you by text message']);
    assert.deepEqual(subjects().filter((subject) => subject === 'Text message not delivered').length, 1);
    assert.match(String(tasks().at(-1)?.['Description']), /ended as Undelivered\. An email was sent instead/);
});

tests.add('not delivered: who opted out of email gets none, and the task says why', async () => {
    await scene.create('Contact', { ...PERSON, HasOptedOutOfEmail: true });
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY });
    assert.deepEqual([letters(), subjects()], [[], ['Text message not delivered']]);
    assert.match(String(tasks()[0]?.['Description']), /No email was sent: .+/);
});

tests.add('not delivered: an email that fails leaves the task', async () => {
    scene.org.failAt('Ours_EmailAndTask', 'Send_Email');
    await scene.create('Contact', { ...PERSON, Time_Zone__c: 'Africa/Lagos' });
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY });
    assert.deepEqual([letters(), subjects()], [[], ['Text message not delivered']]);
});

tests.add('rejected: the owner of the campaign gets one email an alert, and none of other alerts', async () => {
    const Campaign__c = await scene.create('Campaign', { Name: 'Spring appeal' });
    const alert = {
        Campaign__c,
        Subject__c: 'Spring appeal: 12 rejected',
    };
    await scene.create('Delivery_Alert__c', { ...alert, Alert_Key__c: 'a', Kind__c: 'Spam Filtered' });
    await scene.create('Delivery_Alert__c', { ...alert, Alert_Key__c: 'b', Kind__c: 'Silent Provider' });
    const [letter, ...others] = scene.org.emails().filter(({ subject }) => /rejected/.test(subject));
    assert.equal(others.length, 0);
    assert.match(JSON.stringify(letter), /Spring appeal: 12 rejected/);
});

tests.add('delivered and clicked: one task, and none for a click alone', async () => {
    await scene.create('Contact', PERSON);
    await scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Status__c: 'Sent', Clicked_At__c: scene.time() });
    assert.deepEqual(subjects(), []);
    const delivered = {
        Message_Key__c: 'a',
        Recipient__c: NUMBER,
        Status__c: 'Delivered',
        Delivery_Confidence__c: 'Handset',
    };
    await scene.report({ ...delivered, Delivered_At__c: scene.time(), Clicked_At__c: scene.time() });
    await scene.report({ ...delivered, Delivered_At__c: scene.time(), Read_At__c: scene.time() });
    assert.deepEqual(subjects(), ['Clicked: take the next step']);
});

for (const [status, more] of [
    ['Unconfirmed', {}],
    ['Undelivered', { Failure_Class__c: 'Temporary' }],
] as const) {
    tests.add(`one-time password ${status}: an urgent call, unless they do not want calls`, async () => {
        await scene.create('Contact', PERSON);
        await scene.create('Contact', { ...PERSON, MobilePhone: '+447700900282', DoNotCall: true });
        const lost = { Purpose__c: 'OTP', Status__c: status, ...more };
        await scene.report(
            { Message_Key__c: 'a', Recipient__c: NUMBER, ...lost },
            { Message_Key__c: 'b', Recipient__c: '+447700900282', ...lost },
            { Message_Key__c: 'c', Recipient__c: NUMBER, ...lost, Purpose__c: 'Newsletter' },
        );
        const calls = tasks().filter((row) => row['Subject'] === 'Call with a new code');
        assert.deepEqual(
            calls.map((row) => row['Priority']),
            ['High'],
        );
    });
}

/** What the sender of the org is asked to send again, and when. */
const requests = (): unknown[][] =>
    scene.org.events('Send_Request__e').map((event) => [event['Message_Key__c'], event['Not_Before__c']]);
const TIMED = { ...PERSON, Time_Zone__c: 'Africa/Lagos' }; // an hour ahead of UTC, where the scene begins at nine

tests.add('failed for good: asked for once, an hour later, and never while it may still arrive', async () => {
    await scene.create('Contact', TIMED);
    const waits = { Message_Key__c: 'a', Recipient__c: NUMBER, Failure_Class__c: 'Temporary' };
    for (const Status__c of ['Sent', 'Unconfirmed']) await scene.report({ ...waits, Status__c });
    assert.deepEqual(requests(), []);
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY });
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY, Error_Code__c: '30003' });
    assert.deepEqual(requests(), [['a', scene.time(3600)]]);
    const [event] = scene.org.events('Send_Request__e');
    assert.deepEqual([event?.['Recipient__c'], event?.['Failures__c']], [NUMBER, 1]);
});

tests.add('failed at night: asked for when the quiet hours end', async () => {
    await scene.create('Contact', TIMED);
    await scene.org.pass(11 * 3600); // nine in the evening in Lagos
    await scene.report({ Message_Key__c: 'a', ...TEMPORARY });
    assert.deepEqual(requests(), [['a', '2026-01-06T08:00:00.000Z']]);
});

tests.add('failed for a third time in three days: left to people', async () => {
    await scene.create('Contact', TIMED);
    for (const key of ['a', 'b', 'c']) {
        await scene.report({ Message_Key__c: key, ...TEMPORARY });
        await scene.org.pass(600);
    }
    assert.deepEqual(
        requests().map(([key]) => key),
        ['a', 'b'],
    );
});

tests.add(
    'failed, but not for a reason that passes, or to a number that is suppressed: nothing is asked for',
    async () => {
        await scene.create('Contact', TIMED);
        await scene.report({ Message_Key__c: 'spam', ...TEMPORARY, Failure_Class__c: 'Spam Filtered' });
        await scene.report({ Message_Key__c: 'gone', ...TEMPORARY, Failure_Class__c: 'Permanent' });
        await scene.report({ Message_Key__c: 'after', ...TEMPORARY });
        assert.deepEqual(requests(), []);
    },
);

for (const [recipe, element, story] of [
    ['EmailAndTask', 'Create_Task', TEMPORARY],
    ['CallForCode', 'Create_Task', { ...TEMPORARY, Purpose__c: 'OTP' }],
    ['SendAgain', 'Get_Failures', TEMPORARY],
    ['SendAgain', 'Request_It', TEMPORARY],
] as const) {
    tests.add(`a fault of ${recipe} at ${element} takes no message with it`, async () => {
        scene.org.failAt(`Ours_${recipe}`, element);
        await scene.create('Contact', PERSON);
        await scene.report({ Message_Key__c: 'a', ...story });
        assert.equal(scene.message('a', ['Effect_Status__c'])['Effect_Status__c'], 'Applied');
    });
}

if (import.meta.main) {
    const project = projectWithCopies();
    after(() => rmSync(project, { recursive: true, force: true }));
    const org = openFlowOrg({ project });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
    test('as shipped every recipe is a template that does nothing', () => {
        for (const recipe of RECIPES)
            assert.match(sourceOf(recipe), /<isTemplate>true<\/isTemplate>[^]*<status>Draft<\/status>/);
    });
}
