import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProjectProblems } from '../src/schema/problems.ts';
import { readProject } from '../src/schema/project.ts';
import { field, writeProject } from './support/project.ts';
import type { ProjectFiles } from './support/project.ts';
import type { ObjectSchema } from '../src/schema/types.ts';
import type { Project } from '../src/schema/project.ts';

function read(files: ProjectFiles = {}): Project {
    using project = writeProject(files);
    return readProject(project.directory);
}

function objectOf({ schema }: Project, name: string): ObjectSchema {
    const object = schema.object(name);
    assert.ok(object, name);
    return object;
}

test('objects of the project get their kind, key prefix and system fields', () => {
    const project = read();
    const parcel = objectOf(project, 'parcel__C');
    assert.deepEqual(
        [parcel.name, parcel.kind, parcel.keyPrefix, parcel.nameField],
        ['Parcel__c', 'custom', 'a00', 'Name'],
    );
    for (const name of ['Id', 'Name', 'OwnerId', 'CreatedDate', 'SystemModstamp']) assert.ok(parcel.field(name), name);
    const scan = objectOf(project, 'Parcel_Scan__e');
    assert.deepEqual([scan.kind, scan.publishBehavior, scan.keyPrefix], ['event', 'PublishImmediately', 'e01']);
    assert.ok(scan.field('ReplayId') && scan.field('EventUuid') && !scan.field('Name'));
});

test('custom fields of a standard object are added to it', () => {
    const contact = objectOf(read(), 'Contact');
    assert.equal(contact.field('Parcel_Count__c')?.custom, true);
    assert.equal(contact.field('LastName')?.required, true);
    assert.equal(contact.keyPrefix, '003');
});

test('what a project says of the platform’s own fields changes these, and adds none', () => {
    const standard = (name: string, inner: string): string =>
        `<CustomField><fullName>${name}</fullName>${inner}</CustomField>`;
    const project = read({
        'objects/Contact/fields/LeadSource.field-meta.xml': standard(
            'LeadSource',
            '<inlineHelpText>Who sent them</inlineHelpText><trackHistory>true</trackHistory><type>Picklist</type>',
        ),
        'objects/Contact/fields/Fax.field-meta.xml': standard('Fax', '<trackFeedHistory>false</trackFeedHistory>'),
        'objects/Contact/fields/Jigsaw.field-meta.xml': standard(
            'Jigsaw',
            '<trackFeedHistory>false</trackFeedHistory>',
        ),
    });
    const contact = objectOf(project, 'Contact');
    const { helpText, tracksHistory, custom } = contact.field('LeadSource') ?? {};
    assert.deepEqual([helpText, tracksHistory, custom], ['Who sent them', true, false]);
    assert.equal(contact.fields.filter(({ name }) => ['LeadSource', 'Fax', 'Jigsaw'].includes(name)).length, 2);
    const filtered = standard(
        'AccountId',
        '<lookupFilter><active>true</active><isOptional>false</isOptional></lookupFilter>',
    );
    assert.throws(
        () => read({ 'objects/Contact/fields/AccountId.field-meta.xml': filtered }),
        /AccountId\.field-meta\.xml: field AccountId has a lookup filter/,
    );
});

test('fields keep what the XML says', () => {
    const parcel = objectOf(read(), 'Parcel__c');
    const key = parcel.field('Key__c');
    assert.deepEqual([key?.unique, key?.externalId, key?.caseSensitive, key?.length], [true, true, false, 20]);
    const receiver = parcel.parentRelationship('receiver__r');
    assert.deepEqual(
        [receiver?.name, receiver?.referenceTo, receiver?.childRelationshipName],
        ['Receiver__c', ['Contact'], 'Parcels'],
    );
    assert.equal(parcel.field('Grams__c')?.readOnly, true);
    assert.deepEqual(
        parcel.field('Size__c')?.picklist?.values.map((value) => value.value),
        ['Small', 'Large'],
    );
});

test('custom metadata, labels and other files are read', () => {
    const project = read({
        'objects/Rate__mdt/Rate__mdt.object-meta.xml': '<CustomObject><label>Rate</label></CustomObject>',
        'objects/Rate__mdt/fields/Cents__c.field-meta.xml': field(
            'Cents__c',
            'Number',
            '<precision>4</precision><scale>0</scale>',
        ),
        'objects/Rate__mdt/fields/Is_On__c.field-meta.xml': field('Is_On__c', 'Checkbox'),
        'customMetadata/Rate.Basic.md-meta.xml':
            '<CustomMetadata><label>Basic rate</label><values><field>Cents__c</field><value>12</value></values></CustomMetadata>',
        'labels/CustomLabels.labels-meta.xml':
            '<CustomLabels><labels><fullName>Greeting</fullName><value>Good &amp; day</value></labels></CustomLabels>',
    });
    const [rate] = project.customMetadata;
    assert.ok(rate);
    assert.equal(rate.type, 'Rate__mdt');
    assert.deepEqual(
        [rate.values['DeveloperName'], rate.values['Cents__c'], rate.values['Is_On__c']],
        ['Basic', 12, false],
    );
    assert.equal(project.labels.get('Greeting')?.value, 'Good & day');
});

test('an object’s file may hold its fields, rules, record types and list views, as may a directory beside it', () => {
    const inline = (tag: string, xml: string): string =>
        xml.replace(/^.*?<\w+[^>]*>(.*)<\/\w+>$/s, `<${tag}>$1</${tag}>`);
    const project = read({
        'objects/Depot__c/Depot__c.object-meta.xml':
            '<CustomObject><label>Depot</label><nameField><label>Name</label><type>Text</type></nameField>' +
            inline('fields', field('City__c', 'Text', '<length>30</length>')) +
            '<recordTypes><fullName>Big</fullName><active>true</active><label>Big</label></recordTypes>' +
            '<validationRules><fullName>Placed</fullName><active>true</active><errorConditionFormula>ISBLANK(City__c)</errorConditionFormula><errorMessage>Where?</errorMessage></validationRules>' +
            '<listViews><fullName>All</fullName><filterScope>Everything</filterScope><label>All</label></listViews></CustomObject>',
        'objects/Depot__c/fields/Gates__c.field-meta.xml': field('Gates__c', 'Number', '<precision>3</precision>'),
        'objects/Account/Account.object-meta.xml': `<CustomObject>${inline('fields', field('Depot__c', 'Text', '<length>9</length>'))}</CustomObject>`,
    });
    const depot = objectOf(project, 'Depot__c');
    assert.deepEqual(
        [depot.label, depot.field('City__c')?.length, depot.field('Gates__c')?.type],
        ['Depot', 30, 'Number'],
    );
    assert.deepEqual(
        depot.recordTypes?.map(({ name }) => name),
        ['Big'],
    );
    assert.deepEqual(
        project.validationRules
            .filter(({ object }) => object === 'Depot__c')
            .map(({ name, formula }) => [name, formula]),
        [['Placed', 'ISBLANK(City__c)']],
    );
    assert.deepEqual(
        project.metadata('listViews').map(({ object, fullName }) => [object, fullName]),
        [['Depot__c', 'All']],
    );
    assert.equal(objectOf(project, 'Account').field('Depot__c')?.custom, true);
});

test('what cannot be read is refused with its file', () => {
    const path = 'objects/Parcel__c/fields/Odd__c.field-meta.xml';
    assert.throws(
        () => read({ [path]: field('Odd__c', 'Location') }),
        /Odd__c\.field-meta\.xml: field Odd__c has the type Location/,
    );
    assert.throws(() => read({ [path]: field('Odd__c', 'Summary') }), /Odd__c has the type Summary/);
    const dependent = '<valueSet><controllingField>Size__c</controllingField><valueSetDefinition/></valueSet>';
    assert.throws(() => read({ [path]: field('Odd__c', 'Picklist', dependent) }), /picklist Odd__c depends on another/);
    assert.throws(
        () => read({ [path]: '<CustomField><fullName>Odd__c</CustomField>' }),
        /Odd__c\.field-meta\.xml:1:\d+: .*tag/i,
    );
    assert.throws(
        () => read({ 'objects/Quote/fields/Odd__c.field-meta.xml': field('Odd__c', 'Checkbox') }),
        /the local org has no object Quote/,
    );
    assert.throws(
        () => read({ [path]: field('Odd__c', 'Picklist', '<valueSet><valueSetName>World</valueSetName></valueSet>') }),
        /global value set/,
    );
});

test('what would change a save and cannot be run is refused, all of it at once', () => {
    const files: ProjectFiles = {
        'triggers/Odd.trigger-meta.xml': '<ApexTrigger/>',
        'workflows/Contact.workflow-meta.xml': '<Workflow/>',
        'objects/Parcel__c/recordTypes/Odd.recordType-meta.xml': '<RecordType/>', // without a label
        'objects/Parcel__c/fields/Odd__c.field-meta.xml': field('Odd__c', 'Location'),
        'objects/Parcel__c/fields/Even__c.field-meta.xml': '<CustomField>',
        'customMetadata/Nope.Basic.md-meta.xml': '<CustomMetadata/>',
    };
    assert.throws(
        () => read(files),
        (error) => {
            assert.ok(error instanceof ProjectProblems);
            assert.equal(error.problems.length, 6, error.message);
            assert.match(error.message, /Odd\.trigger-meta\.xml: the local org does not run Apex triggers/);
            return true;
        },
    );
});

test('a lookup filter is refused when it is required, and taken when it only suggests', () => {
    const filtered = (isOptional: boolean): ProjectFiles => ({
        'objects/Parcel__c/fields/Payer__c.field-meta.xml': field(
            'Payer__c',
            'Lookup',
            `<referenceTo>Contact</referenceTo><relationshipName>Paid</relationshipName><lookupFilter><active>true</active><isOptional>${isOptional}</isOptional></lookupFilter>`,
        ),
    });
    assert.throws(() => read(filtered(false)), /Payer__c.*field Payer__c has a lookup filter that is required/s);
    assert.ok(objectOf(read(filtered(true)), 'Parcel__c').field('Payer__c'));
});
