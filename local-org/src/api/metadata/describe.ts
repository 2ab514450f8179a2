/** What metadata there is: types, components, their properties. */
import { heldComponents, recordXml } from '../../metadata/contents.ts';
import { METADATA_TYPES, isHeld } from '../../metadata/types.ts';
import { STANDARD_OBJECTS } from '../../schema/standardObjects.ts';
import { RawXml } from './soapMessage.ts';
import type { HeldComponent } from '../../metadata/contents.ts';
import type { Call } from '../route.ts';
import type { Tree } from './soapMessage.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_describe.htm (2026-11-25) */
export function describeMetadata(): Tree {
    return {
        metadataObjects: METADATA_TYPES.map((type) => ({
            ...(type.parts.length > 0 ? { childXmlNames: type.parts.map(({ name }) => name) } : {}),
            ...{ directoryName: type.directory, inFolder: type.folders !== undefined },
            ...{ metaFile: type.hasContent ?? false, suffix: type.suffix ?? null, xmlName: type.name },
        })),
        ...{ organizationNamespace: '', partialSaveAllowed: true, testRequired: false },
    };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listmetadata.htm (2026-11-25). Undefined: no such type. */
export function listMetadata(call: Call, type: string, folder: string | undefined): readonly Tree[] | undefined {
    if (!isHeld(type)) return undefined;
    const held = heldComponents(call.org.project).filter((component) => component.type === type);
    const inFolder = METADATA_TYPES.some(({ name, folders }) => name === type && folders);
    const asked = inFolder ? held.filter(({ fullName }) => fullName.startsWith(`${folder ?? ''}/`)) : held;
    return [...asked, ...(type === 'CustomObject' ? standardObjects(held) : [])].map((one) =>
        fileProperties(call, one),
    );
}

type Listed = Pick<HeldComponent, 'type' | 'fullName' | 'path' | 'keyPrefix'>;

/** Objects of the platform are listed too, though `*` does not retrieve them. */
function standardObjects(held: readonly HeldComponent[]): Listed[] {
    return STANDARD_OBJECTS.filter(({ name }) => !held.some(({ fullName }) => fullName === name)).map(({ name }) => ({
        ...{ type: 'CustomObject', fullName: name, path: `objects/${name}.object`, keyPrefix: '01I' },
    }));
}

export function fileProperties({ org, metadata }: Call, component: Listed): Tree {
    const { id, createdAt, modifiedAt } = metadata.log.entryOf(component, org.records.ids);
    const by = { id: String(org.user['Id']), name: String(org.user['Name']) };
    return {
        ...{ createdById: by.id, createdByName: by.name, createdDate: new Date(createdAt).toISOString() },
        ...{ fileName: component.path, fullName: component.fullName, id },
        ...{ lastModifiedById: by.id, lastModifiedByName: by.name },
        ...{ lastModifiedDate: new Date(modifiedAt).toISOString(), manageableState: 'unmanaged', type: component.type },
    };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_readMetadata.htm (2026-11-25): a name that is not there gives an empty record. */
export function readMetadata({ org }: Call, type: string, names: readonly string[]): Tree {
    const held = heldComponents(org.project).filter((component) => component.type === type);
    return {
        records: names.map((name) => {
            const component = held.find(({ fullName }) => fullName === name);
            if (!component) return new RawXml(type, '');
            const inner = recordXml(component).replace(/^<fullName>[^<]*<\/fullName>\s*/, '');
            return new RawXml(type, `<fullName>${name}</fullName>${inner}`);
        }),
    };
}
