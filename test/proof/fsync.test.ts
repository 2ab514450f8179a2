/**
 * Store first: no webhook is answered 2xx before its own bytes are written and synced to disk. Proved from outside, by
 * the relay's system calls; the tracer itself is proved by servers that do it right, too early and not at all.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { prove } from '../../relay/chaos/prove.ts';
import { syncedFirst } from '../../relay/chaos/syncedFirst.ts';
import { scratch } from '../support/landed.ts';
import { copyRelay } from '../support/projectCopy.ts';
import { firstLine, judge, judgeRelay } from '../support/syncProof.ts';
import { spawnTraced, type SyncVerdict } from '../support/syncTrace.ts';

const CONTROL = fileURLToPath(new URL('../support/controlServer.ts', import.meta.url));

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

test('no report is answered 2xx before its bytes in the journal are synced', (t) => prove(t, syncedFirst));

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
