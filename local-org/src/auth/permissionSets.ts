/**
 * Permission sets and profiles of the project, read as what they grant. What a deployment of them would refuse is
 * refused here: https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm and
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_profile.htm (2026-11-25)
 */
import { UnsupportedMetadata } from '../schema/problems.ts';
import { NO_RIGHTS } from './rights.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';
import type { Schema } from '../schema/types.ts';
import type { XmlElement } from '../schema/xml.ts';
import type { FieldRights, Grants, ObjectRights } from './rights.ts';

const isTrue = (element: XmlElement, name: string): boolean => element.value(name) === 'true';

/** Entries for objects that the local org has not grant nothing here; entries for missing fields are mistakes. */
export function readGrants(file: MetadataFile, schema: Schema, customPermissions: ReadonlySet<string>): Grants {
    const { root } = file;
    for (const name of root.all('customPermissions').map((one) => one.value('name') ?? ''))
        if (!customPermissions.has(name))
            throw new UnsupportedMetadata(file.path, `no CustomPermission named ${name} found`);
    const enabled = (section: string, flag: string): ReadonlySet<string> =>
        new Set(
            root.all(section).flatMap((one) => (isTrue(one, flag) ? [(one.value('name') ?? '').toLowerCase()] : [])),
        );
    const recordTypes = (flag: 'visible' | 'default'): string[] =>
        root
            .all('recordTypeVisibilities')
            .filter((one) => isTrue(one, flag))
            .map((one) => recordTypeName(file, one, schema));
    return {
        objects: new Map(root.all('objectPermissions').map((one) => readObject(file, one))),
        fields: new Map(root.all('fieldPermissions').flatMap((one) => readField(file, one, schema))),
        customPermissions: enabled('customPermissions', 'enabled'),
        userPermissions: enabled('userPermissions', 'enabled'),
        metadataTypes: enabled('customMetadataTypeAccesses', 'enabled'),
        customSettings: enabled('customSettingAccesses', 'enabled'),
        recordTypes: new Set(recordTypes('visible')),
        defaultRecordTypes: new Map(recordTypes('default').map((name) => [name.split('.')[0] ?? '', name])),
    };
}

/** Of an object that the local org has, the record type must be there. */
function recordTypeName(file: MetadataFile, element: XmlElement, schema: Schema): string {
    const name = element.value('recordType') ?? '';
    const [objectName = '', typeName = ''] = name.split('.');
    const object = schema.object(objectName);
    if (object && !object.recordTypes?.some((type) => isNamed(type.name, typeName)))
        throw new UnsupportedMetadata(file.path, `no RecordType named ${name} found`);
    return name.toLowerCase();
}

const isNamed = (name: string, other: string): boolean => name.toLowerCase() === other.toLowerCase();

function readObject(file: MetadataFile, element: XmlElement): [string, ObjectRights] {
    const name = element.value('object') ?? '';
    const rights: ObjectRights = {
        ...NO_RIGHTS,
        create: isTrue(element, 'allowCreate'),
        read: isTrue(element, 'allowRead'),
        edit: isTrue(element, 'allowEdit'),
        delete: isTrue(element, 'allowDelete'),
        viewAll: isTrue(element, 'viewAllRecords'),
        modifyAll: isTrue(element, 'modifyAllRecords'),
        viewAllFields: isTrue(element, 'viewAllFields'),
    };
    const lacking = missingBasis(rights);
    if (lacking) {
        const [right, needed] = lacking;
        throw new UnsupportedMetadata(
            file.path,
            `Permission ${right} ${name} depends on permission(s): ${needed} ${name}`,
        );
    }
    return [name.toLowerCase(), rights];
}

/** https://help.salesforce.com/s/articleView?id=platform.users_profiles_object_perms.htm: each right needs those below it. */
function missingBasis(rights: ObjectRights): [right: string, needed: string] | undefined {
    if (rights.create && !rights.read) return ['Create', 'Read'];
    if (rights.edit && !rights.read) return ['Edit', 'Read'];
    if (rights.delete && !(rights.read && rights.edit)) return ['Delete', rights.read ? 'Edit' : 'Read'];
    if (rights.viewAll && !rights.read) return ['View All', 'Read'];
    if (rights.modifyAll && !(rights.delete && rights.viewAll))
        return ['Modify All', rights.delete ? 'View All' : 'Delete'];
    return undefined;
}

function readField(file: MetadataFile, element: XmlElement, schema: Schema): [string, FieldRights][] {
    const name = element.value('field') ?? '';
    const [objectName = '', fieldName = ''] = name.split('.');
    const object = schema.object(objectName);
    const field = object?.field(fieldName);
    if (object && !field && fieldName.endsWith('__c'))
        throw new UnsupportedMetadata(file.path, `no CustomField named ${name} found`);
    // https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_permissionset.htm#PermissionSetFieldPermissions_title
    if (field?.custom && field.required)
        throw new UnsupportedMetadata(file.path, `You cannot deploy to a required field: ${name}`);
    const edit = isTrue(element, 'editable');
    const read = isTrue(element, 'readable');
    if (edit && !read) throw new UnsupportedMetadata(file.path, `Field ${name} is editable but not readable`);
    return [[name.toLowerCase(), { read, edit }]];
}
