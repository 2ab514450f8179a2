import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowValue } from '../../../src/flow/index.ts';
import { assign, condition, formula, goes, node, then, variable, xml } from '../support/flowXml.ts';
import { call, getParcels, OUTPUT, parcels } from '../support/run.ts';

test('a collection filter keeps the items that fit', () => {
    const result = call(
        parcels(),
        'Get',
        variable('item', 'SObject', { objectType: 'Parcel__c' }),
        variable('count', 'Number', OUTPUT),
        getParcels('<storeOutputAutomatically>true</storeOutputAutomatically>', 'Keep'),
        node(
            'collectionProcessors',
            'Keep',
            `<collectionProcessorType>FilterCollectionProcessor</collectionProcessorType><assignNextValueToReference>item</assignNextValueToReference><collectionReference>Get</collectionReference><conditionLogic>and</conditionLogic>${condition('item.Weight__c', 'GreaterThan', 1)}${then('Set')}`,
        ),
        assign('Set', [['count', 'AssignCount', '@Keep']]),
    );
    assert.equal(result['count'], 2);
});

test('a collection sort orders in place, with nulls where they are wanted, and cuts', () => {
    const sorted = (order: string, nullsFirst: boolean): FlowValue | undefined => {
        const org = parcels();
        org.add('Parcel__c', { Name: null });
        return call(
            org,
            'Get',
            variable('text', 'String', OUTPUT),
            getParcels('<storeOutputAutomatically>true</storeOutputAutomatically>', 'Sort'),
            node(
                'collectionProcessors',
                'Sort',
                `<collectionProcessorType>SortCollectionProcessor</collectionProcessorType><collectionReference>Get</collectionReference><limit>3</limit>${xml('sortOptions', { doesPutEmptyStringAndNullFirst: nullsFirst, sortField: 'Name', sortOrder: order })}${then('Each')}`,
            ),
            node(
                'loops',
                'Each',
                '<collectionReference>Get</collectionReference>' + goes('nextValueConnector', 'Join'),
            ),
            formula('Shown', 'String', 'BLANKVALUE({!Each.Name}, "-")'),
            assign('Join', [['text', 'Add', '@Shown']], 'Each'),
        )['text'];
    };
    assert.equal(sorted('Asc', false), 'ABC');
    assert.equal(sorted('Desc', false), 'CBA');
    assert.equal(sorted('Asc', true), '-AB');
});
