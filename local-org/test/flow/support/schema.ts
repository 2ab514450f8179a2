/** An invented schema: parcels, their depots, and scans that arrive as events. */
import { objectSchema, schemaOf } from '../../../src/schema/buildSchema.ts';
import type { FieldSchema, FieldType, ObjectKind, ObjectSchema, Schema } from '../../../src/schema/types.ts';

export function field(name: string, type: FieldType, extra: Partial<FieldSchema> = {}): FieldSchema {
    return {
        name,
        label: name,
        type,
        custom: name.endsWith('__c'),
        required: false,
        unique: false,
        externalId: false,
        caseSensitive: false,
        referenceTo: [],
        readOnly: false,
        ...extra,
    };
}

function object(
    name: string,
    kind: ObjectKind,
    keyPrefix: string,
    fields: readonly FieldSchema[],
    more: Pick<ObjectSchema, 'customSettings'> = {},
): ObjectSchema {
    const id = field('Id', 'Id', { readOnly: true });
    return objectSchema({
        name,
        label: name,
        pluralLabel: name,
        kind,
        keyPrefix,
        nameField: 'Id',
        fields: [id, ...fields],
        ...more,
    });
}

export const SCHEMA: Schema = schemaOf([
    object('Depot__c', 'custom', 'a00', [
        field('Name', 'Text'),
        field('City__c', 'Text'),
        field('Capacity__c', 'Number', { scale: 0 }),
    ]),
    object('Parcel__c', 'custom', 'a01', [
        field('Name', 'Text'),
        field('Key__c', 'Text', { externalId: true, unique: true }),
        field('Status__c', 'Picklist'),
        field('Tags__c', 'MultiselectPicklist'),
        field('Weight__c', 'Number', { scale: 2 }),
        field('Share__c', 'Percent', { scale: 0 }),
        field('Note__c', 'LongTextArea'),
        field('Fragile__c', 'Checkbox'),
        field('Due_On__c', 'Date'),
        field('Sent_At__c', 'DateTime'),
        field('Code__c', 'AutoNumber', { readOnly: true }),
        field('Opens_At__c', 'Time'),
        field('LastModifiedDate', 'DateTime', { readOnly: true }),
        field('Depot__c', 'Lookup', {
            referenceTo: ['Depot__c'],
            relationshipName: 'Depot__r',
            childRelationshipName: 'Parcels',
        }),
    ]),
    object('Parcel_Scan__e', 'event', 'e00', [
        field('Key__c', 'Text'),
        field('Status__c', 'Text'),
        field('Weight__c', 'Number', { scale: 2 }),
    ]),
    object('Parcel_Alert__e', 'event', 'e01', [field('Key__c', 'Text'), field('Reason__c', 'LongTextArea')]),
    object('Rate__mdt', 'metadataType', 'm00', [field('Price__c', 'Number'), field('Is_On__c', 'Checkbox')]),
    object('Habits__c', 'custom', 'a02', [field('Greeting__c', 'Text'), field('Is_Loud__c', 'Checkbox')], {
        customSettings: 'Hierarchy',
    }),
    object('User', 'standard', '005', [
        field('Email', 'Email'),
        field('Username', 'Text'),
        field('ProfileId', 'Lookup', { referenceTo: ['Profile'], relationshipName: 'Profile' }),
    ]),
    object('Profile', 'standard', '00e', [field('Name', 'Text')]),
    object('Organization', 'standard', '00D', [field('Name', 'Text')]),
]);
