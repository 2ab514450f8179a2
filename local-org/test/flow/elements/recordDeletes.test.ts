/** https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_delete.htm (2026-11-25) */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave, runBeforeDelete } from '../../../src/flow/index.ts';
import { FakeOrg } from '../support/fakeOrg.ts';
import { filter, flowXml, input, load, loadXml, node, onFault, start, then } from '../support/flowXml.ts';
import { call, getParcels, parcels } from '../support/run.ts';

const names = (org: FakeOrg): unknown[] => (org.records.get('Parcel__c') ?? []).map((row) => row['Name']);

test('records that a filter finds are deleted', () => {
    const org = parcels();
    call(
        org,
        'Drop',
        node('recordDeletes', 'Drop', `${filter('Weight__c', 'GreaterThan', 1)}<object>Parcel__c</object>`),
    );
    assert.deepEqual(names(org), ['A']);
    assert.deepEqual(
        org.calls.map(({ operation, size }) => `${operation} ${size}`),
        ['query 1', 'delete 2'],
    );
});

test('records of a collection are deleted in one statement; none are no statement', () => {
    const org = parcels();
    const all = '<storeOutputAutomatically>true</storeOutputAutomatically>';
    const drop = node('recordDeletes', 'Drop', '<inputReference>Get</inputReference>');
    call(org, 'Get', getParcels(all, 'Drop'), drop);
    assert.deepEqual(names(org), []);
    call(org, 'Get', getParcels(all, 'Drop'), drop);
    assert.equal(org.calls.filter(({ operation }) => operation === 'delete').length, 1);
});

test('what several interviews find is deleted once', () => {
    const org = parcels();
    const batch = org.add('Depot__c', { Name: 'N' }, { Name: 'S' }).map((record) => ({ record, prior: null }));
    const flow = load(
        start('after', 'Drop').replace('Parcel__c', 'Depot__c'),
        node('recordDeletes', 'Drop', `${filter('Name', 'EqualTo', 'A')}<object>Parcel__c</object>`),
    );
    assert.ok(runAfterSave(flow, batch, org).every(({ ok }) => ok));
    assert.deepEqual(org.calls.at(-1), { operation: 'delete', object: 'Parcel__c', size: 1 });
});

test('a deletion that fails takes the fault path', () => {
    const org = parcels();
    org.delete = (_object, ids) =>
        ids.map(() => ({ success: false, errors: [{ statusCode: 'DELETE_FAILED', message: 'held', fields: [] }] }));
    const [record] = org.records.get('Parcel__c') ?? [];
    assert.ok(record);
    const flow = load(
        start('after', 'Drop'),
        node('recordDeletes', 'Drop', `${onFault('Tell')}<inputReference>$Record</inputReference>`),
        node(
            'recordUpdates',
            'Tell',
            `${input('Note__c', '@$Flow.FaultMessage')}<inputReference>$Record</inputReference>`,
        ),
    );
    assert.ok(runAfterSave(flow, [{ record, prior: null }], org).every(({ ok }) => ok));
    assert.match(String(record['Note__c']), /tried to delete records: DELETE_FAILED: held/);
});

test('before a record is deleted its children can be updated, deleted, or keep it by a custom error', () => {
    const org = new FakeOrg();
    const [north, south] = org.add('Depot__c', { Name: 'North' }, { Name: 'South' });
    assert.ok(north && south);
    org.add('Parcel__c', { Name: 'A', Depot__c: north['Id'] ?? null }, { Name: 'B', Depot__c: south['Id'] ?? null });
    const flow = loadXml(
        flowXml(
            start('after', 'Note', '', 'Delete')
                .replace('RecordAfterSave', 'RecordBeforeDelete')
                .replace('Parcel__c', 'Depot__c'),
            node(
                'recordUpdates',
                'Note',
                `${input('Note__c', '@$Record.Name')}<inputReference>$Record.Parcels__r</inputReference>${then('Drop')}`,
            ),
            node(
                'recordDeletes',
                'Drop',
                `${filter('Name', 'EqualTo', 'B')}<inputReference>$Record.Parcels__r</inputReference>${then('Ask')}`,
            ),
            node(
                'decisions',
                'Ask',
                `<rules><name>Is_North</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>$Record.Name</leftValueReference><operator>EqualTo</operator><rightValue><stringValue>North</stringValue></rightValue></conditions>${then('Keep')}<label>North</label></rules>`,
            ),
            node(
                'customErrors',
                'Keep',
                '<customErrorMessages><errorMessage>{!$Record.Name} stays</errorMessage><isFieldError>false</isFieldError></customErrorMessages>',
            ),
        ),
    );
    const outcomes = runBeforeDelete(flow, [north, south], org);
    assert.deepEqual(
        outcomes.map((outcome) => (outcome.ok ? 'deleted' : outcome.error.message)),
        ['North stays', 'deleted'],
    );
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => [row['Name'], row['Note__c']]),
        [['A', 'North']],
    );
});
