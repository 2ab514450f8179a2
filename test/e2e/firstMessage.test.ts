/** The first message, all the way: signed webhook → relay → platform event → Flow → contact, as `npm start` runs it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from 'jsforce';
import { startDemo, type Demo } from '../../scripts/demo.ts';
import { until } from '../support/until.ts';

interface ContactRow {
    readonly Id: string;
    readonly MobilePhone: string;
    readonly Reachability__c: string | null;
    readonly SMS_Suppressed__c: boolean;
    readonly SMS_Suppression_Reason__c: string | null;
    readonly SMS_Delivery_Failure_Count__c: number | null;
    readonly SMS_Last_Delivery_Status__c: string | null;
    readonly Reengagement_Channel__c: string | null;
}

const CONTACT_FIELDS = `Id, MobilePhone, Reachability__c, SMS_Suppressed__c, SMS_Suppression_Reason__c,
    SMS_Delivery_Failure_Count__c, SMS_Last_Delivery_Status__c, Reengagement_Channel__c`;

describe('the first message', () => {
    let demo: Demo;
    let org: Connection;
    let stop = (): Promise<void> => Promise.resolve();

    before(async () => {
        demo = await startDemo({ port: 0, relayPort: 0, traffic: false, console: false, onProgress: () => undefined });
        stop = () => demo.stop();
        org = new Connection({
            instanceUrl: demo.org.url,
            accessToken: demo.org.accessToken,
            version: demo.org.version,
        });
    });
    after(() => stop());

    /** A sample contact whose number nobody shares and who can be written to. */
    async function contactWithEmail(place: number): Promise<{ id: string; number: string }> {
        const { records } = await org.query<ContactRow & { SMS_Number__c: string }>(
            `SELECT Id, SMS_Number__c FROM Contact
             WHERE SMS_Number__c != null AND Email != null AND HasOptedOutOfEmail = false ORDER BY LastName, FirstName`,
        );
        const count = new Map<string, number>();
        for (const { SMS_Number__c } of records) count.set(SMS_Number__c, (count.get(SMS_Number__c) ?? 0) + 1);
        const contact = records.filter(({ SMS_Number__c }) => count.get(SMS_Number__c) === 1)[place];
        assert.ok(contact, 'the sample data has contacts with a number of their own and an email');
        return { id: contact.Id, number: contact.SMS_Number__c };
    }

    async function contact(id: string): Promise<ContactRow> {
        const { records } = await org.query<ContactRow>(`SELECT ${CONTACT_FIELDS} FROM Contact WHERE Id = '${id}'`);
        assert.ok(records[0]);
        return records[0];
    }

    const becomes = (id: string, reachability: string): Promise<ContactRow> =>
        until(
            () => contact(id),
            (row) => row.Reachability__c === reachability,
        );

    test('an unknown number makes its contact unreachable, and a later delivery reachable again', async () => {
        const { id, number } = await contactWithEmail(0);
        const failure = await demo.simulator.send({
            provider: 'twilio',
            status: 'undelivered',
            code: '30005',
            to: number,
        });
        assert.ok(failure.answers.every((status) => status >= 200 && status < 300));

        const unreachable = await becomes(id, 'Unreachable');
        assert.equal(unreachable.SMS_Suppressed__c, true);
        assert.equal(unreachable.SMS_Suppression_Reason__c, 'Permanent Failure');
        assert.equal(unreachable.SMS_Delivery_Failure_Count__c, 1);
        assert.equal(unreachable.SMS_Last_Delivery_Status__c, 'Undelivered');
        assert.equal(unreachable.Reengagement_Channel__c, 'Email');
        assert.equal((await suppression(number))?.Is_Active__c, true);

        await pause(1_100); // "later" means a later second: the platform keeps no fractions in a date/time
        await demo.simulator.send({ provider: 'twilio', status: 'delivered', to: number });
        const reachable = await becomes(id, 'Reachable');
        assert.equal(reachable.SMS_Suppressed__c, false);
        assert.equal(reachable.SMS_Delivery_Failure_Count__c, 0);
        assert.equal((await suppression(number))?.Is_Active__c, false);
    });

    async function suppression(number: string): Promise<{ Is_Active__c: boolean } | undefined> {
        const { records } = await org.query<{ Is_Active__c: boolean }>(
            `SELECT Is_Active__c FROM Suppression__c WHERE Suppression_Key__c = 'SMS:${number}'`,
        );
        return records[0];
    }

    test('a delivered report shows the contact as reachable', async () => {
        const { id, number } = await contactWithEmail(1);
        await demo.simulator.send({ provider: 'bsr', status: 'DELIVRD', to: number });
        const row = await becomes(id, 'Reachable');
        assert.equal(row.SMS_Last_Delivery_Status__c, 'Delivered');
        assert.equal(row.SMS_Suppressed__c, false);
    });

    test('each hop of a report is timed, from the carrier to the record', async () => {
        const { number } = await contactWithEmail(1);
        const hops = ['Carrier_To_Relay', 'Relay_To_Publish', 'Publish_To_Record', 'Carrier_To_Record', 'Pipeline'];
        const fields = hops.map((hop) => `${hop}_Seconds__c`);
        const timed = async (provider: string, status: string): Promise<(number | null | undefined)[]> => {
            const { messageId } = await demo.simulator.send({ provider, status, to: number });
            const [row] = await until(
                async () =>
                    (
                        await org.query<Record<string, number | null>>(
                            `SELECT ${fields.join(', ')} FROM Message__c WHERE Message_Key__c = '${provider}:${messageId}'`,
                        )
                    ).records,
                (rows) => rows.length === 1,
            );
            return fields.map((field) => row?.[field]);
        };
        const [toRelay, toPublish, toRecord, whole, ours] = await timed('bsr', 'DELIVRD');
        for (const seconds of [toRelay, toPublish, toRecord, whole, ours]) {
            assert.ok(typeof seconds === 'number' && seconds >= 0 && seconds <= 30, `${seconds} s`);
        }
        assert.equal(whole, Number(toRelay) + Number(toPublish) + Number(toRecord));

        const [unknown, ...known] = await timed('twilio', 'delivered');
        assert.equal(unknown, null, 'Twilio gives no time of its own');
        assert.ok(known.slice(0, 2).every((seconds) => typeof seconds === 'number'));
        assert.equal(known[2], null);
    });

    test('a code that is called permanent though its cause passes suppresses with the second message only', async () => {
        const { id, number } = await contactWithEmail(4);
        const failure = { provider: 'smsworks', status: 'UNDELIVERABLE', code: '5006', to: number };
        const failures = (count: number) =>
            until(
                () => contact(id),
                (row) => row.SMS_Delivery_Failure_Count__c === count,
            );
        await demo.simulator.send(failure);
        assert.equal((await failures(1)).SMS_Suppressed__c, false);
        await demo.simulator.send(failure);
        assert.equal((await failures(2)).Reachability__c, 'Unreachable');
        assert.equal((await suppression(number))?.Is_Active__c, true);
    });

    test('the same request forty-six times has one effect', async () => {
        const { id, number } = await contactWithEmail(2);
        const request = { provider: 'twilio', status: 'undelivered', code: '30003', to: number, times: 46 };
        const { messageId } = await demo.simulator.send(request);
        const row = await until(
            () => contact(id),
            (current) => (current.SMS_Delivery_Failure_Count__c ?? 0) > 0,
        );
        assert.equal(row.SMS_Delivery_Failure_Count__c, 1);
        assert.equal(row.SMS_Suppressed__c, false);
        const { records } = await org.query<{ Message_Key__c: string; History__c: string }>(
            `SELECT Message_Key__c, History__c FROM Message__c WHERE Message_Key__c = 'twilio:${messageId}'`,
        );
        assert.equal(records.length, 1);
        assert.equal(records[0]?.History__c.trim().split('\n').length, 1, 'one report in the history');
    });

    test('with the relay stopped a webhook changes nothing, and its restart loses nothing', async () => {
        const { id, number } = await contactWithEmail(3);
        await demo.simulator.send({ provider: 'twilio', status: 'undelivered', code: '30005', to: number });
        await becomes(id, 'Unreachable');
        await demo.relayProcess.stop();
        await assert.rejects(
            demo.simulator.send({ provider: 'twilio', status: 'delivered', to: number }),
            /relay does not answer/,
        );
        assert.equal((await contact(id)).Reachability__c, 'Unreachable');
        await demo.restartRelay();
        await demo.simulator.send({ provider: 'twilio', status: 'delivered', to: number });
        await becomes(id, 'Reachable');
    });
});
