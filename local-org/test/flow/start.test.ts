import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompiledFlow } from '../../src/flow/index.ts';
import type { StoredRecord } from '../../src/schema/types.ts';
import { FakeOrg } from './support/fakeOrg.ts';
import { assign, filter, load, start, xml } from './support/flowXml.ts';

const END = assign('End', []);
const TO_MEET = '<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>';

function starts(flow: CompiledFlow, record: StoredRecord, prior: StoredRecord | null = null): boolean {
    return flow.matches(record, prior, new FakeOrg());
}

function after(inner: string, on?: string): CompiledFlow {
    return load(start('after', 'End', inner, on), END);
}

test('the head of a flow is read', () => {
    const flow = load(start('after', 'End'), END, '<triggerOrder>20</triggerOrder><description>d</description>');
    assert.deepEqual(
        [flow.name, flow.label, flow.status, flow.triggerOrder],
        ['Parcel_Test', 'Parcel Test', 'Active', 20],
    );
    assert.deepEqual(flow.start, {
        kind: 'RecordTriggered',
        object: 'Parcel__c',
        timing: 'RecordAfterSave',
        on: 'CreateAndUpdate',
        first: 'End',
        paths: [],
        schedule: undefined,
        runAs: undefined,
        isConditional: false,
    });
});

test('a flow on events and a flow without trigger say what they are', () => {
    const event = load(start('event', 'End', '<flowRunAsUser>DefaultWorkflowUser</flowRunAsUser>'), END);
    assert.deepEqual([event.start.kind, event.start.object], ['PlatformEvent', 'Parcel_Scan__e']);
    assert.equal(load(start('called', 'End'), END).start.kind, 'AutoLaunched');
});

test('without criteria every create and update starts the flow, as far as it is triggered by them', () => {
    const cases = { Create: [true, false], Update: [false, true], CreateAndUpdate: [true, true] };
    for (const [on, [create, update]] of Object.entries(cases)) {
        assert.equal(starts(after('', on), {}), create, `${on} on create`);
        assert.equal(starts(after('', on), {}, {}), update, `${on} on update`);
    }
});

test('filters combine by their logic', () => {
    const filters = filter('Status__c', 'EqualTo', 'Lost') + filter('Weight__c', 'GreaterThan', 5);
    const parcel = { Status__c: 'Lost', Weight__c: 1 };
    assert.equal(starts(after(`<filterLogic>and</filterLogic>${filters}`), parcel), false);
    assert.equal(starts(after(`<filterLogic>or</filterLogic>${filters}`), parcel), true);
    assert.equal(starts(after(`<filterLogic>1 AND (NOT 2)</filterLogic>${filters}`), parcel), true);
});

test('an event is filtered by its own fields', () => {
    const flow = load(start('event', 'End', filter('Key__c', 'StartsWith', 'K')), END);
    assert.equal(starts(flow, { Key__c: 'K1' }), true);
    assert.equal(starts(flow, { Key__c: 'X1' }), false);
    assert.equal(starts(flow, { Key__c: null }), false);
});

test('"only when updated to meet" starts on create and when an update first meets the criteria', () => {
    const flow = after(TO_MEET + filter('Status__c', 'EqualTo', 'Lost'));
    assert.equal(starts(flow, { Status__c: 'Lost' }), true);
    assert.equal(starts(flow, { Status__c: 'Lost' }, { Status__c: 'New' }), true);
    assert.equal(starts(flow, { Status__c: 'Lost' }, { Status__c: 'Lost' }), false);
    assert.equal(starts(flow, { Status__c: 'New' }, { Status__c: 'Lost' }), false);
});

test('IsChanged starts on a changed field only', () => {
    const flow = after(filter('Status__c', 'IsChanged', true));
    assert.equal(starts(flow, { Status__c: 'Lost' }), false);
    assert.equal(starts(flow, { Status__c: 'Lost' }, { Status__c: 'New' }), true);
    assert.equal(starts(flow, { Status__c: 'Lost', Note__c: 'x' }, { Status__c: 'Lost' }), false);
});

test('an entry formula knows what is new and what has changed', () => {
    const flow = after(
        xml(
            'filterFormula',
            {},
            'OR(ISNEW(), ISCHANGED({!$Record.Status__c}), PRIORVALUE({!$Record.Weight__c}) &gt; 5)',
        ),
    );
    assert.equal(starts(flow, { Status__c: 'New' }), true);
    assert.equal(starts(flow, { Status__c: 'Lost' }, { Status__c: 'New' }), true);
    assert.equal(starts(flow, { Status__c: 'New', Weight__c: 1 }, { Status__c: 'New', Weight__c: 9 }), true);
    assert.equal(starts(flow, { Status__c: 'New', Weight__c: 9 }, { Status__c: 'New', Weight__c: 1 }), false);
});

test('an entry formula without a result is not met', () => {
    const flow = after(xml('filterFormula', {}, '1 / {!$Record.Weight__c} &gt; 0'));
    assert.equal(starts(flow, { Weight__c: 2 }), true);
    assert.equal(starts(flow, { Weight__c: 0 }), false);
});
