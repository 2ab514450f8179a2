/** Once a day: what nobody has heard the end of is a soft failure after a day, and an email follows after two. */
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

const NUMBER = '+447700900201';
const DAY = 24 * 3600;
const message = (snapshot: Row): Row => ({ Message_Key__c: 'a', Recipient__c: NUMBER, ...snapshot });
const state = (): Row => scene.message('a', ['Status__c', 'Failure_Class__c', 'Fallback_Status__c']);
const NOT_NEEDED = { Fallback_Status__c: 'Not Needed' };
const contact = (): Promise<string> =>
    scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER, Email: 'a@example.com' });

/** A purpose that can wait: no window, valid for weeks, an email after two days. */
function newsletter(values: Row = {}): void {
    scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', {
        High_Stakes__c: false,
        Fallback_Seconds__c: null,
        Validity_Minutes__c: 30 * 1440,
        ...values,
    });
}

tests.add('a message without an end is a soft failure after a day, and a late delivery takes it back', async () => {
    const id = await contact();
    await scene.report(message({ Status__c: 'Sent' }));
    const lastStatus = (): unknown =>
        scene.row('Contact', 'Id', id, ['SMS_Last_Delivery_Status__c'])['SMS_Last_Delivery_Status__c'];
    await scene.org.pass(DAY - 3 * 3600);
    assert.equal(state()['Status__c'], 'Sent');
    await scene.org.pass(DAY);
    assert.deepEqual(state(), { Status__c: 'Unconfirmed', Failure_Class__c: 'Temporary', ...NOT_NEEDED });
    assert.equal(lastStatus(), 'Unconfirmed');
    await scene.report(message({ Status__c: 'Sent' })); // the relay has heard nothing new
    assert.equal(state()['Status__c'], 'Unconfirmed');
    await scene.report(message({ Status__c: 'Delivered' }));
    assert.deepEqual(state(), { Status__c: 'Delivered', Failure_Class__c: null, ...NOT_NEEDED });
    assert.equal(lastStatus(), 'Delivered');
    await scene.org.pass(3 * DAY);
    assert.equal(state()['Status__c'], 'Delivered');
    assert.deepEqual(scene.org.emails(), []);
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('how long is too long is a policy, and blank is never', async () => {
    await contact();
    newsletter({ Pending_Hours__c: 72 });
    await scene.report(message({ Status__c: 'Queued', Purpose__c: 'Donation' }));
    await scene.org.pass(2 * DAY);
    assert.equal(state()['Status__c'], 'Queued');
    await scene.org.pass(2 * DAY);
    assert.equal(state()['Status__c'], 'Unconfirmed');
    newsletter({ Pending_Hours__c: null });
    await scene.report({ ...message({ Status__c: 'Queued', Purpose__c: 'Donation' }), Message_Key__c: 'b' });
    await scene.org.pass(6 * DAY);
    assert.equal(scene.message('b', ['Status__c'])['Status__c'], 'Queued');
});

/** The sweep is at seven each morning; messages come at nine on the fifth unless told. */
const morning = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T07:00:00Z`;
const passTo = (time: string): Promise<void> => scene.org.pass((Date.parse(time) - scene.org.now()) / 1000);

for (const [hours, received, day, expected] of [
    [1, null, 6, 'Sent'], // not a day old
    [1, null, 7, 'Unconfirmed'],
    [48, '2026-01-05T07:00:00Z', 7, 'Unconfirmed'],
    [48, '2026-01-05T07:01:00Z', 7, 'Sent'],
    [48, '2026-01-05T07:30:00Z', 8, 'Unconfirmed'],
] as const) {
    tests.add(
        `after ${hours} hours, received at ${received ?? 'nine'}, it is ${expected} on the ${day}th`,
        async () => {
            newsletter({ Pending_Hours__c: hours });
            const Received_At__c = received ?? scene.time();
            await scene.report(message({ Status__c: 'Sent', Purpose__c: 'Donation', Received_At__c }));
            await passTo(morning(day));
            assert.equal(state()['Status__c'], expected);
        },
    );
}

for (const [hours, received, day, expected] of [
    [48, '2026-01-05T07:00:00Z', 7, 'Postponed'],
    [48, '2026-01-05T07:01:00Z', 7, 'Not Needed'],
] as const) {
    tests.add(`the email ${hours} hours after ${received} is ${expected} on the ${day}th`, async () => {
        await contact();
        newsletter({ Undelivered_Email_Hours__c: hours });
        const lost = { Status__c: 'Undelivered', Failure_Class__c: 'Temporary', Purpose__c: 'Donation' };
        await scene.report(message({ ...lost, Received_At__c: received }));
        await passTo(morning(day));
        assert.equal(state()['Fallback_Status__c'], expected);
    });
}

tests.add('what is older than a week is left as it is', async () => {
    newsletter({ Pending_Hours__c: null });
    await scene.report(message({ Status__c: 'Sent', Purpose__c: 'Donation' }));
    await passTo(morning(12));
    newsletter({ Pending_Hours__c: 24 });
    await passTo(morning(13));
    assert.equal(state()['Status__c'], 'Sent');
});

tests.add('what is scheduled for later is not overdue before', async () => {
    await contact();
    await scene.report(message({ Status__c: 'Queued', Scheduled_At__c: scene.time(2 * DAY) }));
    await scene.org.pass(2 * DAY);
    assert.equal(state()['Status__c'], 'Queued');
});

for (const status of ['Undelivered', 'Expired', 'Failed', 'Unknown', 'Unconfirmed']) {
    tests.add(`what is ${status} for two days is followed by one email`, async () => {
        await contact();
        newsletter();
        await scene.report(message({ Status__c: status, Failure_Class__c: 'Temporary', Purpose__c: 'Donation' }));
        await scene.org.pass(DAY + 12 * 3600);
        assert.deepEqual(scene.org.emails(), []);
        await scene.org.pass(DAY + 11 * 3600); // the sweep is at seven, in the quiet hours
        assert.equal(state()['Fallback_Status__c'], 'Postponed');
        await scene.org.pass(2 * 3600);
        assert.equal(scene.org.emails().length, 1);
        assert.equal(state()['Fallback_Status__c'], 'Sent');
        await scene.org.pass(6 * DAY);
        assert.equal(scene.org.emails().length, 1);
    });
}

for (const [why, snapshot] of [
    ['opted out', { Failure_Class__c: 'Opted Out' }],
    ['was filtered as spam', { Failure_Class__c: 'Spam Filtered' }],
    ['was set up wrongly', { Failure_Class__c: 'Configuration' }],
    ['belongs to nobody', { Recipient__c: '+447700900209' }],
    ['has a purpose without a policy', { Purpose__c: 'Whatever' }],
    ['was an email itself', { Channel__c: 'Email', Recipient__c: 'a@example.com' }],
] as const) {
    tests.add(`no email follows what ${why}`, async () => {
        const id = await contact();
        newsletter();
        const base = { Status__c: 'Undelivered', Purpose__c: 'Donation', ...snapshot };
        await scene.report(message({ ...base, ...('Channel__c' in snapshot ? { Record_Id__c: id } : {}) }));
        await scene.org.pass(6 * DAY);
        assert.equal(state()['Fallback_Status__c'], 'Not Needed');
        assert.deepEqual(scene.org.emails(), []);
        assert.deepEqual(scene.org.rows('SELECT Id FROM Task'), []);
    });
}

tests.add('what the timer has followed up already, the sweep leaves alone', async () => {
    await contact();
    await scene.report(message({ Status__c: 'Sent', Purpose__c: 'Donation' }));
    await scene.org.pass(600);
    assert.equal(state()['Fallback_Status__c'], 'Sent');
    await scene.org.pass(6 * DAY);
    assert.equal(scene.org.emails().length, 1);
    assert.equal(state()['Status__c'], 'Unconfirmed', 'but it is a soft failure like any other');
});

tests.add('a message is swept from the moment it is a day old until it is a week old', async () => {
    await passTo(morning(6));
    newsletter({ Pending_Hours__c: 1 });
    const sent = (key: string): Promise<void> =>
        scene.report({ ...message({ Status__c: 'Sent', Purpose__c: 'Donation' }), Message_Key__c: key });
    const status = (key: string): unknown => scene.message(key, ['Status__c'])['Status__c'];
    await sent('a');
    await passTo(morning(7));
    assert.equal(status('a'), 'Sent', 'exactly a day old');
    newsletter({ Pending_Hours__c: null });
    await passTo(morning(12));
    newsletter({ Pending_Hours__c: 1 });
    await passTo(morning(13));
    assert.equal(status('a'), 'Sent', 'exactly a week old');
});

tests.add('a follow-up that the sweep makes due says since when', async () => {
    await contact();
    newsletter({ Quiet_Hours_Start__c: null, Quiet_Hours_End__c: null });
    const lost = { Status__c: 'Undelivered', Failure_Class__c: 'Temporary', Purpose__c: 'Donation' };
    await scene.report(message(lost));
    await passTo(morning(8));
    const { Fallback_Status__c: status, Fallback_Due_At__c: due } = scene.message('a', [
        ...['Fallback_Status__c', 'Fallback_Due_At__c'],
    ]);
    assert.deepEqual([status, Date.parse(String(due))], ['Sent', Date.parse(morning(8))]);
});

tests.add('messages that were loaded in bulk count for their people the next morning, and send nothing', async () => {
    const id = await contact();
    const loaded = { Channel__c: 'SMS', Bulk_Load__c: true, Contact__c: id, Purpose__c: 'Donation' };
    await scene.org.insert(
        'Message__c',
        ['a', 'b', 'c'].map((key) => ({
            ...message({ Status__c: 'Undelivered', Failure_Class__c: 'Temporary', ...loaded }),
            ...{ Message_Key__c: key, Effect_Status__c: 'Failed' }, // whatever the file said
        })),
    );
    const person = (): Row => scene.row('Contact', 'Id', id, ['Reachability__c', 'SMS_Delivery_Failure_Count__c']);
    assert.equal(person()['Reachability__c'], 'Unknown');
    await scene.org.pass(DAY);
    assert.deepEqual(person(), { Reachability__c: 'Needs Review', SMS_Delivery_Failure_Count__c: 3 });
    assert.equal(scene.message('a', ['Effect_Status__c'])['Effect_Status__c'], 'Applied');
    await scene.org.pass(6 * DAY);
    assert.deepEqual(scene.org.emails(), []);
    assert.equal(state()['Fallback_Status__c'], 'Not Needed');
});

tests.add('a sweep of 250 messages runs in batches, each within the budget of a transaction', async () => {
    const numberOf = (index: number): string => `+447700903${String(index).padStart(3, '0')}`;
    const indexes = Array.from({ length: 250 }, (_, index) => index);
    await scene.org.insert(
        'Contact',
        indexes.map((index) => ({ LastName: 'Invented', MobilePhone: numberOf(index) })),
    );
    const sent = indexes.map((index) => ({
        ...message({ Status__c: 'Sent' }),
        Message_Key__c: `m${index}`,
        Recipient__c: numberOf(index),
    }));
    await scene.report(...sent.slice(0, 200));
    await scene.report(...sent.slice(200));
    await scene.org.pass(2 * DAY);
    assert.equal(scene.org.rows("SELECT Id FROM Message__c WHERE Status__c = 'Unconfirmed'").length, 250);
    const sweeps = scene.org.transactions().filter(({ origin }) => origin.includes('Delivery_SweepPending'));
    assert.ok(sweeps.length >= 2, JSON.stringify(scene.org.transactions().slice(-5)));
    const queries = Math.max(...sweeps.map((each) => each.queries));
    const writes = Math.max(...sweeps.map((each) => each.statements));
    assert.ok(queries <= 20 && writes <= 8, `${queries} queries and ${writes} writes`);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
