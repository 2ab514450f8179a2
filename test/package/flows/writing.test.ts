/** What Message_UpdateRecipient writes on people: everything that differs and nothing else, once for a batch, and about them alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

const [NUMBER, OTHER] = ['+447700900551', '+447700900552'];
const FLOW = 'Message_UpdateRecipient';
const DAY = 86_400;
const FIELDS = [
    ...['SMS_Delivery_Failure_Count__c', 'SMS_Last_Delivered_At__c', 'SMS_Last_Delivery_Date__c'],
    ...['SMS_Last_Delivery_Status__c', 'SMS_Last_Final_Status__c'],
    ...['SMS_Opt_Out__c', 'SMS_Suppressed__c', 'SMS_Suppression_Reason__c'],
];

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
});
export default tests;

const message = (key: string, seconds: number, facts: Row = {}): Row => ({
    ...{ Message_Key__c: key, Recipient__c: NUMBER, Status_At__c: scene.time(seconds), ...facts },
});
const delivered = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Delivered', ...facts });
const sent = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Sent', ...facts });
const failed = (key: string, seconds: number, facts: Row = {}): Row =>
    message(key, seconds, { Status__c: 'Undelivered', Failure_Class__c: 'Temporary', ...facts });
const lost = (key: string, seconds: number, facts: Row = {}): Row =>
    failed(key, seconds, { Failure_Class__c: 'Permanent', ...facts });
const at = (seconds: number): string => scene.time(seconds).replace('Z', '+0000');
const times = (...elements: readonly string[]): number =>
    scene.org.trace(FLOW).filter(({ element }) => elements.includes(element)).length;
const effect = (key: string): Row => scene.message(key, ['Effect_Status__c', 'Effect_Error__c']);
/** As somebody else in the org enters it, whose flows it is to pass through as if it were reported. */
const enter = (row: Row): Promise<string> =>
    scene.create('Message__c', { Channel__c: 'SMS', Effect_Status__c: 'Pending', ...row });

for (const [object, more] of [
    ['Contact', {}],
    ['Lead', { Company: 'Invented' }],
] as const) {
    const add = (name: string, run: () => Promise<void>): void => tests.add(`${object}: ${name}`, run);
    const person = (number: string | null = NUMBER): Promise<string> =>
        scene.create(object, { LastName: 'Invented', ...more, MobilePhone: number });
    const said = (id: string, ...fields: readonly string[]): Row => scene.row(object, 'Id', id, fields);
    const count = (id: string): unknown => Object.values(said(id, 'SMS_Delivery_Failure_Count__c'))[0];
    const writes = (): number => times(`Update_${object}`);

    for (const [what, reports] of [
        ['after a delivery', () => [delivered('a', -60), failed('b', -30)]],
        [
            'who never got any',
            () => [lost('b', -30, { Failure_Class__c: 'Opted Out', Opted_Out_At__c: scene.time(-30) })],
        ],
        ['of whom nothing has ended', () => [sent('b', -30)]],
    ] as const)
        add(`whatever is wrong of a person ${what} is written anew, and what is right is left`, async () => {
            const id = await person();
            for (const each of reports()) await scene.report(each);
            const last = reports().at(-1) ?? {};
            const before = said(id, ...FIELDS);
            const right = writes();
            await scene.report(last);
            assert.equal(writes(), right);
            const wrong: readonly Row[] = [
                ...[7, null].map((value) => ({ SMS_Delivery_Failure_Count__c: value })),
                ...[scene.time(-9), null].map((value) => ({ SMS_Last_Delivered_At__c: value })),
                ...[scene.time(-9), null].map((value) => ({ SMS_Last_Delivery_Date__c: value })),
                ...['Queued', null].map((value) => ({ SMS_Last_Delivery_Status__c: value })),
                ...['Expired', null].map((value) => ({ SMS_Last_Final_Status__c: value })),
                ...[true, false].map((value) => ({ SMS_Opt_Out__c: value })),
                ...[true, false].map((value) => ({ SMS_Suppressed__c: value })),
                ...['Manual', null].map((value) => ({ SMS_Suppression_Reason__c: value })),
            ];
            for (const fields of wrong) {
                await scene.change(object, id, fields);
                await scene.report(last);
                assert.deepEqual(said(id, ...FIELDS), before, JSON.stringify(fields));
            }
        });

    add('of three messages in one batch one writes', async () => {
        const id = await person();
        await scene.report(failed('a', -60), failed('b', -50), failed('c', -40));
        assert.deepEqual([count(id), writes()], [3, 1]);
    });

    add('a newer message by another way, recorded before, or loaded in bulk does not write instead', async () => {
        const id = await person();
        await scene.report(failed('a', -60), sent('by another way', -10, { Channel__c: 'WhatsApp' }));
        assert.equal(count(id), 1);
        await scene.report(failed('b', -20));
        await scene.report(failed('c', -30));
        assert.equal(count(id), 3);
        await enter(failed('in bulk', -5, { Bulk_Load__c: true }));
        assert.equal(count(id), 3);
        await scene.report(failed('d', -40));
        assert.equal(count(id), 5);
    });

    add('a newer message that was left pending an hour ago does not write instead', async () => {
        const id = await person();
        for (const element of ['Mark_Applied', 'Mark_Failed']) scene.org.failAt(FLOW, element, { times: 1 });
        await scene.report(failed('left', 7200));
        assert.equal(effect('left')['Effect_Status__c'], 'Pending');
        await scene.org.pass(3600);
        await scene.report(failed('a', -60));
        assert.equal(count(id), 2);
    });

    add('of what was delivered the last counts, a failure of its second no more, and of the rest fifty', async () => {
        const id = await person();
        for (const [key, seconds] of [
            ['1', -100],
            ['2', -60],
        ] as const)
            await scene.report(delivered(key, seconds));
        await scene.report(failed('between', -80), failed('of its second', -60));
        assert.deepEqual(said(id, 'SMS_Delivery_Failure_Count__c', 'SMS_Last_Delivered_At__c'), {
            ...{ SMS_Delivery_Failure_Count__c: 0, SMS_Last_Delivered_At__c: at(-60) },
        });
        await scene.report(...Array.from({ length: 51 }, (_, index) => failed(`m${index}`, -index / 100)));
        assert.equal(count(id), 50);
    });

    add('failures count for ninety days', async () => {
        const id = await person();
        await scene.report(failed('old', -90.5 * DAY));
        assert.equal(count(id), 0);
        await scene.report(failed('young', -89.5 * DAY));
        assert.equal(count(id), 1);
    });

    add('what became of another number of theirs, and what has not ended, says nothing of the end', async () => {
        const id = await person();
        await scene.report(failed('a', -60), sent('under way', -30));
        await enter(delivered('elsewhere', -10, { Recipient__c: OTHER, [`${object}__c`]: id }));
        await scene.report(failed('a', -60));
        assert.deepEqual(Object.values(said(id, ...FIELDS.slice(1, 5))), [null, at(-30), 'Sent', 'Undelivered']);
    });

    add('a date of whom nothing is known is taken back', async () => {
        const id = await person();
        const elsewhere = (key: string): Promise<string> =>
            enter(sent(key, -60, { Recipient__c: OTHER, [`${object}__c`]: id }));
        await elsewhere('a');
        await scene.change(object, id, { SMS_Last_Delivery_Date__c: scene.time(-9) });
        await elsewhere('b');
        assert.equal(said(id, 'SMS_Last_Delivery_Date__c')['SMS_Last_Delivery_Date__c'], null);
    });

    add('a suppression that has ended, or is a placeholder, is not written on a person', async () => {
        const id = await person();
        await scene.report(lost('a', -60));
        await scene.report(delivered('b', -30));
        await scene.report(sent('c', -20));
        assert.equal(said(id, 'SMS_Suppressed__c')['SMS_Suppressed__c'], false);
        const second = await person(OTHER);
        const placeholder = { Suppression_Key__c: `SMS:${OTHER}`, Channel__c: 'SMS', Address__c: OTHER };
        await scene.create('Suppression__c', { ...placeholder, Reason__c: 'Manual', Is_Placeholder__c: true });
        await scene.report(sent('d', -20, { Recipient__c: OTHER }));
        assert.equal(said(second, 'SMS_Suppressed__c')['SMS_Suppressed__c'], false);
    });

    add('a message that moves between people leaves on the former only what is theirs', async () => {
        const [former, next] = [await person(), await person(OTHER)];
        await scene.report(sent('theirs', -60), failed('moved', -30), lost('other', -40, { Recipient__c: OTHER }));
        assert.equal(count(former), 1);
        await scene.change('Message__c', scene.message('moved', ['Id'])['Id'], { [`${object}__c`]: next });
        const expected = [0, null, at(-60), 'Sent', null, false, false, null];
        assert.deepEqual(Object.values(said(former, ...FIELDS)), expected);
        assert.equal(said(next, 'SMS_Suppression_Reason__c')['SMS_Suppression_Reason__c'], 'Permanent Failure');
    });

    add('what is no text message, of nobody, or stays with its person asks for no more than it needs', async () => {
        const id = await person();
        await scene.report(sent('mail', -60, { Channel__c: 'Email', Recipient__c: 'invented@example.com' }));
        await enter(sent('their mail', -50, { Channel__c: 'Email', [`${object}__c`]: id }));
        await scene.report(sent('nobody', -50, { Recipient__c: OTHER }));
        assert.equal(times('Get_Writer'), 0);
        await scene.report(sent('a', -40));
        await scene.report(failed('a', -30));
        assert.equal(times('Take_Former_Person'), 0);
    });
}

tests.add('a message of which nothing could be written says why, and no other says so', async () => {
    await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER });
    await scene.report(sent('beside', -60, { Recipient__c: OTHER }));
    scene.org.failAt(FLOW, 'Get_Newest', { message: 'invented' });
    await scene.report(failed('a', -30));
    assert.deepEqual(effect('a'), { Effect_Status__c: 'Failed', Effect_Error__c: `${FLOW}: invented` });
    assert.deepEqual(effect('beside'), { Effect_Status__c: 'Applied', Effect_Error__c: null });
});

tests.add('a converted lead whose messages stayed with it is not written on', async () => {
    scene.switchOff('Lead_FollowConversion');
    const lead = await scene.create('Lead', { LastName: 'Invented', Company: 'Invented', MobilePhone: NUMBER });
    await scene.report(sent('a', -60));
    await scene.org.convertLead(lead, await scene.create('Contact', { LastName: 'Invented' }));
    await scene.report(failed('a', -30));
    assert.deepEqual(effect('a'), { Effect_Status__c: 'Applied', Effect_Error__c: null });
    assert.equal(times('Update_Lead'), 1);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
