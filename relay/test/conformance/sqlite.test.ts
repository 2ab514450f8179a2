import { strict as assert } from 'node:assert';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Store } from '../../src/core/store.ts';
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
