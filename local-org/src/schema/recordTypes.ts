/**
 * A `*.recordType-meta.xml`: which kinds of records an object has, and which picklist values each may hold.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_recordtype.htm (2026-11-26)
 */
import { UnsupportedMetadata } from './problems.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { FieldSchema, PicklistSchema, RecordTypeSchema } from './types.ts';
import type { XmlElement } from './xml.ts';

/** Objects have it once they have a record type: "No such column" before. */
export const RECORD_TYPE_ID: FieldSchema = {
    ...{ name: 'RecordTypeId', label: 'Record Type ID', type: 'Lookup', length: 18, custom: false, required: false },
    ...{ unique: false, externalId: false, caseSensitive: false, readOnly: false },
    ...{ referenceTo: ['RecordType'], relationshipName: 'RecordType' },
};

/** "This field is required in record types for lead, opportunity, solution, and case, and not allowed otherwise." */
const WITH_BUSINESS_PROCESS: ReadonlySet<string> = new Set(['Case', 'Lead']);

export function readRecordType(file: MetadataFile, fields: readonly FieldSchema[]): RecordTypeSchema {
    const { root, path } = file;
    if (root.value('businessProcess') !== undefined)
        throw new UnsupportedMetadata(path, 'the local org does not run business processes');
    if (WITH_BUSINESS_PROCESS.has(file.object ?? ''))
        throw new UnsupportedMetadata(path, 'Required field is missing: businessProcess');
    const label = root.value('label');
    if (label === undefined) throw new UnsupportedMetadata(path, 'Required field is missing: label');
    const picklists = root.all('picklistValues').flatMap((element) => readPicklist(path, element, fields));
    return {
        name: root.value('fullName') ?? file.fullName,
        label,
        description: root.value('description') ?? null,
        isActive: root.value('active') === 'true',
        picklists: new Map(picklists),
    };
}

/** Standard picklists are not judged by what their values are: a project may have set others. */
function readPicklist(
    path: string,
    element: XmlElement,
    fields: readonly FieldSchema[],
): [string, PicklistSchema['values']][] {
    const name = element.value('picklist') ?? '';
    const field = fields.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (!field && name.endsWith('__c')) throw new UnsupportedMetadata(path, `no CustomField named ${name} found`);
    if (!field?.picklist) return [];
    const known = new Map(field.picklist.values.map((value) => [value.value, value]));
    const values = element.all('values').map((value) => {
        const chosen = decodeURIComponent(value.value('fullName') ?? '');
        // In the words of https://github.com/Kathy-Lueckeman/EASY-Open-Source-Solution/issues/14 (2026-11-26).
        if (field.custom && !known.has(chosen))
            throw new UnsupportedMetadata(path, `Picklist value: ${chosen} in picklist: ${name} not found`);
        return {
            value: chosen,
            label: known.get(chosen)?.label ?? chosen,
            isDefault: value.value('default') === 'true',
        };
    });
    return [[field.name, values]];
}
