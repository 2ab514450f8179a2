import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave } from '../../../src/flow/index.ts';
import type { StoredRecord } from '../../../src/schema/types.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, filter, input, load, node, onFault, start, then, variable } from '../support/flowXml.ts';
import { before, call, getParcels, LIST, OUTPUT, parcels } from '../support/run.ts';

test('Create Records makes a record and gives back its id', () => {
    const org = new FakeOrg();
    const result = call(
        org,
        'Make',
        variable('id', 'String', OUTPUT),
        variable('second', 'String', OUTPUT),
        node(
            'recordCreates',
            'Make',
            `${then('More')}<assignRecordIdToReference>id</assignRecordIdToReference>${input('Name', 'P')}${input('Weight__c', 2)}<object>Parcel__c</object>`,
        ),
        node(
            'recordCreates',
            'More',
            `${then('Set')}${input('Name', 'Q')}<object>Parcel__c</object><storeOutputAutomatically>true</storeOutputAutomatically>`,
        ),
        assign('Set', [['second', 'Assign', '@More']]),
    );
    const [first, second] = org.records.get('Parcel__c') ?? [];
    assert.deepEqual(first, { Id: result['id'], Name: 'P', Weight__c: 2 });
    assert.equal(second?.['Id'], result['second']);
});

test('Create Records saves a collection in one statement and gives the records their ids', () => {
    const org = new FakeOrg();
    const result = call(
        org,
        'Fill',
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', ...LIST }),
        assign(
            'Fill',
            [
                ['parcel.Name', 'Assign', 'A'],
                ['list', 'Add', '@parcel'],
                ['parcel.Name', 'Assign', 'B'],
                ['list', 'Add', '@parcel'],
            ],
            'Make',
        ),
        node('recordCreates', 'Make', '<inputReference>list</inputReference>'),
    );
    assert.deepEqual(org.calls, [{ operation: 'insert', object: 'Parcel__c', size: 2 }]);
    assert.deepEqual(
        (result['list'] as { fields: StoredRecord }[]).map(({ fields }) => fields),
        org.records.get('Parcel__c'),
    );
});

const UPSERT =
    '<doesUpsert>true</doesUpsert><doesUpsertAllOrNone>false</doesUpsertAllOrNone><inputReference>list</inputReference><upsertExternalIdField>Key__c</upsertExternalIdField>';

test('an upsert creates or updates by external id; a bad row takes the fault path and good rows stay', () => {
    const org = new FakeOrg();
    org.add('Parcel__c', { Key__c: 'K1', Note__c: 'old' });
    org.fails = (row) =>
        row['Key__c'] === 'K2' ? { statusCode: 'STRING_TOO_LONG', message: 'too long', fields: [] } : undefined;
    const put = (key: string): readonly (readonly [string, string, string])[] => [
        ['parcel.Key__c', 'Assign', key],
        ['parcel.Note__c', 'Assign', 'new'],
        ['list', 'Add', '@parcel'],
    ];
    const result = call(
        org,
        'Fill',
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', isCollection: true }),
        variable('fault', 'String', OUTPUT),
        assign('Fill', [...put('K1'), ...put('K2'), ...put('K3')], 'Make'),
        node('recordCreates', 'Make', onFault('Mark') + UPSERT),
        assign('Mark', [['fault', 'Assign', '@$Flow.FaultMessage']]),
    );
    const { fault } = result;
    assert.ok(typeof fault === 'string');
    assert.match(fault, /tried to create records: STRING_TOO_LONG: too long\. You can look up/);
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => [row['Key__c'], row['Note__c']]),
        [
            ['K1', 'new'],
            ['K3', 'new'],
        ],
    );
});

test('Create Records of a platform event publishes it', () => {
    const org = new FakeOrg();
    call(org, 'Tell', node('recordCreates', 'Tell', `${input('Key__c', 'K')}<object>Parcel_Alert__e</object>`));
    assert.deepEqual(org.published, [{ Key__c: 'K' }]);
    assert.deepEqual(org.calls, [{ operation: 'publish', object: 'Parcel_Alert__e', size: 1 }]);
});

test('an empty collection writes nothing; a record variable without a record is a fault', () => {
    const org = new FakeOrg();
    const make = (name: string): string =>
        node('recordCreates', 'Make', `<inputReference>${name}</inputReference>${onFault('Mark')}`);
    const mark = assign('Mark', [['fault', 'Assign', '@$Flow.FaultMessage']]);
    const parts = (isCollection: boolean): string[] => [
        variable('input', 'SObject', { objectType: 'Parcel__c', isCollection }),
        variable('fault', 'String', OUTPUT),
        make('input'),
        mark,
    ];
    assert.equal(call(org, 'Make', ...parts(true))['fault'], null);
    assert.match(
        JSON.stringify(call(org, 'Make', ...parts(false))),
        /access the value for input because it hasn't been set/,
    );
    assert.deepEqual(org.calls, []);
});

test('Update Records by filter updates what it finds, and finding nothing is no fault', () => {
    const org = parcels();
    const update = (name: string): string =>
        node(
            'recordUpdates',
            'Put',
            `${filter('Name', 'EqualTo', name)}${input('Weight__c', 9)}<object>Parcel__c</object>`,
        );
    call(org, 'Put', update('A'));
    call(org, 'Put', update('Z'));
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Weight__c']),
        [2, 9, 3],
    );
    assert.deepEqual(
        org.calls.map(({ operation }) => operation),
        ['query', 'update', 'query'],
    );
});

test('Update Records of a variable writes its writable fields', () => {
    const org = new FakeOrg();
    org.add('Parcel__c', { Name: 'A', Code__c: '0001' });
    call(
        org,
        'Get',
        getParcels(
            '<getFirstRecordOnly>true</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>',
            'Set',
        ),
        assign('Set', [['Get.Name', 'Assign', 'B']], 'Put'),
        node('recordUpdates', 'Put', '<inputReference>Get</inputReference>'),
    );
    assert.deepEqual(org.records.get('Parcel__c'), [
        { Id: org.records.get('Parcel__c')?.[0]?.['Id'] ?? '', Name: 'B', Code__c: '0001' },
    ]);
});

test('updating $Record is an assignment before the save and an update after it', () => {
    const put = node('recordUpdates', 'Put', `${input('Note__c', 'seen')}<inputReference>$Record</inputReference>`);
    assert.equal(before(load(start('before', 'Put'), put), {})['Note__c'], 'seen');

    const org = new FakeOrg();
    const [record] = org.add('Parcel__c', { Name: 'A' });
    assert.ok(record);
    const [outcome] = runAfterSave(load(start('after', 'Put'), put), [{ record, prior: null }], org);
    assert.deepEqual(outcome, { ok: true });
    assert.equal(org.records.get('Parcel__c')?.[0]?.['Note__c'], 'seen');
    assert.deepEqual(org.calls, [{ operation: 'update', object: 'Parcel__c', size: 1 }]);
});
