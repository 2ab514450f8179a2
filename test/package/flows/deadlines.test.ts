/** Until when a message is valid, and when it waits for longer than usual: by its own word, its purpose's policy, else 48 hours. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type FlowOrg, type Row } from '../../../local-org/src/flowTests/index.ts';
import { lateMessages } from '../../../relay/src/core/late.ts';
import { lateSoql } from '../../../relay/src/salesforce/asker.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NUMBER = '+447700900231';
const policy = (purpose: string, values: Parameters<FlowOrg['setMetadata']>[2]): void =>
    scene.org.setMetadata('Delivery_Policy__mdt', purpose, values);
const report = (snapshot: Row): Promise<void> => scene.report({ Message_Key__c: 'a', Status__c: 'Sent', ...snapshot });
const state = (): Row => scene.message('a', ['Status__c', 'Failure_Class__c']);
const LATE = { Status__c: 'Unconfirmed', Failure_Class__c: 'Temporary' };
/** In minutes from the moment at which the test began. */
function minutes(field: string): number | null {
    const value = scene.message('a', [field])[field];
    return typeof value === 'string' ? (Date.parse(value) - started) / 60_000 : null;
}
let started: number;
const begin = (): void => void (started = scene.org.now());

tests.add('a message that says nothing is valid for 48 hours, also without a policy', async () => {
    begin();
    await report({});
    assert.equal(minutes('Valid_Until__c'), 2880);
    policy('Default', { Validity_Minutes__c: null });
    await report({ Status__c: 'Queued', Message_Key__c: 'b' });
    const { Valid_Until__c: until } = scene.message('b', ['Valid_Until__c']);
    assert.equal((Date.parse(String(until)) - started) / 60_000, 2880);
});

for (const [who, own, ofPurpose, ofDefault, expected] of [
    ['its own', 30, 60, 90, 30],
    ['those of its purpose', null, 60, 90, 60],
    ['those of the policy Default', null, null, 90, 90],
] as const) {
    tests.add(`of the minutes of a message, ${who} count`, async () => {
        begin();
        policy('Donation', { Validity_Minutes__c: ofPurpose });
        policy('Default', { Validity_Minutes__c: ofDefault });
        await report({ Purpose__c: 'Donation', Validity_Minutes__c: own });
        assert.equal(minutes('Valid_Until__c'), expected);
    });
}

tests.add(
    'its time begins when it is scheduled for, else with the first report, else when the record is made',
    async () => {
        begin();
        await report({ Received_At__c: scene.time(-10 * MINUTE) });
        assert.equal(minutes('Valid_Until__c'), 2870);
        await report({ Scheduled_At__c: scene.time(HOUR) });
        assert.equal(minutes('Valid_Until__c'), 2940);
        const id = await scene.create('Message__c', {
            Message_Key__c: 'own',
            Status__c: 'Queued',
            Validity_Minutes__c: 5,
        });
        const own = (): unknown => scene.message('own', ['Valid_Until__c'])['Valid_Until__c'];
        const first = own();
        assert.equal(Date.parse(String(first)) - started, 5 * 60_000);
        await scene.org.pass(MINUTE);
        await scene.change('Message__c', id, { Carrier__c: 'EE' });
        assert.equal(own(), first);
    },
);

tests.add('a validity that is heard of later counts from then on, and a blank takes none back', async () => {
    begin();
    await report({ Status__c: 'Queued' });
    await report({ Validity_Minutes__c: 20 });
    assert.equal(minutes('Valid_Until__c'), 20);
    await report({});
    assert.equal(minutes('Valid_Until__c'), 20);
});

for (const status of ['Scheduled', 'Queued', 'Sent']) {
    tests.add(`what is still ${status} at the end of its own validity is a soft failure to the minute`, async () => {
        await report({ Status__c: status, Validity_Minutes__c: 20 });
        await report({ Status__c: status, Message_Key__c: 'other' });
        await scene.org.pass(20 * MINUTE - 1);
        assert.equal(state()['Status__c'], status);
        await scene.org.pass(1);
        assert.deepEqual(state(), LATE);
        assert.equal(scene.message('other', ['Status__c'])['Status__c'], status, 'no other message');
        await report({ Status__c: 'Delivered' });
        assert.deepEqual(state(), { Status__c: 'Delivered', Failure_Class__c: null });
    });
}

tests.add(
    'what has ended by then is left as it is, and only messages with a validity of their own are timed',
    async () => {
        const timers = (): number => scene.org.waiting().filter(({ flow }) => flow === 'Message_ValidityTimer').length;
        await report({});
        assert.equal(timers(), 0);
        await report({ Validity_Minutes__c: 20 });
        assert.equal(timers(), 1);
        for (const status of ['Unknown', 'Undelivered', 'Delivered']) {
            await report({ Status__c: status });
            assert.equal(timers(), 0, status);
            await scene.org.pass(HOUR);
            assert.equal(state()['Status__c'], status);
        }
        assert.deepEqual(scene.org.errors(), []);
    },
);

tests.add('messages of a bulk load are not timed', async () => {
    const loaded = { Message_Key__c: 'a', Status__c: 'Sent', Validity_Minutes__c: 5, Bulk_Load__c: true };
    await scene.create('Message__c', loaded);
    await scene.org.pass(HOUR);
    assert.equal(state()['Status__c'], 'Sent');
});

tests.add('a message that ends between the timer and the write keeps its end', async () => {
    await report({ Validity_Minutes__c: 5 });
    const { Id: id } = scene.message('a', ['Id']);
    const row = { Id: String(id), Status__c: 'Delivered' };
    scene.org.meanwhile('Message_ValidityTimer', 'Mark_Unconfirmed', { update: 'Message__c', row });
    await scene.org.pass(HOUR);
    assert.equal(state()['Status__c'], 'Delivered');
});

/** The sweep is at seven each morning; the day begins at nine. */
for (const [validity, status, expected] of [
    [21 * 60, 'Queued', 'Unconfirmed'],
    [22 * 60, 'Sent', 'Unconfirmed'],
    [22 * 60 + 1, 'Sent', 'Sent'],
    [21 * 60, 'Unknown', 'Unknown'],
] as const) {
    tests.add(
        `by policy valid for ${validity} minutes, what is ${status} at nine is ${expected} at seven`,
        async () => {
            assert.equal(scene.time().slice(11, 16), '09:00');
            policy('Donation', { Validity_Minutes__c: validity, High_Stakes__c: false, Fallback_Seconds__c: null });
            await report({ Status__c: status, Purpose__c: 'Donation' });
            await scene.org.pass(22 * HOUR);
            assert.equal(state()['Status__c'], expected);
        },
    );
}

tests.add('the sweep ends what is no longer valid also when the policy has no hours', async () => {
    policy('Donation', { Pending_Hours__c: null, High_Stakes__c: false, Fallback_Seconds__c: null });
    await report({ Purpose__c: 'Donation' });
    await scene.org.pass(DAY + 23 * HOUR);
    assert.equal(state()['Status__c'], 'Sent');
    await scene.org.pass(DAY);
    assert.deepEqual(state(), LATE);
});

for (const [validity, due] of [
    [1, MINUTE],
    [2, 90],
    [null, 90],
] as const) {
    tests.add(
        `the fallback of a message that is valid for ${validity ?? 'no own'} minutes is due after ${due} seconds`,
        async () => {
            await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER, Email: 'a@example.com' });
            begin();
            await report({ Recipient__c: NUMBER, Purpose__c: 'OTP', Validity_Minutes__c: validity });
            assert.equal(minutes('Fallback_Due_At__c'), due / 60);
            await scene.org.pass(due - 1);
            assert.equal(scene.org.emails().length, 0);
            await scene.org.pass(61);
            assert.equal(scene.org.emails().length, 1);
        },
    );
}

for (const [status, time, threshold] of [
    ['Scheduled', 'Scheduled_At__c', 'Scheduled_Minutes__c'],
    ['Queued', 'Queued_At__c', 'Queued_Minutes__c'],
    ['Sent', 'Sent_At__c', 'Sent_Minutes__c'],
] as const) {
    tests.add(`how long a message may be ${status} is a policy, and blank is for ever`, async () => {
        begin();
        const NONE = { Scheduled_Minutes__c: null, Queued_Minutes__c: null, Sent_Minutes__c: null };
        policy('Default', { ...NONE, [threshold]: 50 });
        policy('Donation', { ...NONE, [threshold]: 10 });
        const at = { Status__c: status, [time]: scene.time(5 * MINUTE) };
        await report(at);
        assert.equal(minutes('Late_After__c'), 55);
        await report({ ...at, Purpose__c: 'Donation' });
        assert.equal(minutes('Late_After__c'), 15);
        policy('Donation', NONE);
        policy('Default', NONE);
        await report({ ...at, Purpose__c: 'Donation', Received_At__c: scene.time(-MINUTE) });
        assert.equal(minutes('Late_After__c'), null);
        policy('Default', { [threshold]: 50 });
        await report({ ...at, Received_At__c: scene.time(-2 * MINUTE) });
        assert.equal(minutes('Late_After__c'), 55);
        for (const ended of ['Unconfirmed', 'Delivered']) {
            await report({ Status__c: ended });
            assert.equal(minutes('Late_After__c'), null, ended);
        }
    });
}

tests.add('a message is among those that wait too long from its deadline on until it moves', async () => {
    policy('Default', { Queued_Minutes__c: 10 });
    const waiting = (): number => scene.org.rows('SELECT Id FROM Message__c WHERE Waits_Too_Long__c = true').length;
    await report({ Status__c: 'Queued' });
    await scene.org.pass(10 * MINUTE - 1);
    assert.equal(waiting(), 0);
    await scene.org.pass(1);
    assert.equal(waiting(), 1);
    await report({ Status__c: 'Delivered' });
    assert.equal(waiting(), 0);
});

tests.add(
    'the relay finds what waits too long by campaign, provider and status, until it is no longer so much',
    async () => {
        policy('Default', { Queued_Minutes__c: 10, Sent_Minutes__c: 10 });
        const campaign = await scene.create('Campaign', { Name: 'Spring appeal' });
        const found = (): unknown[] => {
            const now = scene.org.now();
            return lateMessages(scene.org.rows(lateSoql(now, 2)), now, { lateMessages: 2 }).map((finding) => [
                ...[finding.campaignId, finding.provider, finding.subject, finding.observed],
            ]);
        };
        const send = (key: string, status: string, more: Row = {}): Promise<void> =>
            report({
                Message_Key__c: key,
                Status__c: status,
                Provider__c: 'twilio',
                Campaign_Id__c: campaign,
                ...more,
            });
        for (const key of ['a', 'b', 'c']) await send(key, 'Queued');
        for (const key of ['d', 'e']) await send(key, 'Sent', { Campaign_Id__c: null });
        await send('f', 'Sent');
        assert.deepEqual(found(), []);
        await scene.org.pass(11 * MINUTE);
        assert.deepEqual(found(), [
            [campaign, 'twilio', `Campaign ${campaign}, twilio, Queued`, 3],
            ['', 'twilio', 'twilio, Sent', 2],
        ]);
        for (const key of ['a', 'b', 'e']) await send(key, 'Delivered');
        assert.deepEqual(found(), []);
    },
);

tests.add('a message without the time of its status is late so long after its time began', async () => {
    begin();
    policy('Default', { Scheduled_Minutes__c: 1, Queued_Minutes__c: 2, Sent_Minutes__c: 3 });
    const received = scene.time(HOUR);
    for (const [status, allowed] of [
        ['Scheduled', 1],
        ['Queued', 2],
        ['Sent', 3],
    ] as const) {
        await report({ Status__c: status, Received_At__c: received });
        assert.equal(minutes('Late_After__c'), 60 + allowed, status);
    }
});

tests.add(
    'a policy that cannot be read is noted, keeps no message from being recorded, and is read with its next save',
    async () => {
        scene.org.failAt('Message_SetDeadlines', 'Get_Policy', { times: 1 });
        await report({ Recipient__c: NUMBER, Purpose__c: 'Newsletter' });
        const { Effect_Error__c: error, ...rest } = scene.message('a', ['Status__c', 'Effect_Error__c']);
        assert.deepEqual(rest, { Status__c: 'Sent' });
        assert.match(String(error), /^Message_SetDeadlines: \w/);
        const { Id: id } = scene.message('a', ['Id']);
        await scene.change('Message__c', id, { Carrier__c: 'EE' });
        assert.ok(minutes('Valid_Until__c'));
    },
);

tests.add('a save that tells nothing new asks for no policy', async () => {
    const asked = (): number =>
        scene.org.trace('Message_SetDeadlines').filter(({ element }) => element === 'Get_Policy').length;
    await report({ Purpose__c: 'Newsletter' });
    assert.equal(asked(), 1, 'once, however often the message is saved on the way');
    const { Id: id } = scene.message('a', ['Id']);
    await scene.change('Message__c', id, { Carrier__c: 'EE' });
    assert.equal(asked(), 1);
    await report({ Message_Key__c: 'b' });
    assert.equal(asked(), 1, 'without a purpose there is none to ask for');
});

tests.add('of any reports in any order, the deadlines are those of what is known', async () => {
    const snapshot = fc.record({
        Status__c: fc.constantFrom('Scheduled', 'Queued', 'Sent', 'Delivered'),
        Purpose__c: fc.constantFrom(null, 'Donation'),
        Validity_Minutes__c: fc.constantFrom(null, 15),
        Scheduled_At__c: fc.constantFrom(null, scene.time(HOUR)),
        Queued_At__c: fc.constantFrom(null, scene.time(2 * HOUR)),
    });
    policy('Default', { Queued_Minutes__c: 7, Sent_Minutes__c: null, Scheduled_Minutes__c: 9 });
    policy('Donation', { Queued_Minutes__c: 4, Validity_Minutes__c: 33 });
    const start = scene.time();
    let run = 0;
    await fc.assert(
        fc.asyncProperty(fc.array(snapshot, { minLength: 1, maxLength: 4 }), async (snapshots) => {
            const key = `run:${(run += 1)}`;
            const known: Record<string, string | number> = {};
            for (const each of snapshots) {
                await scene.report({ ...each, Message_Key__c: key, Received_At__c: start });
                // A status of lower rank does not stand; a blank says nothing.
                const order = ['Scheduled', 'Queued', 'Sent', 'Delivered'];
                const { Status__c: status, ...facts } = each;
                if (order.indexOf(status) >= order.indexOf(String(known['Status__c']))) known['Status__c'] = status;
                for (const [name, value] of Object.entries(facts)) if (value !== null) known[name] ??= value;
            }
            const { Status__c: status, Purpose__c: purpose, Validity_Minutes__c: own } = known;
            const from = String(known['Scheduled_At__c'] ?? start);
            const later = (time: string, by: number): number => Date.parse(time) + by * 60_000;
            const row = scene.message(key, ['Valid_Until__c', 'Late_After__c']);
            const late =
                status === 'Scheduled'
                    ? later(from, 9)
                    : status === 'Queued'
                      ? later(String(known['Queued_At__c'] ?? from), purpose === 'Donation' ? 4 : 7)
                      : null;
            const time = (field: string): number | null => {
                const value = row[field];
                return typeof value === 'string' ? Date.parse(value) : null;
            };
            assert.equal(time('Late_After__c'), late);
            if (status !== 'Delivered')
                assert.equal(time('Valid_Until__c'), later(from, Number(own ?? (purpose === 'Donation' ? 33 : 2880))));
        }),
        { numRuns: 25, seed: 7 },
    );
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
