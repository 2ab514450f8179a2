/** When a text message that matters does not arrive in time: one email, or one call, whoever notices first. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { copyPackage, turn } from '../support/projectCopy.ts';
import { Scene } from './support/scene.ts';
import type { Row } from '../support/orgClient.ts';

const NUMBER = '+447700900161';
const WINDOW_SECONDS = 90;
const PERSON = { LastName: 'Invented', MobilePhone: NUMBER };
const EMAIL = 'invented@example.com';
const SENT = { Status__c: 'Sent' };
const DELIVERED = { Status__c: 'Delivered' };
const UNCONFIRMED = { Status__c: 'Unconfirmed' };
const PERMANENT = { Status__c: 'Undelivered', Error_Code__c: '30005', Failure_Class__c: 'Permanent' };
const TEMPORARY = { Status__c: 'Undelivered', Error_Code__c: '30003', Failure_Class__c: 'Temporary' };
const donation = (snapshot: Row): Row => ({
    Message_Key__c: 'donation',
    Recipient__c: NUMBER,
    Purpose__c: 'Donation',
    ...snapshot,
});

let scene: Scene;
before(async () => {
    scene = await Scene.open();
});
after(() => scene.close());
beforeEach(() => scene.clear());

const STATE = ['Fallback_Status__c', 'Fallback_Channel__c', 'Is_Late_Delivery__c'];
const state = (): Promise<Row> => scene.message('donation', STATE);
const note = async (): Promise<unknown> => (await scene.message('donation', ['Fallback_Note__c']))['Fallback_Note__c'];
const tasks = (): Promise<Row[]> =>
    scene.client.query("SELECT Subject, Description, OwnerId, WhoId FROM Task WHERE Status = 'Not Started'");
const SENT_BY_EMAIL = { Fallback_Status__c: 'Sent', Fallback_Channel__c: 'Email', Is_Late_Delivery__c: false };
const CALLED = { Fallback_Status__c: 'Task Created', Fallback_Channel__c: 'Voice', Is_Late_Delivery__c: false };

test('a donation that stays unconfirmed for its window leaves one email; what comes later is recorded as late', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(SENT));
    const armed = await scene.message('donation', ['Fallback_Status__c', 'Fallback_Due_At__c', 'Received_At__c']);
    assert.equal(armed['Fallback_Status__c'], 'Armed');
    const window = Date.parse(String(armed['Fallback_Due_At__c'])) - Date.parse(String(armed['Received_At__c']));
    assert.equal(window, WINDOW_SECONDS * 1000);
    await scene.pass(WINDOW_SECONDS - 30);
    assert.deepEqual(await scene.outbox(), []);
    await scene.pass(90);
    const [email, ...others] = await scene.outbox();
    assert.ok(email);
    assert.deepEqual(others, []);
    assert.deepEqual(await state(), SENT_BY_EMAIL);
    await scene.report(donation(DELIVERED));
    assert.deepEqual(await state(), { ...SENT_BY_EMAIL, Is_Late_Delivery__c: true });
    await scene.pass(600);
    assert.equal((await scene.outbox()).length, 1);
    assert.deepEqual(await tasks(), []);
    assert.deepEqual(await scene.flowErrors(), []);
});

for (const [seconds, isLate] of [
    [WINDOW_SECONDS, false],
    [WINDOW_SECONDS + 1, true],
] as const) {
    test(`delivered ${seconds} s after the window opened is ${isLate ? 'late' : 'in time'}, and sends nothing`, async (t) => {
        const copy = await copyPackage();
        t.after(copy.remove);
        await turn(copy, 'Message_FallbackTimer', false); // nobody has noticed when the delivery is reported
        const unwatched = await Scene.open(copy.directory);
        t.after(() => unwatched.close());
        await unwatched.create('Contact', { ...PERSON, Email: EMAIL });
        await unwatched.report(donation(SENT));
        const { Received_At__c: opened } = await unwatched.message('donation', ['Received_At__c']);
        await unwatched.pass(seconds);
        const at = new Date(Date.parse(String(opened)) + seconds * 1000).toISOString();
        await unwatched.report(donation({ ...DELIVERED, Delivered_At__c: at, Status_At__c: at }));
        assert.deepEqual(await unwatched.message('donation', STATE), {
            Fallback_Status__c: 'Not Needed',
            Fallback_Channel__c: null,
            Is_Late_Delivery__c: isLate,
        });
        await unwatched.pass(600);
        assert.deepEqual(await unwatched.outbox(), []);
        assert.deepEqual(await unwatched.client.query('SELECT Id FROM Task'), []);
    });
}

test('a delivery in time calls the fallback off', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(SENT));
    await scene.pass(60);
    await scene.report(donation(DELIVERED));
    assert.equal((await state())['Fallback_Status__c'], 'Not Needed');
    await scene.pass(600);
    assert.deepEqual(await scene.outbox(), []);
    assert.deepEqual(await state(), {
        Fallback_Status__c: 'Not Needed',
        Fallback_Channel__c: null,
        Is_Late_Delivery__c: false,
    });
});

test('a permanent failure does not wait for the window', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(PERMANENT));
    assert.deepEqual(await state(), SENT_BY_EMAIL);
    assert.equal((await scene.outbox()).length, 1);
});

test('a temporary failure waits for the window', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(TEMPORARY));
    assert.equal((await state())['Fallback_Status__c'], 'Armed');
    await scene.pass(120);
    assert.deepEqual(await state(), SENT_BY_EMAIL);
});

for (const [why, fields] of [
    ['opted out of email', { Email: EMAIL, HasOptedOutOfEmail: true }],
    ['has no email address', {}],
] as const) {
    test(`a contact who ${why} is called`, async () => {
        const contact = await scene.create('Contact', { ...PERSON, ...fields });
        const { OwnerId: owner } = await scene.row('Contact', 'Id', contact, ['OwnerId']);
        await scene.report(donation(UNCONFIRMED));
        assert.deepEqual(await state(), CALLED);
        assert.deepEqual(await scene.outbox(), []);
        const [task, ...others] = await tasks();
        assert.ok(task);
        assert.deepEqual(others, []);
        assert.deepEqual([task['WhoId'], task['OwnerId']], [contact, owner]);
        assert.match(String(task['Description']), /\+447700900161.*No usable email/s);
    });
}

test('an email address under suppression is not written to', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.create('Suppression__c', {
        Suppression_Key__c: `Email:${EMAIL}`,
        Channel__c: 'Email',
        Address__c: EMAIL,
        Reason__c: 'Complaint',
        Is_Active__c: true,
    });
    await scene.report(donation(UNCONFIRMED));
    assert.deepEqual(await state(), CALLED);
    assert.deepEqual(await scene.outbox(), []);
});

test('whoever has no usable email and must not be called is left in peace', async () => {
    await scene.create('Contact', { ...PERSON, DoNotCall: true });
    await scene.report(donation(UNCONFIRMED));
    assert.equal((await state())['Fallback_Status__c'], 'Skipped');
    assert.match(String(await note()), /must not be called/);
    assert.deepEqual(await tasks(), []);
});

test('a message of nobody says so', async () => {
    await scene.report(donation(UNCONFIRMED));
    assert.equal((await state())['Fallback_Status__c'], 'Skipped');
    assert.match(String(await note()), /No contact and no lead/);
});

test('a lead gets its email too', async () => {
    await scene.create('Lead', { ...PERSON, Company: 'Invented', Email: EMAIL });
    await scene.report(donation(UNCONFIRMED));
    assert.deepEqual(await state(), SENT_BY_EMAIL);
    assert.equal((await scene.outbox()).length, 1);
});

test('a message that the CRM announces before it is sent is watched, though no relay ever reports on it', async () => {
    const contact = await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.create('Message__c', {
        Message_Key__c: 'donation',
        Channel__c: 'SMS',
        Status__c: 'Queued',
        Recipient__c: NUMBER,
        Purpose__c: 'Donation',
        Contact__c: contact,
    });
    assert.equal((await state())['Fallback_Status__c'], 'Armed');
    await scene.pass(120);
    assert.deepEqual(await state(), SENT_BY_EMAIL);
    assert.equal((await scene.outbox()).length, 1);
});

test('with the timer switched off the relay alone makes the fallback due', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    await turn(copy, 'Message_FallbackTimer', false);
    const untimed = await Scene.open(copy.directory);
    t.after(() => untimed.close());
    await untimed.create('Contact', { ...PERSON, Email: EMAIL });
    await untimed.report(donation(SENT));
    await untimed.pass(120);
    assert.deepEqual(await untimed.outbox(), []);
    await untimed.report(donation(UNCONFIRMED));
    assert.equal((await untimed.outbox()).length, 1);
});

test('a purpose that is not high-stakes has no fallback', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation({ ...PERMANENT, Purpose__c: 'Newsletter' }));
    await scene.pass(600);
    assert.equal((await state())['Fallback_Status__c'], 'Not Needed');
    assert.deepEqual(await scene.outbox(), []);
});

test('whoever says once more that the fallback is due comes too late', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(UNCONFIRMED));
    const { Id: id } = await scene.message('donation', ['Id']);
    await scene.client.update('Message__c', String(id), { Fallback_Status__c: 'Due' });
    await scene.client.idle();
    assert.deepEqual(await state(), SENT_BY_EMAIL);
    assert.equal((await scene.outbox()).length, 1);
});

const SNAPSHOTS = { sent: SENT, unconfirmed: UNCONFIRMED, permanent: PERMANENT, delivered: DELIVERED };
type Step = keyof typeof SNAPSHOTS | 'timer' | 'another';
const STEPS: readonly Step[] = ['sent', 'unconfirmed', 'permanent', 'delivered', 'timer', 'another'];

/** `another`: a batch in which a second message to the same person is lost while the first is only reported again. */
async function take(step: Step): Promise<void> {
    if (step === 'timer') return scene.pass(120);
    if (step !== 'another') return scene.report(donation(SNAPSHOTS[step]));
    return scene.report(donation(SENT), { ...donation(UNCONFIRMED), Message_Key__c: 'another' });
}

/** What comes first decides: the delivery, or the first of all that make the fallback due. */
function isFallbackDue(steps: readonly Step[]): boolean {
    const due = steps.findIndex((step) => step === 'unconfirmed' || step === 'permanent' || step === 'timer');
    const delivered = steps.indexOf('delivered');
    return due >= 0 && (delivered < 0 || due < delivered);
}

test('relay and timer, in any order and however often, send once at most', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 7 }), async (steps) => {
            await scene.clear();
            await scene.create('Contact', { ...PERSON, Email: EMAIL });
            await take('sent');
            for (const step of steps) await take(step);
            const ofAnother = steps.includes('another') ? 1 : 0;
            assert.equal((await scene.outbox()).length - ofAnother, isFallbackDue(steps) ? 1 : 0);
            assert.deepEqual(await scene.flowErrors(), []);
        }),
        { numRuns: 60, seed },
    );
    t.diagnostic(`60 sequences, seed ${seed}`);
});

test('200 fallbacks that are due at once are 200 emails, within the limits of a transaction', async (t) => {
    const numberOf = (index: number): string => `+447700900${String(index).padStart(3, '0')}`;
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    await scene.client.create(
        'Contact',
        indexes.map((index) => ({
            LastName: 'Invented',
            MobilePhone: numberOf(index),
            Email: `p${index}@example.com`,
        })),
    );
    const toEach = (snapshot: Row): Row[] =>
        indexes.map((index) => ({ ...donation(snapshot), Message_Key__c: `m${index}`, Recipient__c: numberOf(index) }));
    await scene.report(...toEach(SENT));
    await scene.pass(120);
    await scene.report(...toEach(UNCONFIRMED));
    const emails = await scene.outbox();
    assert.equal(emails.length, 200);
    assert.equal(new Set(emails.map((email) => JSON.stringify(email['to']))).size, 200);
    assert.deepEqual(await scene.flowErrors(), []);
    const transactions = await scene.client.control<{ queries: number; statements: number }[]>(
        'GET',
        'limits?limit=20',
    );
    const queries = Math.max(...transactions.map((each) => each.queries));
    const writes = Math.max(...transactions.map((each) => each.statements));
    t.diagnostic(`at most ${queries} queries and ${writes} writes`);
    assert.ok(queries <= 20 && writes <= 8);
});
