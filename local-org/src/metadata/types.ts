/**
 * The metadata types that the local org holds, each with its place in the Metadata API's zip files.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_types_list.htm (2026-11-25)
 */
import { OBJECT_PARTS } from '../schema/objectParts.ts';
import type { BundleType } from '../schema/bundles.ts';
import type { ObjectPartKind } from '../schema/objectParts.ts';
import type { MetadataKind } from '../schema/projectFiles.ts';

/** A part of another type's file, with a name of its own: `Contact.Level__c`. */
export interface PartType {
    readonly name: string;
    /** The element of the whole that holds it. */
    readonly tag: string;
    readonly kind: MetadataKind;
    /** First characters of the ids of its components. */
    readonly keyPrefix: string;
}

export interface MetadataType {
    readonly name: string;
    /** Folder of the zip file. */
    readonly directory: string;
    readonly suffix?: string;
    readonly kind?: MetadataKind;
    /** Kept as its files are; nothing of it is executed. */
    readonly bundle?: BundleType;
    /** `directory/Folder/Name.suffix`, and `directory/Folder-meta.xml` for the folder itself. */
    readonly folders?: { readonly name: string; readonly kind: MetadataKind };
    /** A content file stands beside `-meta.xml`. */
    readonly hasContent?: boolean;
    readonly parts: readonly PartType[];
    readonly keyPrefix: string;
}

const part = (name: string, tag: MetadataKind, keyPrefix: string): PartType => ({ name, tag, kind: tag, keyPrefix });
const objectPart = (kind: ObjectPartKind, keyPrefix: string): PartType => part(OBJECT_PARTS[kind], kind, keyPrefix);

function type(
    name: string,
    directory: string,
    suffix: string,
    kind: MetadataKind,
    keyPrefix: string,
    more: Partial<MetadataType> = {},
): MetadataType {
    return { name, directory, suffix, kind, keyPrefix, parts: [], ...more };
}

export const METADATA_TYPES: readonly MetadataType[] = [
    type('CustomApplication', 'applications', 'app', 'applications', '02u'),
    type('CustomLabels', 'labels', 'labels', 'labels', '101', { parts: [part('CustomLabel', 'labels', '101')] }),
    type('CustomMetadata', 'customMetadata', 'md', 'customMetadata', 'm00'),
    type('CustomNotificationType', 'notificationtypes', 'notiftype', 'notificationTypes', '0ML'),
    type('CustomObject', 'objects', 'object', 'objects', '01I', {
        parts: [
            objectPart('compactLayouts', '0AH'),
            objectPart('fields', '00N'),
            objectPart('fieldSets', '0IX'),
            objectPart('listViews', '00B'),
            objectPart('recordTypes', '012'),
            objectPart('validationRules', '03d'),
            objectPart('webLinks', '00b'),
        ],
    }),
    // No document names the key prefix of this type and of Translations: ours only keep ids apart, nothing should read them.
    type('CustomObjectTranslation', 'objectTranslations', 'objectTranslation', 'objectTranslations', '1AB'),
    type('CustomPermission', 'customPermissions', 'customPermission', 'customPermissions', '0CP'),
    type('CustomTab', 'tabs', 'tab', 'tabs', '01r'),
    type('Dashboard', 'dashboards', 'dashboard', 'dashboards', '01Z', {
        folders: { name: 'DashboardFolder', kind: 'dashboardFolders' },
    }),
    type('EmailTemplate', 'email', 'email', 'emailTemplates', '00X', {
        folders: { name: 'EmailFolder', kind: 'emailFolders' },
        hasContent: true,
    }),
    type('FlexiPage', 'flexipages', 'flexipage', 'flexipages', '0M0'),
    type('Flow', 'flows', 'flow', 'flows', '301'),
    type('Layout', 'layouts', 'layout', 'layouts', '00h'),
    {
        name: 'LightningComponentBundle',
        directory: 'lwc',
        bundle: 'LightningComponentBundle',
        parts: [],
        keyPrefix: '0Rb',
    },
    type('LightningMessageChannel', 'messageChannels', 'messageChannel', 'messageChannels', '0Mr'),
    type('PathAssistant', 'pathAssistants', 'pathAssistant', 'pathAssistants', '07U'),
    type('PlatformEventChannel', 'platformEventChannels', 'platformEventChannel', 'eventChannels', '0YL'),
    type(
        'PlatformEventChannelMember',
        'platformEventChannelMembers',
        'platformEventChannelMember',
        'eventChannelMembers',
        '0v8',
    ),
    type('PermissionSet', 'permissionsets', 'permissionset', 'permissionsets', '0PS'),
    type('Profile', 'profiles', 'profile', 'profiles', '00e'),
    type('QuickAction', 'quickActions', 'quickAction', 'quickActions', '09D'),
    type('Report', 'reports', 'report', 'reports', '00O', {
        folders: { name: 'ReportFolder', kind: 'reportFolders' },
    }),
    type('ReportType', 'reportTypes', 'reportType', 'reportTypes', '070'),
    {
        ...{ name: 'StaticResource', directory: 'staticresources', suffix: 'resource', hasContent: true },
        ...{ bundle: 'StaticResource', parts: [], keyPrefix: '081' },
    },
    type('Translations', 'translations', 'translation', 'translations', '1AA'),
];

const BY_NAME = new Map(METADATA_TYPES.map((one) => [one.name, one]));
const BY_DIRECTORY = new Map(METADATA_TYPES.map((one) => [one.directory, one]));
const WHOLE_OF_PART = new Map(METADATA_TYPES.flatMap((whole) => whole.parts.map(({ name }) => [name, whole])));
const OF_FOLDER = new Map(METADATA_TYPES.flatMap((one) => (one.folders ? [[one.folders.name, one]] : [])));

export const typeNamed = (name: string): MetadataType | undefined => BY_NAME.get(name);
export const typeIn = (directory: string): MetadataType | undefined => BY_DIRECTORY.get(directory);
/** CustomObject for CustomField. */
export const wholeOf = (partName: string): MetadataType | undefined => WHOLE_OF_PART.get(partName);
/** Report for ReportFolder. */
export const typeOfFolder = (folderType: string): MetadataType | undefined => OF_FOLDER.get(folderType);

/** The type as package.xml has it: folders stand among what they hold. */
export function manifestType(name: string): string {
    return OF_FOLDER.get(name)?.name ?? name;
}

export function isHeld(name: string): boolean {
    return BY_NAME.has(name) || WHOLE_OF_PART.has(name) || OF_FOLDER.has(name);
}
