/**
 * Deletions by destructiveChanges.xml: what goes, what goes with it, and what stands in the way.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy_deleting_files.htm (2026-11-25)
 */
import { parseXml } from '../schema/xml.ts';
import { partsIn, readDocument, textOf, withParts, writeDocument } from '../schema/document.ts';
import { heldComponents } from './contents.ts';
import { typeNamed, typeOfFolder, wholeOf } from './types.ts';
import type { FileName, PackagedFile, Project, ProjectChange } from '../schema/project.ts';
import type { DocumentPart } from '../schema/document.ts';
import type { MetadataFile, MetadataKind } from '../schema/projectFiles.ts';
import type { Member } from './manifest.ts';

/** What the platform says when a flow is deleted by its name. https://github.com/scolladon/sfdx-git-delta/issues/366 (2026-11-25) */
const FLOW_REFUSED = 'insufficient access rights on cross-reference id';
/** https://docs.gearset.com/en/articles/2308134-remove-record-type-deletions (2026-11-26) */
const RECORD_TYPE_REFUSED = 'Cannot delete record type through API';

export type Removal =
    | { readonly kind: 'found'; readonly member: Member; readonly change: ProjectChange }
    | { readonly kind: 'missing'; readonly member: Member; readonly problem: string }
    | { readonly kind: 'refused'; readonly member: Member; readonly problem: string };

export function removalOf(project: Project, member: Member): Removal {
    const refused = refusalOf(project, member);
    if (refused !== undefined) return { kind: 'refused', member, problem: refused };
    const fullName = member.type === 'Flow' ? member.fullName.replace(/-\d+$/, '') : member.fullName;
    const held = heldComponents(project).some((one) => one.type === member.type && one.fullName === fullName);
    // https://github.com/forcedotcom/cli/issues/1534 (2026-11-25)
    if (!held) return { kind: 'missing', member, problem: `No ${member.type} named: ${member.fullName} found` };
    return { kind: 'found', member, change: changeOf(project, { ...member, fullName }) };
}

function refusalOf(project: Project, { type, fullName }: Member): string | undefined {
    if (fullName.includes('*')) return 'Wildcards are not supported in destructiveChanges.xml';
    if (type === 'CustomObject' && !/__(c|e|mdt)$/.test(fullName)) return `Cannot delete standard object: ${fullName}`;
    if (type === 'RecordType') return RECORD_TYPE_REFUSED;
    if (type !== 'Flow') return undefined;
    const [, name] = /^(.+)-\d+$/.exec(fullName) ?? [];
    const flow = project.metadata('flows').find((file) => file.fullName === (name ?? fullName));
    const isInUse = flow?.root.value('status') === 'Active';
    return flow && (name === undefined || isInUse) ? FLOW_REFUSED : undefined;
}

function changeOf(project: Project, { type, fullName }: Member): ProjectChange {
    const bundle = typeNamed(type)?.bundle;
    const removedBundles = bundle ? [{ type: bundle, fullName }] : [];
    const removed = bundle ? [] : type === 'CustomObject' ? ofObject(project, fullName) : [fileName(type, fullName)];
    return { bundles: [], removed, removedBundles, files: cleaned(project, type, fullName) };
}

function fileName(type: string, fullName: string): FileName {
    const whole = wholeOf(type);
    if (!whole) {
        const kind = typeNamed(type)?.kind ?? typeOfFolder(type)?.folders?.kind ?? 'objects';
        return { kind, fullName: fullName.split('/').at(-1) ?? '' };
    }
    const kind = whole.parts.find(({ name }) => name === type)?.kind ?? 'fields';
    if (kind === 'labels') return { kind, fullName };
    const [object = '', ...name] = fullName.split('.');
    return { kind, object, fullName: name.join('.') };
}

/** With an object go its parts, its layouts, its tab, and the records of a custom metadata type. */
function ofObject(project: Project, object: string): FileName[] {
    const named = (kind: MetadataKind, isOf: (file: MetadataFile) => boolean): FileName[] =>
        project
            .metadata(kind)
            .filter(isOf)
            .map((file) => ({ kind, fullName: file.fullName, ...(file.object ? { object: file.object } : {}) }));
    const kinds = typeNamed('CustomObject')?.parts.map(({ kind }) => kind) ?? [];
    return [
        { kind: 'objects', fullName: object },
        ...kinds.flatMap((kind) => named(kind, (file) => file.object === object)),
        ...named('layouts', ({ fullName }) => fullName.startsWith(`${object}-`)),
        ...named('tabs', ({ fullName }) => fullName === object),
        ...named('customMetadata', ({ fullName }) => fullName.startsWith(`${object.replace(/__mdt$/, '')}.`)),
    ];
}

type Mentions = (element: DocumentPart) => boolean;

const says =
    (tag: string, child: string | undefined, text: string): Mentions =>
    (element) =>
        element.tag === tag && textOf(element, child) === text;

/** Permission sets, layouts and lists only mention what they show: the mention goes, and they stay. */
function cleaned(project: Project, type: string, fullName: string): PackagedFile[] {
    const [object = '', field = ''] = fullName.split('.');
    const rights: readonly Mentions[] = [
        says('fieldPermissions', 'field', fullName),
        says('objectPermissions', 'object', fullName),
        says('customMetadataTypeAccesses', 'name', fullName),
        says('tabSettings', 'tab', fullName),
        says('flowAccesses', 'flow', fullName),
        (element) => type === 'CustomObject' && (textOf(element, 'field') ?? '').startsWith(`${fullName}.`),
    ];
    const permissions = without(project, 'permissionsets', () => true, rights);
    if (type !== 'CustomField') return permissions;
    const ofType = (file: MetadataFile): boolean => file.fullName.startsWith(`${object.replace(/__mdt$/, '')}.`);
    const ofItsObject = (file: MetadataFile): boolean => file.object === object;
    return [
        ...permissions,
        ...without(project, 'customMetadata', ofType, [says('values', 'field', field)]),
        ...without(project, 'listViews', ofItsObject, [
            says('columns', undefined, field),
            says('filters', 'field', field),
        ]),
        ...without(project, 'compactLayouts', ofItsObject, [says('fields', undefined, field)]),
        ...without(project, 'fieldSets', ofItsObject, [says('displayedFields', 'field', field)]),
        ...without(project, 'layouts', (file) => file.fullName.startsWith(`${object}-`), [
            says('layoutItems', 'field', field),
        ]),
    ];
}

function without(
    project: Project,
    kind: MetadataKind,
    isAsked: (file: MetadataFile) => boolean,
    mentions: readonly Mentions[],
): PackagedFile[] {
    return project.metadata(kind).flatMap((file) => {
        if (!isAsked(file)) return [];
        const document = readDocument(file.xml);
        const kept = withoutMentions(document.parts, mentions);
        if (kept === document.parts) return [];
        const xml = writeDocument(document.root, kept, document.attributes);
        return [{ kind, file: { ...file, xml, root: parseXml(file.path, xml) } }];
    });
}

/** The same list when nothing is mentioned. */
function withoutMentions(parts: readonly DocumentPart[], mentions: readonly Mentions[]): readonly DocumentPart[] {
    const kept = parts.flatMap((part) => {
        if (mentions.some((isMention) => isMention(part))) return [];
        const inner = partsIn(part);
        const left = withoutMentions(inner, mentions);
        return left === inner ? [part] : [withParts(part, left)];
    });
    return kept.length === parts.length && kept.every((part, index) => part === parts[index]) ? parts : kept;
}
