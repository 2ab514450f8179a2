/** Finds the metadata files of an sfdx project: sfdx-project.json names the package directories, we walk them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { parseXml } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface MetadataFile {
    /** `Contact.Level__c` has the object `Contact` and the full name `Level__c`. */
    readonly fullName: string;
    readonly object?: string;
    /** Relative to the project, for messages. */
    readonly path: string;
    readonly xml: string;
    readonly root: XmlElement;
}

const ProjectFile = z.object({ packageDirectories: z.array(z.object({ path: z.string() })).min(1) });

/** File suffix of each kind that the local org reads, as the Metadata API's source format has it. */
const SUFFIXES = {
    objects: 'object',
    fields: 'field',
    validationRules: 'validationRule',
    listViews: 'listView',
    compactLayouts: 'compactLayout',
    customMetadata: 'md',
    labels: 'labels',
    permissionsets: 'permissionset',
    flows: 'flow',
    flexipages: 'flexipage',
    layouts: 'layout',
    tabs: 'tab',
    applications: 'app',
} as const;
export type MetadataKind = keyof typeof SUFFIXES;

const KIND_OF_SUFFIX: ReadonlyMap<string, MetadataKind> = new Map(
    (Object.keys(SUFFIXES) as MetadataKind[]).map((kind) => [SUFFIXES[kind], kind]),
);

/** A file of `objects/<Object>/<folder>/` belongs to that object. */
const OBJECT_PART = /(?:^|\/)objects\/([^/]+)\/[^/]+\/[^/]+$/;

export function readMetadataFiles(directory: string): ReadonlyMap<MetadataKind, readonly MetadataFile[]> {
    const found = new Map<MetadataKind, MetadataFile[]>();
    for (const packageDirectory of packageDirectories(directory)) {
        for (const path of walk(packageDirectory)) {
            const match = /([^/]+)\.([A-Za-z]+)-meta\.xml$/.exec(path);
            const kind = match?.[2] === undefined ? undefined : KIND_OF_SUFFIX.get(match[2]);
            if (!match?.[1] || !kind) continue;
            const shown = relative(directory, path);
            const xml = readFileSync(path, 'utf8');
            const object = OBJECT_PART.exec(path)?.[1];
            const file: MetadataFile = {
                fullName: decodeURIComponent(match[1]),
                ...(object === undefined ? {} : { object }),
                path: shown,
                xml,
                root: parseXml(shown, xml),
            };
            found.set(kind, [...(found.get(kind) ?? []), file]);
        }
    }
    return found;
}

/** Paths as sfdx-project.json has them, relative to the project. */
export function packageDirectories(directory: string): string[] {
    const file = join(directory, 'sfdx-project.json');
    const project = ProjectFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return project.packageDirectories.map((entry) => resolve(directory, entry.path));
}

function walk(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
            const path = join(directory, entry.name);
            return entry.isDirectory() ? walk(path) : [path];
        });
}
