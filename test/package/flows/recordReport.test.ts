/** A report becomes a message with everything that it says; one that cannot be recorded is told to the relay. */
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

const TIMES = [
    'Status_At__c',
    'Scheduled_At__c',
    'Queued_At__c',
    'Sent_At__c',
    'Delivered_At__c',
    'Failed_At__c',
    'Read_At__c',
    'Clicked_At__c',
    'Replied_At__c',
    'Opted_Out_At__c',
    'Opted_In_At__c',
    'Complained_At__c',
    'Received_At__c',
    'Status_Received_At__c',
    'Status_Published_At__c',
] as const;
/** No two alike, so that none can stand in for another. */
const timesFrom = (start: number): Row =>
    Object.fromEntries(
        TIMES.map((field, at) => [field, new Date(start + at * 60_000).toISOString().replace('Z', '+0000')]),
    );
const FACTS = {
    Message_Key__c: 'all:1',
    Epoch__c: 2,
    Version__c: 7,
    Store__c: 'one store',
    Channel__c: 'WhatsApp',
    Provider__c: 'proof',
    Status__c: 'Undelivered',
    Provider_Status__c: 'undeliv',
    Error_Code__c: '9',
    Failure_Class__c: 'Temporary',
    Permanent_Evidence__c: 2,
    Delivery_Confidence__c: 'None',
    Recipient__c: '+447700900301',
    Sender__c: '+14155550100',
    Sender_Type__c: 'Long Code',
    Purpose__c: 'Newsletter',
    Validity_Minutes__c: 240,
    Location__c: 'Leeds',
    Carrier__c: 'Invented Mobile',
    Country__c: 'GB',
    Segments__c: 3,
    Price__c: 0.0125,
    Price_Currency__c: 'EUR',
    History__c: 'one line',
};

tests.add('everything that a report says is on its message', async () => {
    const said = { ...FACTS, ...timesFrom(scene.org.now() - 3_600_000) };
    await scene.report(said);
    assert.deepEqual(scene.message('all:1', Object.keys(said)), said);
});

tests.add('a report that comes again clears what had gone wrong with its effects', async () => {
    await scene.report(FACTS);
    const { Id: id } = scene.message('all:1', ['Id']);
    await scene.change('Message__c', id, { Effect_Status__c: 'Failed', Effect_Error__c: 'It did not work.' });
    await scene.report({ ...FACTS, Version__c: 8 });
    assert.deepEqual(scene.message('all:1', ['Effect_Status__c', 'Effect_Error__c']), {
        ...{ Effect_Status__c: 'Applied', Effect_Error__c: null },
    });
});

tests.add(
    'the relay learns which report could not be recorded, of which store and version, where and why',
    async () => {
        scene.org.failAt('Delivery_RecordReport', 'Upsert_Message');
        await scene.report(FACTS);
        const [error, ...others] = scene.org.events('Delivery_Error__e');
        assert.deepEqual(others, []);
        assert.ok(error);
        const { Message_Key__c: key, Store__c: store, Version__c: version, Element__c: element } = error;
        assert.deepEqual([key, store, version], ['all:1', 'one store', 7]);
        assert.equal(element, 'Delivery_RecordReport.Upsert_Message');
        assert.match(String(error['Reason__c'] ?? ''), /\w{3}/);
    },
);

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
