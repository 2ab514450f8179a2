/** A follow-up wakes nobody: outside of the hours of its policy it waits for the morning, unless the delivery comes first. */
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

const NUMBER = '+447700900181';
const HOURS = 3600;
/** From nine in the morning, when the org's clock begins, to an hour after the quiet hours did. */
const UNTIL_NIGHT = 13 * HOURS;
const MORNING = '2026-01-06T09:00:00.000+0000';
const lost = (snapshot: Row = {}): Row => ({
    Message_Key__c: 'a',
    Recipient__c: NUMBER,
    Purpose__c: 'Donation',
    Status__c: 'Unconfirmed',
    ...snapshot,
});
const fallback = (): Row => scene.message('a', ['Fallback_Status__c', 'Fallback_Due_At__c']);
const POSTPONED = { Fallback_Status__c: 'Postponed', Fallback_Due_At__c: MORNING };

async function atNight(fields: Row = {}): Promise<void> {
    await scene.create('Contact', { LastName: 'Invented', MobilePhone: NUMBER, Email: 'a@example.com', ...fields });
    await scene.org.pass(UNTIL_NIGHT);
}

tests.add('what becomes due at night is sent in the morning, once', async () => {
    await atNight();
    await scene.report(lost());
    assert.deepEqual(fallback(), POSTPONED);
    assert.match(String(scene.message('a', ['Fallback_Note__c'])['Fallback_Note__c']), /quiet hours: 2026-01-06 09:00/);
    await scene.report(lost()); // the relay says so again
    await scene.org.pass(10 * HOURS);
    assert.deepEqual(scene.org.emails(), []);
    assert.deepEqual(fallback(), POSTPONED);
    await scene.org.pass(2 * HOURS);
    assert.equal(scene.org.emails().length, 1);
    assert.equal(fallback()['Fallback_Status__c'], 'Sent');
    await scene.org.pass(48 * HOURS);
    assert.equal(scene.org.emails().length, 1);
    assert.deepEqual(scene.org.errors(), []);
});

tests.add('a call waits for the morning too', async () => {
    await atNight({ Email: null });
    await scene.report(lost());
    assert.deepEqual(fallback(), POSTPONED);
    assert.deepEqual(scene.org.rows('SELECT Id FROM Task'), []);
    await scene.org.pass(12 * HOURS);
    assert.equal(fallback()['Fallback_Status__c'], 'Task Created');
});

tests.add('a one-time password does not wait', async () => {
    await atNight();
    await scene.report(lost({ Purpose__c: 'OTP' }));
    assert.equal(fallback()['Fallback_Status__c'], 'Sent');
});

tests.add('whoever lives where it is day is written to at once', async () => {
    await atNight({ Time_Zone__c: 'Pacific/Honolulu' });
    await scene.report(lost());
    assert.equal(fallback()['Fallback_Status__c'], 'Sent');
});

tests.add('a delivery in the night calls the follow-up off', async () => {
    await atNight();
    await scene.report(lost());
    await scene.org.pass(HOURS);
    await scene.report(lost({ Status__c: 'Delivered' }));
    assert.equal(fallback()['Fallback_Status__c'], 'Not Needed');
    await scene.org.pass(24 * HOURS);
    assert.deepEqual(scene.org.emails(), []);
});

tests.add('switched off, the gate lets no email through, and somebody calls', async () => {
    scene.switchOff('Delivery_CheckPermission');
    await atNight();
    await scene.report(lost());
    assert.equal(fallback()['Fallback_Status__c'], 'Task Created');
    const [task] = scene.org.rows('SELECT Description FROM Task');
    assert.match(String(task?.['Description']), /send gate is switched off/);
});

tests.add(
    'of two plans of one code the one whose hours are known decides, and without any nobody is woken',
    async () => {
        const verdict = async (utc: string): Promise<unknown> => {
            const sendAt = `2026-01-05T${utc}:00.000Z`;
            const [answer] = await scene.org.call('Delivery_CheckPermission', [
                { channel: 'SMS', address: NUMBER, sendAt },
            ]);
            return answer?.['reasonCode'];
        };
        for (const [field, earliest, latest, utc] of [
            ['Earliest_UTC_Offset__c', -3, 0, '09:00'],
            ['Latest_UTC_Offset__c', 0, 4, '18:30'],
        ] as const)
            for (const [plan, other] of [
                ['GB', 'UK'],
                ['UK', 'GB'],
            ] as const) {
                const hours = { Earliest_UTC_Offset__c: earliest, Latest_UTC_Offset__c: latest };
                scene.org.setMetadata('Dial_Plan__mdt', plan, { ...hours, [field]: null });
                scene.org.setMetadata('Dial_Plan__mdt', other, hours); // whatever was set last is read last
                assert.equal(await verdict(utc), 'QUIET_HOURS', `${plan} without ${field}`);
            }
        for (const plan of ['GB', 'UK'])
            scene.org.setMetadata('Dial_Plan__mdt', plan, { Earliest_UTC_Offset__c: null });
        assert.equal(await verdict('12:00'), 'TIME_ZONE_UNKNOWN');
    },
);

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
