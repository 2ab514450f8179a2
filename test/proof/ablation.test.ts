/**
 * What holds the product together is there for a reason: with a part taken out of a copy of the sources, the property
 * that it is there for no longer holds, and the same check that passes for the product notices.
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { worlds } from '../model/worlds.ts';
import {
    ROOT,
    scratch,
    startOrg,
    startRelay,
    writeRelaySetting,
    type RunningOrg,
    type RunningRelay,
} from '../support/landed.ts';
import { historyLines } from '../support/orgState.ts';
import { copyPackage, copyRelay, deactivate, turn } from '../support/projectCopy.ts';
import type { Callback } from '../support/providerRequests.ts';
import { keptAlive, send } from '../support/send.ts';
import { until } from '../support/until.ts';
import { publishWorld } from '../support/worldInOrg.ts';

const START = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
const WORLDS = 6;
const MISSING_AFTER_MS = 800;

async function orgOf(project: string, t: TestContext): Promise<RunningOrg> {
    const org = await startOrg(project);
    t.after(() => org.stop());
    return org;
}

async function relayOf(source: string, org: RunningOrg, t: TestContext): Promise<RunningRelay> {
    const { directory, remove } = await scratch();
    const setting = await writeRelaySetting(
        directory,
        { url: org.url, accessToken: org.relayToken },
        { missingAfterMs: MISSING_AFTER_MS },
    );
    const relay = await startRelay(setting, source);
    t.after(async () => {
        await relay.process.stop();
        await remove();
    });
    return relay;
}

async function post(relay: RunningRelay, callback: Callback): Promise<void> {
    const agent = keptAlive(1);
    assert.equal(
        Math.floor((await send(relay.sign({ provider: 'twilio', callbacks: [callback] }), agent)).status / 100),
        2,
    );
    agent.destroy();
}

const callback = (messageId: string, status = 'delivered'): Callback => ({
    messageId,
    status,
    code: null,
    to: '+447700900160',
    from: '+14155550100',
    at: new Date(),
});

/** What the model of messages and people describes. */
const FLOWS_OF_THE_MODEL = [
    'Contact_NormaliseNumber',
    'Contact_SetReachability',
    'Delivery_RecordReport',
    'Lead_NormaliseNumber',
    'Lead_SetReachability',
    'Message_KeepHighest',
    'Message_LinkRecipient',
    'Message_Suppress',
    'Message_UpdateRecipient',
    'Suppression_SyncPeople',
] as const;

/** How many of some random worlds end otherwise than the model says. */
async function worldsThatDiffer(org: RunningOrg): Promise<number> {
    let differing = 0;
    for (const world of fc.sample(worlds(START), { numRuns: WORLDS, seed: 20 })) {
        const { actual, expected } = await publishWorld(org.client, world);
        if (!isDeepStrictEqual(actual, expected)) differing += 1;
    }
    return differing;
}

test('without Message_KeepHighest late reports move messages backwards', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    assert.equal(await worldsThatDiffer(await orgOf(ROOT, t)), 0);
    await deactivate(copy, 'Message_KeepHighest');
    const differing = await worldsThatDiffer(await orgOf(copy.directory, t));
    assert.ok(differing > 0, 'nothing noticed that it was gone');
    t.diagnostic(`${differing} of ${WORLDS} worlds differ without Message_KeepHighest, none with it`);
});

test('each flow of the model can be switched off, and then something is missing', async (t) => {
    const copy = await copyPackage();
    t.after(copy.remove);
    const found: string[] = [];
    for (const flow of FLOWS_OF_THE_MODEL) {
        await turn(copy, flow, false);
        const org = await startOrg(copy.directory);
        const differing = await worldsThatDiffer(org);
        await org.stop();
        await turn(copy, flow, true);
        assert.ok(differing > 0, `nothing noticed that ${flow} was off`);
        found.push(`${flow} ${differing}`);
    }
    t.diagnostic(`of ${WORLDS} worlds, different without: ${found.join(', ')}`);
});

/** Sends one report three times and another once, and returns how many the message's history shows. */
async function reportsSeen(org: RunningOrg, relay: RunningRelay): Promise<number> {
    const id = 'SM000000000000000000000000000000d1';
    for (let time = 0; time < 3; time += 1) await post(relay, callback(id, 'sent'));
    await post(relay, callback(id, 'delivered'));
    const look = () =>
        org.client.query("SELECT Status__c, History__c FROM Message__c WHERE Effect_Status__c = 'Applied'");
    const [message] = await until(look, (rows) => rows[0]?.['Status__c'] === 'Delivered');
    return message === undefined ? 0 : historyLines(message);
}

test('without report keys a report that is sent three times counts three times', async (t) => {
    const copy = await copyRelay();
    t.after(copy.remove);
    const intact = await orgOf(ROOT, t);
    assert.equal(await reportsSeen(intact, await relayOf(ROOT, intact, t)), 2);
    await copy.edit('relay/src/core/merge.ts', (code) =>
        code.replace(/(export function reportKey\([^)]*\): string \{\n)/, '$1    return crypto.randomUUID();\n'),
    );
    const ablated = await orgOf(ROOT, t);
    assert.equal(await reportsSeen(ablated, await relayOf(copy.directory, ablated, t)), 4);
});

/** Lets the bus lose the first event that it accepts, and tells whether its message arrives all the same. */
async function survivesLostEvent(org: RunningOrg, relay: RunningRelay): Promise<boolean> {
    await org.client.control('POST', 'lose-events', { times: 1 });
    await post(relay, callback('SM000000000000000000000000000000e1'));
    const deadline = Date.now() + 10 * MISSING_AFTER_MS;
    while (Date.now() < deadline) {
        if ((await org.client.query('SELECT Id FROM Message__c')).length > 0) return true;
        await pause(50);
    }
    return false;
}

test('without confirmation an event that the bus loses is lost for good', async (t) => {
    const copy = await copyRelay();
    t.after(copy.remove);
    const intact = await orgOf(ROOT, t);
    assert.equal(await survivesLostEvent(intact, await relayOf(ROOT, intact, t)), true);
    await copy.edit('relay/src/salesforce/confirmer.ts', (code) =>
        code.replace("if (state === 'Applied') return { kind: 'confirmed' };", "return { kind: 'confirmed' };"),
    );
    const ablated = await orgOf(ROOT, t);
    assert.equal(await survivesLostEvent(ablated, await relayOf(copy.directory, ablated, t)), false);
});
