/**
 * A deployment's files in Metadata API format, as the files of an sfdx project: objects and labels taken apart.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/file_based_zip_file.htm (2026-11-21)
 */
import { objectApart } from '../schema/objectParts.ts';
import { labelsApart } from '../schema/projectFiles.ts';
import { parseXml, XmlError } from '../schema/xml.ts';
import { manifestType, typeIn } from './types.ts';
import type { Bundle } from '../schema/bundles.ts';
import type { PackagedFile } from '../schema/project.ts';
import type { MetadataFile } from '../schema/projectFiles.ts';
import type { Member } from './manifest.ts';
import type { MetadataType } from './types.ts';

/** One component of a deployment. */
export interface Component extends Member {
    /** Path in the archive. */
    readonly path: string;
    readonly lineNumber: number;
    /** What of it the local org loads. */
    readonly files: readonly PackagedFile[];
    /** What of it the local org only keeps. */
    readonly bundle?: Bundle;
}

export interface ComponentFailure extends Member {
    readonly path: string;
    readonly problem: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
}

export interface PackageContents {
    readonly components: readonly Component[];
    readonly failures: readonly ComponentFailure[];
}

type Archive = ReadonlyMap<string, Buffer>;

export const MANIFESTS = [
    'package.xml',
    'destructiveChangesPre.xml',
    'destructiveChanges.xml',
    'destructiveChangesPost.xml',
] as const;

/** What cannot be read, or is not held here, is a failure with its path. */
export function readPackage(archive: Archive): PackageContents {
    const components: Component[] = [];
    const failures: ComponentFailure[] = [];
    for (const [path, content] of archive) {
        if (MANIFESTS.some((manifest) => manifest === path) || archive.has(`${path}-meta.xml`)) continue;
        const type = typeIn(path.split('/')[0] ?? '');
        if (type?.bundle) continue;
        try {
            components.push(...readFile(path, content.toString('utf8'), type, archive));
        } catch (error) {
            failures.push(unreadable(path, type, error));
        }
    }
    return { components: [...components, ...readBundles(archive)], failures };
}

/** What is no XML is told as the platform tells it, with its place. */
function unreadable(path: string, type: MetadataType | undefined, error: unknown): ComponentFailure {
    const component = { path, type: type?.name ?? '', fullName: nameIn(path, type) };
    if (error instanceof XmlError) {
        const { reason, line, column } = error;
        return { ...component, problem: `Error parsing file: ${reason}`, lineNumber: line, columnNumber: column };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { ...component, problem: message.replace(`${path}: `, ''), lineNumber: 1, columnNumber: 1 };
}

function nameIn(path: string, type: MetadataType | undefined): string {
    const name = decodeURIComponent(path.slice(path.indexOf('/') + 1)).replace(/-meta\.xml$/, '');
    return type?.suffix && name.endsWith(`.${type.suffix}`) ? name.slice(0, -type.suffix.length - 1) : name;
}

function readFile(path: string, xml: string, type: MetadataType | undefined, archive: Archive): Component[] {
    const root = parseXml(path, xml);
    const fullName = nameIn(path, type);
    if (type?.folders && /^[^/]+\/[^/]+-meta\.xml$/.test(path)) {
        const file: MetadataFile = { fullName, path, xml, root };
        return [{ ...whole(path, type.folders.name, fullName), files: [{ kind: type.folders.kind, file }] }];
    }
    if (!type?.kind || !path.replace(/-meta\.xml$/, '').endsWith(`.${type.suffix}`))
        throw new Error('UNSUPPORTED_BY_LOCAL_ORG: the local org does not deploy this');
    if (root.name !== type.name) throw new Error(`the root element is ${root.name}, not ${type.name}`);
    if (type.kind === 'labels') return readLabels(path, xml);
    if (type.parts.length > 0) return readParts(path, xml, type, fullName);
    const content = type.hasContent ? archive.get(path.replace(/-meta\.xml$/, ''))?.toString('utf8') : undefined;
    const file: MetadataFile = {
        fullName: type.folders ? (fullName.split('/').at(-1) ?? '') : fullName,
        ...{ path, xml, root },
        ...(content === undefined ? {} : { content }),
    };
    return [{ ...whole(path, type.name, fullName), files: [{ kind: type.kind, file }] }];
}

const whole = (path: string, type: string, fullName: string): Omit<Component, 'files'> => ({
    ...{ path, type, fullName, lineNumber: 1 },
});

/** Without elements of its own an object stays as it is, and only its parts are deployed. */
function readParts(path: string, xml: string, type: MetadataType, fullName: string): Component[] {
    const { own, parts } = objectApart({ fullName, path, xml });
    const components = parts.map(({ kind, type: partType, file }) => ({
        ...{ path, type: partType, lineNumber: lineOf(xml, file.fullName), fullName: `${fullName}.${file.fullName}` },
        files: [{ kind, file }],
    }));
    if (own.root.children.length === 0) return components;
    return [{ ...whole(path, type.name, fullName), files: [{ kind: 'objects', file: own }] }, ...components];
}

function readLabels(path: string, xml: string): Component[] {
    return labelsApart({ path, xml }).map((file) => ({
        ...{ path, type: 'CustomLabel', fullName: file.fullName, lineNumber: lineOf(xml, file.fullName) },
        files: [{ kind: 'labels', file }],
    }));
}

function lineOf(xml: string, fullName: string): number {
    const at = xml.indexOf(`<fullName>${fullName}</fullName>`);
    return at < 0 ? 1 : xml.slice(0, at).split('\n').length;
}

function readBundles(archive: Archive): Component[] {
    const files = [...archive].flatMap(([path, content]) => {
        const type = typeIn(path.split('/')[0] ?? '');
        if (!type?.bundle) return [];
        const fullName = type.bundle === 'StaticResource' ? nameIn(path, type) : (path.split('/')[1] ?? '');
        return [{ type: type.bundle, path, content, fullName }];
    });
    return [...Map.groupBy(files, ({ type, fullName }) => `${type}#${fullName}`).values()].flatMap((group) => {
        const [first] = group;
        if (!first) return [];
        const { type, fullName } = first;
        const path = type === 'LightningComponentBundle' ? `lwc/${fullName}` : `staticresources/${fullName}.resource`;
        const bundle = { type, fullName, files: new Map(group.map((file) => [file.path, file.content])) };
        return [{ ...whole(path, type, fullName), files: [], bundle }];
    });
}

/** Whether the package names what it brings, and brings what it names. */
export function notNamed(component: Component): ComponentFailure {
    const { path, type, fullName, lineNumber } = component;
    return { path, type, fullName, problem: 'Not in package.xml', lineNumber, columnNumber: 1 };
}

export function notBrought({ type, fullName }: Member): ComponentFailure {
    const problem = `An object '${fullName}' of type ${manifestType(type)} was named in package.xml, but was not found in zipped directory`;
    return { path: 'package.xml', type: '', fullName, problem, lineNumber: 1, columnNumber: 1 };
}
