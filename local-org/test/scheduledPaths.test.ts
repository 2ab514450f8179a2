/** https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_concepts_trigger_scheduled_path.htm (2026-11-21) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filter, flowXml, input, node, start, then, xml } from './flow/support/flowXml.ts';
import { codes, idOf, insert, makeOrg, update } from './support/project.ts';
import { startOrg } from './support/server.ts';
import type { NewRecord } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 30, 15);
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(NOW + minutes * MINUTE).toISOString();

/** Marks small parcels at the time they were sent; large ones fault. */
function marking(path = FROM_FIELD, criteria = filter('Trail__c', 'EqualTo', 'armed'), on = 'CreateAndUpdate'): string {
    return flowXml(
        start('after', undefined, `${criteria}<scheduledPaths>${then('Put')}${path}</scheduledPaths>`, on),
        node(
            'recordUpdates',
            'Put',
            `${input('Trail__c', 'done')}${input('Size__c', '@$Record.Notes__c')}<inputReference>$Record</inputReference>`,
        ),
    );
}

const FROM_FIELD = xml('name', {}, 'At_Time') + time({ recordField: 'Sent_At__c', timeSource: 'RecordField' });

function time(parts: Readonly<Record<string, string | number>>): string {
    const all = { offsetNumber: 0, offsetUnit: 'Minutes', ...parts };
    return Object.entries(all)
        .map(([tag, given]) => `<${tag}>${given}</${tag}>`)
        .join('');
}

function orgWith(flow: string): Org {
    return makeOrg({ 'flows/Mark_Parcel.flow-meta.xml': flow });
}

function parcel(org: Org, values: NewRecord): string {
    return idOf(insert(org, 'Parcel__c', [{ Trail__c: 'armed', Sent_At__c: at(90), Notes__c: 'Small', ...values }])[0]);
}

function trails(org: Org): unknown[] {
    return org.query('SELECT Trail__c FROM Parcel__c ORDER BY Id').records.map((record) => record['Trail__c']);
}

async function pass(org: Org, minutes: number): Promise<void> {
    org.clock.advance(minutes * MINUTE);
    await org.background.idle();
}

test('a path runs when the clock passes the time in the record, not before', async () => {
    const org = orgWith(marking());
    parcel(org, {});
    await pass(org, 89);
    assert.deepEqual(trails(org), ['armed']);
    await pass(org, 1);
    assert.deepEqual(trails(org), ['done']);
    assert.deepEqual(org.laterPaths.waiting(), []);
});

test('a time that has passed counts as come', async () => {
    const org = orgWith(marking());
    parcel(org, { Sent_At__c: at(-5) });
    await org.background.idle();
    assert.deepEqual(trails(org), ['done']);
});

test('offsets count in minutes, hours, days, weeks and months, before and after, from a field or from the save', async () => {
    const cases = [
        { path: time({ recordField: 'Sent_At__c', timeSource: 'RecordField', offsetNumber: -30 }), due: at(60) },
        { path: time({ timeSource: 'RecordTriggerEvent', offsetNumber: 2, offsetUnit: 'Hours' }), due: at(120) },
        {
            path: time({ recordField: 'due__c', timeSource: 'RecordField', offsetNumber: 1, offsetUnit: 'Days' }),
            due: '2026-12-02T00:00:00.000Z',
        },
        { path: time({ timeSource: 'RecordTriggerEvent', offsetNumber: 2, offsetUnit: 'Weeks' }), due: at(14 * 1440) },
        {
            path: time({ recordField: 'Due__c', timeSource: 'RecordField', offsetNumber: 3, offsetUnit: 'Months' }),
            due: '2027-03-01T00:00:00.000Z',
        },
        {
            path: time({ timeSource: 'RecordTriggerEvent', offsetNumber: 13, offsetUnit: 'Months' }),
            due: '2027-12-21T12:30:15.000Z',
        },
    ];
    for (const { path, due } of cases) {
        const org = orgWith(marking(`<name>Later</name>${path}`));
        parcel(org, { Due__c: '2026-12-01' });
        const [waiting] = org.laterPaths.waiting();
        assert.equal(waiting && new Date(waiting.dueAt).toISOString().slice(0, 19), due.slice(0, 19));
    }
});

test('each save puts the path off, brings it forward, or ends it', async () => {
    const org = orgWith(marking());
    const [moved, ended, blank] = [parcel(org, {}), parcel(org, {}), parcel(org, {})];
    update(org, 'Parcel__c', [
        { Id: moved, Sent_At__c: at(10) },
        { Id: ended, Trail__c: 'calm' },
        { Id: blank, Sent_At__c: null },
    ]);
    assert.deepEqual(
        org.laterPaths.waiting().map(({ start: { id }, dueAt }) => [id, dueAt]),
        [[moved, NOW + 10 * MINUTE]],
    );
    await pass(org, 100);
    assert.deepEqual(trails(org), ['done', 'calm', 'armed']);
});

test('a flow that starts only when the conditions come true keeps and moves its path, and does not start it twice', async () => {
    const toMeet =
        '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>' +
        filter('Trail__c', 'NotEqualTo', 'calm');
    const org = orgWith(marking(FROM_FIELD, toMeet));
    const id = parcel(org, {});
    update(org, 'Parcel__c', [{ Id: id, Sent_At__c: at(20) }]);
    await pass(org, 20);
    assert.deepEqual(trails(org), ['done']);
    update(org, 'Parcel__c', [{ Id: id, Sent_At__c: at(30) }]);
    assert.deepEqual(org.laterPaths.waiting(), []);
});

test('what a transaction scheduled is rolled back with it', () => {
    const org = orgWith(marking());
    const kept = parcel(org, {});
    assert.throws(() =>
        org.transact('fails', (tx) => {
            tx.update('Parcel__c', [{ Id: kept, Trail__c: 'calm' }], [0]);
            tx.insert('Parcel__c', [{ Trail__c: 'armed', Sent_At__c: at(1) }], [0]);
            throw new Error('no');
        }),
    );
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Trail__c: 'armed', Sent_At__c: at(1), Size__c: 'Huge' }])), [
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    ]);
    assert.deepEqual(
        org.laterPaths.waiting().map(({ start: { id } }) => id),
        [kept],
    );
});

test('records run together, in transactions of at most the batch size', async () => {
    const org = orgWith(marking(`${FROM_FIELD}<maxBatchSize>40</maxBatchSize>`));
    insert(
        org,
        'Parcel__c',
        Array.from({ length: 100 }, () => ({ Trail__c: 'armed', Sent_At__c: at(1), Notes__c: 'Small' })),
    );
    await pass(org, 1);
    const sizes = org.transactions.all().flatMap(({ origin }) => /^scheduled path.*\((\d+)\)/.exec(origin)?.[1] ?? []);
    assert.deepEqual(sizes, ['40', '40', '20']);
    assert.ok(trails(org).every((trail) => trail === 'done'));
});

test('a failing record does not hold up the others, and is tried again after 15, 30, 60 and 120 minutes', async () => {
    const org = orgWith(marking());
    parcel(org, {});
    const failing = parcel(org, { Notes__c: 'Huge' });
    await pass(org, 90);
    assert.deepEqual(trails(org), ['done', 'armed']);
    for (const minutes of [15, 30, 60]) {
        const before = org.flowErrors.all().length;
        await pass(org, minutes - 1);
        assert.equal(org.flowErrors.all().length, before);
        await pass(org, 1);
        assert.equal(org.flowErrors.all().length, before + 1);
    }
    // Mending the record without touching its conditions starts the path anew: its time has passed.
    update(org, 'Parcel__c', [{ Id: failing, Notes__c: 'Large' }]);
    await org.background.idle();
    assert.deepEqual(trails(org), ['done', 'done']);
});

test('after the last try the interview has failed for good', async () => {
    const org = orgWith(marking());
    parcel(org, { Notes__c: 'Huge' });
    for (const minutes of [90, 15, 30, 60, 120, 1000]) await pass(org, minutes);
    assert.equal(org.flowErrors.all().length, 5);
    assert.equal(org.flowErrors.all()[0]?.kind, 'scheduled path');
    assert.deepEqual(org.laterPaths.waiting(), []);
});

test('a deleted record is passed over, and reset forgets what waits', async () => {
    const org = orgWith(marking());
    const id = parcel(org, {});
    org.transact('delete', (tx) => tx.delete('Parcel__c', [id], [0]));
    await pass(org, 90);
    assert.deepEqual(org.flowErrors.all(), []);
    parcel(org, { Sent_At__c: at(500) });
    org.reset();
    assert.deepEqual(org.laterPaths.waiting(), []);
    parcel(org, {});
    await pass(org, 90);
    assert.deepEqual(trails(org), ['done']);
});

test('a path runs by itself when real time comes to it', async () => {
    const started = performance.now();
    const clock = { now: () => NOW - 40 + (performance.now() - started) };
    const { org, close } = await startOrg({ 'flows/Mark_Parcel.flow-meta.xml': marking() }, { clock });
    parcel(org, { Sent_At__c: at(0) });
    assert.equal(org.laterPaths.waiting().length, 1);
    await until(() => trails(org)[0] === 'done');
    await close();
});

async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}
