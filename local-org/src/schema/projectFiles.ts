/** Finds the metadata files of an sfdx project: sfdx-project.json names the package directories, we walk them. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { UnsupportedMetadata } from './problems.ts';
import { parseXml, XmlElement } from './xml.ts';
import { hasParts, objectApart } from './objectParts.ts';
import { readDocument, writeDocument } from './document.ts';
import type { DocumentPart } from './document.ts';
import type { ProblemList } from './problems.ts';

export interface MetadataFile {
    /** `Contact.Level__c` has the object `Contact` and the full name `Level__c`. */
    readonly fullName: string;
    readonly object?: string;
    /** Relative to the project, for messages. */
    readonly path: string;
    readonly xml: string;
    readonly root: XmlElement;
    /** The file beside it, of kinds that have one. */
    readonly content?: string;
}

const ProjectFile = z.object({ packageDirectories: z.array(z.object({ path: z.string() })).min(1) });

/** File suffix of each kind that the local org reads, as the Metadata API's source format has it. */
const SUFFIXES = {
    objects: 'object',
    fields: 'field',
    validationRules: 'validationRule',
    recordTypes: 'recordType',
    listViews: 'listView',
    compactLayouts: 'compactLayout',
    customMetadata: 'md',
    labels: 'labels',
    customPermissions: 'customPermission',
    permissionsets: 'permissionset',
    profiles: 'profile',
    flows: 'flow',
    flexipages: 'flexipage',
    layouts: 'layout',
    tabs: 'tab',
    applications: 'app',
    emailTemplates: 'email',
    emailFolders: 'emailFolder',
    eventChannels: 'platformEventChannel',
    eventChannelMembers: 'platformEventChannelMember',
    // Kept, listed and retrieved; nothing else is made of them.
    dashboards: 'dashboard',
    dashboardFolders: 'dashboardFolder',
    fieldSets: 'fieldSet',
    messageChannels: 'messageChannel',
    notificationTypes: 'notiftype',
    objectTranslations: 'objectTranslation',
    pathAssistants: 'pathAssistant',
    quickActions: 'quickAction',
    reports: 'report',
    reportFolders: 'reportFolder',
    reportTypes: 'reportType',
    translations: 'translation',
    webLinks: 'webLink',
} as const;
export type MetadataKind = keyof typeof SUFFIXES;

const KIND_OF_SUFFIX: ReadonlyMap<string, MetadataKind> = new Map(
    (Object.keys(SUFFIXES) as MetadataKind[]).map((kind) => [SUFFIXES[kind], kind]),
);

const WITH_CONTENT: ReadonlySet<MetadataKind> = new Set(['emailTemplates']);

const BEHAVIOUR: Readonly<Record<string, string>> = {
    trigger: 'Apex triggers',
    workflow: 'workflow rules',
    duplicateRule: 'duplicate rules',
    assignmentRules: 'assignment rules',
    autoResponseRules: 'auto-response rules',
    escalationRules: 'escalation rules',
    approvalProcess: 'approval processes',
    restrictionRule: 'restriction rules',
    sharingRules: 'sharing rules',
    permissionsetgroup: 'permission set groups',
    mutingpermissionset: 'muting permission sets',
};

/** A file of `objects/<Object>/<folder>/` belongs to that object. */
const OBJECT_PART = /(?:^|\/)objects\/([^/]+)\/[^/]+\/[^/]+$/;

export function readMetadataFiles(
    directory: string,
    roots: readonly string[],
    problems: ProblemList,
): ReadonlyMap<MetadataKind, readonly MetadataFile[]> {
    const found = new Map<MetadataKind, MetadataFile[]>();
    for (const path of roots.flatMap(walk)) {
        const match = /([^/]+)\.([A-Za-z]+)-meta\.xml$/.exec(path);
        const [, name, suffix] = match ?? [];
        if (name === undefined || suffix === undefined) continue;
        const shown = relative(directory, path);
        const kind = KIND_OF_SUFFIX.get(suffix);
        if (!kind) {
            problems.attempt(() => refuseBehaviour(shown, suffix));
            continue;
        }
        for (const files of problems.attempt(() => readFiles(kind, path, shown, decodeURIComponent(name)))) {
            for (const one of files) found.set(one.kind, [...(found.get(one.kind) ?? []), one.file]);
        }
    }
    return found;
}

interface FileOfKind {
    readonly kind: MetadataKind;
    readonly file: MetadataFile;
}

function readFiles(kind: MetadataKind, path: string, shown: string, fullName: string): readonly FileOfKind[] {
    const file = readFile(kind, path, shown, fullName);
    if (kind === 'labels') return labelsApart(file).map((label) => ({ kind, file: label }));
    if (kind !== 'objects' || !hasParts(file)) return [{ kind, file }];
    const { own, parts } = objectApart(file);
    return [{ kind, file: own }, ...parts];
}

/** Labels come many to a file, and are deployed and deleted one by one. */
export function labelsApart({ path, xml }: Pick<MetadataFile, 'path' | 'xml'>): MetadataFile[] {
    let parts: readonly DocumentPart[] | undefined;
    const partAt = (index: number): DocumentPart[] => {
        parts ??= readDocument(xml).parts.filter(({ tag }) => !tag.startsWith('#'));
        return parts.slice(index, index + 1);
    };
    return parseXml(path, xml).children.map((label, index) => ({
        ...{ fullName: label.value('fullName') ?? '', path, root: new XmlElement('CustomLabels', '', [label]) },
        /** There are hundreds, and few are ever asked for their text. */
        get xml() {
            return writeDocument('CustomLabels', partAt(index));
        },
    }));
}

function readFile(kind: MetadataKind, path: string, shown: string, fullName: string): MetadataFile {
    const xml = readFileSync(path, 'utf8');
    const object = OBJECT_PART.exec(path)?.[1];
    return {
        fullName,
        ...(object === undefined ? {} : { object }),
        ...{ path: shown, xml, root: parseXml(shown, xml) },
        ...(WITH_CONTENT.has(kind) ? { content: readFileSync(path.replace(/-meta\.xml$/, ''), 'utf8') } : {}),
    };
}

/** Left out, these would change in silence what a save does. */
function refuseBehaviour(path: string, suffix: string): void {
    const what = BEHAVIOUR[suffix];
    if (what !== undefined) throw new UnsupportedMetadata(path, `the local org does not run ${what}`);
}

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
