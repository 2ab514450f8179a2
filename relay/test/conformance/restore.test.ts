import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { DeliveryReport, VerifiedRequest } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import type { NewRequest, Store } from '../../src/core/store.ts';
import { prove } from '../../chaos/prove.ts';
import { tornTail } from '../../chaos/tornTail.ts';
import { WINDOWS } from './fixtures.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';

/** What must not be lost when an operator puts back one of the store's two files from a copy, and not the other. */

const NOW = Date.UTC(2026, 6, 17, 12);

let directory: string;
let store: Store;

const damage: string[] = [];
const open = (): Promise<Store> =>
    openSqliteStore({
        ...{ directory, exclusive: true, clock: { now: () => NOW } },
        onDeath: (error) => assert.fail(error),
        onDamage: ({ message }) => damage.push(message),
    });

const request = (name: string): NewRequest => ({
    source: 'acme/demo',
    receivedAt: NOW,
    // The store does not look inside; only an adapter could make a verified one.
    request: {
        method: 'POST',
        url: '/hooks/acme/demo',
        headers: {},
        body: Buffer.from(name),
    } as unknown as VerifiedRequest,
});

const report = (facts: Partial<DeliveryReport>): DeliveryReport =>
    makeReport({
        provider: 'acme',
        messageKey: 'acme:1',
        channel: 'SMS',
        receivedAt: new Date(NOW).toISOString(),
        recipient: '+447700900123',
        ...facts,
    });

async function consumeAll(...reports: readonly DeliveryReport[]): Promise<void> {
    const requests = await store.nextRequests({ limit: 100 });
    await store.consume({
        requests,
        reports: reports.map((each) => ({ org: 'main', report: each })),
        dead: [],
        windows: WINDOWS,
        now: NOW,
    });
}

const bodies = async (): Promise<string[]> =>
    (await store.nextRequests({ limit: 100 })).map((each) => each.request.body.toString());

beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'landed-restore-'));
    store = await open();
});
afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
});

test('a request journalled after the journal was put back is read, though the state has read further before', async () => {
    await store.append(request('one'));
    await consumeAll();
    await store.close();
    const [journal, copy] = [join(directory, 'journal.db'), join(directory, 'copy.db')];
    copyFileSync(journal, copy);
    store = await open();
    for (const name of ['two', 'three']) await store.append(request(name));
    await consumeAll();
    await store.close();
    copyFileSync(copy, journal);

    store = await open();
    await store.append(request('four'));
    assert.deepEqual(await bodies(), ['four']);
});

test('two copies of one report that differ in their references leave the same message in either order', async () => {
    const copies = [
        report({ rawStatus: 'sent', status: 'Sent' }),
        report({ rawStatus: 'sent', status: 'Sent', recordId: '003000000000001AAA' }),
    ];
    const snapshots = [];
    for (const [turn, order] of [copies, [...copies].reverse()].entries()) {
        for (const each of order) {
            await store.append(request('x'));
            await consumeAll({ ...each, messageKey: `acme:${String(turn)}`, recipient: `+44770090000${String(turn)}` });
        }
    }
    for (const claim of await store.claim({ org: 'main', now: NOW, limit: 10, pick: 'any', checkAt: NOW })) {
        snapshots.push(claim.snapshot.recordId);
    }
    assert.deepEqual(snapshots, ['003000000000001AAA', '003000000000001AAA']);
});

test('R03: a journal whose log is damaged at its end starts with all that came before, and the damage is reported', async (t) => {
    await prove(t, tornTail);
    for (const name of ['one', 'two']) await store.append(request(name));
    const [log, copy] = [join(directory, 'journal.db-wal'), join(directory, 'log')];
    copyFileSync(log, copy);
    await store.close();
    assert.deepEqual(damage, []);
    copyFileSync(copy, log);
    truncateSync(log, statSync(log).size - 100);
    store = await open();
    assert.match(damage.join('\n'), /^journal\.db-wal ends in something unfinished or damaged[^\n]*$/);
    await store.append(request('three'));
    assert.deepEqual(await bodies(), ['one', 'three']);
});
