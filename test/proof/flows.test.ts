/**
 * The package's flows against an independent model: whatever the order, repetition, coalescing and batches in which
 * reports arrive, messages, people and suppressions end as the model says.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { messageState, snapshotEvent } from '../model/messages.ts';
import { worlds } from '../model/worlds.ts';
import { startOrg, type RunningOrg } from '../support/landed.ts';
import { publishWorld } from '../support/worldInOrg.ts';

const RUNS = 150;
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
            const outcome = await publishWorld(org.client, world);
            events += outcome.events;
            flowBatches += outcome.batches;
            assert.deepEqual(outcome.actual, outcome.expected);
        }),
        { numRuns: RUNS, seed },
    );
    t.diagnostic(`${RUNS} worlds, ${events} events in ${flowBatches} batches, seed ${seed}`);
});
