import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Store } from '../../src/core/store.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import { JOURNAL_MIGRATIONS, STATE_MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Engine } from './fixtures.ts';
import { storeSuites } from './suites.ts';

const clock = { now: () => Date.UTC(2026, 6, 17) };

function open(directory: string, exclusive = true): Promise<Store> {
    return openSqliteStore({ directory, exclusive, clock, onDeath: () => undefined });
}

function createEngine(): Engine {
    const directory = mkdtempSync(join(tmpdir(), 'landed-store-'));
    return { open: () => open(directory), remove: () => rm(directory, { recursive: true }) };
}

storeSuites('SQLite', createEngine);

test('SQLite: a store written before sources were read one by one goes on where it was', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'landed-store-'));
    const journal = openDatabase(join(directory, 'journal.db'), JOURNAL_MIGRATIONS.slice(0, 2));
    journal.prepare("INSERT INTO meta VALUES ('id', 'one')").run();
    const insert = journal.prepare(
        "INSERT INTO request (source, received_at, method, url, headers, body) VALUES (?, 1, 'POST', '/', '{}', ?)",
    );
    for (const source of ['acme/a', 'acme/b', 'acme/a', 'acme/b']) insert.run(source, Buffer.from(source));
    journal.close();
    const state = openDatabase(join(directory, 'state.db'), STATE_MIGRATIONS.slice(0, 6));
    state.prepare("INSERT INTO meta VALUES ('journal', 'one'), ('cursor', '2'), ('id', 'two')").run();
    state.close();
    const store = await open(directory);
    assert.equal(await store.unread(), 2);
    const requests = await store.nextRequests({ limit: 10 });
    assert.deepEqual(
        requests.map(({ id }) => id),
        [3, 4],
    );
    await store.close();
    await rm(directory, { recursive: true });
});

test('SQLite: one relay at a time uses a directory, a command may look in beside it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'landed-store-'));
    const store = await open(directory);
    await assert.rejects(open(directory), /another relay is using this data directory/);
    const beside = await open(directory, false);
    assert.equal(beside.id, store.id);
    await beside.close();
    await store.close();
    const next = await open(directory);
    await next.close();
    await rm(directory, { recursive: true });
});
