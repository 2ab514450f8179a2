/** The process is killed between any two steps of a report's way, and started again: the CRM ends up the same. */
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { diskFull } from '../../chaos/diskFull.ts';
import { prove } from '../../chaos/prove.ts';
import { rowLocks } from '../../chaos/rowLocks.ts';
import { tenants } from '../../chaos/tenants.ts';
import { startFakeOrg } from '../service/fakeOrg.ts';
import type { FakeOrg } from '../service/fakeOrg.ts';
import { allConfirmed, bsrReport, configOf, post } from '../service/harness.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

let org: FakeOrg;
let directory: string;
let relay: { readonly process: ChildProcess; readonly url: string; readonly ended: Promise<unknown> };

async function startRelay(): Promise<typeof relay> {
    const child = spawn(process.execPath, [MAIN, 'serve', '--config', join(directory, 'relay.json')], {
        env: { ...process.env, ORG_TOKEN: org.token },
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
    const url = await new Promise<string>((resolve, reject) => {
        void ended.then((how) => reject(new Error(`ended before it started: ${String(how)}`)));
        createInterface({ input: child.stdout }).on('line', (line) => {
            const said = JSON.parse(line) as { msg: string; url?: string };
            if (said.msg === 'relay.started') resolve(said.url ?? '');
        });
    });
    return { process: child, url, ended };
}

/** Kills the relay as a power cut would, once. */
function killer(): () => void {
    let done = false;
    return () => {
        if (!done) relay.process.kill('SIGKILL');
        done = true;
    };
}

beforeEach(async () => {
    org = await startFakeOrg();
    directory = await mkdtemp(join(tmpdir(), 'landed-crash-'));
    const config = configOf(org, join(directory, 'data'), { publishing: { confirmAfterMs: 50, missingAfterMs: 600 } });
    await writeFile(join(directory, 'relay.json'), JSON.stringify(config));
    relay = await startRelay();
});
afterEach(async () => {
    relay.process.kill('SIGKILL');
    await relay.ended;
    await org.close();
    await rm(directory, { recursive: true, force: true });
});

const PEOPLE = 12;
const batch = (status: string, second: number): object[] =>
    Array.from({ length: PEOPLE }, (_, index) =>
        bsrReport({ id: `m${index}`, to: `+4477009000${index + 10}`, status, at: `2026-07-17T12:05:0${second}Z` }),
    );

const kills: Readonly<Record<string, (kill: () => void) => void>> = {
    'as soon as it has answered': (kill) => setImmediate(kill),
    'before the org has taken the events': (kill) => {
        org.faults.call = (path) => {
            if (path !== '/composite/sobjects') return undefined;
            delete org.faults.call;
            kill();
            return { status: 503, code: 'SERVER_UNAVAILABLE' };
        };
    },
    'after the org has taken the events, before its answer': (kill) => {
        org.faults.hold = () => {
            delete org.faults.hold;
            kill();
            return relay.ended.then(() => undefined);
        };
    },
    'before it has seen the effect': (kill) => {
        org.faults.call = (_path, soql) => {
            if (soql?.includes('Effect_Status__c') === true) kill();
            return undefined;
        };
    },
    'while a part of the events is lost as well': (kill) => {
        org.faults.loseEvent = (event) => {
            kill();
            return (
                relay.process.killed &&
                String(event['Message_Key__c']).endsWith('3') &&
                Number(event['Version__c']) === 1
            );
        };
    },
};

for (const [when, arm] of Object.entries(kills)) {
    test(`killed ${when}`, async () => {
        const kill = killer();
        if (!when.startsWith('as soon')) arm(kill);
        assert.equal((await post(relay.url, batch('ENROUTE', 1))).status, 200);
        if (when.startsWith('as soon')) arm(kill);
        assert.equal(await relay.ended, 'SIGKILL');
        delete org.faults.call;
        relay = await startRelay();
        // The provider sends the first again, and the final report comes before anything is settled.
        await post(relay.url, [...batch('ENROUTE', 1), ...batch('DELIVRD', 3)]);
        await allConfirmed(relay.url);
        assert.equal(org.rows.size, PEOPLE);
        const stores = new Set([...org.rows.values()].map((row) => row['Store__c']));
        assert.equal(stores.size, 1);
        for (const row of org.rows.values()) {
            assert.equal(row['Status__c'], 'Delivered');
            assert.equal(row['Sent_At__c'], '2026-07-17T12:05:01.000Z');
            assert.equal(String(row['History__c']).split('\n').length, 2);
        }
    });
}

test('asked to end, it does not wait for an org that hangs', async () => {
    const holding = new Promise<void>((resolve) => {
        org.faults.hold = () => {
            resolve();
            return new Promise(() => undefined);
        };
    });
    await post(relay.url, batch('DELIVRD', 3));
    await holding;
    const asked = Date.now();
    relay.process.kill('SIGTERM');
    assert.equal(await relay.ended, 0);
    assert.ok(Date.now() - asked < 25_000, 'it waited for the call to time out');
    delete org.faults.hold;
    relay = await startRelay();
    await allConfirmed(relay.url);
    assert.equal(org.rows.size, PEOPLE);
});

test('asked to end, it finishes what is under way and ends well', async () => {
    let release: () => void = () => undefined;
    const holding = new Promise<void>((resolve) => {
        org.faults.hold = () => {
            resolve();
            return new Promise((released) => (release = released));
        };
    });
    await post(relay.url, batch('DELIVRD', 3));
    await holding;
    relay.process.kill('SIGTERM');
    release();
    assert.equal(await relay.ended, 0);
    delete org.faults.hold;
    relay = await startRelay();
    await allConfirmed(relay.url);
    assert.equal(org.events.length, PEOPLE, 'nothing is published twice');
});

test('R04: on a full disk calls are refused for a while, nothing that was answered is lost, and all goes on by itself', (t) =>
    prove(t, diskFull));

test('R23: a burst for one org loses no report of another', (t) => prove(t, tenants));

test('R26: with every message at one account nothing fails for its lock', (t) => prove(t, rowLocks));
