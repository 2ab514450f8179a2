import { strict as assert } from 'node:assert';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { replayRequests } from '../../src/cli/replay.ts';
import { summaryRecord } from '../../src/salesforce/totals.ts';
import { bsrReport, configOf, post, SPEED, startHarness, until } from '../service/harness.ts';
import type { Harness } from '../service/harness.ts';

const CAMPAIGN = '701000000000001AAA';
const EVERY_SECONDS = 5;
let relay: Harness;

beforeEach(async () => {
    relay = await startHarness({
        publishing: { confirmAfterMs: 200, missingAfterMs: 4_000, totalsEverySeconds: EVERY_SECONDS },
    });
});
afterEach(() => relay.close());

const several = (from: number, to: number, facts: object = {}): object[] =>
    Array.from({ length: to - from }, (_, index) =>
        bsrReport({ id: `m${from + index}`, to: `+4477009${String(from + index).padStart(5, '0')}`, ...facts }),
    );
const sum = (field: string): number =>
    [...relay.org.summaries.values()].reduce((total, row) => total + Number(row[field]), 0);
const told = (field: string, count: number): Promise<void> =>
    until(
        () => sum(field) === count,
        () => `${JSON.stringify([...relay.org.summaries.values()])}, not ${count} ${field}`,
    );
const calls = (): number => relay.org.calls.filter(({ path }) => path.includes('Delivery_Summary__c')).length;

test('a thousand messages are told as absolute totals of one row, in a call or two', async () => {
    const since = performance.now();
    await post(relay.url, several(0, 800));
    await post(relay.url, several(700, 1_000, { status: 'UNDELIV', code: 1 }));
    await told('Total__c', 1_000);
    await told('Undelivered__c', 200);
    assert.equal(sum('Delivered__c'), 800, 'what was delivered stays so');
    assert.equal(relay.org.summaries.size, 1);
    const made = calls();
    // On a slow machine the posts and their reading may last for several rounds, each of which may tell.
    const rounds = Math.floor(((performance.now() - since) * SPEED) / (EVERY_SECONDS * 1_000));
    assert.ok(made <= Math.max(3, 1 + rounds), `${made} calls in ${rounds} rounds`);
    const [row] = relay.org.summaries.values();
    assert.deepEqual(
        [row?.['Channel__c'], row?.['Provider__c'], row?.['Campaign__c'], row?.['Latency_Measured__c']],
        ['SMS', 'bsr', null, row?.['Latency_Measured__c']],
    );
    const codes = JSON.parse(String(row?.['Failure_Codes__c'])) as { count: number }[];
    assert.equal(
        codes.reduce((all, { count }) => all + count, 0),
        200,
    );
});

test('totals outlive the relay and an org that is down, and nothing is counted twice', async () => {
    relay.org.faults = { call: () => ({ status: 503, code: 'SERVER_UNAVAILABLE' }) };
    await post(relay.url, several(0, 50));
    await until(
        () => relay.org.calls.length > 0,
        () => 'no call',
    );
    await relay.stop();
    relay.org.faults = {};
    await relay.start();
    await post(relay.url, several(25, 60));
    await told('Total__c', 60);
});

test('a campaign that the org does not know is told as text, without the link', async () => {
    relay.org.faults = {
        record: (record) => (record['Campaign__c'] === CAMPAIGN ? 'INVALID_CROSS_REFERENCE_KEY' : undefined),
    };
    await post(relay.url, several(0, 3), undefined, `?campaign=${CAMPAIGN}`);
    await told('Total__c', 3);
    const [row] = relay.org.summaries.values();
    assert.deepEqual([row?.['Campaign__c'], row?.['Campaign_Id__c']], [null, CAMPAIGN]);
});

test('a row locked for a moment keeps its campaign, and a package without totals holds up no report', async () => {
    let locked = 1;
    relay.org.faults = {
        record: (record) => ('Summary_Key__c' in record && locked-- > 0 ? 'UNABLE_TO_LOCK_ROW' : undefined),
    };
    await post(relay.url, several(0, 3), undefined, `?campaign=${CAMPAIGN}`);
    await told('Total__c', 3);
    assert.equal([...relay.org.summaries.values()][0]?.['Campaign__c'], CAMPAIGN);
    relay.org.faults = {
        call: (path) => (path.includes('Delivery_Summary__c') ? { status: 404, code: 'NOT_FOUND' } : undefined),
    };
    await post(relay.url, several(3, 6));
    await until(
        () => relay.org.events.length >= 6,
        () => `${relay.org.events.length} events`,
    );
});

const byLocation = (): Record<string, unknown> =>
    Object.fromEntries([...relay.org.summaries.values()].map((row) => [row['Location__c'] ?? '', row['Total__c']]));
const counted = (counts: Record<string, number>): Promise<void> =>
    until(
        () => JSON.stringify(byLocation()) === JSON.stringify(counts),
        () => JSON.stringify(byLocation()),
    );

test('locations that the org lists have rows of their own, any other is "Other", and none is what it always was', async () => {
    await post(relay.url, several(0, 4, { status: 'ACCEPTD' }), undefined, '?location=Leeds');
    await told('Total__c', 4);
    const [begun] = [...relay.org.summaries.values()];
    assert.ok(
        begun !== undefined && !('Location__c' in begun),
        'no list, no location; an older package lacks the field',
    );
    await relay.stop();
    const { orgs } = configOf(relay.org, relay.directory) as { orgs: Record<'demo', object> };
    const listed = { orgs: { demo: { ...orgs.demo, locations: ['Leeds', 'Ghent'] } } };
    await relay.start(listed);
    await post(relay.url, several(3, 4), undefined, '?location=leeds');
    await post(relay.url, several(10, 14), undefined, '?location=%20LEEDS%20');
    await post(relay.url, several(20, 22), undefined, `?location=${'x'.repeat(90)}`);
    await post(relay.url, several(22, 23), undefined, '?location=Bruges');
    await post(relay.url, several(30, 35));
    await counted({ '': 8, Leeds: 5, Other: 3 });
    assert.equal(sum('Delivered__c'), 13, 'all locations together are all messages');

    const config = join(relay.directory, 'relay.json');
    await writeFile(config, JSON.stringify(configOf(relay.org, relay.directory, listed)));
    let printed = '';
    const surroundings = {
        env: { ORG_TOKEN: relay.org.token, USER: 'ada' },
        stdout: { write: (text: string) => void (printed += text) },
        asked: Promise.resolve(),
    };
    await replayRequests({ config, since: '2026-01-01', apply: true }, surroundings);
    assert.match(printed, /\n3 messages corrected:\n {2}3 {2}Queued: location in the totals\n/);
    await counted({ '': 5, Leeds: 8, Other: 3 });
});

const DIMENSIONS = {
    ...{ day: '2026-07-17', campaignId: '', channel: 'SMS', provider: 'acme', carrier: '', country: '' },
    ...{ senderType: '', objectType: '', currency: '' },
};
const recordOf = (figures: Readonly<Record<string, number>>, more: object = {}): Record<string, unknown> =>
    summaryRecord('store', {
        ...{ id: 1, dimensions: { ...DIMENSIONS, ...more }, figures, version: 1, refusals: 0, unlinked: false },
    }) as Record<string, unknown>;

test('a row without a location keeps the key that it has in orgs from before there were any', () => {
    const key = 'store:2026-07-17:2ITUa66p63d6OJPWlO1KjKc5XJr9afoBALpYQ48RW_U';
    assert.equal(recordOf({})['Summary_Key__c'], key);
    assert.notEqual(recordOf({}, { location: 'Leeds' })['Summary_Key__c'], key);
});

test('what failed costs neither less than nothing nor more than everything', () => {
    const cases: readonly (readonly [all: number, failed: number, told: number])[] = [
        ...([
            [30, 10, 10],
            [30, -10, 0],
            [30, 40, 30],
            [0, -10, 0],
        ] as const),
        ...([
            [-30, -10, -10],
            [-30, 10, 0],
            [-30, -40, -30],
        ] as const), // a provider that tells prices as debits
    ];
    for (const [all, failed, told] of cases) {
        const record = recordOf({
            ...{ cost: all * 1_000_000, failedCost: failed * 1_000_000 },
            ...{ segments: all, failedSegments: failed },
        });
        assert.deepEqual([record['Failed_Cost__c'], record['Failed_Segments__c']], [told, told], `${all}, ${failed}`);
    }
    assert.deepEqual([recordOf({})['Failed_Cost__c'], recordOf({})['Failed_Segments__c']], [0, 0]);
});

test('more codes than a row lists are summed up in its last entry, so that none is missing', () => {
    const figures = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`code:Temporary:${n}`, 300 - n]));
    const codes = JSON.parse(String(recordOf(figures)['Failure_Codes__c'])) as { code: string | null; count: number }[];
    assert.equal(codes.length, 100);
    assert.deepEqual([codes[0]?.count, codes.at(-1)?.code], [300, null]);
    assert.equal(
        codes.reduce((all, { count }) => all + count, 0),
        (300 * 301) / 2,
    );
});
