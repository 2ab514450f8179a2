import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoredRecord } from '../../../src/schema/types.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { assign, load, start, variable } from '../support/flowXml.ts';
import { before, call, LIST, OUTPUT } from '../support/run.ts';

test('assignments set, add, subtract and join', () => {
    const result = call(
        new FakeOrg(),
        'Set',
        variable('count', 'Number', OUTPUT),
        variable('text', 'String', OUTPUT),
        assign('Set', [
            ['count', 'Assign', 0.1],
            ['count', 'Add', 0.2],
            ['count', 'Subtract', 1],
            ['text', 'Add', 'a'],
            ['text', 'Add', 'b'],
        ]),
    );
    assert.deepEqual(result, { count: -0.7, text: 'ab' });
});

test('collection operators keep, add and remove items', () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
        ['Add', ['b', 'a', 'b', 'c', 'b']],
        ['AddItem', ['b', 'a', 'b', 'c', 'b']],
        ['AddAtStart', ['b', 'b', 'a', 'b', 'c']],
        ['RemoveFirst', ['a', 'b', 'c']],
        ['RemoveAll', ['a', 'c']],
        ['RemoveUncommon', ['b', 'b']],
        ['RemoveBeforeFirst', ['b', 'a', 'b', 'c']],
        ['RemoveAfterFirst', ['b']],
    ];
    for (const [operator, expected] of cases) {
        const result = call(
            new FakeOrg(),
            'Fill',
            variable('list', 'String', LIST),
            assign('Fill', [
                ...['b', 'a', 'b', 'c'].map((item) => ['list', 'Add', item] as const),
                ['list', operator, 'b'],
            ]),
        );
        assert.deepEqual(result['list'], expected, operator);
    }
});

test('AssignCount counts a collection', () => {
    const result = call(
        new FakeOrg(),
        'Fill',
        variable('list', 'String', { isCollection: true }),
        variable('count', 'Number', OUTPUT),
        assign('Fill', [
            ['list', 'Add', 'a'],
            ['list', 'Add', 'b'],
            ['count', 'AssignCount', '@list'],
        ]),
    );
    assert.equal(result['count'], 2);
});

test('a record put into a collection is a copy', () => {
    const result = call(
        new FakeOrg(),
        'Fill',
        variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', ...LIST }),
        assign('Fill', [
            ['parcel.Note__c', 'Assign', 'first'],
            ['list', 'Add', '@parcel'],
            ['parcel.Note__c', 'Assign', 'second'],
            ['list', 'Add', '@parcel'],
        ]),
    );
    const notes = (result['list'] as { fields: StoredRecord }[]).map(({ fields }) => fields['Note__c']);
    assert.deepEqual(notes, ['first', 'second']);
});

test('dates and date/times turn into each other when assigned; days are added to a date', () => {
    const flow = load(
        start('before', 'Set'),
        variable('day', 'Date'),
        assign('Set', [
            ['day', 'Assign', '@$Flow.CurrentDateTime'],
            ['day', 'Add', 2],
            ['$Record.Due_On__c', 'Assign', '@day'],
            ['$Record.Sent_At__c', 'Assign', '@$Flow.CurrentDate'],
        ]),
    );
    const record = before(flow, {});
    assert.deepEqual(record, { Due_On__c: '2026-11-23', Sent_At__c: '2026-11-21T00:00:00.000Z' });
});

test('a before-save assignment changes the record; an empty text is stored as null', () => {
    const flow = load(
        start('before', 'Set'),
        assign('Set', [
            ['$Record.Status__c', 'Assign', 'Lost'],
            ['$Record.Note__c', 'Assign', '@$GlobalConstant.EmptyString'],
        ]),
    );
    assert.deepEqual(before(flow, { Note__c: 'x', Name: 'P' }), { Note__c: null, Name: 'P', Status__c: 'Lost' });
});
