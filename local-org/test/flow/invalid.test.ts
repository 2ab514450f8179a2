/** What the platform would refuse when the flow is deployed or activated, the engine refuses when it is loaded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidFlow } from '../../src/flow/index.ts';
import {
    assign,
    condition,
    decide,
    FILE,
    filter,
    flowXml,
    formula,
    goes,
    input,
    loadXml,
    node,
    onFault,
    start,
    then,
    value,
    variable,
    xml,
} from './support/flowXml.ts';
import { body, create, END, listOf, lookup, setTo, startWith, STATUS } from './support/parts.ts';

type Case = readonly [what: string, problem: RegExp, xml: string];

function timedPaths(): readonly Case[] {
    const offset = '<offsetNumber>1</offsetNumber><offsetUnit>Hours</offsetUnit>';
    const from = (field: string): string =>
        `${offset}<recordField>${field}</recordField><timeSource>RecordField</timeSource>`;
    const cases: readonly Case[] = [
        ['a time source without its field', /recordField goes with/, `${offset}<timeSource>RecordField</timeSource>`],
        ['a field that does not exist', /unknown field Parcel__c.Nope__c/, from('Nope__c')],
        ['a field that is no date', /is no date/, from('Weight__c')],
        ['no offset', /needs offsetNumber/, '<timeSource>RecordTriggerEvent</timeSource>'],
        ['no time source', /needs timeSource/, offset],
        ['too large a batch', /from 1 to 200/, `${from('Sent_At__c')}<maxBatchSize>201</maxBatchSize>`],
    ];
    return cases.map(([what, problem, path]) => [
        `a scheduled path with ${what}`,
        problem,
        startWith(`<scheduledPaths>${then('End')}<name>P</name>${path}</scheduledPaths>`),
    ]);
}

const SCHEDULE =
    '<schedule><frequency>Daily</frequency><startDate>2026-11-22</startDate><startTime>02:00:00.000Z</startTime></schedule>';
const scheduled = (inner: string): string =>
    flowXml(
        `<start>${then('End')}<schedule><frequency>Daily</frequency>${inner}</schedule><triggerType>Scheduled</triggerType></start>`,
        END,
    );

const INVALID: readonly Case[] = [
    [
        'a field of a text',
        /only a record has fields/,
        body(variable('t', 'String') + assign('Set', [['t.Name', 'Assign', 'x']])),
    ],
    [
        'a field of a collection',
        /only a record has fields/,
        body(
            variable('ps', 'SObject', { objectType: 'Parcel__c', isCollection: true }) +
                decide('Ask', condition('ps.Name', 'IsNull', true), 'End'),
        ),
    ],
    [
        'an event updated',
        /no saved record starts this flow/,
        flowXml(
            start('event', 'Put'),
            node('recordUpdates', 'Put', `${input('Key__c', 'x')}<inputReference>$Record</inputReference>`),
        ),
    ],
    [
        'a count of a value',
        /do not go together/,
        body(variable('n', 'Number') + assign('Set', [['n', 'AssignCount', 'x']])),
    ],
    [
        'a count put into a text',
        /do not go together/,
        body(variable('t', 'String') + listOf('l') + assign('Set', [['t', 'AssignCount', '@l']])),
    ],
    [
        'custom metadata of an unknown type',
        /does not exist/,
        body(formula('F', 'String', '{!$CustomMetadata.Parcel__c.A.Name}')),
    ],
    ['a setting that is no custom setting', /does not exist/, body(formula('F', 'String', '{!$Setup.Parcel__c.Name}'))],
    ['broken XML', /Parcel_Test/, '<Flow><label>x</Flow>'],
    ['another root', /root element is Bot/, '<Bot/>'],
    ['no start', /no start/, flowXml('', END)],
    ['no label', /needs label/, body('').replace('<label>Parcel Test</label>', '')],
    ['a start that leads nowhere', /leads to no element/, flowXml(start('after', undefined), END)],
    ['a start to an unknown element', /Start: leads to Nowhere/, body('', 'Nowhere')],
    ['a dangling connector', /Set: leads to Nowhere/, body(assign('Set', [], 'Nowhere'))],
    ['a dangling outcome', /Ask: leads to Nowhere/, body(decide('Ask', condition(STATUS, 'IsNull', true), 'Nowhere'))],
    ['a dangling fault connector', /Get: leads to Nowhere/, body(lookup(onFault('Nowhere')))],
    ['a fault connector to itself', /leads to itself/, body(lookup(onFault('Get')))],
    ['a name used twice', /End: the name is used twice/, body(END)],
    [
        'a variable named as another',
        /v: the name is used twice/,
        body(variable('v', 'String') + variable('v', 'Number')),
    ],
    ['an unknown object', /unknown object Truck__c/, body('').replace('Parcel__c', 'Truck__c')],
    ['an event that is saved', /cannot start/, body('').replace('Parcel__c', 'Parcel_Scan__e')],
    ['an unknown queried object', /unknown object Truck__c/, body(lookup('').replace('Depot__c', 'Truck__c'))],
    ['an unknown filter field', /unknown field Depot__c\.Nope__c/, body(lookup(filter('Nope__c', 'EqualTo', 'x')))],
    [
        'an unknown sort field',
        /unknown field Depot__c\.Nope__c/,
        body(lookup('<sortField>Nope__c</sortField><sortOrder>Asc</sortOrder>')),
    ],
    [
        'an unknown queried field',
        /unknown field Depot__c\.Nope__c/,
        body(lookup('<queriedFields>Nope__c</queriedFields>')),
    ],
    ['an unknown start field', /unknown field \$Record\.Nope__c/, startWith(filter('Nope__c', 'EqualTo', 'x'))],
    ['an unknown variable', /unknown reference nope/, body(assign('Set', [['nope', 'Assign', 'x']]))],
    [
        'an unknown field in a formula',
        /unknown field \$Record\.Nope__c/,
        body(formula('F', 'String', '{!$Record.Nope__c}')),
    ],
    ['a bare name in a formula', /Field Status__c does not exist/, body(formula('F', 'String', 'Status__c'))],
    ['a formula of another type', /gives Number, the resource is Text/, body(formula('F', 'String', '1 + 1'))],
    ['a formula with a syntax error', /Syntax error/, body(formula('F', 'Number', '1 +'))],
    [
        'a picklist compared as text',
        /Use TEXT or ISPICKVAL/,
        body(formula('F', 'Boolean', '{!$Record.Status__c} = "New"')),
    ],
    ['a formula about itself', /refers to itself/, body(formula('F', 'Number', '{!F} + 1'))],
    [
        'text assigned to a number',
        /do not go together/,
        body(variable('n', 'Number') + assign('Set', [['n', 'Assign', 'x']])),
    ],
    [
        'a collection assigned to a value',
        /do not go together/,
        body(variable('t', 'String') + listOf('l') + assign('Set', [['t', 'Assign', '@l']])),
    ],
    [
        'a number compared with a text',
        /compares Number with Text/,
        body(decide('Ask', condition('$Record.Weight__c', 'EqualTo', 'x'), 'End')),
    ],
    ['a filter of another type', /expected Number, found Text/, body(lookup(filter('Capacity__c', 'EqualTo', 'x')))],
    ['an input of another type', /Capacity__c is Number/, body(create(input('Capacity__c', 'x')))],
    [
        'a read-only field',
        /cannot be written/,
        body(node('recordCreates', 'Make', `<object>Parcel__c</object>${input('Code__c', 'x')}`)),
    ],
    [
        '$Record of an event assigned to',
        /cannot be assigned to/,
        flowXml(start('event', 'Set'), assign('Set', [['$Record.Key__c', 'Assign', 'x']])),
    ],
    [
        'a subflow before the save',
        /not in a flow before the save or on an event/,
        flowXml(start('before', 'Call'), node('subflows', 'Call', '<flowName>Other</flowName>')),
    ],
    [
        'a subflow on an event',
        /not in a flow before the save or on an event/,
        flowXml(start('event', 'Call'), node('subflows', 'Call', '<flowName>Other</flowName>')),
    ],
    ['an unknown flow called', /unknown flow Nobody/, body(node('subflows', 'Call', '<flowName>Nobody</flowName>'))],
    ['a deletion of everything', /needs filters/, body(node('recordDeletes', 'Drop', '<object>Depot__c</object>'))],
    ['a deletion of nothing', /either object or inputReference/, body(node('recordDeletes', 'Drop', ''))],
    ['an upsert of fields', /an upsert needs inputReference/, body(create('<doesUpsert>true</doesUpsert>'))],
    [
        'a position that is no number',
        /the types do not go together/,
        body(listOf('list') + assign('Set', [['list', 'RemovePosition', 'x']])),
    ],
    [
        'a question about an element that is not there',
        /no element Nowhere/,
        body(decide('Ask', condition('Nowhere', 'WasVisited', true), 'End')),
    ],
    [
        'a delete after the save',
        /recordTriggerType Delete does not go with RecordAfterSave/,
        flowXml(start('after', 'End', '', 'Delete'), END),
    ],
    ['a schedule without a time', /needs startTime/, scheduled('<startDate>2026-11-22</startDate>')],
    ['a schedule in a triggered flow', /goes with the trigger type Scheduled/, startWith(SCHEDULE)],
    [
        'a transform of a collection into one value',
        /a single value of single ones/,
        body(
            listOf('list') +
                node(
                    'transforms',
                    'Turn',
                    '<dataType>String</dataType><isCollection>false</isCollection><transformValues><transformValueActions><transformType>Map</transformType><value><elementReference>list[$EachItem]</elementReference></value></transformValueActions></transformValues>',
                ),
        ),
    ],
    ['records written before the save', /writes no other records/, flowXml(start('before', 'Make'), create(''))],
    [
        '$Record without a record',
        /no record starts this flow/,
        flowXml(start('called', 'Set'), variable('t', 'String'), assign('Set', [['t', 'Assign', '@$Record.Name']])),
    ],
    [
        '$Record__Prior of an event',
        /only when a record is saved/,
        flowXml(
            start('event', 'Set'),
            variable('t', 'String'),
            assign('Set', [['t', 'Assign', '@$Record__Prior.Key__c']]),
        ),
    ],
    [
        'IsChanged on a variable',
        /IsChanged asks about a field of \$Record/,
        body(variable('t', 'String') + decide('Ask', condition('t', 'IsChanged', true), 'End')),
    ],
    [
        'logic over conditions that are not there',
        /is no logic over 1/,
        body(decide('Ask', condition(STATUS, 'IsNull', true), 'End').replace('>and<', '>1 AND 2<')),
    ],
    [
        'logic that does not read',
        /is no logic over 1/,
        body(decide('Ask', condition(STATUS, 'IsNull', true), 'End').replace('>and<', '>1 AND (<')),
    ],
    [
        'a loop over a value',
        /is not a collection/,
        body(variable('t', 'String') + node('loops', 'Each', '<collectionReference>t</collectionReference>')),
    ],
    [
        'a field of a parent assigned to',
        /cannot be assigned to/,
        body(
            variable('p', 'SObject', { objectType: 'Parcel__c' }) + assign('Set', [['p.Depot__r.Name', 'Assign', 'x']]),
        ),
    ],
    [
        'a constant assigned to',
        /cannot be assigned to/,
        body(xml('constants', { name: 'C', dataType: 'String' }, value('x')) + assign('Set', [['C', 'Assign', 'y']])),
    ],
    ['a truth that is none', /is not true or false/, setTo('<value><booleanValue>yes</booleanValue></value>')],
    ['a number that is none', /is not a number/, setTo('<value><numberValue>ten</numberValue></value>')],
    ['a date that is none', /is not a date/, setTo('<value><dateValue>soon</dateValue></value>')],
    ['a date/time that is none', /is not a date and time/, setTo('<value><dateTimeValue>soon</dateTimeValue></value>')],
    [
        'a field error without its field',
        /needs fieldSelection/,
        body(node('customErrors', 'Stop', xml('customErrorMessages', { errorMessage: 'no', isFieldError: true }))),
    ],
    [
        'an item that does not fit the loop',
        /do not fit/,
        body(
            listOf('l') +
                variable('n', 'Number') +
                node(
                    'loops',
                    'Each',
                    '<collectionReference>l</collectionReference><assignNextValueToReference>n</assignNextValueToReference>',
                ),
        ),
    ],
    ['an unknown label', /unknown label \$Label\.nope/, body(formula('F', 'String', '{!$Label.nope}'))],
    [
        'two ways to give an id',
        /exclude each other/,
        body(
            variable('id', 'String') +
                create(
                    '<assignRecordIdToReference>id</assignRecordIdToReference><storeOutputAutomatically>true</storeOutputAutomatically>',
                ),
        ),
    ],
    [
        'an upsert by another field',
        /is not an external id/,
        body(
            variable('d', 'SObject', { objectType: 'Depot__c' }) +
                node(
                    'recordCreates',
                    'Make',
                    '<doesUpsert>true</doesUpsert><inputReference>d</inputReference><upsertExternalIdField>Name</upsertExternalIdField>',
                ),
        ),
    ],
    ['a Get that stores nothing', /exactly one way/, body(node('recordLookups', 'Get', '<object>Depot__c</object>'))],
    [
        'an element given twice',
        /has connector twice/,
        body(node('assignments', 'Set', then('End') + goes('connector', 'End'))),
    ],
    ['a flag that is none', /is true or false/, body(lookup('').replace('>true<', '>yes<'))],
    [
        'a value in two forms',
        /one of its forms/,
        setTo('<value><stringValue>a</stringValue><numberValue>1</numberValue></value>'),
    ],
    [
        'an asynchronous path on every update',
        /criteria that ask for a change/,
        startWith(`<scheduledPaths>${then('End')}<pathType>AsyncAfterCommit</pathType></scheduledPaths>`),
    ],
    ...timedPaths(),
    [
        'criteria to meet that are not there',
        /needs criteria/,
        startWith('<doesRequireRecordChangedToMeetCriteria>true</doesRequireRecordChangedToMeetCriteria>'),
    ],
    ['a trigger order out of range', /from 1 to 2000/, body('<triggerOrder>0</triggerOrder>')],
    ['a limit that is no number', /limit must be Number/, body(lookup(value('two', 'limit')))],
];

for (const [what, message, text] of INVALID)
    test(`what the platform would refuse is refused: ${what}`, () => {
        assert.throws(
            () => loadXml(text),
            (error: unknown) => {
                assert.ok(error instanceof InvalidFlow, String(error));
                assert.match(error.message, message);
                assert.ok(error.message.startsWith(`${FILE}: `));
                return true;
            },
        );
    });
