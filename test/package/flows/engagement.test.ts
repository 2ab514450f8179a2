/** Only what reached the recipient is credited, once; and a channel is preferred only after it delivered and was answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import type { DeliveryReport } from '../../../relay/src/core/ports.ts';
import { makeReport } from '../../../relay/src/core/report.ts';
import { ROOT } from '../../support/landed.ts';
import { published } from '../support/published.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const NUMBER = '+447700900191';
const PERSON = { LastName: 'Invented', MobilePhone: NUMBER };
const HANDSET = { Status__c: 'Delivered', Delivery_Confidence__c: 'Handset' };
const MEMBER = ['Delivery_Confirmed_At__c', 'Engaged_At__c'];
const AT = '2026-01-05T08:00:00.000+0000';
const LATER = '2026-01-05T08:30:00.000+0000';
const LATEST = '2026-01-05T08:45:00.000+0000';

interface Appeal {
    readonly person: string;
    readonly campaign: string;
    readonly member: string;
}

async function appeal(object: 'Contact' | 'Lead' = 'Contact'): Promise<Appeal> {
    const person = await scene.create(object, { ...PERSON, ...(object === 'Lead' ? { Company: 'Invented' } : {}) });
    const campaign = await scene.create('Campaign', { Name: 'Invented appeal' });
    const member = await scene.create('CampaignMember', { CampaignId: campaign, [`${object}Id`]: person });
    return { person, campaign, member };
}

const report = (campaign: string | null, snapshot: Row): Promise<void> =>
    scene.report({ Message_Key__c: 'a', Recipient__c: NUMBER, Campaign_Id__c: campaign, ...snapshot });
const member = ({ member: id }: Appeal): Row => scene.row('CampaignMember', 'Id', id, MEMBER);
const person = (id: string, object = 'Contact'): Row =>
    scene.row(object, 'Id', id, ['Preferred_Verified_Channel__c', 'Last_Engaged_At__c']);
const NOTHING = { Delivery_Confirmed_At__c: null, Engaged_At__c: null };

for (const object of ['Contact', 'Lead'] as const) {
    tests.add(`a confirmed delivery is credited to the member that is a ${object.toLowerCase()}, once`, async () => {
        const it = await appeal(object);
        await report(it.campaign, { ...HANDSET, Delivered_At__c: AT });
        assert.deepEqual(member(it), { ...NOTHING, Delivery_Confirmed_At__c: AT });
        await report(it.campaign, { ...HANDSET, Message_Key__c: 'b', Delivered_At__c: LATER, Read_At__c: LATER });
        assert.deepEqual(member(it), { Delivery_Confirmed_At__c: AT, Engaged_At__c: LATER });
        assert.equal(person(it.person, object)['Last_Engaged_At__c'], LATER);
        await report(it.campaign, { ...HANDSET, Message_Key__c: 'c', Delivered_At__c: LATER, Clicked_At__c: AT });
        assert.deepEqual(member(it), { Delivery_Confirmed_At__c: AT, Engaged_At__c: LATER });
        assert.deepEqual(person(it.person, object), {
            Preferred_Verified_Channel__c: 'SMS',
            Last_Engaged_At__c: LATER,
        });
        await report(it.campaign, { ...HANDSET, Message_Key__c: 'd', Delivered_At__c: LATER, Clicked_At__c: LATEST });
        assert.deepEqual(member(it), { Delivery_Confirmed_At__c: AT, Engaged_At__c: LATER });
        assert.equal(person(it.person, object)['Last_Engaged_At__c'], LATEST);
        const writes = scene.org.trace('Message_Engagement').filter(({ element }) => element === 'Update_Member');
        assert.equal(writes.length, 2, 'a member is written when there is news for it, and only then');
        assert.deepEqual(scene.org.errors(), []);
    });
}

tests.add('a lead that was converted is not written, and its click is no fault', async () => {
    const lead = await scene.create('Lead', { ...PERSON, Company: 'Invented' });
    await report(null, HANDSET);
    for (const flow of ['Lead_FollowConversion', 'Message_LinkRecipient']) scene.switchOff(flow);
    await scene.org.convertLead(lead, await scene.create('Contact', { LastName: 'Invented' }));
    await report(null, { ...HANDSET, Clicked_At__c: AT });
    assert.equal(person(lead, 'Lead')['Last_Engaged_At__c'], null);
    const noted = ['Lead__c', 'Effect_Error__c'];
    assert.deepEqual(scene.message('a', noted), { Lead__c: lead, Effect_Error__c: null });
});

for (const object of ['Contact', 'Lead'] as const) {
    tests.add(`what a ${object} has clicked counts at once, as verified only with its own delivery`, async () => {
        const it = await appeal(object);
        await report(null, { ...HANDSET, Message_Key__c: 'other', Delivered_At__c: AT });
        await report(null, { Status__c: 'Sent', Clicked_At__c: AT });
        const clicked = { Preferred_Verified_Channel__c: null, Last_Engaged_At__c: AT };
        assert.deepEqual(person(it.person, object), clicked);
        await report(null, { ...HANDSET, Clicked_At__c: AT });
        assert.deepEqual(person(it.person, object), { ...clicked, Preferred_Verified_Channel__c: 'SMS' });
    });
}

tests.add('what nobody received is credited to no member, of either kind', async () => {
    const [contact, lead] = [await appeal(), await appeal('Lead')];
    for (const { campaign } of [contact, lead])
        await report(campaign, {
            ...{ ...HANDSET, Message_Key__c: campaign, Recipient__c: '+447700900192' },
            Clicked_At__c: AT,
        });
    assert.deepEqual([member(contact), member(lead)], [NOTHING, NOTHING]);
});

for (const [what, snapshot] of [
    ['sent', { Status__c: 'Sent' }],
    ['accepted by a carrier', { Status__c: 'Delivered', Delivery_Confidence__c: 'Carrier' }],
    ['reported by a route that is not believed', { Status__c: 'Unknown', Delivery_Confidence__c: 'Misleading' }],
    ['lost', { Status__c: 'Undelivered', Failure_Class__c: 'Temporary' }],
    ['clicked, but never reported as delivered', { Status__c: 'Sent', Clicked_At__c: AT }],
] as const) {
    tests.add(`what was only ${what} is credited to nobody`, async () => {
        const it = await appeal();
        await report(it.campaign, snapshot);
        assert.deepEqual(member(it), NOTHING);
        assert.equal(person(it.person)['Preferred_Verified_Channel__c'], null);
    });
}

tests.add('a delivery without an answer changes no preference; the answered channel stays preferred', async () => {
    const it = await appeal();
    await report(null, {
        ...HANDSET,
        Message_Key__c: 'w',
        Channel__c: 'WhatsApp',
        Record_Id__c: it.person,
        Replied_At__c: AT,
    });
    assert.deepEqual(person(it.person), { Preferred_Verified_Channel__c: 'WhatsApp', Last_Engaged_At__c: AT });
    await report(null, { ...HANDSET, Message_Key__c: 's', Delivered_At__c: LATER });
    assert.equal(person(it.person)['Preferred_Verified_Channel__c'], 'WhatsApp');
    await report(null, { ...HANDSET, Message_Key__c: 's', Delivered_At__c: LATER, Clicked_At__c: LATER });
    assert.deepEqual(person(it.person), { Preferred_Verified_Channel__c: 'SMS', Last_Engaged_At__c: LATER });
});

tests.add('who is no member of the campaign does not become one, and nobody is no member', async () => {
    const it = await appeal();
    const other = await scene.create('Campaign', { Name: 'Invented other' });
    await report(other, { ...HANDSET, Read_At__c: AT });
    assert.equal(person(it.person)['Last_Engaged_At__c'], AT);
    await report(other, { ...HANDSET, Message_Key__c: 'b', Recipient__c: '+447700900192', Clicked_At__c: AT });
    assert.equal(scene.org.rows('SELECT Id FROM CampaignMember').length, 1);
    assert.deepEqual(member(it), NOTHING);
});

tests.add('delivered and clicked is marked once, for the next step of a journey', async () => {
    const marked = (): unknown => scene.message('a', ['Delivered_And_Clicked_At__c'])['Delivered_And_Clicked_At__c'];
    await report(null, { Status__c: 'Sent', Clicked_At__c: AT });
    assert.equal(marked(), null);
    await report(null, { ...HANDSET, Clicked_At__c: AT });
    assert.equal(marked(), AT);
    await report(null, { ...HANDSET, Clicked_At__c: AT, Read_At__c: LATER });
    assert.equal(marked(), AT);
});

tests.add('what fails is noted on the message', async () => {
    const it = await appeal();
    const error = (key: string): unknown => scene.message(key, ['Effect_Error__c'])['Effect_Error__c'];
    await report(null, { Message_Key__c: 'beside', Status__c: 'Sent' });
    scene.org.failAt('Message_Engagement', 'Get_Member', { message: 'invented' });
    await report(it.campaign, HANDSET);
    assert.deepEqual(member(it), NOTHING);
    assert.deepEqual([error('a'), error('beside')], ['Message_Engagement: invented', null]);
});

const CHANNELS = ['SMS', 'WhatsApp', 'Email'] as const;
const touches = fc.record({
    channel: fc.constantFrom(...CHANNELS),
    delivered: fc.boolean(),
    engagedMinute: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
});
const minute = (value: number): string => `2026-01-05T08:${String(value).padStart(2, '0')}:00.000+0000`;

tests.add(
    'in any order of reports and in any batches the preferred channel is the last that delivered and was answered',
    async () => {
        const worlds = fc.uniqueArray(touches, { minLength: 1, maxLength: 6, selector: (each) => each.engagedMinute });
        await fc.assert(
            fc.asyncProperty(worlds, fc.boolean(), async (messages, isOneBatch) => {
                scene.org.reset();
                const { person: id } = await appeal();
                const snapshots = messages.map(({ channel, delivered, engagedMinute }, index) => ({
                    Message_Key__c: `m${index}`,
                    Channel__c: channel,
                    Record_Id__c: id,
                    Recipient__c: channel === 'Email' ? 'a@example.com' : NUMBER,
                    ...(delivered ? HANDSET : { Status__c: 'Sent' }),
                    ...(engagedMinute === null ? {} : { Read_At__c: minute(engagedMinute) }),
                }));
                if (isOneBatch) await scene.report(...snapshots);
                else for (const each of snapshots) await scene.report(each);
                const engaged = messages
                    .filter(({ engagedMinute }) => engagedMinute !== null)
                    .sort((a, b) => Number(b.engagedMinute) - Number(a.engagedMinute));
                assert.deepEqual(person(id), {
                    Preferred_Verified_Channel__c: engaged.find(({ delivered }) => delivered)?.channel ?? null,
                    Last_Engaged_At__c: engaged[0] === undefined ? null : minute(Number(engaged[0].engagedMinute)),
                });
            }),
            { numRuns: 40, seed: 3 },
        );
    },
);

tests.add('200 clicks at once stay within the budget of a transaction', async () => {
    const numberOf = (index: number): string => `+447700902${String(index).padStart(3, '0')}`;
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    const campaign = await scene.create('Campaign', { Name: 'Invented appeal' });
    const contacts = await scene.org.insert(
        'Contact',
        indexes.slice(0, 100).map((index) => ({ ...PERSON, MobilePhone: numberOf(index) })),
    );
    const leads = await scene.org.insert(
        'Lead',
        indexes.slice(100).map((index) => ({ ...PERSON, Company: 'Invented', MobilePhone: numberOf(index) })),
    );
    await scene.org.insert('CampaignMember', [
        ...contacts.map((ContactId) => ({ CampaignId: campaign, ContactId })),
        ...leads.map((LeadId) => ({ CampaignId: campaign, LeadId })),
    ]);
    const clicked = { ...HANDSET, Campaign_Id__c: campaign, Delivered_At__c: AT, Clicked_At__c: AT };
    await scene.report(
        ...indexes.map((index) => ({ ...clicked, Message_Key__c: `m${index}`, Recipient__c: numberOf(index) })),
    );
    const credited = scene.org.rows('SELECT Id FROM CampaignMember WHERE Engaged_At__c != null');
    assert.equal(credited.length, 200);
    const transactions = scene.org.transactions().slice(-6);
    const queries = Math.max(...transactions.map((each) => each.queries));
    const writes = Math.max(...transactions.map((each) => each.statements));
    assert.ok(queries <= 20 && writes <= 8, JSON.stringify(transactions));
});

for (const [end, facts, fallback] of [
    ['Delivered', { status: 'Delivered' }, 'Not Needed'],
    ['Undelivered', { status: 'Undelivered', failureClass: 'Permanent', permanentEvidence: 1 }, 'Sent'],
] as const)
    tests.add(
        `each change until ${end} updates the contact, moves the fallback and is a line of the campaign`,
        async () => {
            const { person: contact, campaign } = await appeal();
            await scene.change('Contact', contact, { Email: 'invented@example.com', Time_Zone__c: 'Africa/Lagos' });
            const stages: readonly Partial<DeliveryReport>[] = [{ status: 'Queued' }, { status: 'Sent' }, facts];
            const reports = stages.map((each, at) =>
                makeReport({
                    ...{ messageKey: 'a', provider: 'proof', channel: 'SMS', recipient: NUMBER, purpose: 'Donation' },
                    ...{ campaignId: campaign, statusAt: scene.time(at), receivedAt: scene.time(at), ...each },
                }),
            );
            const seen = [];
            for (const count of [1, 2, 3]) {
                await scene.report(published(reports.slice(0, count), scene.time()));
                const [{ History__c: history = '', Fallback_Status__c: stands = null } = {}] = scene.org.rows(
                    `SELECT History__c, Fallback_Status__c FROM Message__c WHERE Campaign__c = '${campaign}'`,
                );
                const status = scene.row('Contact', 'Id', contact, ['SMS_Last_Delivery_Status__c']);
                const lines = String(history).split('\n');
                seen.push([status['SMS_Last_Delivery_Status__c'], stands, lines.length]);
                const word = reports[count - 1]?.status ?? '';
                assert.ok(
                    lines.some((line) => line.includes(word)),
                    `${word} in ${String(history)}`,
                );
            }
            assert.deepEqual(seen, [
                ['Queued', 'Armed', 1],
                ['Sent', 'Armed', 2],
                [end, fallback, 3],
            ]);
        },
    );

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
