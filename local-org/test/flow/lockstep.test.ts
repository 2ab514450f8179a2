/** https://help.salesforce.com/s/articleView?id=platform.flow_concepts_bulkification.htm (2026-11-21) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave, runBeforeSave, runEventBatch } from '../../src/flow/index.ts';
import type { SavedRecord } from '../../src/flow/index.ts';
import { FlowFault, LimitExceeded } from '../../src/flow/port.ts';
import { FakeOrg } from './support/fakeOrg.ts';
import {
    assign,
    condition,
    decide,
    filter,
    goes,
    input,
    load,
    node,
    onFault,
    start,
    then,
    value,
    variable,
} from './support/flowXml.ts';

const FIRST = '<getFirstRecordOnly>true</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>';
const ALL = '<storeOutputAutomatically>true</storeOutputAutomatically>';

const get = (name: string, inner: string): string => node('recordLookups', name, `${inner}<object>Depot__c</object>`);
const note = (name: string, given: string, inner = ''): string =>
    node('recordUpdates', name, `${inner}${input('Note__c', given)}<inputReference>$Record</inputReference>`);

/** An org with `count` parcels just saved, and what a flow gets of them. */
function saved(count: number, weight: (index: number) => number = () => 1): { org: FakeOrg; batch: SavedRecord[] } {
    const org = new FakeOrg();
    const rows = Array.from({ length: count }, (_, index) => ({ Name: `P${index}`, Weight__c: weight(index) }));
    const batch = org.add('Parcel__c', ...rows).map((record) => ({ record, prior: null }));
    return { org, batch };
}

test('200 interviews make one query and one update', () => {
    const { org, batch } = saved(200);
    org.add('Depot__c', { Name: 'P7', City__c: 'Oslo' });
    const flow = load(
        start('after', 'Get'),
        get('Get', filter('Name', 'EqualTo', '@$Record.Name') + FIRST + then('Ask')),
        decide('Ask', condition('Get', 'IsNull', false), 'Found', 'Missing'),
        note('Found', '@Get.City__c'),
        note('Missing', 'none'),
    );
    const outcomes = runAfterSave(flow, batch, org);
    assert.ok(outcomes.every(({ ok }) => ok));
    assert.deepEqual(org.calls, [
        { operation: 'query', object: 'Depot__c', size: 200 },
        { operation: 'update', object: 'Parcel__c', size: 199 },
        { operation: 'update', object: 'Parcel__c', size: 1 },
    ]);
    assert.equal(org.records.get('Parcel__c')?.[7]?.['Note__c'], 'Oslo');
    assert.equal(org.records.get('Parcel__c')?.[8]?.['Note__c'], 'none');
});

test('every interview reads before any writes', () => {
    const { org, batch } = saved(2);
    org.add('Depot__c', { Name: 'North', Capacity__c: 1 });
    const flow = load(
        start('after', 'Get'),
        variable('capacity', 'Number'),
        get('Get', FIRST + then('Count')),
        assign(
            'Count',
            [
                ['capacity', 'Assign', '@Get.Capacity__c'],
                ['capacity', 'Add', 1],
            ],
            'Put',
        ),
        node(
            'recordUpdates',
            'Put',
            `${filter('Name', 'EqualTo', 'North')}${input('Capacity__c', '@capacity')}<object>Depot__c</object>`,
        ),
    );
    runAfterSave(flow, batch, org);
    assert.equal(org.records.get('Depot__c')?.[0]?.['Capacity__c'], 2, 'both interviews read 1 and wrote 2');
});

test('interviews that part at a decision share the element where they meet in the same round', () => {
    const { org, batch } = saved(10, (index) => index);
    const flow = load(
        start('after', 'Ask'),
        variable('kind', 'String'),
        decide('Ask', condition('$Record.Weight__c', 'LessThan', 4), 'Light', 'Heavy'),
        assign('Light', [['kind', 'Assign', 'light']], 'Put'),
        assign('Heavy', [['kind', 'Assign', 'heavy']], 'Put'),
        note('Put', '@kind'),
    );
    runAfterSave(flow, batch, org);
    assert.deepEqual(org.calls, [{ operation: 'update', object: 'Parcel__c', size: 10 }]);
    assert.deepEqual(org.records.get('Parcel__c')?.map((row) => row['Note__c'])[3], 'light');
});

test('interviews at different elements are executed one element after the other, in the order of the batch', () => {
    const { org, batch } = saved(4, (index) => index % 2);
    const flow = load(
        start('after', 'Ask'),
        decide('Ask', condition('$Record.Weight__c', 'EqualTo', 0), 'Even', 'Odd'),
        note('Odd', 'odd'),
        note('Even', 'even'),
    );
    runAfterSave(flow, batch, org);
    const order = org.traced
        .filter(({ kind }) => kind === 'recordUpdates')
        .map(({ element, interview }) => `${element} ${interview}`);
    assert.deepEqual(order, ['Even 0', 'Even 2', 'Odd 1', 'Odd 3']);
});

test('a data element in a loop is executed together once for each turn', () => {
    const { org, batch } = saved(50);
    org.add('Depot__c', { Name: 'A' }, { Name: 'B' }, { Name: 'C' });
    const flow = load(
        start('after', 'Get'),
        get('Get', ALL + then('Each')),
        node('loops', 'Each', '<collectionReference>Get</collectionReference>' + goes('nextValueConnector', 'Make')),
        node('recordCreates', 'Make', `${input('Name', '@Each.Name')}<object>Parcel__c</object>${then('Each')}`),
    );
    runAfterSave(flow, batch, org);
    assert.deepEqual(org.calls, [
        { operation: 'query', object: 'Depot__c', size: 50 },
        ...Array.from({ length: 3 }, () => ({ operation: 'insert', object: 'Parcel__c', size: 50 })),
    ]);
});

test('executed elements are counted', () => {
    const { org, batch } = saved(3);
    const flow = load(start('after', 'Put'), note('Put', 'x', then('End')), assign('End', []));
    runAfterSave(flow, batch, org);
    assert.equal(org.elements, 6);
});

const TOO_LONG = { statusCode: 'STRING_TOO_LONG', message: 'Note: data value too large', fields: ['Note__c'] };
const TOO_LONG_FAULT =
    'This error occurred when the flow tried to update records: STRING_TOO_LONG: Note: data value too large. ' +
    'You can look up ExceptionCode values in the SOAP API Developer Guide.';

test('a row that fails sends only its own interview down the fault path', () => {
    const { org, batch } = saved(5);
    const third = batch[2]?.record['Id'];
    org.fails = (row) => (row['Id'] === third && row['Note__c'] === 'x' ? TOO_LONG : undefined);
    const flow = load(start('after', 'Put'), note('Put', 'x', onFault('Tell')), note('Tell', '@$Flow.FaultMessage'));
    const outcomes = runAfterSave(flow, batch, org);
    assert.ok(outcomes.every(({ ok }) => ok));
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Note__c']),
        ['x', 'x', TOO_LONG_FAULT, 'x', 'x'],
    );
});

test('a failing row without a fault path fails the save of its record, and only that', () => {
    const { org, batch } = saved(3);
    const second = batch[1]?.record['Id'];
    org.fails = (row) => (row['Id'] === second ? TOO_LONG : undefined);
    const outcomes = runAfterSave(load(start('after', 'Put'), note('Put', 'x')), batch, org);
    assert.deepEqual(
        outcomes.map(({ ok }) => ok),
        [true, false, true],
    );
    const [, failed] = outcomes;
    assert.deepEqual(failed, {
        ok: false,
        error: {
            statusCode: 'CANNOT_EXECUTE_FLOW_TRIGGER',
            message:
                "We can't save this record because the “Parcel Test” process failed. " +
                `Give your Salesforce admin these details. ${TOO_LONG_FAULT}`,
            fields: [],
        },
    });
});

test('what one interview writes as a collection is saved together or not at all', () => {
    const { org, batch } = saved(2);
    org.add('Depot__c', { Name: 'A' }, { Name: 'B' });
    let made = 0;
    org.fails = () => (++made === 2 ? TOO_LONG : undefined);
    const flow = load(
        start('after', 'Fill'),
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', isCollection: true }),
        assign(
            'Fill',
            [
                ['parcel.Name', 'Assign', 'new'],
                ['list', 'Add', '@parcel'],
                ['list', 'Add', '@parcel'],
            ],
            'Make',
        ),
        node('recordCreates', 'Make', '<inputReference>list</inputReference>'),
    );
    const outcomes = runAfterSave(flow, batch, org);
    assert.deepEqual(
        outcomes.map(({ ok }) => ok),
        [false, true],
    );
    assert.equal(org.records.get('Parcel__c')?.filter((row) => row['Name'] === 'new').length, 2);
    assert.deepEqual(org.calls, [{ operation: 'insert', object: 'Parcel__c', size: 4 }]);
});

test('a query that fails takes the fault path of every interview in it', () => {
    const { org, batch } = saved(2);
    org.queryFault = new FlowFault('QUERY_TIMEOUT', 'too slow');
    const flow = load(start('after', 'Get'), get('Get', FIRST + onFault('Tell')), note('Tell', '@$Flow.FaultMessage'));
    assert.ok(runAfterSave(flow, batch, org).every(({ ok }) => ok));
    assert.match(
        String(org.records.get('Parcel__c')?.[1]?.['Note__c']),
        /tried to look up records: QUERY_TIMEOUT: too slow/,
    );
});

test('an interview that cannot prepare its part faults alone', () => {
    const { org, batch } = saved(3, (index) => index);
    org.add('Depot__c', { Name: 'P1' });
    const flow = load(
        start('after', 'Get'),
        get('Get', filter('Name', 'EqualTo', '@$Record.Name') + FIRST + then('Put')),
        note('Put', '@Get.Name', onFault('Tell')),
        note('Tell', 'no depot'),
    );
    assert.ok(runAfterSave(flow, batch, org).every(({ ok }) => ok));
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Note__c']),
        ['no depot', 'P1', 'no depot'],
    );
});

test('a transaction limit is caught by no fault path', () => {
    const { org, batch } = saved(2);
    org.maxQueries = 0;
    const flow = load(start('after', 'Get'), get('Get', FIRST + onFault('Tell')), note('Tell', 'caught'));
    assert.throws(() => runAfterSave(flow, batch, org), LimitExceeded);
    assert.ok(org.calls.every(({ operation }) => operation !== 'update'));
});

test('an interview that never ends runs into a limit', () => {
    const flow = load(start('before', 'A'), assign('A', [], 'B'), assign('B', [], 'A'));
    assert.throws(() => runBeforeSave(flow, [{ record: {}, prior: null }], new FakeOrg()), LimitExceeded);
});

test('one unhandled fault fails a whole batch of events', () => {
    const org = new FakeOrg();
    org.fails = (row) => (row['Key__c'] === 'K2' ? TOO_LONG : undefined);
    const flow = load(
        start('event', 'Make'),
        node('recordCreates', 'Make', `${input('Key__c', '@$Record.Key__c')}<object>Parcel__c</object>${then('Tell')}`),
        node('recordCreates', 'Tell', `${input('Key__c', '@$Record.Key__c')}<object>Parcel_Alert__e</object>`),
    );
    const outcome = runEventBatch(flow, [{ Key__c: 'K1' }, { Key__c: 'K2' }, { Key__c: 'K3' }], org);
    assert.equal(outcome.ok, false);
    assert.match(outcome.error.message, /STRING_TOO_LONG/);
    assert.deepEqual(org.published, [], 'nothing runs on after the fault');
});

test('an event that fails at an element of its own fails the batch before anything is written', () => {
    const org = new FakeOrg();
    const flow = load(
        start('event', 'Set'),
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('text', 'String'),
        decide('Set', condition('$Record.Key__c', 'EqualTo', 'K2'), 'Read', 'Make'),
        assign('Read', [['text', 'Assign', '@parcel.Name']], 'Make'),
        node('recordCreates', 'Make', `${input('Key__c', '@$Record.Key__c')}<object>Parcel__c</object>`),
    );
    const outcome = runEventBatch(flow, [{ Key__c: 'K1' }, { Key__c: 'K2' }], org);
    assert.equal(outcome.ok, false);
    assert.deepEqual(org.calls, []);
});

test('a path that runs later starts at its own element', () => {
    const { org, batch } = saved(2);
    const path = `<scheduledPaths>${then('Later')}<name>Later_Path</name><pathType>AsyncAfterCommit</pathType></scheduledPaths>`;
    const flow = load(start('after', 'Now', path, 'Create'), note('Now', 'now'), note('Later', 'later'));
    assert.deepEqual(flow.start.paths, [{ name: 'Later_Path', kind: 'AsyncAfterCommit', first: 'Later' }]);
    runAfterSave(flow, batch, org);
    assert.equal(org.records.get('Parcel__c')?.[0]?.['Note__c'], 'now');
    runAfterSave(flow, batch, org, 'Later_Path');
    assert.equal(org.records.get('Parcel__c')?.[0]?.['Note__c'], 'later');
});

test('what a flow assigns does not reach into the record that another flow gets', () => {
    const { org, batch } = saved(1);
    const [first] = batch;
    assert.ok(first);
    const copy = { ...first.record };
    org.update = (_object, rows) => rows.map((row) => ({ success: true, id: String(row['Id']), created: false }));
    runAfterSave(load(start('after', 'Put'), note('Put', 'x')), batch, org);
    assert.deepEqual(first.record, copy);
});

test('the limit of a query may come from a variable', () => {
    const { org, batch } = saved(1);
    org.add('Depot__c', { Name: 'A' }, { Name: 'B' });
    const flow = load(
        start('after', 'Set'),
        variable('most', 'Number'),
        assign('Set', [['most', 'Assign', 1]], 'Get'),
        get('Get', ALL + value('@most', 'limit') + then('Each')),
        node('loops', 'Each', '<collectionReference>Get</collectionReference>' + goes('nextValueConnector', 'Put')),
        note('Put', '@Each.Name', then('Each')),
    );
    runAfterSave(flow, batch, org);
    assert.equal(org.calls.filter(({ operation }) => operation === 'update').length, 1);
});
