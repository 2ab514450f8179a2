/**
 * A deployment's files in Metadata API format, as the files of an sfdx project: objects taken apart into their parts.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/file_based_zip_file.htm (2026-11-21)
 */
import { parseXml, XmlElement } from '../schema/xml.ts';
import type { MetadataFile, MetadataKind } from '../schema/projectFiles.ts';

export interface PackagedFile {
    readonly kind: MetadataKind;
    readonly file: MetadataFile;
}

/** One component of a deployment. */
export interface Component {
    /** Path in the archive. */
    readonly path: string;
    readonly type: string;
    readonly fullName: string;
    /** What of it the local org loads. */
    readonly files: readonly PackagedFile[];
}

interface FolderType {
    readonly type: string;
    readonly suffix: string;
    readonly kind: MetadataKind;
}

const FOLDERS: Readonly<Record<string, FolderType>> = {
    applications: { type: 'CustomApplication', suffix: 'app', kind: 'applications' },
    customMetadata: { type: 'CustomMetadata', suffix: 'md', kind: 'customMetadata' },
    email: { type: 'EmailTemplate', suffix: 'email', kind: 'emailTemplates' },
    flexipages: { type: 'FlexiPage', suffix: 'flexipage', kind: 'flexipages' },
    flows: { type: 'Flow', suffix: 'flow', kind: 'flows' },
    labels: { type: 'CustomLabels', suffix: 'labels', kind: 'labels' },
    layouts: { type: 'Layout', suffix: 'layout', kind: 'layouts' },
    objects: { type: 'CustomObject', suffix: 'object', kind: 'objects' },
    platformEventChannelMembers: {
        type: 'PlatformEventChannelMember',
        suffix: 'platformEventChannelMember',
        kind: 'eventChannelMembers',
    },
    platformEventChannels: { type: 'PlatformEventChannel', suffix: 'platformEventChannel', kind: 'eventChannels' },
    permissionsets: { type: 'PermissionSet', suffix: 'permissionset', kind: 'permissionsets' },
    tabs: { type: 'CustomTab', suffix: 'tab', kind: 'tabs' },
};

/** The parts of an object that a project keeps in files of their own. */
const OBJECT_PARTS: Readonly<Record<string, MetadataKind>> = {
    fields: 'fields',
    validationRules: 'validationRules',
    listViews: 'listViews',
    compactLayouts: 'compactLayouts',
};

/** Throws, with the path, for what cannot be read or is not deployed here. */
export function readPackage(archive: ReadonlyMap<string, Buffer>): readonly Component[] {
    const bundles = new Map<string, Component>();
    const components: Component[] = [];
    for (const [path, content] of archive) {
        const [folder = '', bundle = ''] = path.split('/');
        if (path === 'package.xml') continue;
        if (folder === 'lwc') {
            const fullName = bundle;
            bundles.set(fullName, { path: `lwc/${bundle}`, type: 'LightningComponentBundle', fullName, files: [] });
        } else if (!isContent(path, archive)) {
            components.push(readComponent(path, content.toString('utf8'), archive));
        }
    }
    return [...components, ...bundles.values()];
}

/** Whether a `-meta.xml` beside it speaks for the file. */
function isContent(path: string, archive: ReadonlyMap<string, Buffer>): boolean {
    return archive.has(`${path}-meta.xml`);
}

function readComponent(path: string, xml: string, archive: ReadonlyMap<string, Buffer>): Component {
    const [folder = '', ...rest] = path.split('/');
    const type = FOLDERS[folder];
    const root = parseXml(path, xml);
    const name = decodeURIComponent(rest.join('/')).replace(/-meta\.xml$/, '');
    if (folder === 'email' && rest.length === 1) {
        const file: MetadataFile = { fullName: name, path, xml, root };
        return { path, type: 'EmailFolder', fullName: name, files: [{ kind: 'emailFolders', file }] };
    }
    if (!type || !name.endsWith(`.${type.suffix}`)) throw new Error(`${path}: the local org does not deploy this`);
    const fullName = name.slice(0, -type.suffix.length - 1);
    const content = archive.get(path.replace(/-meta\.xml$/, ''))?.toString('utf8');
    const file: MetadataFile = {
        fullName: fullName.split('/').at(-1) ?? '',
        ...{ path, xml, root },
        ...(content === undefined || content === xml ? {} : { content }),
    };
    const files = type.kind === 'objects' ? objectFiles(file) : [{ kind: type.kind, file }];
    return { path, type: type.type, fullName, files };
}

/** Without elements of its own the object stays as it is, and only its parts are deployed. */
function objectFiles({ fullName: object, path, xml, root }: MetadataFile): PackagedFile[] {
    const own = root.children.filter(({ name }) => !(name in OBJECT_PARTS));
    const parts = root.children.flatMap((child): PackagedFile[] => {
        const kind = OBJECT_PARTS[child.name];
        if (!kind) return [];
        return [{ kind, file: { fullName: child.value('fullName') ?? '', object, path, xml: '', root: child } }];
    });
    const self = { fullName: object, path, xml, root: new XmlElement(root.name, '', own) };
    return own.length > 0 ? [{ kind: 'objects', file: self }, ...parts] : parts;
}
