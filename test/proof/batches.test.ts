/**
 * How many events the package's flows bear at once: what a batch of 200 uses is counted element by element, what larger
 * batches must use follows from it, and each of them passes or fails as the documented limits say.
 * https://help.salesforce.com/s/articleView?id=platform.flow_considerations_limit_transaction.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_subscribe_flow.htm
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createLocalOrg, type LocalOrg } from '#local-org';
import { messageState, snapshotEvent } from '../model/messages.ts';
import { ROOT } from '../support/landed.ts';
import { OrgClient } from '../support/orgClient.ts';

const FLOW = 'Delivery_RecordReport';
const SAMPLE = 200;
const MOST_AT_ONCE = 2000;
const SPEED_ROUNDS = 4;
const MOST_CPU_MS = 1000;
/** In whole seconds, an hour ago. */
const START = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;

const LIMITS = { queries: 100, rowsRead: 50_000, statements: 150, rowsWritten: 10_000 } as const;
type Counter = keyof typeof LIMITS;
type Used = Readonly<Record<Counter, number>>;
const COUNTERS = Object.keys(LIMITS) as Counter[]; // the keys of a constant

let landed: LocalOrg;
let client: OrgClient;
before(async () => {
    landed = await createLocalOrg({ project: ROOT });
    client = new OrgClient({ url: landed.url, accessToken: landed.accessToken });
});
after(() => landed.close());
beforeEach(async () => {
    await client.control('POST', 'reset');
});

const numberOf = (index: number): string => `+4477009${String(index).padStart(5, '0')}`;

/** One failed message to each of so many people: every event takes the same way, the longest that there is. */
const failures = (count: number, round = 0): Record<string, never>[] =>
    Array.from({ length: count }, (_, index) => {
        const at = START + round * 60_000;
        const state = messageState([
            {
                ...{ messageKey: `batch:${round}-${index}`, provider: 'proof', rawStatus: 'any', code: '1' },
                ...{ status: 'Undelivered', failureClass: 'Permanent', evidence: 1, at, receivedAt: at },
                ...{ submittedAt: null, recipient: numberOf(index), sender: '+14155550100', person: null },
            },
        ]);
        return snapshotEvent(state, { store: 'proof-store', version: 1 + round }) as Record<string, never>;
    });

async function people(count: number): Promise<void> {
    for (let first = 0; first < count; first += SAMPLE) {
        const rows = Array.from({ length: SAMPLE }, (_, index) => ({
            LastName: `Invented ${first + index}`,
            MobilePhone: numberOf(first + index),
        }));
        landed.org.transact('people', (tx) => tx.insert('Contact', rows, [...rows.keys()]));
    }
    await landed.idle();
}

/** All events in one transaction, so that they wait together and are handed out in batches of the set size. */
async function publish(events: readonly Record<string, never>[]): Promise<void> {
    landed.org.transact('publish', (tx) => tx.publish('Delivery_Report__e', events));
    await landed.idle();
}

const batchesOfEvents = (): ReturnType<typeof landed.org.transactions.all> =>
    landed.org.transactions.all().filter(({ origin }) => origin.startsWith(`event batch: ${FLOW}`));

type TraceEntry = Parameters<Parameters<LocalOrg['trace']>[0]>[0];

/** What each element of the event-triggered flow uses for the sample, with all that its saves set off. */
async function countedSteps(): Promise<Used[]> {
    const elements: TraceEntry[] = [];
    const stop = landed.trace((entry) => elements.push(entry));
    await people(SAMPLE);
    await publish(failures(SAMPLE));
    stop();
    const steps = elements
        .filter(({ flow, interview }) => flow === FLOW && interview === 0)
        .flatMap(({ used }) => (used ? [used] : []));
    const [batch] = batchesOfEvents();
    assert.ok(batch);
    assert.deepEqual(sum(steps), usedBy(batch), 'the trace accounts for all that the transaction used');
    return steps;
}

/**
 * A query is one however many interviews make it. A write is one statement, and saves 200 records at a time: what each
 * 200 set off comes again for the next. https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_bulk_idioms.htm
 */
function expectedOf(step: Used, times: number): Used {
    const isWrite = step.statements > 0;
    return {
        queries: isWrite ? step.queries * times : step.queries,
        rowsRead: step.rowsRead * times,
        statements: isWrite ? 1 + (step.statements - 1) * times : 0,
        rowsWritten: step.rowsWritten * times,
    };
}

const sum = (all: readonly Used[]): Used => {
    const total = { queries: 0, rowsRead: 0, statements: 0, rowsWritten: 0 };
    for (const each of all) for (const counter of COUNTERS) total[counter] += each[counter];
    return total;
};

const exceeded = (used: Used): Counter[] => COUNTERS.filter((counter) => used[counter] > LIMITS[counter]);
const usedBy = ({ queries, rowsRead, statements, rowsWritten }: Used): Used => ({
    ...{ queries, rowsRead, statements, rowsWritten },
});

test('200 events through all of the flows take at most a second', async (t) => {
    await people(SAMPLE);
    const rounds: number[] = [];
    for (let round = 0; round < SPEED_ROUNDS; round += 1) {
        const events = failures(SAMPLE, round);
        const before = process.cpuUsage();
        await publish(events);
        const { user, system } = process.cpuUsage(before);
        rounds.push(Math.round((user + system) / 1000));
    }
    t.diagnostic(`CPU time of ${SAMPLE} events through all flows: ${rounds.join(', ')} ms`);
    assert.deepEqual(landed.org.flowErrors.all(), []);
    assert.ok(Math.min(...rounds) <= MOST_CPU_MS, `${rounds.join(', ')} ms`);
});

test('a batch passes as long as the counted operations stay within the limits, and no longer', async (t) => {
    const steps = await countedSteps();
    const predict = (times: number): Used => sum(steps.map((step) => expectedOf(step, times)));
    const most = Array.from({ length: MOST_AT_ONCE / SAMPLE }, (_, index) => index + 1)
        .filter((times) => exceeded(predict(times)).length === 0)
        .at(-1);
    assert.ok(most !== undefined, 'not even the sample passes');
    t.diagnostic(`${SAMPLE} events use ${JSON.stringify(predict(1))}`);
    for (const times of new Set([most, Math.min(most + 1, MOST_AT_ONCE / SAMPLE), MOST_AT_ONCE / SAMPLE])) {
        const size = times * SAMPLE;
        await client.control('POST', 'reset');
        await people(size);
        await client.control('POST', 'event-batch-size', { size });
        await publish(failures(size));
        const expected = predict(times);
        const over = exceeded(expected);
        const [batch] = batchesOfEvents();
        assert.ok(batch);
        t.diagnostic(`${size} events must use ${JSON.stringify(expected)}: ${batch.outcome} ${batch.error ?? ''}`);
        const messages = landed.org.query('SELECT COUNT() FROM Message__c').totalSize;
        const errors = landed.org.flowErrors.all();
        if (over.length === 0) {
            assert.deepEqual([batch.outcome, messages, errors], ['committed', size, []]);
            assert.deepEqual(usedBy(batch), expected);
            continue;
        }
        assert.deepEqual([batch.outcome, messages], ['rolled back', 0]);
        assert.equal(landed.org.query('SELECT COUNT() FROM Suppression__c').totalSize, 0);
        assert.deepEqual(
            errors.map(({ flow, kind, size: lost }) => [flow, kind, lost]),
            [[FLOW, 'event batch', size]],
        );
        const limit = errors[0]?.limit ?? '';
        assert.ok(
            over.some((counter) => counter === limit),
            `${limit} is none of ${over.join(', ')}`,
        );
    }
});

test('2,000 events in batches of 200 all arrive', async (t) => {
    await people(MOST_AT_ONCE);
    await publish(failures(MOST_AT_ONCE));
    assert.deepEqual(landed.org.flowErrors.all(), []);
    assert.equal(landed.org.query('SELECT COUNT() FROM Message__c').totalSize, MOST_AT_ONCE);
    const outcomes = batchesOfEvents().map(({ outcome }) => outcome);
    assert.deepEqual(
        outcomes,
        Array.from({ length: MOST_AT_ONCE / SAMPLE }, () => 'committed'),
    );
    t.diagnostic(`${MOST_AT_ONCE} events in ${outcomes.length} batches of ${SAMPLE}: all committed`);
});
