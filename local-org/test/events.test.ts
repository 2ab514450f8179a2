import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filter, flowXml, input, node, start, xml } from './flow/support/flowXml.ts';
import { codes, makeOrg } from './support/project.ts';
import type { NewRecord, SaveOutcome } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';
import type { OrgSettings } from './support/project.ts';

/** Records each scan as a parcel; one of a size that does not exist faults. */
const RECORD_SCAN = flowXml(
    start('event', 'Make', filter('Key__c', 'NotEqualTo', 'ignored')),
    node(
        'recordCreates',
        'Make',
        `${input('Key__c', '@$Record.Key__c')}${input('Trail__c', '@$Record.EventUuid')}${input('Size__c', '@$Record.Trail__c')}<object>Parcel__c</object>`,
    ),
);

function scanning(settings: OrgSettings = {}): Org {
    return makeOrg({ 'flows/Record_Scan.flow-meta.xml': RECORD_SCAN }, settings);
}

function publish(org: Org, rows: readonly NewRecord[]): readonly SaveOutcome[] {
    return org.transact('publish', (tx) => tx.publish('Parcel_Scan__e', rows));
}

function scans(count: number, from = 0): NewRecord[] {
    return Array.from({ length: count }, (_, index) => ({ Key__c: `k${from + index}`, Trail__c: 'Small' }));
}

function parcels(org: Org): number {
    return org.query('SELECT COUNT() FROM Parcel__c').totalSize;
}

test('a published event is delivered to its flow after the call, not in it', async () => {
    const org = scanning();
    const [outcome] = publish(org, scans(1));
    assert.equal(parcels(org), 0);
    await org.background.idle();
    const [record] = org.query('SELECT Key__c, Trail__c FROM Parcel__c').records;
    assert.ok(outcome?.success);
    assert.deepEqual([record?.['Key__c'], record?.['Trail__c']], ['k0', outcome.id]);
});

test('replay ids grow over all events, and each batch has at most the set size', async () => {
    const org = scanning({ eventBatchSize: 50 });
    publish(org, scans(80));
    publish(org, scans(40, 80));
    await org.background.idle();
    const ids = org.events.kept('Parcel_Scan__e').map((event) => Number(event['ReplayId']));
    assert.deepEqual(
        ids,
        Array.from({ length: 120 }, (_, index) => index + 1),
    );
    const batches = org.transactions.all().filter(({ origin }) => origin.startsWith('event batch'));
    assert.deepEqual(
        batches.map(({ origin }) => origin.match(/\d+/)?.[0]),
        ['50', '50', '20'],
    );
    const created = org.query('SELECT Key__c FROM Parcel__c ORDER BY Id').records.map((record) => record['Key__c']);
    assert.deepEqual(
        created,
        scans(120).map((scan) => scan['Key__c']),
    );
});

test('events that do not meet the entry conditions start nothing', async () => {
    const org = scanning();
    publish(org, [{ Key__c: 'ignored', Trail__c: 'Small' }, ...scans(1)]);
    await org.background.idle();
    assert.equal(parcels(org), 1);
});

test('one unhandled fault rolls its whole batch back, is not tried again, and can be seen', async () => {
    const org = scanning({ eventBatchSize: 3 });
    publish(org, [...scans(2), { Key__c: 'bad', Trail__c: 'Wrong' }, ...scans(2, 2)]);
    await org.background.idle();
    assert.deepEqual(
        org.query('SELECT Key__c FROM Parcel__c ORDER BY Id').records.map((record) => record['Key__c']),
        ['k2', 'k3'],
    );
    const [error, ...others] = org.flowErrors.all();
    assert.deepEqual([error?.flow, error?.kind, error?.size, others.length], ['Record_Scan', 'event batch', 3, 0]);
    assert.match(error?.message ?? '', /bad value for restricted picklist field: Wrong/);
    assert.ok(org.traceEntries.all().some((entry) => entry.kind === 'failed event batch'));
});

test('an exceeded limit rolls the batch back', async () => {
    const org = scanning({ limits: { transaction: { rowsWritten: 5 } } });
    publish(org, scans(5));
    await org.background.idle();
    assert.equal(parcels(org), 5);
    publish(org, scans(3, 5));
    publish(org, scans(3, 8));
    await org.background.idle();
    assert.equal(parcels(org), 5);
    assert.match(org.flowErrors.all()[0]?.message ?? '', /Too many DML rows/);
});

test('an event that is published immediately survives the rollback of its transaction', () => {
    const org = scanning();
    assert.throws(() =>
        org.transact('doomed', (tx) => {
            tx.publish('Parcel_Scan__e', scans(1));
            tx.publish('Parcel_Late__e', [{ Key__c: 'late' }]);
            throw new Error('stop');
        }),
    );
    assert.deepEqual([org.events.kept('Parcel_Scan__e').length, org.events.kept('Parcel_Late__e').length], [1, 0]);
});

test('an event published after the commit carries the UUID that was answered', () => {
    const org = makeOrg();
    const [outcome] = org.transact('publish', (tx) => tx.publish('Parcel_Late__e', [{ Key__c: 'k' }]));
    assert.equal(org.events.kept('Parcel_Late__e')[0]?.['EventUuid'], outcome?.success && outcome.id);
});

test('events are checked like records', () => {
    const org = scanning();
    const outcomes = publish(org, [{}, { Key__c: 'x'.repeat(21) }, { Key__c: ' k ' }]);
    assert.deepEqual(codes(outcomes), ['REQUIRED_FIELD_MISSING', 'STRING_TOO_LONG', 'ok']);
    assert.equal(org.events.kept('Parcel_Scan__e')[0]?.['Key__c'], 'k');
});

test('over the hourly allocation nothing is queued, until the next hour', async () => {
    const org = scanning({ limits: { hourlyEvents: 3 } });
    assert.deepEqual(codes(publish(org, scans(5))), ['ok', 'ok', 'ok', 'LIMIT_EXCEEDED', 'LIMIT_EXCEEDED']);
    assert.equal(org.events.remaining(), 0);
    await org.background.idle();
    assert.equal(parcels(org), 3);
    org.clock.advance(3_600_000);
    assert.deepEqual(codes(publish(org, scans(1, 5))), ['ok']);
});

test('events are kept for 72 hours', () => {
    const org = scanning();
    publish(org, scans(2));
    org.clock.advance(71 * 3_600_000);
    publish(org, scans(1, 2));
    assert.equal(org.events.kept('Parcel_Scan__e').length, 3);
    org.clock.advance(2 * 3_600_000);
    assert.deepEqual(
        org.events.kept('Parcel_Scan__e').map((event) => event['Key__c']),
        ['k2'],
    );
});

test('a lost event was accepted and never arrives', async () => {
    const org = scanning();
    org.faults.order({ kind: 'loseEvents', times: 2 });
    assert.deepEqual(codes(publish(org, scans(3))), ['ok', 'ok', 'ok']);
    await org.background.idle();
    assert.equal(parcels(org), 1);
});

test('a reset brings the org back to its start', async () => {
    const org = scanning();
    publish(org, scans(3));
    org.clock.advance(1000);
    org.reset();
    await org.background.idle();
    assert.deepEqual([parcels(org), org.events.kept('Parcel_Scan__e').length], [0, 0]);
    publish(org, scans(1));
    await org.background.idle();
    assert.equal(parcels(org), 1);
});

test('two flows on one event each get every event', async () => {
    const second = flowXml(
        start('event', 'Put'),
        node(
            'recordCreates',
            'Put',
            `${xml('inputAssignments', { field: 'LastName' }, '<value><elementReference>$Record.Key__c</elementReference></value>')}<object>Contact</object>`,
        ),
    );
    const org = makeOrg({ 'flows/Record_Scan.flow-meta.xml': RECORD_SCAN, 'flows/Second.flow-meta.xml': second });
    publish(org, scans(4));
    await org.background.idle();
    assert.deepEqual([parcels(org), org.query('SELECT COUNT() FROM Contact').totalSize], [4, 4]);
});
