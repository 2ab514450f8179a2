/**
 * Hierarchy custom settings: values for the organisation that profiles and users may have of their own.
 * https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_customsettings.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/customobject.htm (customSettingsType, 2026-11-26)
 */
import { UnsupportedMetadata } from './problems.ts';
import type { MetadataFile } from './projectFiles.ts';
import type { ProblemList } from './problems.ts';
import type { FieldSchema, FieldType, ObjectSchema, Schema } from './types.ts';

/** Whose values a record holds. */
export const SETUP_OWNER: FieldSchema = {
    ...{ name: 'SetupOwnerId', label: 'Location', type: 'Lookup', length: 18, custom: false },
    ...{ required: true, unique: true, externalId: false, caseSensitive: false, readOnly: false },
    ...{ referenceTo: ['Organization', 'Profile', 'User'], relationshipName: 'SetupOwner' },
};

/** "Custom Settings support only": https://www.biswajeetsamal.com/blog/custom-settings-in-salesforce/ (2026-11-26) */
const FIELD_TYPES: ReadonlySet<FieldType> = new Set([
    ...(['Checkbox', 'Currency', 'Date', 'DateTime', 'Email', 'Number'] as const),
    ...(['Percent', 'Phone', 'Text', 'TextArea', 'Url'] as const),
]);

/** What kind of setting the object is, if it is one; throws when one is not held here or could not be deployed. */
export function customSettingsOf(
    { path, root }: MetadataFile,
    fields: readonly FieldSchema[],
): Pick<ObjectSchema, 'customSettings'> {
    const type = root.value('customSettingsType');
    if (type === undefined) return {};
    if (type !== 'Hierarchy') throw new UnsupportedMetadata(path, `custom settings of the type ${type}`);
    const other = fields.find((field) => field.formula !== undefined || !FIELD_TYPES.has(field.type));
    if (other)
        throw new UnsupportedMetadata(path, `a custom setting has no field like ${other.name} (${describe(other)})`);
    return { customSettings: type };
}

/** "No Page layouts, record types, validation rules, triggers and workflow rules can be used on Custom Settings." */
export function checkCustomSettings(files: readonly MetadataFile[], schema: Schema, problems: ProblemList): void {
    for (const { path, object = '' } of files)
        if (schema.object(object)?.customSettings !== undefined)
            problems.attempt(() => {
                throw new UnsupportedMetadata(path, `${object} is a custom setting, which has no such thing`);
            });
}

const describe = ({ type, formula }: FieldSchema): string => (formula === undefined ? type : 'formula');
