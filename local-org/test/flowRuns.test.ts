/** What flows do to an org's records, and what of it stays when something fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    assign,
    filter,
    flowXml,
    formula,
    input,
    node,
    onFault,
    start,
    then,
    variable,
    xml,
} from './flow/support/flowXml.ts';
import { codes, idOf, insert, makeOrg, update } from './support/project.ts';
import type { NewRecord } from '../src/flow/port.ts';
import type { Org } from '../src/org.ts';

const flows = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`flows/${name}.flow-meta.xml`, text]));
const parcels = (org: Org): unknown[][] =>
    org
        .query('SELECT Key__c, Trail__c FROM Parcel__c ORDER BY Id')
        .records.map((record) => [record['Key__c'], record['Trail__c']]);
const putRecord = (inner: string): string =>
    node('recordUpdates', 'Put', `${inner}<inputReference>$Record</inputReference>`);

const ALERT =
    '<CustomNotificationType xmlns="http://soap.sforce.com/2006/04/metadata"><customNotifTypeName>Parcel Alert</customNotifTypeName><desktop>true</desktop><masterLabel>Parcel Alert</masterLabel><mobile>false</mobile></CustomNotificationType>';

/** Tells the owner of each parcel; its key is the title, so one without a key cannot be told of. */
function telling(fault: string): string {
    const parameter = (name: string, reference: string): string =>
        xml('inputParameters', { name }, `<value><elementReference>${reference}</elementReference></value>`);
    return flowXml(
        start('after', 'Get'),
        variable('owners', 'String', { isCollection: true }),
        node(
            'recordLookups',
            'Get',
            `<object>CustomNotificationType</object>${filter('DeveloperName', 'EqualTo', 'Parcel_Alert')}<getFirstRecordOnly>true</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>${then('Fill')}`,
        ),
        assign('Fill', [['owners', 'Add', '@$Record.OwnerId']], 'Tell'),
        node(
            'actionCalls',
            'Tell',
            `<actionName>customNotificationAction</actionName><actionType>customNotificationAction</actionType>${fault}` +
                parameter('customNotifTypeId', 'Get.Id') +
                parameter('recipientIds', 'owners') +
                parameter('title', '$Record.Key__c') +
                parameter('body', '$Record.Name') +
                parameter('targetId', '$Record.Id'),
        ),
        fault === '' ? '' : putRecord(input('Trail__c', 'untold')),
    );
}
const alerting = (flow: string): Org =>
    makeOrg({ ...flows({ Tell: flow }), 'notificationTypes/Parcel_Alert.notiftype-meta.xml': ALERT });

test('a notification leaves with the commit; one that lacks an input takes the fault path', () => {
    // https://developer.salesforce.com/docs/atlas.en-us.262.0.pushImplGuide.meta/pushImplGuide/actions_obj_custom_notification.htm (2026-11-25)
    const once = telling(onFault('Put')).replace('</start>', `${filter('Trail__c', 'IsNull', true)}</start>`);
    const org = alerting(once);
    const [first] = insert(org, 'Parcel__c', [{ Key__c: 'k1', Name: 'One' }, { Name: 'Two' }]);
    assert.deepEqual(parcels(org), [
        ['k1', null],
        [null, 'untold'],
    ]);
    assert.deepEqual(
        org.notifications.all().map(({ type, title, body, targetId, recipientIds }) => ({
            ...{ type, title, body, targetId, recipientIds },
        })),
        [
            {
                ...{ type: 'Parcel_Alert', title: 'k1', body: 'One', targetId: idOf(first) },
                recipientIds: [String(org.user['Id'])],
            },
        ],
    );
});

test('a notification of a transaction that fails is never sent, nor one of a record that is not saved', () => {
    const org = alerting(telling(''));
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Name: 'No key' }])), ['CANNOT_EXECUTE_FLOW_TRIGGER']);
    assert.throws(() =>
        org.transact('doomed', (tx) => {
            tx.insert('Parcel__c', [{ Key__c: 'k' }], [0]);
            throw new Error('stop');
        }),
    );
    assert.deepEqual(org.notifications.all(), []);
});

/** For each contact a parcel with its name as key, unless one matches; what then happens is for `one` and `several`. */
function matching(one: string, several: string): Org {
    const flow = flowXml(
        start('after', 'Make', filter('LastName', 'NotEqualTo', 'x'), 'Create').replace('Parcel__c', 'Contact'),
        node(
            'recordCreates',
            'Make',
            filter('Batch__c', 'EqualTo', '@$Record.LastName') +
                input('Batch__c', '@$Record.LastName') +
                input('Trail__c', 'seen') +
                `<object>Parcel__c</object><operationOneMatchingRecord>${one}</operationOneMatchingRecord>` +
                `<operationMultMatchingRecords>${several}</operationMultMatchingRecords>` +
                '<operationZeroMatchingRecords>None</operationZeroMatchingRecords>',
        ),
    );
    const org = makeOrg(flows({ Match: flow }));
    insert(org, 'Parcel__c', [{ Batch__c: 'one' }, { Batch__c: 'two' }, { Batch__c: 'two' }]);
    org.clock.advance(60_000);
    update(org, 'Parcel__c', [
        {
            Id: org.query("SELECT Id FROM Parcel__c WHERE Batch__c = 'two' ORDER BY Id").records[0]?.['Id'] as string,
            Notes__c: 'newest',
        }, // a query always has the Id
    ]);
    insert(org, 'Contact', [{ LastName: 'none' }, { LastName: 'one' }, { LastName: 'two' }]);
    return org;
}
const text = (value: unknown): string => (typeof value === 'string' ? value : 'as before');
const seen = (org: Org): unknown[] =>
    org
        .query('SELECT Batch__c, Trail__c FROM Parcel__c ORDER BY Id')
        .records.map((record) => `${text(record['Batch__c'])} ${text(record['Trail__c'])}`);

test('Create Records looks for matching records: none is created, one or several are updated or left', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_create_check_for_duplicate_records.htm (2026-11-25)
    assert.deepEqual(seen(matching('None', 'None')), ['one as before', 'two as before', 'two as before', 'none seen']);
    assert.deepEqual(seen(matching('UpdateAllRecords', 'UpdateLatestRecord')), [
        'one seen',
        'two seen',
        'two as before',
        'none seen',
    ]);
    assert.deepEqual(seen(matching('UpdateAllRecords', 'UpdateAllRecords')), [
        'one seen',
        'two seen',
        'two seen',
        'none seen',
    ]);
});

test('an upsert by Id updates the records that have one and creates the others', async () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_create.htm (2026-11-25)
    const flow = flowXml(
        start('event', 'Get'),
        variable('fresh', 'SObject', { objectType: 'Parcel__c' }),
        variable('list', 'SObject', { objectType: 'Parcel__c', isCollection: true }),
        node(
            'recordLookups',
            'Get',
            `<object>Parcel__c</object><getFirstRecordOnly>true</getFirstRecordOnly><storeOutputAutomatically>true</storeOutputAutomatically>${then('Fill')}`,
        ),
        assign(
            'Fill',
            [
                ['Get.Trail__c', 'Assign', 'updated'],
                ['fresh.Trail__c', 'Assign', 'created'],
                ['list', 'Add', '@Get'],
                ['list', 'Add', '@fresh'],
            ],
            'Put',
        ),
        node(
            'recordCreates',
            'Put',
            '<doesUpsert>true</doesUpsert><inputReference>list</inputReference><upsertStandardIdField>Id</upsertStandardIdField>',
        ),
    );
    const org = makeOrg(flows({ Put: flow }));
    insert(org, 'Parcel__c', [{ Key__c: 'old' }]);
    org.transact('publish', (tx) => tx.publish('Parcel_Scan__e', [{ Key__c: 'k' }]));
    await org.background.idle();
    assert.deepEqual(org.flowErrors.all(), []);
    assert.deepEqual(parcels(org), [
        ['old', 'updated'],
        [null, 'created'],
    ]);
});

test('Update Records of $Record without fields writes what was assigned to it', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_data_update.htm (2026-11-25)
    const flow = flowXml(
        start('after', 'Set', filter('Trail__c', 'IsNull', true)),
        assign('Set', [['$Record.Trail__c', 'Assign', 'assigned']], 'Put'),
        putRecord(''),
    );
    const org = makeOrg(flows({ Put: flow }));
    assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Key__c: 'a' }, { Key__c: 'b' }])), ['ok', 'ok']);
    assert.deepEqual(parcels(org), [
        ['a', 'assigned'],
        ['b', 'assigned'],
    ]);
});

const beforeDelete = (object: string, ...parts: readonly string[]): string =>
    flowXml(
        start('after', 'Go', '', 'Delete')
            .replace('RecordAfterSave', 'RecordBeforeDelete')
            .replace('Parcel__c', object),
        ...parts,
    );
const dropParcels = beforeDelete(
    'Contact',
    node('recordDeletes', 'Go', `<inputReference>$Record.Parcels__r</inputReference>`),
);
const keepFragile = beforeDelete(
    'Parcel__c',
    node(
        'decisions',
        'Go',
        `<rules><name>Is_Kept</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>$Record.Trail__c</leftValueReference><operator>EqualTo</operator><rightValue><stringValue>keep</stringValue></rightValue></conditions>${then('Keep')}<label>Kept</label></rules>`,
    ),
    node(
        'customErrors',
        'Keep',
        '<customErrorMessages><errorMessage>kept</errorMessage><isFieldError>false</isFieldError></customErrorMessages>',
    ),
);

test('a flow before a delete deletes others, whose flows may keep them, and with them the first', () => {
    // https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_concepts_trigger_record.htm (2026-11-25)
    const org = makeOrg(flows({ Drop_Parcels: dropParcels, Keep_Fragile: keepFragile }));
    const ids = insert(org, 'Contact', [{ LastName: 'A' }, { LastName: 'B' }]).map((outcome) => idOf(outcome));
    insert(
        org,
        'Parcel__c',
        ['go', 'go', 'keep'].map((trail, index) => ({
            Key__c: `k${index}`,
            Trail__c: trail,
            Receiver__c: ids[index === 2 ? 1 : 0] ?? null,
        })),
    );
    const outcomes = org.transact('delete', (tx) => tx.delete('Contact', ids, [0, 1]));
    assert.deepEqual(codes(outcomes), ['ok', 'CANNOT_EXECUTE_FLOW_TRIGGER']);
    assert.match(JSON.stringify(outcomes[1]), /FIELD_CUSTOM_VALIDATION_EXCEPTION: kept/);
    assert.deepEqual(parcels(org), [['k2', 'keep']]);
    assert.equal(org.query('SELECT COUNT() FROM Contact').totalSize, 1);
});

test('rows that fail one after the other are set aside twice; when the third try fails too, nothing is saved', () => {
    // https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_bulk_dml_exceptions.htm (2026-11-21)
    /** Fails a row when so many rows of the batch before it are gone: its weight is how many remain. */
    const crowd = flowXml(
        start('after', 'Get', '', 'Create'),
        variable('count', 'Number'),
        formula('alone', 'Boolean', '{!count} <= {!$Record.Weight__c}'),
        node(
            'recordLookups',
            'Get',
            `<object>Parcel__c</object><storeOutputAutomatically>true</storeOutputAutomatically>${then('Count')}`,
        ),
        assign('Count', [['count', 'AssignCount', '@Get']], 'Ask'),
        node(
            'decisions',
            'Ask',
            `<rules><name>Is_Alone</name><conditionLogic>and</conditionLogic><conditions><leftValueReference>alone</leftValueReference><operator>EqualTo</operator><rightValue><booleanValue>true</booleanValue></rightValue></conditions>${then('Fail')}<label>Alone</label></rules>`,
        ),
        node(
            'customErrors',
            'Fail',
            '<customErrorMessages><errorMessage>alone</errorMessage><isFieldError>false</isFieldError></customErrorMessages>',
        ),
    );
    const saving = (weights: readonly number[]): string[] => {
        const org = makeOrg(flows({ Crowd: crowd }));
        const outcomes = codes(
            insert(
                org,
                'Parcel__c',
                weights.map((Weight__c): NewRecord => ({ Weight__c })),
            ),
        );
        assert.equal(
            org.query('SELECT COUNT() FROM Parcel__c').totalSize,
            outcomes.filter((code) => code === 'ok').length,
        );
        return outcomes;
    };
    const [refused, tooMany] = ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'TOO_MANY_APEX_REQUESTS'];
    assert.deepEqual(saving([3, 2, 0, 0]), ['ok', 'ok', 'ok', 'ok'], 'four are no crowd for anyone');
    assert.deepEqual(saving([4, 3, 0, 0]), [refused, refused, 'ok', 'ok']);
    assert.deepEqual(saving([4, 3, 2, 0]), [refused, refused, refused, tooMany]);
});

test('what a batch that is rolled back has published: immediate events stay, those after the commit are not sent', async () => {
    // https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_define_ui.htm (Publish Behavior)
    const tell = (name: string, next: string): string =>
        node('recordCreates', name, `${input('Key__c', 'told')}<object>${name}__e</object>${then(next)}`);
    const flow = flowXml(
        start('event', 'Parcel_Late', filter('Key__c', 'EqualTo', 'go')),
        tell('Parcel_Late', 'Parcel_Scan'),
        tell('Parcel_Scan', 'Make'),
        node('recordCreates', 'Make', `${input('Size__c', '@$Record.Trail__c')}<object>Parcel__c</object>`),
    );
    const published = async (size: string): Promise<number[]> => {
        const org = makeOrg(flows({ Tell: flow }));
        org.transact('publish', (tx) => tx.publish('Parcel_Scan__e', [{ Key__c: 'go', Trail__c: size }]));
        await org.background.idle();
        const told = (event: string): number =>
            org.events.kept(event).filter((record) => record['Key__c'] === 'told').length;
        return [told('Parcel_Scan__e'), told('Parcel_Late__e')];
    };
    assert.deepEqual(await published('Small'), [1, 1]);
    assert.deepEqual(await published('Wrong'), [1, 0]);
});

test('two flows that set each other off run until neither is met any more', () => {
    // https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm
    const step = (from: number): string =>
        flowXml(
            start('after', 'Put', filter('Weight__c', 'EqualTo', from)),
            formula('trail', 'String', `{!$Record.Trail__c} & "${from}"`),
            putRecord(input('Weight__c', from + 1) + input('Trail__c', '@trail')),
        );
    const org = makeOrg(flows({ A: step(2), B: step(1), C: step(3) }));
    insert(org, 'Parcel__c', [
        { Key__c: 'a', Weight__c: 1, Trail__c: '>' },
        { Key__c: 'b', Weight__c: 3, Trail__c: '>' },
    ]);
    assert.deepEqual(parcels(org), [
        ['a', '>123'],
        ['b', '>3'],
    ]);
});
