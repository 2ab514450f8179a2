/** What the number of a person is read as, and what a new number takes along: Contact_NormaliseNumber, Lead_NormaliseNumber. */
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

const NUMBER = '+447700900171';
const REASON = 'SMS_Suppression_Reason__c';
const PERMANENT = { Status__c: 'Undelivered', Failure_Class__c: 'Permanent' };
const toNumber = (snapshot: Row): Row => ({ Message_Key__c: 'a', Recipient__c: NUMBER, ...snapshot });

const NO_BREAK_SPACE = '\u00a0';
const SEPARATED = [' ', NO_BREAK_SPACE, '-', '.', '/', '(', ')'].map((mark) => `7700${mark}900171`);
/** Different ways to write one number; those without its country's code need a country. */
const INTERNATIONAL = [
    ...SEPARATED.map((rest) => `+44${rest}`),
    ...SEPARATED.map((rest) => `0044${rest}`),
    ...['+44(0)7700900171', '0044 (0)7700 900171', '  +44(0)7700900171', '  0044(0)7700900171'],
];
const NATIONAL = ['7700900171', ...SEPARATED.map((rest) => `0${rest}`)];
/** Too short, too long, no number. */
const UNREADABLE = ['07700 9001', '07700 900171 2345', '+44 7700 9oo171', '07700 900171 x2', '+0447700900171'];

/** All that is said of a person by the reports on messages to their number, and what it is without any. */
const HISTORY = {
    Number_Requested_At__c: ['2026-01-04T08:00:00.000+0000', null],
    SMS_Delivery_Failure_Count__c: [2, 0],
    SMS_Last_Delivered_At__c: ['2026-01-04T08:00:00.000+0000', null],
    SMS_Last_Delivery_Date__c: ['2026-01-04T08:00:00.000+0000', null],
    SMS_Last_Delivery_Status__c: ['Undelivered', null],
    SMS_Last_Final_Status__c: ['Undelivered', null],
    SMS_Opt_Out__c: [true, false],
    SMS_Suppressed__c: [true, false],
    SMS_Suppression_Reason__c: ['Opt Out', null],
} as const;
const ofHistory = (at: 0 | 1): Row =>
    Object.fromEntries(Object.entries(HISTORY).map(([field, each]) => [field, each[at]]));

for (const object of ['Contact', 'Lead'] as const) {
    const country = object === 'Contact' ? 'MailingCountry' : 'Country';
    const person = (fields: Row): Row => ({
        LastName: 'Invented',
        ...(object === 'Lead' ? { Company: 'Invented' } : {}),
        ...fields,
    });
    const numberOf = (id: string): Row =>
        scene.row(object, 'Id', id, ['SMS_Number__c', 'SMS_Number_Unclear__c', 'SMS_Suppressed__c']);

    tests.add(
        `the number of a ${object} is read with the plan of its country, by name or code, or not at all`,
        async () => {
            const ids: string[] = [];
            for (const land of ['United Kingdom', 'GB', 'gb', 'Nowhere', 'XX', null])
                ids.push(await scene.create(object, person({ MobilePhone: '07700 900171', [country]: land })));
            assert.deepEqual(
                ids.map((id) => numberOf(id)['SMS_Number__c'] ?? numberOf(id)['SMS_Number_Unclear__c']),
                [NUMBER, NUMBER, NUMBER, true, true, true],
            );
        },
    );

    tests.add(`a number that somebody typed in for a ${object} stays, however unclear the phone`, async () => {
        const phone = { MobilePhone: '07700 900171', SMS_Number__c: NUMBER, [country]: null };
        const id = await scene.create(object, person(phone));
        assert.equal(numberOf(id)['SMS_Number__c'], NUMBER);
        await scene.change(object, id, { [country]: 'Nowhere' });
        assert.equal(numberOf(id)['SMS_Number__c'], NUMBER);
        await scene.change(object, id, { MobilePhone: '07700 900172' });
        assert.equal(numberOf(id)['SMS_Number__c'], null);
    });

    tests.add(`a ${object} without a phone or a number stays as it is when the country changes`, async () => {
        const typed = await scene.create(object, person({ SMS_Number__c: NUMBER }));
        await scene.change(object, typed, { [country]: 'Nowhere' });
        assert.equal(numberOf(typed)['SMS_Number__c'], NUMBER);
        const nobody = await scene.create(object, person({}));
        await scene.change(object, nobody, ofHistory(0));
        await scene.change(object, nobody, { [country]: 'Nowhere' });
        assert.deepEqual(scene.row(object, 'Id', nobody, Object.keys(HISTORY)), ofHistory(0));
    });

    tests.add(`an old number of a ${object} goes when the new one cannot be read`, async () => {
        const former = { MobilePhone: NUMBER, SMS_Number__c: null, [country]: 'XX' };
        const id = await scene.create(object, person(former));
        await scene.change(object, id, { MobilePhone: '07700 900172' });
        assert.equal(numberOf(id)['SMS_Number__c'], null);
        const other = await scene.create(object, person({ ...former, [country]: 'United Kingdom' }));
        scene.org.failAt(`${object}_NormaliseNumber`, 'Get_Plan_By_Name');
        await scene.change(object, other, { MobilePhone: '07700 900172' });
        assert.equal(numberOf(other)['SMS_Number__c'], null);
    });

    tests.add(`a ${object} starts clean with a number that somebody typed in`, async () => {
        const id = await scene.create(object, person({ SMS_Number__c: NUMBER }));
        await scene.change(object, id, ofHistory(0));
        const fields = Object.keys(HISTORY);
        assert.deepEqual(scene.row(object, 'Id', id, fields), ofHistory(0));
        await scene.change(object, id, { SMS_Number__c: '+447700900173' });
        assert.deepEqual(scene.row(object, 'Id', id, fields), ofHistory(1));
    });

    for (const [what, fields] of [
        ['was lifted', { Is_Active__c: false }],
        ['is a placeholder of too many', { Is_Active__c: true, Is_Placeholder__c: true }],
    ] as const) {
        tests.add(`a ${object} does not take over a suppression that ${what}`, async () => {
            scene.switchOff('Suppression_SyncPeople');
            await scene.create('Suppression__c', {
                ...{ Suppression_Key__c: `SMS:${NUMBER}`, Channel__c: 'SMS', Address__c: NUMBER },
                ...{ Reason__c: 'Complaint', ...fields },
            });
            const id = await scene.create(object, person({ MobilePhone: NUMBER }));
            assert.equal(numberOf(id)['SMS_Suppressed__c'], false);
        });
    }

    tests.add(`a ${object} is read however the number is written, or not at all`, async () => {
        const read = async (MobilePhone: string, land: string | null): Promise<unknown> =>
            numberOf(await scene.create(object, person({ MobilePhone, [country]: land })))['SMS_Number__c'];
        for (const phone of INTERNATIONAL) assert.equal(await read(phone, null), NUMBER, phone);
        for (const phone of NATIONAL)
            for (const land of ['United Kingdom', 'GB']) assert.equal(await read(phone, land), NUMBER, phone);
        for (const phone of UNREADABLE)
            for (const land of ['United Kingdom', 'GB', null]) assert.equal(await read(phone, land), null, phone);
    });

    tests.add(
        `no dial plan is asked for where a ${object} needs none, and codes have two or three letters`,
        async () => {
            const flow = `${object}_NormaliseNumber`;
            await scene.create(object, person({ MobilePhone: NUMBER, [country]: 'United Kingdom' }));
            await scene.create(object, person({ MobilePhone: '0044 7700 900171', [country]: 'United Kingdom' }));
            await scene.create(object, person({ MobilePhone: null, [country]: 'United Kingdom' }));
            await scene.create(object, person({ MobilePhone: '07700 900172', [country]: null }));
            assert.deepEqual(
                scene.org.trace(flow).filter(({ element }) => element.startsWith('Get_Plan')),
                [],
            );
            const id = await scene.create(object, person({ MobilePhone: '(212) 555-0123', [country]: 'USA' }));
            assert.equal(numberOf(id)['SMS_Number__c'], '+12125550123');
            scene.org.setMetadata('Dial_Plan__mdt', 'GB', { Country__c: 'Four' });
            const other = await scene.create(object, person({ MobilePhone: '07700 900171', [country]: 'Four' }));
            assert.equal(numberOf(other)['SMS_Number__c'], NUMBER);
        },
    );

    tests.add(`no suppression is looked for where a ${object} has no number`, async () => {
        const flow = `${object}_NormaliseNumber`;
        const looks = (): number => scene.org.trace(flow).filter(({ element }) => element === 'Get_Suppression').length;
        const read = await scene.create(object, person({ MobilePhone: NUMBER }));
        const typed = await scene.create(object, person({ SMS_Number__c: NUMBER }));
        const before = looks();
        assert.equal(before, 2);
        await scene.change(object, read, { MobilePhone: null });
        await scene.change(object, typed, { SMS_Number__c: null });
        assert.equal(looks(), before);
    });

    tests.add(`a ${object} takes over the suppression of a new number, and loses it with the number`, async () => {
        await scene.report(toNumber(PERMANENT));
        const id = await scene.create(object, person({ MobilePhone: NUMBER }));
        assert.equal(numberOf(id)['SMS_Suppressed__c'], true);
        assert.equal(scene.row(object, 'Id', id, [REASON])[REASON], 'Permanent Failure');
        await scene.report({ ...toNumber({ Opted_Out_At__c: scene.time() }), Recipient__c: '+447700900174' });
        const refusing = await scene.create(object, person({ MobilePhone: '+447700900174' }));
        assert.deepEqual(scene.row(object, 'Id', refusing, ['SMS_Opt_Out__c', REASON]), {
            SMS_Opt_Out__c: true,
            [REASON]: 'Opt Out',
        });
        await scene.change(object, id, { FirstName: 'Also' });
        await scene.change(object, id, { MobilePhone: null });
        assert.deepEqual(numberOf(id), {
            SMS_Number__c: null,
            SMS_Number_Unclear__c: false,
            SMS_Suppressed__c: false,
        });
    });
}

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
