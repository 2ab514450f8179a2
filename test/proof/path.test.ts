/** The whole path, each part a process of its own: signed webhooks in, messages and people in the org as the model says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { renumbered, webhookWorlds } from '../model/webhookWorlds.ts';
import {
    scratch,
    startOrg,
    startRelay,
    writeRelaySetting,
    type RelaySetting,
    type RunningOrg,
    type RunningRelay,
} from '../support/landed.ts';
import { relayWorld } from '../support/relayedWorld.ts';
import { keptAlive, send } from '../support/send.ts';

const RUNS = 12;

let org: RunningOrg;
let setting: RelaySetting;
let relay: RunningRelay;
let cleanUp: () => Promise<void>;

before(async () => {
    const { directory, remove } = await scratch();
    cleanUp = remove;
    org = await startOrg();
    setting = await writeRelaySetting(directory, org);
    relay = await startRelay(setting);
});
after(async () => {
    await relay.process.stop();
    await org.stop();
    await cleanUp();
});

test('signed webhooks in any order, repetition and batches end in the state of the model', async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const now = Math.floor(Date.now() / 1000) * 1000;
    let webhooks = 0;
    let index = 0;
    await fc.assert(
        fc.asyncProperty(webhookWorlds(now), async (world) => {
            webhooks += await relayWorld(org.client, relay, renumbered(world, index));
            index += 1;
        }),
        { numRuns: RUNS, seed, endOnFailure: true },
    );
    t.diagnostic(`whole path against the model: ${RUNS} worlds, ${webhooks} webhooks, seed ${seed}`);
});

test('with the relay stopped a webhook changes nothing in the org', async () => {
    const count = async (): Promise<number> => (await org.client.query('SELECT Id FROM Message__c')).length;
    const rows = await count();
    const callback = {
        messageId: 'SM00000000000000000000000000000001',
        status: 'delivered',
        code: null,
        to: '+447700900001',
        from: '+14155550100',
        at: new Date(),
    };
    const request = relay.sign({ provider: 'twilio', callbacks: [callback] });
    await relay.process.stop();
    await assert.rejects(send(request, keptAlive(1)), { code: 'ECONNREFUSED' });
    await org.client.idle();
    assert.equal(await count(), rows);
});
