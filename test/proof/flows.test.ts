/**
 * The package's flows against an independent model: whatever the order, repetition, coalescing and batches in which
 * reports arrive, messages, people and suppressions end as the model says.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { messageState, snapshotEvent, type Report } from '../model/messages.ts';
import { worlds } from '../model/worlds.ts';
import { startOrg, type RunningOrg } from '../support/landed.ts';
import type { Row } from '../support/orgClient.ts';
import type { ActualState, OrgState } from '../support/orgState.ts';
import { createPeople, publishWorld } from '../support/worldInOrg.ts';
import { orgOfProcess } from '../support/worldOrg.ts';

/** `LANDED_RUNS=3` takes three times as many. */
const LONG = Number(process.env['LANDED_RUNS'] ?? 1);
const RUNS = 20 * LONG;
const RUNS_OF_TWO = 14 * LONG;
/** An hour ago, whole seconds: inside every window that the flows look back over. */
const START = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.stop());

test('any order, repetition and batches of the same reports end in the state of the model', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    let events = 0;
    let flowBatches = 0;
    await fc.assert(
        fc.asyncProperty(worlds(START), async (world) => {
            const outcome = await publishWorld(orgOfProcess(org.client), world);
            events += outcome.events;
            flowBatches += outcome.batches;
            assert.deepEqual(outcome.actual, outcome.expected);
        }),
        { numRuns: RUNS, seed },
    );
    t.diagnostic(`flows against the model: ${RUNS} worlds, ${events} events in ${flowBatches} batches, seed ${seed}`);
});

test('of two snapshots of one message in a batch the relay hears, and the rest of the batch is not touched', async () => {
    await org.client.control('POST', 'reset');
    const [twin, other] = reportsOfRound(1);
    assert.ok(twin && other);
    const event = (report: Report, version: number) =>
        snapshotEvent(messageState([report]), { store: 'proof-store', version });
    await org.client.create('Delivery_Report__e', [event(twin, 1), event(twin, 2), event(other, 1)]);
    await org.client.idle();
    const keys = async (): Promise<[unknown, unknown][]> =>
        (await org.client.query('SELECT Message_Key__c, Version__c FROM Message__c ORDER BY Message_Key__c')).map(
            (row) => [row['Message_Key__c'], row['Version__c']],
        );
    assert.ok((await keys()).some(([key]) => key === other.messageKey));
    const heard = await org.client.control<{ payload?: Row }[]>('GET', 'events/Delivery_Error__e');
    assert.match(JSON.stringify(heard), new RegExp(twin.messageKey));
    assert.deepEqual(await org.client.control('GET', 'flow-errors'), []);

    await org.client.create('Delivery_Report__e', [event(twin, 2)]);
    await org.client.idle();
    assert.deepEqual(await keys(), [
        [twin.messageKey, 2],
        [other.messageKey, 1],
    ]);
});

/** Without the history: no flow can join the texts of two stores. The relays do, when they confirm. */
const withoutHistory = (state: OrgState | ActualState): object => ({
    ...state,
    messages: Object.fromEntries(
        Object.entries(state.messages).map(([key, view]) => [key, { ...view, historyLines: 'any' }]),
    ),
});

test('two relays that share no store cannot move a message backwards', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    await fc.assert(
        fc.asyncProperty(worlds(START), async (world) => {
            const { actual, expected } = await publishWorld(orgOfProcess(org.client), world, {
                stores: ['one store', 'another store'],
            });
            assert.deepEqual(withoutHistory(actual), withoutHistory(expected));
        }),
        { numRuns: RUNS_OF_TWO, seed },
    );
    t.diagnostic(`flows against the model, two relays without a common store: ${RUNS_OF_TWO} worlds, seed ${seed}`);
});

interface Transaction {
    readonly origin: string;
    readonly outcome: string;
    readonly queries: number;
    readonly statements: number;
}

const BATCH = 200;
/** DESIGN's own ceiling for a batch of 200: a fifth of the queries, a twentieth of the writes that the platform allows. */
const MOST_QUERIES = 20;
const MOST_WRITES = 8;

const numberOf = (index: number): string => `+447700900${String(index).padStart(3, '0')}`;

const FATES: readonly Pick<Report, 'status' | 'failureClass'>[] = [
    { status: 'Undelivered', failureClass: 'Permanent' },
    { status: 'Delivered', failureClass: null },
    { status: 'Undelivered', failureClass: 'Opted Out' },
    { status: 'Expired', failureClass: 'Temporary' },
    { status: 'Rejected', failureClass: 'Spam Filtered' },
    { status: 'Sent', failureClass: null },
];

/** One message to each of 200 numbers. With each round every number meets another fate, a minute later. */
const reportsOfRound = (round: number): Report[] =>
    Array.from({ length: BATCH }, (_, index) => ({
        ...(FATES[(index + round) % FATES.length] ?? { status: 'Sent', failureClass: null }),
        messageKey: `batch:${round}-${index}`,
        provider: 'proof',
        rawStatus: 'any',
        code: '1',
        evidence: 1,
        at: START + round * 60_000,
        receivedAt: START + round * 60_000,
        submittedAt: null,
        recipient: numberOf(index),
        sender: '+14155550100',
        person: null,
    }));

test('batches of 200 of every kind stay within our ceiling of queries and writes', async (t) => {
    await org.client.control('POST', 'reset');
    // 150 numbers are one person's, 25 are two people's, 25 nobody's.
    const owners = [
        ...Array.from({ length: 175 }, (_, index) => index),
        ...Array.from({ length: 25 }, (_, n) => 150 + n),
    ];
    await createPeople(
        org.client,
        owners.map((index) => ({
            kind: index % 3 === 0 ? 'Lead' : 'Contact',
            number: numberOf(index),
            email: null,
            optedOutOfEmail: false,
        })),
    );
    for (let round = 0; round < FATES.length; round += 1) {
        const events = reportsOfRound(round).map((report) =>
            snapshotEvent(messageState([report]), { store: 'proof-store', version: 1 }),
        );
        await org.client.create('Delivery_Report__e', events);
        await org.client.idle();
    }
    const all = await org.client.control<Transaction[]>('GET', 'limits?limit=100');
    const flows = all.filter(({ origin }) => /^(event batch|asynchronous path)/.test(origin));
    const eventBatches = flows.filter(({ origin }) => origin.startsWith('event batch'));
    assert.equal(eventBatches.length, FATES.length, JSON.stringify(all));
    assert.deepEqual([...new Set(flows.map(({ outcome }) => outcome))], ['committed']);
    const queries = Math.max(...flows.map((each) => each.queries));
    const writes = Math.max(...flows.map((each) => each.statements));
    t.diagnostic(
        `limits of ${eventBatches.length} event batches of ${BATCH}: at most ${queries} queries and ${writes} writes`,
    );
    assert.ok(queries <= MOST_QUERIES);
    assert.ok(writes <= MOST_WRITES);
});
