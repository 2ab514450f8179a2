/** How long each hop took, from the carrier to the record: kept with the status, whatever is repeated or overtaken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowTests, openFlowOrg, runFlowTest, type Row } from '../../../local-org/src/flowTests/index.ts';
import { ROOT } from '../../support/landed.ts';
import { Scene } from '../support/scene.ts';

let scene: Scene;
const tests = flowTests((org) => {
    scene = new Scene(org);
    start = org.now();
});
export default tests;

/** When the test began, by the clock of the org. */
let start: number;
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

interface Copy {
    readonly version: number;
    readonly status?: string;
    readonly by?: number | null;
    readonly received?: number;
    readonly published: number;
    readonly more?: Row;
}

/** One copy of a snapshot; times in seconds from the start. */
const publish = ({ version, status = 'Delivered', by = -20, received = -17, published, more = {} }: Copy) =>
    scene.report({
        Message_Key__c: 'timed',
        Version__c: version,
        Status__c: status,
        Status_At__c: by === null ? null : at(by),
        Status_Received_At__c: at(received),
        Status_Published_At__c: at(published),
        ...more,
    });

const HOPS = ['Carrier_To_Relay_Seconds__c', 'Relay_To_Publish_Seconds__c', 'Publish_To_Record_Seconds__c'];
const TOTALS = ['Carrier_To_Record_Seconds__c', 'Pipeline_Seconds__c', 'Is_Clock_Skewed__c'];
const TIMES = ['Status_Received_At__c', 'Status_Published_At__c', 'Status_Recorded_At__c'];

function latency(): { hops: unknown[]; totals: unknown[]; recorded: number; times: Row } {
    const row = scene.message('timed', [...HOPS, ...TOTALS, ...TIMES]);
    return {
        hops: HOPS.map((name) => row[name]),
        totals: TOTALS.map((name) => row[name]),
        recorded: (Date.parse(String(row['Status_Recorded_At__c'])) - start) / 1000,
        times: Object.fromEntries(TIMES.map((name) => [name, row[name]])),
    };
}

tests.add('each hop has its seconds, and all together', async () => {
    await publish({ version: 1, by: -20, received: -17, published: -12 });
    const { hops, totals, recorded } = latency();
    assert.ok(recorded >= 0 && recorded < 60, `recorded ${recorded} s after the start`);
    assert.deepEqual(hops, [3, 5, recorded + 12]);
    assert.deepEqual(totals, [recorded + 20, recorded + 17, false]);
});

tests.add('a second copy of the snapshot, published and recorded later, changes nothing', async () => {
    await publish({ version: 1, published: -12 });
    const before = latency();
    await scene.org.pass(600);
    await publish({ version: 1, published: 590 });
    await publish({ version: 2, published: 595, more: { Price__c: 0.01 } });
    assert.deepEqual(latency(), before);
});

tests.add('an older snapshot with the same status that comes last was still the first to be published', async () => {
    await publish({ version: 2, published: -5 });
    const { recorded } = latency();
    await scene.org.pass(60);
    await publish({ version: 1, published: -12 });
    const after = latency();
    assert.deepEqual(after.hops, [3, 5, recorded + 12]);
    assert.equal(after.recorded, recorded);
});

tests.add('the times move with the status, and an older status takes nothing back', async () => {
    await publish({ version: 1, status: 'Sent', by: -40, received: -38, published: -37 });
    const sent = latency();
    assert.deepEqual(sent.hops.slice(0, 2), [2, 1]);
    await scene.org.pass(30);
    await publish({ version: 2, by: 20, received: 24, published: 25 });
    const delivered = latency();
    assert.deepEqual(delivered.hops.slice(0, 2), [4, 1]);
    assert.ok(delivered.recorded >= sent.recorded + 30);
    await publish({ version: 1, status: 'Sent', by: -40, received: -38, published: -37 });
    assert.deepEqual(latency(), delivered);
});

tests.add('a provider that gives no time leaves its hop blank, and the rest is known', async () => {
    await publish({ version: 1, by: null, received: -17, published: -12 });
    const { hops, totals, recorded } = latency();
    assert.deepEqual(hops, [null, 5, recorded + 12]);
    assert.deepEqual(totals, [null, recorded + 17, false]);
});

tests.add('a provider whose clock is ahead is flagged, never a negative number of seconds', async () => {
    await publish({ version: 1, by: 3600, received: -17, published: -12 });
    const { hops, totals, recorded } = latency();
    assert.deepEqual(hops, [null, 5, recorded + 12]);
    assert.deepEqual(totals, [null, recorded + 17, true]);
});

tests.add('a second by which cut times can differ is no sign of a wrong clock', async () => {
    await publish({ version: 1, by: -16, received: -17, published: -12 });
    const { hops, totals } = latency();
    assert.deepEqual([hops[0], totals[2]], [0, false]);
});

tests.add('a message that no relay reported on has no latency', async () => {
    await scene.create('Message__c', { Message_Key__c: 'timed', Channel__c: 'SMS', Status__c: 'Queued' });
    const { hops, totals } = latency();
    assert.deepEqual([...hops, ...totals], [null, null, null, null, null, false]);
});

if (import.meta.main) {
    const org = openFlowOrg({ project: ROOT });
    for (const each of tests.list) test(each.name, () => runFlowTest(org, each));
}
