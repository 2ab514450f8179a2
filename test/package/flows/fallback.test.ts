/** When a text message that matters does not arrive in time: one email, or one call, whoever notices first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { makeReport } from '../../../relay/src/core/report.ts';
import { ROOT } from '../../support/landed.ts';
import { published } from '../support/published.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

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

const STATE = ['Fallback_Status__c', 'Fallback_Channel__c', 'Is_Late_Delivery__c'];
const state = (): Row => scene.message('donation', STATE);
const note = (): unknown => scene.message('donation', ['Fallback_Note__c'])['Fallback_Note__c'];
const timers = (): unknown[] => scene.org.waiting().filter(({ flow }) => flow === 'Message_FallbackTimer');
const tasks = (): Row[] =>
    scene.org.rows("SELECT Subject, Description, OwnerId, WhoId FROM Task WHERE Status = 'Not Started'");
const SENT_BY_EMAIL = { Fallback_Status__c: 'Sent', Fallback_Channel__c: 'Email', Is_Late_Delivery__c: false };
const CALLED = { Fallback_Status__c: 'Task Created', Fallback_Channel__c: 'Voice', Is_Late_Delivery__c: false };

tests.add(
    'a donation that stays unconfirmed for its window leaves one email; what comes later is recorded as late',
    async () => {
        await scene.create('Contact', { ...PERSON, Email: EMAIL });
        await scene.report(donation(SENT));
        const armed = scene.message('donation', ['Fallback_Status__c', 'Fallback_Due_At__c', 'Received_At__c']);
        assert.equal(armed['Fallback_Status__c'], 'Armed');
        const window = Date.parse(String(armed['Fallback_Due_At__c'])) - Date.parse(String(armed['Received_At__c']));
        assert.equal(window, WINDOW_SECONDS * 1000);
        await scene.org.pass(WINDOW_SECONDS - 30);
        assert.deepEqual(scene.org.emails(), []);
        await scene.org.pass(90);
        const [email, ...others] = scene.org.emails();
        assert.ok(email);
        assert.deepEqual(others, []);
        assert.deepEqual(state(), SENT_BY_EMAIL);
        await scene.report(donation(DELIVERED));
        assert.deepEqual(state(), { ...SENT_BY_EMAIL, Is_Late_Delivery__c: true });
        await scene.org.pass(600);
        assert.equal(scene.org.emails().length, 1);
        assert.deepEqual(tasks(), []);
        assert.deepEqual(scene.org.errors(), []);
    },
);

for (const [seconds, isLate] of [
    [WINDOW_SECONDS, false],
    [WINDOW_SECONDS + 1, true],
] as const) {
    tests.add(
        `delivered ${seconds} s after the window opened is ${isLate ? 'late' : 'in time'}, and sends nothing`,
        async () => {
            scene.switchOff('Message_FallbackTimer'); // nobody has noticed when the delivery is reported
            await scene.create('Contact', { ...PERSON, Email: EMAIL });
            await scene.report(donation(SENT));
            const { Received_At__c: opened } = scene.message('donation', ['Received_At__c']);
            await scene.org.pass(seconds);
            const at = new Date(Date.parse(String(opened)) + seconds * 1000).toISOString();
            await scene.report(donation({ ...DELIVERED, Delivered_At__c: at, Status_At__c: at }));
            assert.deepEqual(scene.message('donation', STATE), {
                Fallback_Status__c: 'Not Needed',
                Fallback_Channel__c: null,
                Is_Late_Delivery__c: isLate,
            });
            await scene.org.pass(600);
            assert.deepEqual(scene.org.emails(), []);
            assert.deepEqual(scene.org.rows('SELECT Id FROM Task'), []);
        },
    );
}

tests.add('a delivery in time calls the fallback off', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(SENT));
    await scene.org.pass(60);
    await scene.report(donation(DELIVERED));
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
    assert.deepEqual(timers(), []);
    await scene.org.pass(600);
    assert.deepEqual(scene.org.emails(), []);
    assert.deepEqual(state(), {
        Fallback_Status__c: 'Not Needed',
        Fallback_Channel__c: null,
        Is_Late_Delivery__c: false,
    });
});

for (const [route, doubts, emails] of [
    ['a route that is doubted', { routes: ['grey:GB:'], senders: [] }, 1],
    ['a sender that is not registered', { routes: [], senders: [{ sender: 'landed', country: 'GB' }] }, 1],
    ['another route', { routes: ['grey:US:'], senders: [] }, 0],
] as const)
    tests.add(
        `"delivered" of a password by ${route} ${emails === 1 ? 'lets' : 'keeps'} its fallback ${emails === 1 ? 'go out' : 'back'}`,
        async () => {
            await scene.create('Contact', { ...PERSON, Email: EMAIL });
            const now = scene.time();
            const report = makeReport({
                ...{ messageKey: 'code', provider: 'grey', channel: 'SMS', country: 'GB', sender: 'Landed' },
                ...{ recipient: NUMBER, purpose: 'OTP', status: 'Delivered', confidence: 'Handset' },
                ...{ statusAt: now, deliveredAt: now, receivedAt: now },
            });
            await scene.report(published([report], now, doubts));
            assert.equal(scene.message('code', ['Status__c'])['Status__c'], emails === 1 ? 'Unknown' : 'Delivered');
            assert.deepEqual(scene.org.emails(), [], 'the window is still open');
            await scene.org.pass(WINDOW_SECONDS + 60);
            assert.equal(scene.org.emails().length, emails);
        },
    );

tests.add('a permanent failure does not wait for the window', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(PERMANENT));
    assert.deepEqual(state(), SENT_BY_EMAIL);
    assert.equal(scene.org.emails().length, 1);
});

tests.add('a permanent failure does not wait either when nothing can be noted of it', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    for (const element of ['Mark_Applied', 'Mark_Failed']) scene.org.failAt('Message_UpdateRecipient', element);
    await scene.report(donation(PERMANENT));
    assert.equal(scene.org.emails().length, 1);
});

/** From each state, and with or without the time that a fallback was due: whether a claim is the first. */
for (const [before, due, after] of [
    ['Sent', true, 'Sent'],
    ['Task Created', true, 'Task Created'],
    ['Skipped', true, 'Skipped'],
    ['Failed', true, 'Failed'],
    ['Not Needed', true, 'Not Needed'],
    ['Not Needed', false, 'Due'],
    ['Armed', true, 'Due'],
    ['Postponed', true, 'Due'],
] as const) {
    tests.add(`a claim on what is ${before}${due ? '' : ' and was never due'} leaves it ${after}`, async () => {
        scene.switchOff('Message_FallbackSend');
        scene.switchOff('Message_FallbackTimer');
        await scene.report({ ...donation({ Status__c: 'Sent' }), Purpose__c: null });
        const { Id } = scene.row('Message__c', 'Recipient__c', PERSON.MobilePhone, ['Id']);
        const at = due ? scene.time(-60) : null;
        await scene.change('Message__c', Id, { Fallback_Status__c: before, Fallback_Due_At__c: at });
        await scene.change('Message__c', Id, { Fallback_Status__c: 'Due' });
        assert.equal(state()['Fallback_Status__c'], after);
    });
}

tests.add('what is canceled when it is first heard of is never armed', async () => {
    await scene.report(donation({ Status__c: 'Canceled' }));
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
    assert.equal(scene.org.rows('SELECT Id FROM Message__c WHERE Fallback_Due_At__c != null').length, 0);
});

tests.add('a policy that cannot be read is noted on the message', async () => {
    scene.org.failAt('Message_ArmFallback', 'Get_Policy', { message: 'invented' });
    await scene.report(donation({ Status__c: 'Sent' }));
    const [row] = scene.org.rows('SELECT Effect_Error__c FROM Message__c');
    assert.equal(row?.['Effect_Error__c'], 'Message_ArmFallback: invented');
});

tests.add('a policy without a window arms nothing', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', { High_Stakes__c: true, Fallback_Seconds__c: null });
    await scene.report(donation({ Status__c: 'Sent' }));
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
});

tests.add('a temporary failure waits for the window', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(TEMPORARY));
    assert.equal(state()['Fallback_Status__c'], 'Armed');
    await scene.org.pass(120);
    assert.deepEqual(state(), SENT_BY_EMAIL);
});

for (const [why, fields] of [
    ['opted out of email', { Email: EMAIL, HasOptedOutOfEmail: true }],
    ['has no email address', {}],
] as const) {
    tests.add(`a contact who ${why} is called`, async () => {
        const contact = await scene.create('Contact', { ...PERSON, ...fields });
        const { OwnerId: owner } = scene.row('Contact', 'Id', contact, ['OwnerId']);
        await scene.report(donation(UNCONFIRMED));
        assert.deepEqual(state(), CALLED);
        assert.deepEqual(scene.org.emails(), []);
        const [task, ...others] = tasks();
        assert.ok(task);
        assert.deepEqual(others, []);
        assert.deepEqual([task['WhoId'], task['OwnerId']], [contact, owner]);
        assert.match(String(task['Description']), /\+447700900161.*No usable email/s);
    });
}

tests.add('an email address under suppression is not written to', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.create('Suppression__c', {
        Suppression_Key__c: `Email:${EMAIL}`,
        Channel__c: 'Email',
        Address__c: EMAIL,
        Reason__c: 'Complaint',
        Is_Active__c: true,
    });
    await scene.report(donation(UNCONFIRMED));
    assert.deepEqual(state(), CALLED);
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('whoever has no usable email and must not be called is left in peace', async () => {
    await scene.create('Contact', { ...PERSON, DoNotCall: true });
    await scene.report(donation(UNCONFIRMED));
    assert.equal(state()['Fallback_Status__c'], 'Skipped');
    assert.match(String(note()), /must not be called/);
    assert.deepEqual(tasks(), []);
});

tests.add('a message of nobody says so', async () => {
    await scene.report(donation(UNCONFIRMED));
    assert.equal(state()['Fallback_Status__c'], 'Skipped');
    assert.match(String(note()), /No contact and no lead/);
});

tests.add('a lead gets its email too', async () => {
    await scene.create('Lead', { ...PERSON, Company: 'Invented', Email: EMAIL });
    await scene.report(donation(UNCONFIRMED));
    assert.deepEqual(state(), SENT_BY_EMAIL);
    assert.equal(scene.org.emails().length, 1);
});

tests.add(
    'a message that the CRM announces before it is sent is watched, though no relay ever reports on it',
    async () => {
        const contact = await scene.create('Contact', { ...PERSON, Email: EMAIL });
        await scene.create('Message__c', {
            Message_Key__c: 'donation',
            Channel__c: 'SMS',
            Status__c: 'Queued',
            Recipient__c: NUMBER,
            Purpose__c: 'Donation',
            Contact__c: contact,
        });
        assert.equal(state()['Fallback_Status__c'], 'Armed');
        await scene.org.pass(120);
        assert.deepEqual(state(), SENT_BY_EMAIL);
        assert.equal(scene.org.emails().length, 1);
    },
);

tests.add('no timer is set for what was loaded in bulk', async () => {
    const past = { Message_Key__c: 'donation', Channel__c: 'SMS', Status__c: 'Sent', Bulk_Load__c: true };
    const due = { Fallback_Status__c: 'Armed', Fallback_Due_At__c: scene.time(60) };
    await scene.create('Message__c', { ...past, ...due });
    assert.deepEqual(timers(), []);
    await scene.org.pass(120);
    assert.equal(state()['Fallback_Status__c'], 'Armed');
});

tests.add('with the timer switched off the relay alone makes the fallback due', async () => {
    scene.switchOff('Message_FallbackTimer');
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(SENT));
    await scene.org.pass(120);
    assert.deepEqual(scene.org.emails(), []);
    await scene.report(donation(UNCONFIRMED));
    assert.equal(scene.org.emails().length, 1);
});

tests.add('a purpose that is not high-stakes has no fallback', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation({ ...PERMANENT, Purpose__c: 'Newsletter' }));
    await scene.org.pass(600);
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('a purpose that an admin takes off the high-stakes list is no longer armed', async () => {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', { High_Stakes__c: false });
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(UNCONFIRMED));
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('what is delivered when it is first heard of is never armed', async () => {
    await scene.report(donation(DELIVERED));
    assert.equal(scene.message('donation', ['Fallback_Due_At__c'])['Fallback_Due_At__c'], null);
});

tests.add('whoever says once more that the fallback is due comes too late', async () => {
    await scene.create('Contact', { ...PERSON, Email: EMAIL });
    await scene.report(donation(UNCONFIRMED));
    const { Id: id } = scene.message('donation', ['Id']);
    await scene.change('Message__c', String(id), { Fallback_Status__c: 'Due' });
    assert.deepEqual(state(), SENT_BY_EMAIL);
    assert.equal(scene.org.emails().length, 1);
});

const SNAPSHOTS = { sent: SENT, unconfirmed: UNCONFIRMED, permanent: PERMANENT, delivered: DELIVERED };
type Step = keyof typeof SNAPSHOTS | 'timer' | 'another';
const STEPS: readonly Step[] = ['sent', 'unconfirmed', 'permanent', 'delivered', 'timer', 'another'];

/** `another`: a batch in which a second message to the same person is lost while the first is only reported again. */
async function take(step: Step): Promise<void> {
    if (step === 'timer') return scene.org.pass(120);
    if (step !== 'another') return scene.report(donation(SNAPSHOTS[step]));
    return scene.report(donation(SENT), { ...donation(UNCONFIRMED), Message_Key__c: 'another' });
}

/** What comes first decides: the delivery, or the first of all that make the fallback due. */
function isFallbackDue(steps: readonly Step[]): boolean {
    const due = steps.findIndex((step) => step === 'unconfirmed' || step === 'permanent' || step === 'timer');
    const delivered = steps.indexOf('delivered');
    return due >= 0 && (delivered < 0 || due < delivered);
}

tests.add('relay and timer, in any order and however often, send once at most', async () => {
    await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 7 }), async (steps) => {
            scene.org.reset();
            await scene.create('Contact', { ...PERSON, Email: EMAIL });
            await take('sent');
            for (const step of steps) await take(step);
            const ofAnother = steps.includes('another') ? 1 : 0;
            assert.equal(scene.org.emails().length - ofAnother, isFallbackDue(steps) ? 1 : 0);
            assert.deepEqual(scene.org.errors(), []);
        }),
        { numRuns: 60, seed: 20 }, // the same ones each time, so that a broken flow is noticed by chance of none
    );
});

tests.add('200 fallbacks that are due at once are 200 emails, within the limits of a transaction', async () => {
    const numberOf = (index: number): string => `+447700900${String(index).padStart(3, '0')}`;
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    await scene.org.insert(
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
    await scene.org.pass(120);
    await scene.report(...toEach(UNCONFIRMED));
    const emails = scene.org.emails();
    assert.equal(emails.length, 200);
    assert.equal(new Set(emails.map((email) => JSON.stringify(email['to']))).size, 200);
    assert.deepEqual(scene.org.errors(), []);
    const transactions = scene.org.transactions().slice(-20);
    const queries = Math.max(...transactions.map((each) => each.queries));
    const writes = Math.max(...transactions.map((each) => each.statements));
    assert.ok(queries <= 20 && writes <= 8, `${queries} queries and ${writes} writes`);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
