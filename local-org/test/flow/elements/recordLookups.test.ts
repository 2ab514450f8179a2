import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    assign,
    condition,
    decide,
    filter,
    input,
    node,
    onFault,
    then,
    value,
    variable,
    xml,
} from '../support/flowXml.ts';
import { call, getParcels, OUTPUT, parcels } from '../support/run.ts';

test('Get Records stores the first record, with sort, filter and limit', () => {
    const sorted =
        '<getFirstRecordOnly>true</getFirstRecordOnly><sortField>Name</sortField><sortOrder>Asc</sortOrder><storeOutputAutomatically>true</storeOutputAutomatically>';
    const result = call(
        parcels(),
        'Get',
        variable('name', 'String', OUTPUT),
        getParcels(filter('Weight__c', 'GreaterThan', 1) + sorted, 'Set'),
        assign('Set', [['name', 'Assign', '@Get.Name']]),
    );
    assert.equal(result['name'], 'B');
});

test('Get Records stores all records, up to a limit', () => {
    const all = `<getFirstRecordOnly>false</getFirstRecordOnly>${value(2, 'limit')}<storeOutputAutomatically>true</storeOutputAutomatically>`;
    const result = call(
        parcels(),
        'Get',
        variable('count', 'Number', OUTPUT),
        getParcels(all, 'Set'),
        assign('Set', [['count', 'AssignCount', '@Get']]),
    );
    assert.equal(result['count'], 2);
});

test('when nothing is found the output is null, for one record and for all', () => {
    for (const first of [true, false]) {
        const how = `<getFirstRecordOnly>${first}</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>`;
        const result = call(
            parcels(),
            'Get',
            variable('none', 'Boolean', OUTPUT),
            getParcels(filter('Name', 'EqualTo', 'Z') + how, 'Ask'),
            decide('Ask', condition('Get', 'IsNull', true), 'Mark'),
            assign('Mark', [['none', 'Assign', true]]),
        );
        assert.equal(result['none'], true);
    }
});

test('variables keep their values when nothing is found, unless they are to be cleared', () => {
    for (const clears of [true, false]) {
        const how = `<assignNullValuesIfNoRecordsFound>${clears}</assignNullValuesIfNoRecordsFound>${xml('outputAssignments', { assignToReference: 'name', field: 'Name' })}`;
        const result = call(
            parcels(),
            'Set',
            variable('name', 'String', OUTPUT),
            assign('Set', [['name', 'Assign', 'before']], 'Get'),
            node('recordLookups', 'Get', `<object>Parcel__c</object>${filter('Name', 'EqualTo', 'Z')}${how}`),
        );
        assert.equal(result['name'], clears ? null : 'before');
    }
});

test('a filter by a collection finds its members, and by no collection nothing', () => {
    const found = (items: readonly string[]): unknown =>
        call(
            parcels(),
            'Fill',
            variable('names', 'String', { isCollection: true }),
            variable('count', 'Number', OUTPUT),
            assign(
                'Fill',
                items.map((item) => ['names', 'Add', item] as const),
                'Get',
            ),
            getParcels(
                `${filter('Name', 'In', '@names')}<storeOutputAutomatically>true</storeOutputAutomatically>`,
                'Set',
            ),
            assign('Set', [['count', 'AssignCount', '@Get']]),
        )['count'];
    assert.equal(found(['A', 'C', 'Z']), 2);
    assert.equal(found([]), 0);
});

test('a field that was not queried cannot be read', () => {
    const read = (queried: string): unknown =>
        call(
            parcels(),
            'Get',
            variable('weight', 'Number', OUTPUT),
            variable('fault', 'String', OUTPUT),
            getParcels(
                `<getFirstRecordOnly>true</getFirstRecordOnly>${queried}<storeOutputAutomatically>true</storeOutputAutomatically>`,
                'Use',
            ),
            node(
                'recordCreates',
                'Use',
                `${then('Set')}${onFault('Mark')}${input('Weight__c', '@Get.Weight__c')}<object>Parcel__c</object>`,
            ),
            assign('Set', [['weight', 'Assign', 1]]),
            assign('Mark', [['fault', 'Assign', '@$Flow.FaultMessage']]),
        );
    assert.deepEqual(read('<queriedFields>Weight__c</queriedFields>'), { weight: 1, fault: null });
    assert.match(
        JSON.stringify(read('<queriedFields>Name</queriedFields>')),
        /access the value for Get\.Weight__c because/,
    );
});

test('Get Records puts fields and records into variables', () => {
    const result = call(
        parcels(),
        'Get',
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', isCollection: true }),
        variable('name', 'String', OUTPUT),
        variable('weight', 'Number', OUTPUT),
        variable('count', 'Number', OUTPUT),
        node(
            'recordLookups',
            'Get',
            `${then('One')}<object>Parcel__c</object>${filter('Name', 'EqualTo', 'A')}${xml('outputAssignments', { assignToReference: 'name', field: 'Name' })}`,
        ),
        node(
            'recordLookups',
            'One',
            `${then('Many')}<object>Parcel__c</object>${filter('Name', 'EqualTo', 'C')}<outputReference>parcel</outputReference><queriedFields>Weight__c</queriedFields>`,
        ),
        node(
            'recordLookups',
            'Many',
            `${then('Set')}<object>Parcel__c</object><outputReference>list</outputReference>`,
        ),
        assign('Set', [
            ['weight', 'Assign', '@parcel.Weight__c'],
            ['count', 'AssignCount', '@list'],
        ]),
    );
    assert.deepEqual(result, { name: 'A', weight: 3, count: 3 });
});
