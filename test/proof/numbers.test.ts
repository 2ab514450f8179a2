/** Whose number it is: how a contact's mobile phone becomes the number that reports find, and what a new number starts with. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { messageState, snapshotEvent, type Report } from '../model/messages.ts';
import { startOrg, type RunningOrg } from '../support/landed.ts';
import type { Row } from '../support/orgClient.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.stop());

/** Phone as typed, mailing country, and the number it must become; null where that cannot be certain. */
const CASES: readonly [phone: string, country: string | null, number: string | null][] = [
    ['+447700900123', null, '+447700900123'],
    ['+44 7700 900123', 'France', '+447700900123'],
    ['+44 (0)7700 900-123', null, '+447700900123'],
    ['0044 7700 900123', null, '+447700900123'],
    ['00447700900123', 'United States', '+447700900123'],
    ['07700 900123', 'United Kingdom', '+447700900123'],
    ['07700 900123', 'GB', '+447700900123'],
    ['07700.900.123', 'united kingdom', '+447700900123'],
    ['7700 900123', 'GB', '+447700900123'],
    ['07700 900123', null, null],
    ['07700 900123', 'Atlantis', null],
    ['07700 900', 'GB', null],
    ['07700 900123 4', 'GB', null],
    ['(415) 555-0100', 'US', '+14155550100'],
    ['1 415 555 0100', 'United States', '+14155550100'],
    ['415/555.0100', 'US', '+14155550100'],
    ['06 39 98 01 23', 'FR', '+33639980123'],
    ['+0 7700 900123', 'GB', null],
    ['+', null, null],
    ['call me', 'GB', null],
    ['+44 7700 900123 ext. 5', null, null],
    ['+44770090012345678901', null, null],
    ['12 345', 'GB', null],
];

/** Of those that are certain, none. */
const PROBLEMS: Readonly<Record<string, string>> = {
    '+': 'Not a number',
    'call me': 'Not a number',
    '+44 7700 900123 ext. 5': 'Not a number',
    '+44770090012345678901': 'Too long',
    '12 345': 'Too short',
};

test('a mobile phone becomes a number wherever that is certain, and only there; what is wrong with the others is told apart', async () => {
    const ids = await org.client.create(
        'Contact',
        CASES.map(([phone, country], index) => ({
            LastName: `Invented ${index}`,
            MobilePhone: phone,
            MailingCountry: country,
        })),
    );
    const fields = ['SMS_Number__c', 'SMS_Number_Unclear__c', 'SMS_Number_Problem__c'] as const;
    const rows = await org.client.query(`SELECT Id, ${fields.join(', ')} FROM Contact`);
    const byId = new Map(rows.map((row) => [row['Id'], row]));
    const actual = CASES.map(([phone, country], index) => {
        const row = byId.get(ids[index]);
        return [phone, country, ...fields.map((field) => row?.[field])];
    });
    assert.deepEqual(
        actual,
        CASES.map(([phone, country, number]) => {
            const problem = number === null ? (PROBLEMS[phone] ?? 'Country or length unclear') : null;
            return [phone, country, number, number === null, problem];
        }),
    );
});

const FIELDS = [
    'SMS_Number__c',
    'Reachability__c',
    'Reengagement_Channel__c',
    'SMS_Suppressed__c',
    'SMS_Suppression_Reason__c',
    'SMS_Opt_Out__c',
    'SMS_Delivery_Failure_Count__c',
    'SMS_Last_Delivery_Status__c',
    'SMS_Last_Delivery_Date__c',
    'SMS_Last_Delivered_At__c',
];

async function contact(id: string): Promise<unknown[]> {
    const [row] = await org.client.query(`SELECT ${FIELDS.join(', ')} FROM Contact WHERE Id = '${id}'`);
    return FIELDS.map((field) => row?.[field]);
}

let messages = 0;
async function report(to: string, outcome: Pick<Report, 'status' | 'failureClass'>): Promise<void> {
    messages += 1;
    const at = Math.floor(Date.now() / 1000) * 1000 - 600_000 + messages * 1000;
    const state = messageState([
        {
            ...outcome,
            messageKey: `numbers:${messages}`,
            provider: 'proof',
            rawStatus: 'any',
            code: '1',
            evidence: 1,
            at,
            receivedAt: at,
            submittedAt: null,
            recipient: to,
            sender: '+14155550100',
            person: null,
        },
    ]);
    await org.client.create('Delivery_Report__e', [snapshotEvent(state, { store: 'proof-store', version: 1 })]);
    await org.client.idle();
}

const newContact = async (fields: Row): Promise<string> =>
    (await org.client.create('Contact', [{ LastName: 'Invented', ...fields }]))[0] ?? '';

const CLEAN = ['Unknown', null, false, null, false, 0, null, null, null];
const UNREACHABLE = ['Unreachable', 'Voice', true, 'Permanent Failure', false];

test('a changed number starts clean, and brings its suppression when it has one', async () => {
    const [first, second, third] = ['+447700900201', '+447700900202', '+447700900203'];
    const id = await newContact({ MobilePhone: first });
    await report(first, { status: 'Undelivered', failureClass: 'Permanent' });
    assert.deepEqual((await contact(id)).slice(0, 8), [first, ...UNREACHABLE, 1, 'Undelivered']);

    await org.client.update('Contact', id, { MobilePhone: second });
    assert.deepEqual(await contact(id), [second, ...CLEAN]);

    await report(third, { status: 'Undelivered', failureClass: 'Opted Out' });
    await org.client.update('Contact', id, { MobilePhone: third });
    assert.deepEqual((await contact(id)).slice(0, 6), [third, 'Suppressed', null, true, 'Opt Out', true]);

    await org.client.update('Contact', id, { MobilePhone: null });
    assert.deepEqual(await contact(id), [null, ...CLEAN]);
});

test('a new contact with a suppressed number is suppressed from the start', async () => {
    const number = '+447700900204';
    await report(number, { status: 'Undelivered', failureClass: 'Permanent' });
    const id = await newContact({ MobilePhone: number });
    assert.deepEqual((await contact(id)).slice(0, 6), [number, ...UNREACHABLE]);
});

test('a later delivery lifts a permanent failure for whoever has the number, never an opt-out', async () => {
    const [failing, refusing] = ['+447700900205', '+447700900206'];
    const failed = await newContact({ MobilePhone: failing });
    const refused = await newContact({ MobilePhone: refusing });
    await report(failing, { status: 'Undelivered', failureClass: 'Permanent' });
    await report(refusing, { status: 'Undelivered', failureClass: 'Opted Out' });
    await report(failing, { status: 'Delivered', failureClass: null });
    await report(refusing, { status: 'Delivered', failureClass: null });
    assert.deepEqual((await contact(failed)).slice(0, 8), [
        failing,
        'Reachable',
        null,
        false,
        null,
        false,
        0,
        'Delivered',
    ]);
    assert.deepEqual((await contact(refused)).slice(0, 6), [refusing, 'Suppressed', null, true, 'Opt Out', true]);
});

test('evidence older than a lift never suppresses again', async () => {
    const number = '+447700900207';
    const id = await newContact({ MobilePhone: number });
    await report(number, { status: 'Undelivered', failureClass: 'Permanent' });
    const [suppression] = await org.client.query(`SELECT Id FROM Suppression__c WHERE Address__c = '${number}'`);
    await org.client.update('Suppression__c', String(suppression?.['Id']), {
        Is_Active__c: false,
        Lift_Note__c: 'The number was entered wrongly at the carrier.',
    });
    await org.client.idle();
    assert.equal((await contact(id))[3], false);
    await report(number, { status: 'Undelivered', failureClass: 'Permanent' }); // by its time, before the lift
    assert.equal((await contact(id))[3], false);
});
