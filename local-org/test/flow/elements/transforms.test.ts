/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_visual_workflow.htm, FlowTransform (2026-11-25) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredRecord } from '../../../src/schema/types.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, node, then, variable, xml } from '../support/flowXml.ts';
import { call, getParcels, LIST, OUTPUT, parcels } from '../support/run.ts';

const ALL = '<storeOutputAutomatically>true</storeOutputAutomatically>';
const map = (field: string, value: string): string =>
    `<transformValueActions>${field ? `<outputFieldApiName>${field}</outputFieldApiName>` : ''}<transformType>Map</transformType><value>${value}</value></transformValueActions>`;
const reference = (text: string): string => `<elementReference>${text}</elementReference>`;
const expression = (type: string, text: string): string =>
    `<formulaDataType>${type}</formulaDataType><formulaExpression>${text}</formulaExpression>`;
const transform = (head: Readonly<Record<string, string | boolean | number>>, actions: string, next: string): string =>
    node(
        'transforms',
        'Turn',
        then(next) +
            Object.entries(head)
                .map(([tag, text]) => xml(tag, {}, String(text)))
                .join('') +
            `<transformValues>${actions}</transformValues>`,
    );

test('a collection is mapped item by item, by fields, formulas and fixed values', () => {
    const result = call(
        parcels(),
        'Get',
        variable('depots', 'SObject', { objectType: 'Depot__c', ...LIST }),
        getParcels(ALL, 'Turn'),
        transform(
            { dataType: 'SObject', isCollection: true, objectType: 'Depot__c' },
            map('Name', reference('Get[$EachItem].Name')) +
                map('City__c', expression('String', '"from " &amp; LOWER({!Get[$EachItem].Name})')) +
                map('Capacity__c', '<numberValue>7</numberValue>'),
            'Set',
        ),
        assign('Set', [['depots', 'Assign', '@Turn']]),
    );
    assert.deepEqual(
        (result['depots'] as { fields: StoredRecord }[]).map(({ fields }) => fields),
        ['B', 'A', 'C'].map((name) => ({ Name: name, City__c: `from ${name.toLowerCase()}`, Capacity__c: 7 })),
    );
});

test('a collection of records is mapped to one of values', () => {
    const result = call(
        parcels(),
        'Get',
        variable('names', 'String', LIST),
        getParcels(ALL, 'Turn'),
        transform({ dataType: 'String', isCollection: true }, map('', reference('Get[$EachItem].Name')), 'Set'),
        assign('Set', [['names', 'Assign', '@Turn']]),
    );
    assert.deepEqual(result['names'], ['B', 'A', 'C']);
});

test('items are summed and counted, into a value or into a field', () => {
    const values =
        '<inputParameters><name>aggregationValues</name><value><elementReference>Get</elementReference></value></inputParameters>';
    const weight =
        '<inputParameters><name>aggregationField</name><value><stringValue>Weight__c</stringValue></value></inputParameters>';
    const sum = `<transformValueActions>${weight}${values}<transformType>Sum</transformType></transformValueActions>`;
    const count = `<transformValueActions>${values}<outputFieldApiName>Capacity__c</outputFieldApiName><transformType>Count</transformType></transformValueActions>`;
    const summed = call(
        parcels(),
        'Get',
        variable('total', 'Number', OUTPUT),
        getParcels(ALL, 'Turn'),
        transform({ dataType: 'Number', isCollection: false, scale: 2 }, sum, 'Set'),
        assign('Set', [['total', 'Assign', '@Turn']]),
    );
    assert.equal(summed['total'], 6);
    const counted = call(
        parcels(),
        'Get',
        variable('total', 'Number', OUTPUT),
        getParcels(ALL, 'Turn'),
        transform({ dataType: 'SObject', isCollection: false, objectType: 'Depot__c' }, count, 'Set'),
        assign('Set', [['total', 'Assign', '@Turn.Capacity__c']]),
    );
    assert.equal(counted['total'], 3);
});

test('nothing is made of an empty collection', () => {
    const result = call(
        new FakeOrg(),
        'Get',
        variable('names', 'String', LIST),
        variable('count', 'Number', OUTPUT),
        getParcels(ALL, 'Turn'),
        transform({ dataType: 'String', isCollection: true }, map('', reference('Get[$EachItem].Name')), 'Set'),
        assign('Set', [['count', 'AssignCount', '@Turn']]),
    );
    assert.equal(result['count'], 0);
});
