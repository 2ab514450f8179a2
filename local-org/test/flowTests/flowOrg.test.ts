/** The library for tests of flows: fed directly it does what the REST API does, and it shows what happened. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { createLocalOrg } from '../../src/index.ts';
import { openFlowOrg, RefusedRows, runFlowTest, flowTests, shareOf } from '../../src/flowTests/index.ts';
import { PARCEL_SAVED, parcelProject } from './support/parcelFlows.ts';
import type { FlowOrg } from '../../src/flowTests/index.ts';
import type { LocalOrg } from '../../src/index.ts';

let project: ReturnType<typeof parcelProject>;
let org: FlowOrg;
before(() => {
    project = parcelProject();
    org = openFlowOrg({ project: project.directory });
});
after(() => {
    org.close();
    project[Symbol.dispose]();
});
beforeEach(() => org.reset());

const parcels = (count: number): { Key__c: string; Weight__c: number }[] =>
    Array.from({ length: count }, (_, index) => ({ Key__c: `p${index}`, Weight__c: index % 7 }));
const withoutAttributes = (record: object): object =>
    Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes'));
const TRAILS = 'SELECT Key__c, Trail__c, Weight__c FROM Parcel__c ORDER BY Key__c';

test('the same rows leave the same records, fed here or through the REST API, in any batches', async (t) => {
    const served: LocalOrg = await createLocalOrg({ project: project.directory });
    t.after(() => served.close());
    const viaRest = async (object: string, rows: readonly object[], batch: number): Promise<void> => {
        for (let at = 0; at < rows.length; at += batch) {
            const records = rows.slice(at, at + batch).map((row) => ({ attributes: { type: object }, ...row }));
            const response = await fetch(`${served.url}/services/data/v67.0/composite/sobjects`, {
                method: 'POST',
                headers: { authorization: `Bearer ${served.accessToken}`, 'content-type': 'application/json' },
                body: JSON.stringify({ allOrNone: false, records }),
            });
            assert.equal(response.status, 200);
            await served.idle();
        }
    };
    const row = fc.record({ Weight__c: fc.option(fc.integer({ min: 0, max: 9 })), Is_Fragile__c: fc.boolean() });
    await fc.assert(
        fc.asyncProperty(
            fc.array(row, { minLength: 1, maxLength: 30 }),
            fc.integer({ min: 1, max: 200 }),
            async (rows, batch) => {
                org.reset();
                served.org.reset();
                const given = rows.map((each, index) => ({ ...each, Key__c: `p${index}` }));
                const scans = given.map(({ Key__c }) => ({ Key__c }));
                await org.insert('Parcel__c', given, { batch });
                await org.insert('Parcel_Scan__e', scans, { batch });
                await viaRest('Parcel__c', given, batch);
                await viaRest('Parcel_Scan__e', scans, batch);
                const there = served.org.query(TRAILS).records.map((record) => withoutAttributes(record));
                assert.deepEqual(org.rows(TRAILS), there);
            },
        ),
        { numRuns: 20 },
    );
});

test('rows go in batches of any size: 1, 200, and 2,000 events at once', async () => {
    for (const [size, batches] of [
        [1, 3],
        [200, 1],
    ] as const) {
        org.reset();
        await org.insert('Parcel__c', parcels(3), { batch: size });
        assert.equal(org.transactions().filter(({ origin }) => origin.startsWith('insert')).length, batches);
    }
    const wide = openFlowOrg({ project: project.directory, eventBatchSize: 2000 });
    await wide.insert(
        'Parcel_Scan__e',
        parcels(2000).map(({ Key__c }) => ({ Key__c })),
        { batch: 2000 },
    );
    assert.equal(wide.ways('Parcel_Scanned').length, 2000);
    assert.equal(wide.transactions().filter(({ origin }) => origin.startsWith('event batch')).length, 1);
    wide.close();
});

test('a user without a right is refused, in the words of the platform', async () => {
    const refused = org.insert('Parcel__c', parcels(1), { as: 'integration@local-org.example' });
    await assert.rejects(refused, { message: /NOT_FOUND|The requested resource does not exist/ });
    await assert.rejects(
        org.insert('Parcel__c', { Key__c: 'heavy', Weight__c: 900 }),
        (error) => error instanceof RefusedRows && error.codes.includes('FIELD_CUSTOM_VALIDATION_EXCEPTION'),
    );
});

test('a path that waits runs when the clock has come to its time', async () => {
    const [id = ''] = await org.insert('Parcel__c', { Key__c: 'a', Sent_At__c: '2026-01-05T10:00:00Z' });
    assert.deepEqual(org.waiting(), [
        { flow: 'Parcel_Saved', path: 'An_Hour_Later', recordId: id, dueAt: '2026-01-05T11:00:00.000Z' },
    ]);
    await org.pass(2 * 3600 - 1);
    assert.equal(org.waiting().length, 1);
    await org.pass(1);
    assert.deepEqual(org.waiting(), []);
    assert.match(JSON.stringify(org.rows(TRAILS)), /late/);
});

test('an element fails when the test says so, and takes its fault path', async () => {
    org.failAt('Parcel_Scanned', 'Find', { times: 1, message: 'no luck' });
    await org.insert('Parcel__c', parcels(1));
    await org.insert('Parcel_Scan__e', { Key__c: 'p0' });
    assert.deepEqual(
        org.events('Parcel_Late__e').map((event) => event['Key__c']),
        ['no luck'],
    );
    await org.insert('Parcel_Scan__e', { Key__c: 'p0' });
    assert.equal(org.events('Parcel_Late__e').length, 1);
    assert.throws(() => org.failAt('Parcel_Scanned', 'Nowhere'), /no element Nowhere/);
});

test('another may change a record between two elements', async () => {
    const [parcel = ''] = await org.insert('Parcel__c', parcels(1));
    org.meanwhile('Parcel_Scanned', 'Find', { update: 'Parcel__c', row: { Id: parcel, Key__c: 'renamed' } });
    await org.insert('Parcel_Scan__e', [{ Key__c: 'p0' }]);
    assert.deepEqual(org.ways('Parcel_Scanned'), [['Start', 'Find', 'Is_Known']]);
    await org.insert('Parcel_Scan__e', [{ Key__c: 'renamed' }]);
    assert.deepEqual(org.ways('Parcel_Scanned').at(-1), ['Start', 'Find', 'Is_Known', 'Mark']);
    const remove = { remove: 'Parcel__c', id: parcel } as const;
    assert.throws(() => org.meanwhile('Parcel_Scanned', 'Nowhere', remove), /no element Nowhere/);
});

test('flows that set each other off without end are stopped, and the test fails', async () => {
    const endless = new Map([
        [
            'Parcel_Saved',
            PARCEL_SAVED.replace('<field>Trail__c</field><operator>IsNull', '<field>Key__c</field><operator>IsNull'),
        ],
    ]);
    org.useFlows(endless);
    await org.insert('Parcel__c', { Sent_At__c: '2026-01-05T10:00:00Z' });
    await assert.rejects(org.pass(7200), /without end/);
    org.useFlows(new Map());
});

test('a flow without trigger is called with inputs and gives its outputs', async () => {
    assert.deepEqual(await org.call('Parcel_Doubled', [{ number: 21 }, { number: 4 }]), [
        { number: 42 },
        { number: 8 },
    ]);
    await assert.rejects(org.call('Parcel_Saved'), /No active flow Parcel_Saved that can be called/);
});

test('a test that fails shows what every interview did', async () => {
    const tests = flowTests();
    tests.add('fails', async (each) => {
        await each.insert('Parcel__c', parcels(3));
        await each.insert('Parcel_Scan__e', { Key__c: 'p1' });
        assert.equal(1, 2);
    });
    const [failing] = tests.list;
    assert.ok(failing);
    await assert.rejects(runFlowTest(org, failing), ({ message }: Error) => {
        assert.match(message, /Parcel_Scanned · run 1\n {4}interview 0: Start → Find → Is_Known \[Known\] → Mark/);
        assert.match(message, /Mark: queries 1, rowsRead 1, statements 1, rowsWritten 1, together 1, 1 found/);
        return true;
    });
});

test('coverage names what no run has taken, and adds up over runs', async () => {
    const fresh = openFlowOrg({ project: project.directory, flows: ['Parcel_Scanned'] });
    await fresh.insert('Parcel_Scan__e', { Key__c: 'unknown' });
    const first = fresh.covered().report()['Parcel_Scanned'];
    assert.deepEqual(shareOf(first?.outcomes ?? {}), {
        taken: 2,
        all: 6,
        missing: ['Start › conditions not met', 'Is_Known › Known', 'Find › fault', 'Mark › fault'],
    });
    assert.deepEqual(shareOf(first?.elements ?? {}).missing, ['Tell', 'Mark']);
    await fresh.insert('Parcel_Scan__e', { Key__c: 'skip' });
    fresh.covered().merge({ Parcel_Scanned: { elements: { Mark: 1 }, outcomes: { 'Is_Known › Known': 2 } } });
    const all = fresh.covered().report()['Parcel_Scanned'];
    assert.deepEqual(shareOf(all?.outcomes ?? {}).missing, ['Find › fault', 'Mark › fault']);
    assert.deepEqual(shareOf(all?.elements ?? {}).missing, ['Tell']);
    fresh.close();
});
