/** What a fallback leaves behind, word by word: the task, the notes, the sender, and the messages beside it untouched. */
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

const NUMBER = '+447700900291';
const EMAIL = 'invented@example.com';
const PERSON = { LastName: 'Invented', MobilePhone: NUMBER };
const OWNER = 'user@local-org.example';
const lost = (facts: Row = {}): Row => ({
    ...{ Message_Key__c: 'lost', Recipient__c: NUMBER, Purpose__c: 'Donation', Status__c: 'Unconfirmed', ...facts },
});
const FIELDS = ['Fallback_Status__c', 'Fallback_Channel__c', 'Fallback_Note__c', 'Fallback_At__c'];
const left = (key = 'lost'): Row => scene.message(key, FIELDS);
const user = (username: string): unknown => scene.row('User', 'Username', username, ['Id'])['Id'];
const now = (): string => scene.time().replace('Z', '+0000');
const task = (): Row[] =>
    scene.org.rows('SELECT Subject, Description, OwnerId, Priority, Status, ActivityDate, WhoId FROM Task');
const policy = (values: Row): void => scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', { ...values } as never);

/** Another message, of somebody else, that no fallback is about. */
async function bystander(): Promise<() => void> {
    await scene.report({ Message_Key__c: 'beside', Recipient__c: '+447700900292', Status__c: 'Sent' });
    const before = left('beside');
    return () => assert.deepEqual(left('beside'), before);
}

for (const [object, more] of [
    ['Contact', {}],
    ['Lead', { Company: 'Invented' }],
] as const) {
    tests.add(`the call for a ${object.toLowerCase()} says everything, to the owner, for today`, async () => {
        await scene.create(object, { LastName: 'First', ...more });
        const isUntouched = await bystander();
        const id = await scene.create(object, { ...PERSON, ...more, OwnerId: user(OWNER) });
        await scene.report(lost());
        const reason = 'No usable email address. There is no address for this channel.';
        assert.deepEqual(task(), [
            {
                Subject: 'Call: a text message did not arrive (Donation)',
                Description: `The message to ${NUMBER} was not confirmed as delivered in time. Please call. ${reason}`,
                ...{ OwnerId: user(OWNER), Priority: 'High', Status: 'Not Started', WhoId: id },
                ActivityDate: scene.time().slice(0, 10),
            },
        ]);
        assert.deepEqual(left(), {
            ...{ Fallback_Status__c: 'Task Created', Fallback_Channel__c: 'Voice' },
            ...{ Fallback_Note__c: reason, Fallback_At__c: now() },
        });
        isUntouched();
    });

    tests.add(`a ${object.toLowerCase()} who must not be called is left in peace, and the note says why`, async () => {
        await scene.create(object, { LastName: 'First', ...more });
        const isUntouched = await bystander();
        await scene.create(object, { ...PERSON, ...more, DoNotCall: true });
        await scene.report(lost());
        assert.deepEqual(left(), {
            ...{ Fallback_Status__c: 'Skipped', Fallback_Channel__c: null, Fallback_At__c: null },
            Fallback_Note__c: 'No usable email address, and the person must not be called.',
        });
        assert.deepEqual(task(), []);
        isUntouched();
    });
}

tests.add('the email is noted with its time, and nothing beside it changes', async () => {
    const isUntouched = await bystander();
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(lost());
    assert.deepEqual(left(), {
        ...{ Fallback_Status__c: 'Sent', Fallback_Channel__c: 'Email', Fallback_Note__c: null, Fallback_At__c: now() },
    });
    assert.equal(scene.org.emails().length, 1);
    isUntouched();
});

tests.add('two that are due at once are an email to each', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    const other = { LastName: 'Other', MobilePhone: '+447700900293', Email: 'other@example.com' };
    await scene.create('Contact', other);
    await scene.report(lost(), lost({ Message_Key__c: 'also', Recipient__c: other.MobilePhone }));
    assert.deepEqual(
        scene.org.emails().map(({ to }) => to),
        [[EMAIL], [other.Email]],
    );
});

tests.add('the email goes out from the address of the policy, and is in the activities', async () => {
    await scene.create('OrgWideEmailAddress', { Address: 'desk@example.org', DisplayName: 'Desk' });
    policy({ Email_Sender__c: 'desk@example.org' });
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(lost());
    assert.deepEqual(
        scene.org.emails().map(({ sender }) => sender),
        ['desk@example.org'],
    );
    assert.equal(task().length, 1);
});

tests.add('a template that is no longer in use makes it a call', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    const { Id } = scene.row('EmailTemplate', 'DeveloperName', 'Landed_Donation_Fallback', ['Id']);
    const row = { Id: String(Id), IsActive: false };
    scene.org.meanwhile('Message_FallbackSend', 'Get_Template', { update: 'EmailTemplate', row });
    await scene.report(lost());
    const note = 'The email template of the delivery policy does not exist or is not available for use.';
    assert.equal(left()['Fallback_Note__c'], note);
});

tests.add('quiet hours are those of the number that is called, where the person has none', async () => {
    const contact = await scene.create('Contact', { LastName: 'Invented' });
    policy({ Fallback_Channel__c: 'Voice' });
    await scene.org.pass(13 * 3600);
    await scene.report(lost({ Record_Id__c: contact }));
    assert.equal(left()['Fallback_Status__c'], 'Postponed');
});

tests.add('a template that is gone makes it a call', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    policy({ Email_Template__c: 'Landed_Gone' });
    await scene.report(lost());
    const note = 'The email template of the delivery policy does not exist or is not available for use.';
    assert.equal(left()['Fallback_Note__c'], note);
    assert.deepEqual([scene.org.emails(), task().length], [[], 1]);
});

tests.add('with an owner and a stand-in who have left, nobody is called, and the note says what to do', async () => {
    await scene.create('Contact', { ...PERSON, OwnerId: user(OWNER) });
    policy({ Task_Owner__c: 'integration@local-org.example' });
    for (const username of [OWNER, 'integration@local-org.example']) {
        await scene.change('User', user(username), { IsActive: false });
    }
    await scene.report(lost());
    const note = 'Nobody to call: name an active user as Task Owner in the delivery policy.';
    assert.deepEqual(left(), {
        ...{ Fallback_Status__c: 'Failed', Fallback_Channel__c: null, Fallback_Note__c: note, Fallback_At__c: null },
    });
    assert.deepEqual(task(), []);
});

tests.add('what fails is noted on its message alone', async () => {
    const isUntouched = await bystander();
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    scene.org.failAt('Message_FallbackSend', 'Get_Policy', { message: 'x'.repeat(300) });
    await scene.report(lost());
    assert.equal(left()['Fallback_Status__c'], 'Failed');
    assert.equal(left()['Fallback_Note__c'], 'x'.repeat(255));
    isUntouched();
});

tests.add('an email of a high-stakes purpose that fails is followed by a call, not by another email', async () => {
    const contact = await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(lost({ Channel__c: 'Email', Recipient__c: EMAIL, Record_Id__c: contact }));
    assert.deepEqual([scene.org.emails(), left()['Fallback_Status__c']], [[], 'Task Created']);
});

tests.add('a message that is loaded in bulk sends nothing, whatever it says of its fallback', async () => {
    const contact = await scene.create('Contact', { ...PERSON, Email: EMAIL });
    const loaded = { Channel__c: 'SMS', Contact__c: contact, Fallback_Status__c: 'Due', Bulk_Load__c: true };
    await scene.create('Message__c', { ...lost(), ...loaded });
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('a lead that was converted meanwhile is written to as the contact', async () => {
    scene.switchOff('Lead_FollowConversion');
    const lead = await scene.create('Lead', { ...PERSON, Company: 'Invented' });
    const contact = await scene.create('Contact', { LastName: 'Converted', Email: EMAIL });
    await scene.report(lost({ Status__c: 'Sent', Record_Id__c: lead }));
    await scene.org.convertLead(lead, contact);
    await scene.org.pass(200);
    assert.deepEqual(
        scene.org.emails().map(({ to }) => to),
        [[EMAIL]],
    );
});

tests.add('what waits for the morning says so on its message alone', async () => {
    const isUntouched = await bystander();
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.org.pass(13 * 3600); // ten in the evening
    await scene.report(lost());
    assert.equal(left()['Fallback_Status__c'], 'Postponed');
    assert.match(String(left()['Fallback_Note__c']), /^Waits for the end of the quiet hours: .*09:00/);
    isUntouched();
    await scene.org.pass(12 * 3600);
    assert.deepEqual([left()['Fallback_Status__c'], left()['Fallback_Note__c']], ['Sent', null]);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
