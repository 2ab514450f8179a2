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
        () => read({ 'objects/Opportunity/fields/Odd__c.field-meta.xml': field('Odd__c', 'Checkbox') }),
        /the local org has no object Opportunity/,
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
