/** The send gate: what may be sent to whom, why not, and when it is time where the recipient lives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { hourThere } from '../support/clocks.ts';
import { ADDRESSES, EMAIL, IN_WORDS, NUMBER, type Answer, type Inputs } from '../support/gate.ts';
import { Scene } from '../support/scene.ts';

const FLOW = 'Delivery_CheckPermission';
let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const HOUR = 3_600_000;
const PERSON = { LastName: 'Invented', MobilePhone: NUMBER, Email: EMAIL };
const NIGHT = Date.parse('2026-01-05T22:30:00Z');

/** `sendAt` in epoch milliseconds; a flow has whole seconds. */
async function ask({ sendAt = null, ...inputs }: Inputs): Promise<Answer> {
    const at = sendAt === null ? null : new Date(Number(sendAt)).toISOString();
    const [outputs] = await scene.org.call(FLOW, [{ channel: 'SMS', sendAt: at, ...inputs }]);
    assert.ok(outputs);
    const answer = outputs as unknown as Answer; // by the flow's variables
    assert.equal(answer.isAllowed, answer.reasonCode === 'ALLOWED');
    return answer;
}

async function verdict(inputs: Inputs): Promise<string> {
    const { reasonCode, reason, suggestedChannel, nextAllowedLocal } = await ask(inputs);
    const said = reason.replace(/(?<=: )(Manual|Permanent Failure)/, 'REASON').replace(nextAllowedLocal ?? '-', 'TIME');
    assert.equal(said, IN_WORDS[reasonCode]);
    return `${reasonCode}, ${suggestedChannel ?? ''}`;
}

const suppress = (channel: string, address: string, reason: string): Promise<string> =>
    scene.create('Suppression__c', {
        Suppression_Key__c: `${channel}:${address}`,
        Channel__c: channel,
        Address__c: address,
        Reason__c: reason,
        Is_Active__c: true,
    });

for (const [failure, code, expected] of [
    ['Permanent', '5001', 'SUPPRESSED, Voice'],
    ['Temporary', '5013', 'ALLOWED, SMS'],
    ['Temporary', '5015', 'ALLOWED, SMS'],
] as const) {
    tests.add(`after a ${failure} failure with the code ${code} the gate answers ${expected}`, async () => {
        const failed = { Status__c: 'Undelivered', Failure_Class__c: failure, Error_Code__c: code };
        await scene.report({ Message_Key__c: 'a', Provider__c: 'smsworks', Recipient__c: NUMBER, ...failed });
        assert.equal(await verdict({ address: NUMBER }), expected);
    });
}

for (const [what, inputs, expected] of ADDRESSES) {
    tests.add(`asked about ${what}, the gate answers ${expected}`, async () => {
        assert.equal(await verdict(inputs), expected);
    });
}

interface Case {
    readonly what: string;
    readonly person?: Row;
    readonly suppressed?: readonly (readonly [channel: string, address: string, reason: string])[];
    readonly inputs?: Inputs;
    readonly expected: string;
}

const PEOPLE: readonly Case[] = [
    { what: 'against whom nothing stands', expected: 'ALLOWED, SMS' },
    { what: 'whose number opted out', suppressed: [['SMS', NUMBER, 'Opt Out']], expected: 'OPTED_OUT, Email' },
    {
        what: 'whose number failed for good and who opted out of email',
        person: { HasOptedOutOfEmail: true },
        suppressed: [['SMS', NUMBER, 'Permanent Failure']],
        expected: 'SUPPRESSED, Voice',
    },
    {
        what: 'whose number failed for good and whose email bounces',
        person: { EmailBouncedDate: '2026-01-01T00:00:00Z' },
        suppressed: [['SMS', NUMBER, 'Permanent Failure']],
        expected: 'SUPPRESSED, Voice',
    },
    {
        what: 'who complained everywhere',
        person: { DoNotCall: true },
        suppressed: [
            ['SMS', NUMBER, 'Complaint'],
            ['Email', EMAIL, 'Complaint'],
        ],
        expected: 'COMPLAINED, ',
    },
    {
        what: 'who cannot be called either, because the voice mail is full of complaints',
        person: { Email: null },
        suppressed: [
            ['SMS', NUMBER, 'Manual'],
            ['Voice', NUMBER, 'Complaint'],
        ],
        expected: 'SUPPRESSED, ',
    },
    {
        what: 'who answered on WhatsApp',
        person: { Preferred_Verified_Channel__c: 'WhatsApp' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        expected: 'OPTED_OUT, WhatsApp',
    },
    {
        what: 'who answered on WhatsApp and has opted out of it since',
        person: { Preferred_Verified_Channel__c: 'WhatsApp' },
        suppressed: [
            ['SMS', NUMBER, 'Opt Out'],
            ['WhatsApp', NUMBER, 'Opt Out'],
        ],
        expected: 'OPTED_OUT, Email',
    },
    {
        what: 'who prefers calls',
        person: { Preferred_Verified_Channel__c: 'Voice' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        expected: 'OPTED_OUT, Voice',
    },
    {
        what: 'who prefers email',
        person: { Preferred_Verified_Channel__c: 'Email' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        expected: 'OPTED_OUT, Email',
    },
    {
        what: 'who opted out of email and prefers text messages',
        person: { HasOptedOutOfEmail: true, Preferred_Verified_Channel__c: 'SMS' },
        inputs: { channel: 'Email' },
        expected: 'EMAIL_OPT_OUT, SMS',
    },
    {
        what: 'who opted out of email, of text messages too, and is called',
        person: { HasOptedOutOfEmail: true, Preferred_Verified_Channel__c: 'SMS' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        inputs: { channel: 'Email' },
        expected: 'EMAIL_OPT_OUT, Voice',
    },
    {
        what: 'whose email bounces',
        person: { EmailBouncedDate: '2026-01-01T00:00:00Z' },
        inputs: { channel: 'Email' },
        expected: 'EMAIL_BOUNCED, Voice',
    },
    {
        what: 'who must not be called',
        person: { DoNotCall: true },
        inputs: { channel: 'Voice' },
        expected: 'DO_NOT_CALL, Email',
    },
    { what: 'who must not be called but may be written to', person: { DoNotCall: true }, expected: 'ALLOWED, SMS' },
    {
        what: 'who prefers email and has opted out of it since',
        person: { HasOptedOutOfEmail: true, Preferred_Verified_Channel__c: 'Email' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        expected: 'OPTED_OUT, Voice',
    },
    {
        what: 'who prefers calls and must not be called any more',
        person: { DoNotCall: true, Preferred_Verified_Channel__c: 'Voice' },
        suppressed: [['SMS', NUMBER, 'Opt Out']],
        expected: 'OPTED_OUT, Email',
    },
    {
        what: 'who complained of emails before the text messages',
        suppressed: [
            ['Email', EMAIL, 'Complaint'],
            ['SMS', NUMBER, 'Complaint'],
        ],
        expected: 'COMPLAINED, Voice',
    },
    { what: 'without a number', person: { MobilePhone: null }, expected: 'NO_ADDRESS, Email' },
];

/** Of whom everything is otherwise, and must not matter. */
async function someoneElse(object: string, company: Row): Promise<void> {
    const refusing = { HasOptedOutOfEmail: true, DoNotCall: true };
    await scene.create(object, { LastName: 'Other', ...company, ...refusing });
    for (const [channel, address] of [
        ['Email', 'other@example.com'],
        ['Voice', '+447700900179'],
    ] as const)
        await suppress(channel, address, 'Complaint');
}

for (const object of ['Contact', 'Lead']) {
    for (const { what, person = {}, suppressed = [], inputs = {}, expected } of PEOPLE) {
        tests.add(`of a ${object.toLowerCase()} ${what} the gate says ${expected}`, async () => {
            const company = object === 'Lead' ? { Company: 'Invented' } : {};
            await someoneElse(object, company);
            const recordId = await scene.create(object, { ...PERSON, ...company, ...person });
            for (const each of suppressed) await suppress(...each);
            assert.equal(await verdict({ recordId, ...inputs }), expected);
        });
    }
}

tests.add('a device that opted out is asked about by its own address', async () => {
    await suppress('Push', 'device', 'Opt Out');
    assert.equal(await verdict({ channel: 'Push', address: 'device' }), 'OPTED_OUT, ');
    assert.equal(await verdict({ channel: 'Push', address: 'another', purpose: 'OTP' }), 'ALLOWED, Push');
});

tests.add('an expired suppression, or a lifted one, stands against nothing', async () => {
    await scene.org.assign('Landed_Admin', 'admin@local-org.example');
    const id = await suppress('SMS', NUMBER, 'Manual');
    await scene.change('Suppression__c', id, { Expires_At__c: scene.time(60) });
    assert.equal(await verdict({ address: NUMBER }), 'SUPPRESSED, Voice');
    await scene.org.pass(120);
    assert.equal(await verdict({ address: NUMBER }), 'ALLOWED, SMS');
});

tests.add('what the flags of a contact say counts for nothing: only suppressions do', async () => {
    const recordId = await scene.create('Contact', PERSON);
    await scene.change('Contact', recordId, { SMS_Suppressed__c: true, SMS_Opt_Out__c: true });
    assert.equal(await verdict({ recordId }), 'ALLOWED, SMS');
});

tests.add('at night the gate names the morning, in UTC and by the clocks there', async () => {
    const answer = await ask({ address: NUMBER, sendAt: NIGHT });
    assert.equal(answer.reasonCode, 'QUIET_HOURS');
    assert.equal(answer.suggestedChannel, 'SMS');
    assert.equal(answer.nextAllowedAt, '2026-01-06T09:00:00.000Z');
    assert.equal(answer.nextAllowedLocal, '2026-01-06 09:00 (UTC+0) to 2026-01-06 10:00 (UTC+1)');
    assert.match(answer.reason, /Send it from 2026-01-06 09:00/);
    const there = await ask({ address: '+14155550100', sendAt: NIGHT });
    assert.equal(there.reasonCode, 'ALLOWED', 'from Honolulu to Newfoundland it is day');
});

tests.add('quiet hours begin and end to the second', async () => {
    const inTokyo = await scene.create('Contact', { ...PERSON, Time_Zone__c: 'Asia/Tokyo' });
    for (const [utc, expected] of [
        ['11:59:59', 'ALLOWED, SMS'],
        ['12:00:00', 'QUIET_HOURS, SMS'],
        ['23:59:59', 'QUIET_HOURS, SMS'],
    ] as const)
        assert.equal(await verdict({ recordId: inTokyo, sendAt: Date.parse(`2026-01-05T${utc}Z`) }), expected, utc);
});

tests.add('west of Greenwich the clocks are named with a minus', async () => {
    const inPhoenix = await scene.create('Contact', { ...PERSON, Time_Zone__c: 'America/Phoenix' });
    const local = async (inputs: Inputs): Promise<unknown> => (await ask(inputs)).nextAllowedLocal;
    assert.equal(await local({ recordId: inPhoenix, sendAt: NIGHT + 6 * HOUR }), '2026-01-06 09:00 (UTC-7)');
    for (const plan of ['GB', 'UK'])
        scene.org.setMetadata('Dial_Plan__mdt', plan, { Earliest_UTC_Offset__c: -1, Latest_UTC_Offset__c: 0 });
    assert.equal(
        await local({ address: NUMBER, sendAt: NIGHT + 6 * HOUR }),
        '2026-01-06 09:00 (UTC-1) to 2026-01-06 10:00 (UTC+0)',
    );
    for (const plan of ['GB', 'UK'])
        scene.org.setMetadata('Dial_Plan__mdt', plan, { Earliest_UTC_Offset__c: -3, Latest_UTC_Offset__c: -2 });
    assert.equal(
        await local({ address: NUMBER, sendAt: NIGHT + 6 * HOUR }),
        '2026-01-06 09:00 (UTC-3) to 2026-01-06 10:00 (UTC-2)',
    );
});

for (const [object, country, company] of [
    ['Contact', 'MailingCountry', {}],
    ['Lead', 'Country', { Company: 'Invented' }],
] as const) {
    tests.add(`the time zone of a ${object} comes before the country, and a postal address stands in`, async () => {
        const inTokyo = await scene.create(object, { ...PERSON, ...company, Time_Zone__c: 'Asia/Tokyo' });
        const quiet = await ask({ recordId: inTokyo, sendAt: NIGHT - 8 * HOUR });
        assert.equal(quiet.nextAllowedLocal, '2026-01-06 09:00 (UTC+9)');
        assert.equal(await verdict({ recordId: inTokyo, sendAt: NIGHT + 2 * HOUR }), 'ALLOWED, SMS');
        for (const land of ['Japan', 'JP']) {
            const recordId = await scene.create(object, { ...PERSON, ...company, MobilePhone: null, [country]: land });
            const answer = await ask({ recordId, channel: 'Email', sendAt: NIGHT - 8 * HOUR });
            assert.equal(answer.reasonCode, 'QUIET_HOURS', land);
        }
    });
}

tests.add('a one-time password is sent at any hour, whatever its policy says; other policies decide', async () => {
    const atNight = { address: NUMBER, sendAt: NIGHT };
    scene.org.setMetadata('Delivery_Policy__mdt', 'OTP', { Quiet_Hours_Start__c: 21, Quiet_Hours_End__c: 9 });
    assert.equal(await verdict({ ...atNight, purpose: 'OTP' }), 'ALLOWED, SMS');
    assert.equal(await verdict({ ...atNight, purpose: 'Donation' }), 'QUIET_HOURS, SMS');
    assert.equal(await verdict({ ...atNight, purpose: 'Whatever' }), 'QUIET_HOURS, SMS');
    for (const [start, end, expected] of [
        [null, 9, 'ALLOWED, SMS'],
        [21, null, 'ALLOWED, SMS'],
        [9, 9, 'ALLOWED, SMS'],
        [2, 6, 'ALLOWED, SMS'],
        [22, 23, 'QUIET_HOURS, SMS'],
    ] as const) {
        scene.org.setMetadata('Delivery_Policy__mdt', 'Donation', {
            Quiet_Hours_Start__c: start,
            Quiet_Hours_End__c: end,
        });
        assert.equal(await verdict({ ...atNight, purpose: 'Donation' }), expected, `${start} to ${end}`);
    }
});

tests.add('where a country is so wide that no hour is right everywhere, the person decides', async () => {
    scene.org.setMetadata('Dial_Plan__mdt', 'GB', { Earliest_UTC_Offset__c: -6, Latest_UTC_Offset__c: 6 });
    scene.org.setMetadata('Dial_Plan__mdt', 'UK', { Earliest_UTC_Offset__c: -6, Latest_UTC_Offset__c: 6 });
    assert.equal(await verdict({ address: NUMBER }), 'TIME_ZONE_UNKNOWN, SMS');
    const recordId = await scene.create('Contact', { ...PERSON, Time_Zone__c: 'Europe/London' });
    assert.equal(await verdict({ recordId }), 'ALLOWED, SMS');
    const anywhere = await scene.create('Contact', PERSON);
    assert.equal(await verdict({ recordId: anywhere, channel: 'Email' }), 'ALLOWED, Email');
});

/** Numbers of countries with one zone and with many; each person may live anywhere in the country. */
const PLACES: readonly (readonly [number: string, zones: readonly string[]])[] = [
    ['+4915112345678', ['Europe/Berlin']],
    ['+919876543210', ['Asia/Kolkata']],
    ['+14155550100', ['Pacific/Honolulu', 'America/New_York', 'America/St_Johns', 'America/Phoenix']],
    ['+61412345678', ['Australia/Perth', 'Australia/Adelaide', 'Australia/Sydney']],
    ['+6421123456', ['Pacific/Auckland']],
];

tests.add(
    'whatever the day of the year, nobody is disturbed in quiet hours, and nobody waits without end',
    async () => {
        const seconds = { min: Date.parse('2026-01-01') / 1000, max: Date.parse('2027-12-31') / 1000 };
        const moments = fc.integer(seconds).map((each) => each * 1000);
        await fc.assert(
            fc.asyncProperty(fc.constantFrom(...PLACES), moments, async ([address, zones], sendAt) => {
                const answer = await ask({ address, sendAt });
                const at = answer.isAllowed ? sendAt : Date.parse(answer.nextAllowedAt ?? '');
                assert.ok(at >= sendAt && at <= sendAt + 24 * HOUR);
                for (const zone of zones) {
                    const hour = hourThere(zone, at);
                    assert.ok(hour >= 9 && hour < 21, `${hour} in ${zone} at ${new Date(at).toISOString()}`);
                }
                if (answer.isAllowed) return;
                assert.equal((await ask({ address, sendAt: at })).reasonCode, 'ALLOWED');
                assert.equal((await ask({ address, sendAt: at - 1000 })).reasonCode, 'QUIET_HOURS');
            }),
            { numRuns: 80, seed: 11 },
        );
    },
);

tests.add('200 questions at once stay within the budget of a transaction', async () => {
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    const numberOf = (index: number): string => `+447700901${String(index).padStart(3, '0')}`;
    const people = indexes.map((index) => ({
        ...PERSON,
        MobilePhone: numberOf(index),
        Email: `p${index}@example.com`,
    }));
    const contacts = await scene.org.insert('Contact', people.slice(0, 100));
    const leads = await scene.org.insert(
        'Lead',
        people.slice(100).map((person) => ({ ...person, Company: 'Invented' })),
    );
    for (const index of [3, 150]) await suppress('SMS', numberOf(index), 'Opt Out');
    const answers = await scene.org.call(
        FLOW,
        [...contacts, ...leads].map((recordId) => ({ recordId, channel: 'SMS', purpose: 'Donation' })),
    );
    const refused = answers.flatMap((outputs, index) => (outputs['isAllowed'] === true ? [] : [index]));
    assert.deepEqual(refused, [3, 150]);
    const transaction = scene.org.transactions().at(-1);
    assert.ok(transaction && transaction.queries <= 20 && transaction.statements === 0, JSON.stringify(transaction));
});

tests.add('switched off, the gate is shut', async () => {
    scene.switchOff(FLOW);
    assert.equal(await verdict({ address: NUMBER }), 'SWITCHED_OFF, ');
});

tests.add('what cannot be checked is not allowed', async () => {
    const message = 'x'.repeat(300);
    scene.org.failAt(FLOW, 'Get_Suppressions', { message });
    const answer = await ask({ address: NUMBER });
    assert.equal(answer.reasonCode, 'CHECK_FAILED');
    assert.equal(answer.reason, `It could not be checked: ${message}`.slice(0, 255));
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
