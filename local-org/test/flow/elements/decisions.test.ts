import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredRecord } from '../../../src/schema/types.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, condition, decide, goes, load, node, start, then, variable, xml } from '../support/flowXml.ts';
import { before, call, OUTPUT } from '../support/run.ts';

test('decisions compare with every operator', () => {
    const cases: readonly (readonly [string, string, string | number | boolean, boolean])[] = [
        ['Weight__c', 'EqualTo', 5, true],
        ['Weight__c', 'NotEqualTo', 5, false],
        ['Weight__c', 'GreaterThan', 5, false],
        ['Weight__c', 'GreaterThanOrEqualTo', 5, true],
        ['Weight__c', 'LessThan', 6, true],
        ['Weight__c', 'LessThanOrEqualTo', 4, false],
        ['Name', 'StartsWith', 'Pa', true],
        ['Name', 'EndsWith', 'x', false],
        ['Name', 'Contains', 'arc', true],
        ['Name', 'Contains', 'ARC', false],
        ['Status__c', 'EqualTo', 'New', true],
        ['Note__c', 'IsNull', true, true],
        ['Note__c', 'IsBlank', true, true],
        ['Note__c', 'EqualTo', '@$GlobalConstant.EmptyString', false],
        ['Note__c', 'NotEqualTo', 'x', true],
        ['Due_On__c', 'LessThan', '@$Flow.CurrentDate', false],
        ['Fragile__c', 'EqualTo', false, true],
    ];
    for (const [name, operator, right, expected] of cases) {
        const flow = load(
            start('before', 'Ask'),
            decide('Ask', condition(`$Record.${name}`, operator, right), 'Mark'),
            assign('Mark', [['$Record.Key__c', 'Assign', 'yes']]),
        );
        const record = {
            Weight__c: 5,
            Name: 'Parcel',
            Status__c: 'New',
            Note__c: null,
            Due_On__c: null,
            Fragile__c: false,
        };
        assert.equal(
            before(flow, record as StoredRecord)['Key__c'] === 'yes',
            expected,
            `${name} ${operator} ${right}`,
        );
    }
});

test('In looks into a collection', () => {
    const result = call(
        new FakeOrg(),
        'Fill',
        variable('list', 'String', { isCollection: true }),
        variable('found', 'Boolean', OUTPUT),
        variable('item', 'String'),
        assign(
            'Fill',
            [
                ['list', 'Add', 'a'],
                ['item', 'Assign', 'a'],
            ],
            'Ask',
        ),
        decide('Ask', condition('item', 'In', '@list'), 'Mark'),
        assign('Mark', [['found', 'Assign', true]]),
    );
    assert.equal(result['found'], true);
});

test('conditions combine by and, or and numbers, and only as far as needed', () => {
    const outcome = (logic: string, weight: number): boolean => {
        const conditions =
            condition('$Record.Weight__c', 'GreaterThan', 1) +
            condition('$Record.Weight__c', 'GreaterThan', 2) +
            condition('$Record.Weight__c', 'GreaterThan', 3);
        const rule = xml('rules', { name: 'Yes', conditionLogic: logic, label: 'Yes' }, conditions + then('Mark'));
        const flow = load(
            start('before', 'Ask'),
            node('decisions', 'Ask', rule),
            assign('Mark', [['$Record.Key__c', 'Assign', 'yes']]),
        );
        return before(flow, { Weight__c: weight })['Key__c'] === 'yes';
    };
    assert.equal(outcome('and', 3), false);
    assert.equal(outcome('or', 2), true);
    assert.equal(outcome('1 AND (2 OR 3)', 3), true);
    assert.equal(outcome('1 AND NOT (2 OR 3)', 2), true);
    assert.equal(outcome('(1 AND 2) AND 3', 3), false);
});

test('the first outcome that holds is taken, else the default', () => {
    const rule = (name: string, least: number): string =>
        xml(
            'rules',
            { name, conditionLogic: 'and', label: name },
            condition('$Record.Weight__c', 'GreaterThan', least) + then(name),
        );
    const flow = load(
        start('before', 'Ask'),
        node('decisions', 'Ask', goes('defaultConnector', 'Light') + rule('Heavy', 10) + rule('Medium', 5)),
        ...['Heavy', 'Medium', 'Light'].map((name) => assign(name, [['$Record.Note__c', 'Assign', name]])),
    );
    assert.deepEqual(
        [20, 7, 1].map((weight) => before(flow, { Weight__c: weight })['Note__c']),
        ['Heavy', 'Medium', 'Light'],
    );
});

test('IsChanged is false on create and compares with the value before the save', () => {
    const flow = load(
        start('before', 'Ask'),
        decide('Ask', condition('$Record.Status__c', 'IsChanged', true), 'Mark'),
        assign('Mark', [['$Record.Note__c', 'Assign', 'changed']]),
    );
    assert.equal(before(flow, { Status__c: 'New' })['Note__c'], undefined);
    assert.equal(before(flow, { Status__c: 'New' }, { Status__c: 'New' })['Note__c'], undefined);
    assert.equal(before(flow, { Status__c: 'Sent' }, { Status__c: 'New' })['Note__c'], 'changed');
});
