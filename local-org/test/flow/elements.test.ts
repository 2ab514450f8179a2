import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAfterSave, runAutolaunched, runBeforeSave, runEventBatch } from '../../src/flow/index.ts';
import type { CallOutcome, CompiledFlow, FlowValue } from '../../src/flow/index.ts';
import type { StoredRecord } from '../../src/schema/types.ts';
import { FakeOrg } from './support/fakeOrg.ts';
import {
    assign,
    condition,
    decide,
    filter,
    formula,
    goes,
    input,
    load,
    node,
    onFault,
    start,
    then,
    value,
    variable,
    xml,
} from './support/flowXml.ts';

const OUTPUT = { isOutput: true };
const LIST = { isCollection: true, isOutput: true };

function outputs(outcome: CallOutcome | undefined): Readonly<Record<string, FlowValue>> {
    assert.ok(outcome?.ok, JSON.stringify(outcome));
    return outcome.outputs;
}

/** Runs a flow without trigger once and gives its outputs. */
function call(org: FakeOrg, first: string, ...parts: readonly string[]): Readonly<Record<string, FlowValue>> {
    return outputs(runAutolaunched(load(start('called', first), ...parts), [{}], org)[0]);
}

function before(flow: CompiledFlow, record: StoredRecord, prior: StoredRecord | null = null): StoredRecord {
    const [outcome] = runBeforeSave(flow, [{ record, prior }], new FakeOrg());
    assert.ok(outcome?.ok, JSON.stringify(outcome));
    return record;
}

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

test('$Record__Prior has null fields on create', () => {
    const flow = load(start('before', 'Set'), assign('Set', [['$Record.Note__c', 'Assign', '@$Record__Prior.Name']]));
    assert.equal(before(flow, { Note__c: 'x' })['Note__c'], null);
    assert.equal(before(flow, { Note__c: 'x' }, { Name: 'old' })['Note__c'], 'old');
});

test('formulas, constants, templates, globals and custom metadata are read', () => {
    const result = call(
        new FakeOrg(),
        'Set',
        xml('constants', { name: 'Limit', dataType: 'Number' }, value(3)),
        formula('Twice', 'Number', '{!Limit} * 2 + {!$CustomMetadata.Rate__mdt.Basic.Price__c}'),
        formula('Switch', 'Boolean', 'NOT({!$CustomMetadata.Rate__mdt.Missing.Is_On__c})'),
        xml('textTemplates', {
            name: 'Words',
            text: '{!$Label.greeting}, {!$User.Email}: {!Twice} & {!Switch}'.replace('&', '&amp;'),
            isViewedAsPlainText: true,
        }),
        variable('text', 'String', OUTPUT),
        variable('may', 'Boolean', OUTPUT),
        assign('Set', [
            ['text', 'Assign', '@Words'],
            ['may', 'Assign', '@$Permission.May_Ship'],
        ]),
    );
    assert.deepEqual(result, { text: 'Good day, ada@example.org: 18 & true', may: true });
});

test('a loop visits each item once, also backwards, and begins anew when entered again', () => {
    const loopOver = (order: string): string =>
        node(
            'loops',
            'Each',
            xml('x', { collectionReference: 'list', iterationOrder: order }).slice(3, -4) +
                goes('nextValueConnector', 'Join') +
                goes('noMoreValuesConnector', 'Again'),
        );
    const run = (order: string): FlowValue | undefined =>
        call(
            new FakeOrg(),
            'Fill',
            variable('list', 'String', { isCollection: true }),
            variable('text', 'String', OUTPUT),
            variable('rounds', 'Number'),
            assign(
                'Fill',
                [
                    ['list', 'Add', 'a'],
                    ['list', 'Add', 'b'],
                    ['list', 'Add', 'c'],
                ],
                'Each',
            ),
            loopOver(order),
            assign('Join', [['text', 'Add', '@Each']], 'Each'),
            assign('Again', [['rounds', 'Add', 1]], 'Ask'),
            decide('Ask', condition('rounds', 'LessThan', 2), 'Each'),
        )['text'];
    assert.equal(run('Asc'), 'abcabc');
    assert.equal(run('Desc'), 'cbacba');
});

test('a loop over nothing goes straight on', () => {
    const result = call(
        new FakeOrg(),
        'Each',
        variable('list', 'String', { isCollection: true }),
        variable('text', 'String', OUTPUT),
        node(
            'loops',
            'Each',
            '<collectionReference>list</collectionReference>' +
                goes('nextValueConnector', 'In') +
                goes('noMoreValuesConnector', 'Out'),
        ),
        assign('In', [['text', 'Add', 'in']], 'Each'),
        assign('Out', [['text', 'Add', 'out']]),
    );
    assert.equal(result['text'], 'out');
});

const getParcels = (inner: string, next: string): string =>
    node('recordLookups', 'Get', then(next) + `${inner}<object>Parcel__c</object>`);

function parcels(): FakeOrg {
    const org = new FakeOrg();
    org.add('Parcel__c', { Name: 'B', Weight__c: 2 }, { Name: 'A', Weight__c: 1 }, { Name: 'C', Weight__c: 3 });
    return org;
}

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
    assert.match(String(result['fault']), /tried to create records: STRING_TOO_LONG: too long\. You can look up/);
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

test('a custom error fails the save with its own words, on a field if wanted', () => {
    const flow = load(
        start('before', 'Stop'),
        node(
            'customErrors',
            'Stop',
            xml('customErrorMessages', {
                errorMessage: '{!$Record.Name} is too heavy',
                fieldSelection: 'Weight__c',
                isFieldError: true,
            }),
        ),
    );
    const [outcome] = runBeforeSave(flow, [{ record: { Name: 'P' }, prior: null }], new FakeOrg());
    assert.deepEqual(outcome, {
        ok: false,
        error: { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'P is too heavy', fields: ['Weight__c'] },
    });
});

test('a lookup is followed from $Record; an empty one is a fault outside formulas and blank inside them', () => {
    const org = new FakeOrg();
    const [depot] = org.add('Depot__c', { Name: 'North', City__c: 'Oslo' });
    const direct = load(
        start('after', 'Put'),
        node(
            'recordUpdates',
            'Put',
            `${input('Note__c', '@$Record.Depot__r.City__c')}<inputReference>$Record</inputReference>`,
        ),
    );
    const inFormula = load(
        start('after', 'Put'),
        formula('City', 'String', 'BLANKVALUE({!$Record.Depot__r.City__c}, "nowhere")'),
        node('recordUpdates', 'Put', `${input('Note__c', '@City')}<inputReference>$Record</inputReference>`),
    );
    const note = (flow: CompiledFlow, depotId: string | null): unknown => {
        const [record] = org.add('Parcel__c', { Depot__c: depotId });
        assert.ok(record);
        const [outcome] = runAfterSave(flow, [{ record, prior: null }], org);
        return outcome?.ok ? record['Note__c'] : outcome?.error.message;
    };
    assert.equal(note(direct, String(depot?.['Id'])), 'Oslo');
    assert.match(
        String(note(direct, null)),
        /failed to access the value for \$Record\.Depot__r\.City__c because it hasn't been set or assigned/,
    );
    assert.equal(note(inFormula, null), 'nowhere');
});

test('a called flow takes its inputs and gives its outputs, each interview its own', () => {
    const flow = load(
        start('called', 'Set'),
        variable('given', 'Number', { isInput: true }),
        variable('twice', 'Number', OUTPUT),
        formula('Twice', 'Number', '{!given} * 2'),
        assign('Set', [['twice', 'Assign', '@Twice']]),
    );
    const results = runAutolaunched(flow, [{ given: 1 }, { given: 2 }, { twice: 9 }], new FakeOrg());
    assert.deepEqual(results.map(outputs), [{ twice: 2 }, { twice: 4 }, { twice: null }]);
});

test('an event-triggered flow reads the event as $Record', () => {
    const org = new FakeOrg();
    const flow = load(
        start('event', 'Make'),
        node('recordCreates', 'Make', `${input('Name', '@$Record.Key__c')}<object>Parcel__c</object>`),
    );
    assert.deepEqual(runEventBatch(flow, [{ Key__c: 'K1' }, { Key__c: 'K2' }], org), { ok: true });
    assert.deepEqual(
        org.records.get('Parcel__c')?.map((row) => row['Name']),
        ['K1', 'K2'],
    );
});
