/** The whole path, each part a process of its own: signed webhooks in, messages and people in the org as the model says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { renumbered, webhookWorlds } from '../model/webhookWorlds.ts';
import { relayWorld } from '../support/relayedWorld.ts';
import { keptAlive, send } from '../support/send.ts';
import { startPath, type WholePath } from '../support/wholePath.ts';

/** `LANDED_RUNS=3` takes three times as many. */
const RUNS = 5 * Number(process.env['LANDED_RUNS'] ?? 1);

let path: WholePath;
before(async () => {
    path = await startPath();
});
after(() => path.stop());

test('signed webhooks in any order, repetition and batches end in the state of the model', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const now = Math.floor(Date.now() / 1000) * 1000;
    let webhooks = 0;
    let index = 0;
    await fc.assert(
        fc.asyncProperty(webhookWorlds(now), async (world) => {
            webhooks += await relayWorld(path.org.client, path.relay(), renumbered(world, index));
            index += 1;
        }),
        { numRuns: RUNS, seed, endOnFailure: true },
    );
    t.diagnostic(`whole path against the model: ${RUNS} worlds, ${webhooks} webhooks, seed ${seed}`);
});

test('with the relay stopped a webhook changes nothing in the org', async () => {
    const count = async (): Promise<number> => (await path.org.client.query('SELECT Id FROM Message__c')).length;
    const rows = await count();
    const callback = {
        messageId: 'SM00000000000000000000000000000001',
        status: 'delivered',
        code: null,
        to: '+447700900001',
        from: '+14155550100',
        at: new Date(),
    };
    const request = path.relay().sign({ provider: 'twilio', callbacks: [callback] });
    await path.relay().process.stop();
    await assert.rejects(send(request, keptAlive(1)), { code: 'ECONNREFUSED' });
    await path.org.client.idle();
    assert.equal(await count(), rows);
});
