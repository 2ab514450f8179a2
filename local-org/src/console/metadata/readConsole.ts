/** Puts together what the page needs to know of the project: objects, navigation, pages. */
import type { Project } from '../../schema/project.ts';
import type { MetadataFile } from '../../schema/projectFiles.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { ConsoleAppPage, ConsoleBootstrap, ConsoleField, ConsoleObject } from '../bootstrap.ts';
import { detailsOf, highlightsOf, layoutOf, relatedListsOf } from './details.ts';
import { listViewsOf } from './listViews.ts';
import { appPageOf, recordPageOf } from './pages.ts';
import { standardUi } from './standardUi.ts';

type ProjectPart = Pick<ConsoleBootstrap, 'appLabel' | 'tabs' | 'appPages' | 'objects'>;

export function readConsole(project: Project): ProjectPart {
    const shown = project.schema.objects.filter((object) => object.kind === 'custom' || standardUi(object.name));
    const objects = shown.map((object) => [object.name, consoleObject(object, project)] as const);
    const appPages = appPagesOf(project);
    return { ...navigation(project, appPages), appPages, objects: Object.fromEntries(objects) };
}

const FALLBACK_TABS = ['Contact', 'Account', 'Lead', 'Campaign'];

/** The tabs whose FlexiPage the project has. */
function appPagesOf(project: Project): Record<string, ConsoleAppPage> {
    const pages = project.metadata('tabs').flatMap((file) => {
        const page = appPageOf(file.root.value('flexiPage') ?? '', project.metadata('flexipages'));
        if (!page) return [];
        const { fullName: apiName, root } = file;
        return [[apiName, { apiName, label: root.value('label') ?? apiName, icon: motifOf(file), page }] as const];
    });
    return Object.fromEntries(pages);
}

/** The first Lightning app and its tabs for objects and app pages; without one, all tabs. */
function navigation(
    project: Project,
    appPages: Readonly<Record<string, ConsoleAppPage>>,
): { appLabel: string; tabs: string[] } {
    const app = project.metadata('applications')[0]?.root;
    const tabs = app?.all('tabs').map(({ text }) => text.replace(/^standard-/, ''));
    const custom = project.metadata('tabs').map((file) => file.fullName);
    const names = (tabs ?? [...FALLBACK_TABS, ...custom]).filter(
        (name) => appPages[name] !== undefined || isShown(project, name),
    );
    return { appLabel: app?.value('label') ?? 'Local org', tabs: names };
}

function isShown(project: Project, name: string): boolean {
    const object = project.schema.object(name);
    return object !== undefined && (object.kind === 'custom' || standardUi(object.name) !== undefined);
}

function consoleObject(object: ObjectSchema, project: Project): ConsoleObject {
    return {
        apiName: object.name,
        label: object.label,
        pluralLabel: object.pluralLabel,
        icon: iconOf(object, project),
        nameField: object.nameField,
        fields: Object.fromEntries(object.fields.map((field) => [field.name, consoleField(field)])),
        listViews: listViewsOf(object, project.metadata('listViews')),
        highlights: highlightsOf(object, project.metadata('compactLayouts')),
        details: detailsOf(object, layoutOf(object, project.metadata('layouts'))),
        relatedLists: relatedListsOf(object, project),
        page: recordPageOf(object, project.metadata('flexipages')),
    };
}

const consoleField = (field: FieldSchema): ConsoleField => ({
    apiName: field.name,
    label: field.referenceTo.length > 0 ? field.label.replace(/ ID$/, '') : field.label, // a page shows the name
    type: field.type,
    ...(field.helpText ? { helpText: field.helpText } : {}),
    ...(field.relationshipName ? { relationshipName: field.relationshipName, referenceTo: field.referenceTo } : {}),
});

/** A tab's motif reads `Custom57: Building Block`. */
function iconOf(object: ObjectSchema, project: Project): string {
    const standard = standardUi(object.name)?.icon;
    if (standard) return standard;
    const tab = project.metadata('tabs').find((file) => file.fullName === object.name);
    return motifOf(tab);
}

function motifOf(tab: MetadataFile | undefined): string {
    const motif = /^Custom(\d+):/.exec(tab?.root.value('motif') ?? '')?.[1];
    return motif ? `custom:custom${motif}` : 'standard:custom';
}
