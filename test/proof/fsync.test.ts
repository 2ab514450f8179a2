/**
 * Store first: no webhook is answered 2xx before its own bytes are written and synced to disk. Proved from outside, by
 * the relay's system calls; the tracer itself is proved by servers that do it right, too early and not at all.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { ROOT, relayCommand, relayUrl, scratch, signer, writeRelaySetting } from '../support/landed.ts';
import { copyRelay } from '../support/projectCopy.ts';
import type { Callback, SignedRequest } from '../support/providerRequests.ts';
import { keptAlive, send } from '../support/send.ts';
import { judgeSyncs, spawnTraced, type SyncVerdict, type TracedServer } from '../support/syncTrace.ts';

const CONNECTIONS = 16;
const REQUESTS = 400;
const CONTROL = fileURLToPath(new URL('../support/controlServer.ts', import.meta.url));
/** Nobody listens there: the relay keeps what it accepts and tries again, which is all that this test needs. */
const NO_ORG = { url: 'http://127.0.0.1:9', accessToken: 'none' };

async function firstLine<T>(stdout: Readable, find: (line: string) => T | undefined): Promise<T> {
    const lines = createInterface({ input: stdout });
    for await (const line of lines) {
        const found = find(line);
        if (found === undefined) continue;
        stdout.resume(); // what it logs from now on must not fill the pipe and stop it
        return found;
    }
    throw new Error('The server ended without saying where it listens');
}

/** Sends the requests over several connections and returns what the trace says of the answers. */
async function judge(server: TracedServer, requests: readonly SignedRequest[]): Promise<SyncVerdict> {
    await server.attach();
    const agent = keptAlive(CONNECTIONS);
    const statuses = await Promise.all(requests.map(async (request) => (await send(request, agent)).status));
    agent.destroy();
    assert.deepEqual([...new Set(statuses.map((status) => Math.floor(status / 100)))], [2]);
    return judgeSyncs(await server.end());
}

async function judgeControl(manner: 'honest' | 'hasty' | 'unsynced', directory: string): Promise<SyncVerdict> {
    const command = [CONTROL, path.join(directory, manner), manner];
    const server = await spawnTraced(process.execPath, command, 'id-[0-9]{6}');
    const url = await firstLine(server.stdout, (line) => (line.startsWith('http') ? line : undefined));
    const requests = Array.from({ length: 100 }, (_, index) => ({ url, headers: {}, body: `id-${100_000 + index}` }));
    return judge(server, requests);
}

test('the trace tells a server that syncs first from one that answers early and one that never syncs', async (t) => {
    const { directory, remove } = await scratch();
    t.after(remove);
    const honest = await judgeControl('honest', directory);
    const hasty = await judgeControl('hasty', directory);
    const unsynced = await judgeControl('unsynced', directory);
    assert.deepEqual([honest.answered, honest.early], [100, []]);
    assert.ok(hasty.early.length > 0, 'an early answer was not noticed');
    assert.equal(unsynced.early.length, 100);
    t.diagnostic(
        `fsync trace of servers with 100 answers each, early: honest 0, hasty ${hasty.early.length}, unsynced ${unsynced.early.length}`,
    );
});

/** Traces the relay of a source tree while it answers as many reports as `requests`. */
async function judgeRelay(source: string, requests: number): Promise<SyncVerdict> {
    const { directory, remove } = await scratch();
    const setting = await writeRelaySetting(directory, NO_ORG);
    const server = await spawnTraced(process.execPath, relayCommand(setting, source), 'SM[0-9a-f]{32}', {
        ...process.env,
        ...setting.environment,
    });
    const sign = signer(await firstLine(server.stdout, relayUrl), setting);
    const callback = (): Callback => ({
        messageId: `SM${randomBytes(16).toString('hex')}`,
        status: 'delivered',
        code: null,
        to: '+447700900123',
        from: '+14155550100',
        at: new Date(),
    });
    const verdict = await judge(
        server,
        Array.from({ length: requests }, () => sign({ provider: 'twilio', callbacks: [callback()] })),
    );
    await remove();
    return verdict;
}

test('no report is answered 2xx before its bytes in the journal are synced', async (t) => {
    const verdict = await judgeRelay(ROOT, REQUESTS);
    assert.equal(verdict.answered, REQUESTS);
    assert.deepEqual(verdict.early, []);
    assert.ok(verdict.syncs < REQUESTS, 'commits are not grouped');
    t.diagnostic(
        `fsync trace of the relay: ${verdict.answered} answers after their sync, 0 before; ${verdict.syncs} syncs of files in all`,
    );
});

test('a relay that does not wait for the commit is found out', async (t) => {
    const copy = await copyRelay();
    t.after(copy.remove);
    await copy.edit('relay/src/ingest/server.ts', (code) => code.replace('await store.append(', 'void store.append('));
    const { early, answered } = await judgeRelay(copy.directory, 100);
    assert.ok(early.length > 0, 'nothing noticed');
    t.diagnostic(
        `fsync trace of a relay that does not wait: ${early.length} of its ${answered} answers came before the sync`,
    );
});
