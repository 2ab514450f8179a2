/** The fields that the platform itself adds to every object of a kind. */
import type { FieldSchema, ObjectKind } from './types.ts';

const BASE: Omit<FieldSchema, 'name' | 'label' | 'type'> = {
    custom: false,
    required: false,
    unique: false,
    externalId: false,
    caseSensitive: false,
    referenceTo: [],
    readOnly: true,
};

const ID: FieldSchema = { ...BASE, name: 'Id', label: 'Record ID', type: 'Id', length: 18 };
const CREATED_DATE: FieldSchema = { ...BASE, name: 'CreatedDate', label: 'Created Date', type: 'DateTime' };
const CREATED_BY = userLookup('CreatedById', 'Created By ID', 'CreatedBy');
const SYSTEM_MODSTAMP: FieldSchema = { ...BASE, name: 'SystemModstamp', label: 'System Modstamp', type: 'DateTime' };

const RECORD_FIELDS: readonly FieldSchema[] = [
    ID,
    { ...BASE, name: 'IsDeleted', label: 'Deleted', type: 'Checkbox' },
    CREATED_DATE,
    CREATED_BY,
    { ...BASE, name: 'LastModifiedDate', label: 'Last Modified Date', type: 'DateTime' },
    userLookup('LastModifiedById', 'Last Modified By ID', 'LastModifiedBy'),
    SYSTEM_MODSTAMP,
];

// https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_events_objects.htm
const EVENT_FIELDS: readonly FieldSchema[] = [
    { ...BASE, name: 'ReplayId', label: 'Replay ID', type: 'Text', length: 1000 },
    { ...BASE, name: 'EventUuid', label: 'Event UUID', type: 'Text', length: 36 },
    CREATED_DATE,
    CREATED_BY,
];

// https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_custommetadatatype__mdt.htm
const METADATA_FIELDS: readonly FieldSchema[] = [
    ID,
    { ...BASE, name: 'DeveloperName', label: 'Custom Metadata Record Name', type: 'Text', length: 40 },
    { ...BASE, name: 'MasterLabel', label: 'Label', type: 'Text', length: 40 },
    { ...BASE, name: 'Label', label: 'Label', type: 'Text', length: 40 },
    { ...BASE, name: 'Language', label: 'Master Language', type: 'Text', length: 40 },
    { ...BASE, name: 'NamespacePrefix', label: 'Namespace Prefix', type: 'Text', length: 15 },
    { ...BASE, name: 'QualifiedApiName', label: 'Custom Metadata Record API Name', type: 'Text', length: 70 },
    SYSTEM_MODSTAMP,
];

export const OWNER: FieldSchema = { ...userLookup('OwnerId', 'Owner ID', 'Owner'), required: true, readOnly: false };

/** Of a record's history; `parent` is the relationship to the record. */
export function historyFields(object: string, parent: string): readonly FieldSchema[] {
    return [
        ID,
        { ...BASE, name: 'IsDeleted', label: 'Deleted', type: 'Checkbox' },
        {
            ...{ ...BASE, name: `${parent}Id`, label: `${parent} ID`, type: 'MasterDetail', length: 18 },
            ...{ referenceTo: [object], relationshipName: parent, childRelationshipName: 'Histories' },
            deleteConstraint: 'Cascade',
        },
        CREATED_BY,
        CREATED_DATE,
        { ...BASE, name: 'Field', label: 'Changed Field', type: 'Text', length: 255 },
        // Of any type, and like long texts in that no query filters or sorts by them.
        { ...BASE, name: 'OldValue', label: 'Old Value', type: 'LongTextArea', length: 255 },
        { ...BASE, name: 'NewValue', label: 'New Value', type: 'LongTextArea', length: 255 },
    ];
}

const BY_KIND: Readonly<Record<ObjectKind, readonly FieldSchema[]>> = {
    standard: RECORD_FIELDS,
    custom: RECORD_FIELDS,
    event: EVENT_FIELDS,
    metadataType: METADATA_FIELDS,
};

export function systemFields(kind: ObjectKind): readonly FieldSchema[] {
    return BY_KIND[kind];
}

function userLookup(name: string, label: string, relationshipName: string): FieldSchema {
    return { ...BASE, name, label, type: 'Lookup', length: 18, referenceTo: ['User'], relationshipName };
}
