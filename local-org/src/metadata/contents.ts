/** What metadata the org has, as the components of the Metadata API, each with its file or files in a zip. */
import { innerXml, partsIn, readDocument, textOf, unwrap, withParts, writeDocument } from '../schema/document.ts';
import type { DocumentPart } from '../schema/document.ts';
import { METADATA_TYPES } from './types.ts';
import type { Project } from '../schema/project.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';
import type { MetadataType } from './types.ts';

export interface HeldComponent {
    readonly type: string;
    readonly fullName: string;
    /** Path in a zip file; parts have that of the whole. */
    readonly path: string;
    readonly keyPrefix: string;
    /** Content by path; of a part, the elements to go into the whole's file. */
    files(): ReadonlyMap<string, Uint8Array>;
    /** Files that the org made the component of. */
    readonly sources: readonly MetadataFile[];
    /** The whole that a part belongs to. */
    readonly whole?: string;
}

export function heldComponents(project: Project): HeldComponent[] {
    const files = METADATA_TYPES.flatMap((type) => (type.kind ? fileComponents(project, type) : []));
    return [...files, ...bundleComponents(project)];
}

function fileComponents(project: Project, type: MetadataType): HeldComponent[] {
    if (type.parts.length > 0) return [...wholes(project, type), ...parts(project, type)];
    const files = project.metadata(type.kind ?? 'objects').map((file) => simple(type, file));
    const folders = type.folders ? project.metadata(type.folders.kind).map((file) => folderOf(type, file)) : [];
    return [...folders, ...files];
}

function simple(type: MetadataType, file: MetadataFile): HeldComponent {
    const fullName = type.folders ? inFolder(type, file) : file.fullName;
    const path = pathOf(type, fullName);
    return {
        ...{ type: type.name, fullName, path, keyPrefix: type.keyPrefix, sources: [file] },
        files: () =>
            file.content === undefined
                ? new Map([[path, Buffer.from(file.xml)]])
                : new Map([
                      [path, Buffer.from(file.content)],
                      [`${path}-meta.xml`, Buffer.from(file.xml)],
                  ]),
    };
}

const pathOf = (type: MetadataType, fullName: string): string => `${type.directory}/${fullName}.${type.suffix ?? ''}`;

/** `Welcome/Spring_Welcome`, from the path of the file. */
function inFolder(type: MetadataType, { path, fullName }: MetadataFile): string {
    const below = path.split(`${type.directory}/`).at(-1) ?? path;
    return [...below.split('/').slice(0, -1), fullName].join('/');
}

function folderOf(type: MetadataType, file: MetadataFile): HeldComponent {
    const path = `${type.directory}/${file.fullName}-meta.xml`;
    return {
        ...{ type: type.folders?.name ?? '', fullName: file.fullName, path, keyPrefix: '00l', sources: [file] },
        files: () => new Map([[path, Buffer.from(file.xml)]]),
    };
}

/** Objects that have a file or parts; and the one file of all labels. */
function wholes(project: Project, type: MetadataType): HeldComponent[] {
    const own = new Map(project.metadata(type.kind ?? 'objects').map((file) => [file.fullName, file]));
    const names = type.kind === 'labels' ? (own.size > 0 ? ['CustomLabels'] : []) : objectNames(project, type, own);
    return names.map((fullName) => {
        const path = pathOf(type, fullName);
        return {
            ...{ type: type.name, fullName, path, keyPrefix: type.keyPrefix },
            sources: [own.get(fullName) ?? []].flat(),
            files: () => new Map([[path, Buffer.from(assemble(project, type, fullName))]]),
        };
    });
}

function objectNames(project: Project, type: MetadataType, own: ReadonlyMap<string, MetadataFile>): string[] {
    const ofParts = type.parts.flatMap(({ kind }) => project.metadata(kind).map(({ object }) => object ?? ''));
    return [...new Set([...own.keys(), ...ofParts])].toSorted();
}

/** The whole with the parts that are asked for, or all of them. */
export function assemble(project: Project, type: MetadataType, fullName: string, only?: ReadonlySet<string>): string {
    if (type.kind === 'labels') {
        const labels = project.metadata('labels').filter((file) => only?.has(file.fullName) ?? true);
        return writeDocument(
            type.name,
            labels.flatMap(({ xml }) => readDocument(xml).parts),
        );
    }
    const own = only ? undefined : project.metadata('objects').find((file) => file.fullName === fullName);
    const elements = type.parts.flatMap((part) =>
        project
            .metadata(part.kind)
            .filter((file) => file.object === fullName && (only?.has(`${part.name}#${file.fullName}`) ?? true))
            .map(({ xml, fullName: name }) => named(unwrap(xml, part.tag), name)),
    );
    return writeDocument(type.name, [...(own ? readDocument(own.xml).parts : []), ...elements]);
}

/** In a file of its own a part may leave its name to the file's. */
function named(element: DocumentPart, fullName: string): DocumentPart {
    if (textOf(element, 'fullName') !== undefined) return element;
    return withParts(element, [{ tag: 'fullName', node: { fullName: [{ '#text': fullName }] } }, ...partsIn(element)]);
}

function parts(project: Project, type: MetadataType): HeldComponent[] {
    return type.parts.flatMap((part) =>
        project.metadata(part.kind).map((file) => {
            const whole = type.kind === 'labels' ? 'CustomLabels' : (file.object ?? '');
            return {
                type: part.name,
                fullName: type.kind === 'labels' ? file.fullName : `${whole}.${file.fullName}`,
                ...{ path: pathOf(type, whole), keyPrefix: part.keyPrefix, sources: [file], whole },
                files: () => new Map(),
            };
        }),
    );
}

function bundleComponents(project: Project): HeldComponent[] {
    return METADATA_TYPES.flatMap((type) =>
        type.bundle === undefined
            ? []
            : project.bundles
                  .filter((bundle) => bundle.type === type.bundle)
                  .map((bundle) => ({
                      ...{ type: type.name, fullName: bundle.fullName, keyPrefix: type.keyPrefix, sources: [] },
                      path: type.suffix ? pathOf(type, bundle.fullName) : `${type.directory}/${bundle.fullName}`,
                      files: () => bundle.files,
                  })),
    );
}

/** The component's metadata as `readMetadata` gives it: what is in its root, with its full name. */
export function recordXml(component: HeldComponent): string {
    const xml = [...component.files()].find(([path]) => path === component.path || path.endsWith('-meta.xml'))?.[1];
    const source = xml ? Buffer.from(xml).toString('utf8') : (component.sources[0]?.xml ?? '');
    return innerXml(source);
}
