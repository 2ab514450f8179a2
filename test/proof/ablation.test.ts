/**
 * What holds the product together is there for a reason: with a part taken out of a copy of the sources, the property
 * that it is there for no longer holds, and the same check that passes for the product notices. Here the relay's parts; the
 * flows' are broken one by one by `local-org flow-mutate` (docs/flow-tests.md).
 */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test, type TestContext } from 'node:test';
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
import { copyRelay } from '../support/projectCopy.ts';
import type { Callback } from '../support/providerRequests.ts';
import { keptAlive, send } from '../support/send.ts';
import { PATIENCE_MS, until } from '../support/until.ts';

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
async function survivesLostEvent(org: RunningOrg, relay: RunningRelay, withinMs: number): Promise<boolean> {
    await org.client.control('POST', 'faults', { kind: 'loseEvents' });
    await post(relay, callback('SM000000000000000000000000000000e1'));
    const deadline = Date.now() + withinMs;
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
    assert.equal(await survivesLostEvent(intact, await relayOf(ROOT, intact, t), PATIENCE_MS), true);
    await copy.edit('relay/src/salesforce/confirmer.ts', (code) =>
        code.replace("if (state === 'Applied') return { kind: 'confirmed' };", "return { kind: 'confirmed' };"),
    );
    const ablated = await orgOf(ROOT, t);
    assert.equal(
        await survivesLostEvent(ablated, await relayOf(copy.directory, ablated, t), 10 * MISSING_AFTER_MS),
        false,
    );
});
