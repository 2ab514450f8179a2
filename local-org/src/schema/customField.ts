/** A `*.field-meta.xml` (or a custom object's name field) as a FieldSchema. */
import { isTrackable } from './history.ts';
import { UnsupportedMetadata } from './problems.ts';
import { FIELD_TYPES } from './types.ts';
import type { FieldSchema, FieldType, PicklistSchema } from './types.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { XmlElement } from './xml.ts';

const DEFAULT_LENGTHS: Partial<Record<FieldType, number>> = {
    // https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/field_types.htm (2026-11-21)
    Email: 80,
    Phone: 40,
    Url: 255,
    TextArea: 255,
    Picklist: 255,
    MultiselectPicklist: 4099,
    Lookup: 18,
    MasterDetail: 18,
    MetadataRelationship: 18,
    AutoNumber: 30,
};

const DELETE_CONSTRAINTS = ['SetNull', 'Restrict', 'Cascade'] as const;

export function readCustomField(file: MetadataFile): FieldSchema {
    const root = file.root;
    const name = root.value('fullName') ?? file.fullName;
    const type = fieldType(file.path, name, root.value('type'));
    const length = numberOf(root, 'length') ?? DEFAULT_LENGTHS[type];
    const formula = root.value('formula');
    const isReference = type === 'Lookup' || type === 'MasterDetail' || type === 'MetadataRelationship';
    const picklist = root.child('valueSet');
    refuseLookupFilter(file.path, name, root.child('lookupFilter'));
    return {
        name,
        label: root.value('label') ?? name,
        type,
        custom: true,
        ...(length === undefined ? {} : { length }),
        ...optionalNumber(root, 'precision'),
        ...optionalNumber(root, 'scale'),
        required: root.value('required') === 'true' || type === 'MasterDetail',
        unique: root.value('unique') === 'true',
        externalId: root.value('externalId') === 'true',
        caseSensitive: root.value('caseSensitive') === 'true',
        referenceTo: isReference ? root.all('referenceTo').map((target) => target.text) : [],
        ...(isReference ? { relationshipName: name.replace(/__c$/, '__r') } : {}),
        ...optionalText('childRelationshipName', root.value('relationshipName')),
        ...deleteConstraint(root, type),
        ...(picklist ? { picklist: readPicklist(file.path, name, picklist) } : {}),
        ...optionalText('formula', formula),
        ...(formula === undefined
            ? {}
            : { formulaTreatsBlanksAsZero: root.value('formulaTreatBlanksAs') !== 'BlankAsBlank' }),
        ...optionalText('defaultValue', root.value('defaultValue')),
        ...optionalText('displayFormat', root.value('displayFormat')),
        readOnly: formula !== undefined || type === 'AutoNumber',
        ...tracking(file.path, root, { name, type, ...optionalText('formula', formula) }),
        ...optionalText('helpText', root.value('inlineHelpText')),
    };
}

/** Projects hold the platform's own fields too, for what can be changed of them. */
export function isCustomField({ fullName }: MetadataFile): boolean {
    return fullName.endsWith('__c');
}

/** What a project says of one of the platform's own fields. */
export function changedField({ path, root }: MetadataFile, field: FieldSchema): FieldSchema {
    refuseLookupFilter(path, field.name, root.child('lookupFilter'));
    return { ...field, ...tracking(path, root, field), ...optionalText('helpText', root.value('inlineHelpText')) };
}

/**
 * Left out, a required filter would let through what the platform refuses. An optional one is a suggestion.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customfield.htm (LookupFilter, 2026-11-25)
 */
function refuseLookupFilter(path: string, field: string, filter: XmlElement | undefined): void {
    if (filter?.value('active') === 'true' && filter.value('isOptional') !== 'true')
        throw new UnsupportedMetadata(path, `field ${field} has a lookup filter that is required`);
}

function tracking(
    path: string,
    element: XmlElement | undefined,
    field: Pick<FieldSchema, 'name' | 'type' | 'formula'>,
): Pick<FieldSchema, 'tracksHistory'> {
    if (element?.value('trackHistory') !== 'true') return {};
    if (!isTrackable(field)) throw new UnsupportedMetadata(path, `field ${field.name} cannot track its history`);
    return { tracksHistory: true };
}

/** The `<nameField>` of a custom object: a text, or an auto number. */
export function readNameField(path: string, element: XmlElement | undefined): FieldSchema {
    const type = fieldType(path, 'Name', element?.value('type') ?? 'Text');
    return {
        name: 'Name',
        label: element?.value('label') ?? 'Name',
        type,
        custom: false,
        length: 80,
        required: false, // the platform fills a blank name with the record's id
        unique: false,
        externalId: false,
        caseSensitive: false,
        referenceTo: [],
        ...optionalText('displayFormat', element?.value('displayFormat')),
        readOnly: type === 'AutoNumber',
        ...tracking(path, element, { name: 'Name', type }),
    };
}

function fieldType(path: string, field: string, declared: string | undefined): FieldType {
    const type = FIELD_TYPES.find((candidate) => candidate === declared);
    if (!type) throw new UnsupportedMetadata(path, `field ${field} has the type ${declared ?? '(none)'}`);
    return type;
}

function readPicklist(path: string, field: string, valueSet: XmlElement): PicklistSchema {
    const definition = valueSet.child('valueSetDefinition');
    // Left out, these would let through what the platform refuses.
    if (valueSet.child('controllingField')) throw new UnsupportedMetadata(path, `picklist ${field} depends on another`);
    if (!definition) throw new UnsupportedMetadata(path, `picklist ${field} uses a global value set`);
    return {
        restricted: valueSet.value('restricted') === 'true',
        values: definition.all('value').map((value) => {
            const name = value.value('fullName') ?? '';
            return { value: name, label: value.value('label') ?? name, isDefault: value.value('default') === 'true' };
        }),
    };
}

function deleteConstraint(root: XmlElement, type: FieldType): Pick<FieldSchema, 'deleteConstraint'> {
    if (type === 'MasterDetail') return { deleteConstraint: 'Cascade' };
    if (type !== 'Lookup') return {};
    const declared = DELETE_CONSTRAINTS.find((constraint) => constraint === root.value('deleteConstraint'));
    return { deleteConstraint: declared ?? 'SetNull' };
}

function numberOf(root: XmlElement, name: string): number | undefined {
    const text = root.value(name);
    return text === undefined ? undefined : Number(text);
}

function optionalNumber<K extends 'precision' | 'scale'>(root: XmlElement, key: K): Partial<Record<K, number>> {
    const value = numberOf(root, key);
    return value === undefined ? {} : ({ [key]: value } as Record<K, number>); // one computed key of the literal type K
}

function optionalText<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
    return value === undefined ? {} : ({ [key]: value } as Record<K, string>); // one computed key of the literal type K
}
