/** The relay, or another server, watched by its system calls while it answers: was anything said before it was synced? */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { relayCommand, relayUrl, scratch, signer, writeRelaySetting } from './landed.ts';
import type { Callback, SignedRequest } from './providerRequests.ts';
import { keptAlive, send } from './send.ts';
import { judgeSyncs, spawnTraced, type SyncVerdict, type TracedServer } from './syncTrace.ts';

const CONNECTIONS = 16;
/** Nobody listens there: the relay keeps what it accepts and tries again, which is all that this proof needs. */
const NO_ORG = { url: 'http://127.0.0.1:9', accessToken: 'none' };

export async function firstLine<T>(stdout: Readable, find: (line: string) => T | undefined): Promise<T> {
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
export async function judge(server: TracedServer, requests: readonly SignedRequest[]): Promise<SyncVerdict> {
    await server.attach();
    const agent = keptAlive(CONNECTIONS);
    const statuses = await Promise.all(requests.map(async (request) => (await send(request, agent)).status));
    agent.destroy();
    assert.deepEqual([...new Set(statuses.map((status) => Math.floor(status / 100)))], [2]);
    return judgeSyncs(await server.end());
}

/** Traces the relay of a source tree while it answers as many reports as `requests`. */
export async function judgeRelay(source: string, requests: number): Promise<SyncVerdict> {
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
