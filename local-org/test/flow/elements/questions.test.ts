/** What conditions ask of an interview's way, and operators that only some types take. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidFlow, runAutolaunched } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import {
    assign,
    condition,
    decide,
    input,
    load,
    node,
    onFault,
    start,
    then,
    variable,
    xml,
} from '../support/flowXml.ts';
import { before, call, LIST, OUTPUT } from '../support/run.ts';

const FALSE_AT_FIRST = { ...OUTPUT, value: '<booleanValue>false</booleanValue>' };

test('Was Visited and Has Error tell of elements that were taken, and of those that took their fault path', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_condition.htm (2026-11-21)
    const asking = (operator: string, element: string, wanted: boolean): unknown => {
        const org = new FakeOrg();
        org.fails = (row) =>
            row['Name'] === 'bad' ? { statusCode: 'STRING_TOO_LONG', message: 'no', fields: [] } : undefined;
        const make = (name: string, given: string, inner: string): string =>
            node('recordCreates', name, `${input('Name', given)}<object>Parcel__c</object>${inner}`);
        return call(
            org,
            'Good',
            variable('is', 'Boolean', FALSE_AT_FIRST),
            make('Good', 'good', then('Bad') + onFault('Never')),
            make('Bad', 'bad', then('Never') + onFault('Ask')),
            make('Never', 'never', then('Ask')),
            decide('Ask', condition(element, operator, wanted), 'Mark'),
            assign('Mark', [['is', 'Assign', true]]),
        )['is'];
    };
    const asked = (operator: string): unknown[] =>
        ['Good', 'Bad', 'Never'].map((element) => asking(operator, element, true));
    assert.deepEqual(asked('WasVisited'), [true, true, false]);
    assert.deepEqual(asked('HasError'), [false, true, false]);
    assert.equal(asking('HasError', 'Good', false), true);
    assert.equal(asking('WasVisited', 'Never', false), true);
    assert.throws(() => asking('WasVisited', 'Nowhere', true), InvalidFlow);
});

test('Was Visited tells of an outcome only once its decision has taken it', () => {
    const flow = load(
        start('called', 'Split'),
        variable('way', 'String', { isInput: true }),
        variable('is', 'Boolean', FALSE_AT_FIRST),
        decide('Split', condition('way', 'EqualTo', 'yes'), 'Ask', 'Ask'),
        decide('Ask', condition('Split_Yes', 'WasVisited', true), 'Mark'),
        assign('Mark', [['is', 'Assign', true]]),
    );
    const outcomes = runAutolaunched(flow, [{ way: 'yes' }, { way: 'no' }], new FakeOrg());
    assert.deepEqual(
        outcomes.map((outcome) => outcome.ok && outcome.outputs['is']),
        [true, false],
    );
});

test('Was Set is true of a field with a value, of a record variable too', () => {
    const asked = (name: string | null): unknown =>
        call(
            new FakeOrg(),
            'Set',
            variable('parcel', 'SObject', { objectType: 'Parcel__c' }),
            variable('is', 'Boolean', FALSE_AT_FIRST),
            assign('Set', name === null ? [] : [['parcel.Name', 'Assign', name]], 'Ask'),
            decide('Ask', condition('parcel.Name', 'WasSet', true), 'Mark'),
            assign('Mark', [['is', 'Assign', true]]),
        )['is'];
    assert.equal(asked('A'), true);
    assert.equal(asked(''), false);
});

test('an outcome "only when changed to meet" is taken by a new record and by one that did not meet it before', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_decision.htm (2026-11-25)
    const rule = xml(
        'rules',
        { name: 'Heavy', conditionLogic: 'and', label: 'Heavy', doesRequireRecordChangedToMeetCriteria: true },
        condition('$Record.Weight__c', 'GreaterThan', 5) + then('Mark'),
    );
    const flow = load(
        start('before', 'Ask'),
        node('decisions', 'Ask', rule),
        assign('Mark', [['$Record.Note__c', 'Assign', 'heavy']]),
    );
    const noted = (weight: number, prior: number | null | undefined): unknown =>
        before(flow, { Weight__c: weight }, prior === undefined ? null : { Weight__c: prior })['Note__c'];
    assert.deepEqual(
        [noted(6, undefined), noted(6, 5), noted(6, null), noted(7, 6), noted(5, 6), noted(4, undefined)],
        ['heavy', 'heavy', 'heavy', undefined, undefined, undefined],
    );
});

test('only a flow that a save starts has outcomes "only when changed to meet"', () => {
    const rule = xml(
        'rules',
        { name: 'Yes', conditionLogic: 'and', label: 'Yes', doesRequireRecordChangedToMeetCriteria: true },
        condition('text', 'EqualTo', 'a'),
    );
    assert.throws(
        () => load(start('called', 'Ask'), variable('text', 'String'), node('decisions', 'Ask', rule)),
        /doesRequireRecordChangedToMeetCriteria needs a record that is being saved/,
    );
});

test('Remove Position takes out the item there, and faults where there is none', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_assignment.htm (2026-11-21)
    const flow = load(
        start('called', 'Fill'),
        variable('list', 'String', LIST),
        variable('at', 'Number', { isInput: true }),
        assign(
            'Fill',
            ['a', 'b', 'c'].map((item) => ['list', 'Add', item] as const),
            'Drop',
        ),
        assign('Drop', [['list', 'RemovePosition', '@at']]),
    );
    const left = (at: number | null): unknown => {
        const [outcome] = runAutolaunched(flow, [{ at }], new FakeOrg());
        return outcome?.ok ? outcome.outputs['list'] : outcome?.error.message.match(/has no position \S+/)?.[0];
    };
    assert.deepEqual(
        [left(1), left(3)],
        [
            ['b', 'c'],
            ['a', 'b'],
        ],
    );
    assert.deepEqual(
        [0, 4, 1.5, -1, null].map(left),
        ['0.', '4.', '1.5.', '-1.', '0.'].map((at) => `has no position ${at}`),
    );
});

test('Add Item puts one more option into a multi-select picklist', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_operators_assignment.htm (2026-11-21)
    const flow = load(
        start('before', 'Choose'),
        assign('Choose', [
            ['$Record.Tags__c', 'AddItem', 'Hot'],
            ['$Record.Tags__c', 'AddItem', 'Wet'],
        ]),
    );
    assert.equal(before(flow, { Tags__c: null })['Tags__c'], 'Hot;Wet');
    assert.equal(before(flow, { Tags__c: 'New' })['Tags__c'], 'New;Hot;Wet');
});
