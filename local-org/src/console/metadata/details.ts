/** Layouts and compact layouts: which fields and related lists a record page shows. */
import type { Project } from '../../schema/project.ts';
import type { MetadataFile } from '../../schema/projectFiles.ts';
import type { FieldSchema, ObjectSchema } from '../../schema/types.ts';
import type { XmlElement } from '../../schema/xml.ts';
import type { ConsoleRelatedList, DetailSection } from '../bootstrap.ts';
import { defaultColumns } from './listViews.ts';
import { columnField, standardUi } from './standardUi.ts';

/** A layout's file is called `Object-Layout name`. The first of an object, by name, is the one in use. */
export const layoutOf = (object: ObjectSchema, files: readonly MetadataFile[]): XmlElement | undefined =>
    files.find((file) => file.fullName.startsWith(`${object.name}-`))?.root;

export function highlightsOf(object: ObjectSchema, compactLayouts: readonly MetadataFile[]): string[] {
    const declared = compactLayouts.find((file) => file.object === object.name);
    const fields = declared?.root.all('fields').map(({ text }) => text) ?? standardUi(object.name)?.highlights;
    const wanted = fields ?? defaultColumns(object).slice(0, 5);
    return wanted.flatMap((name) => object.field(name)?.name ?? []).filter((name) => name !== object.nameField);
}

export function detailsOf(object: ObjectSchema, layout: XmlElement | undefined): DetailSection[] {
    const declared = layout?.all('layoutSections').flatMap((section) => declaredSection(object, section)) ?? [];
    return declared.length > 0 ? declared : defaultSections(object);
}

function declaredSection(object: ObjectSchema, section: XmlElement): DetailSection[] {
    const columns = section
        .all('layoutColumns')
        .map((column) =>
            column.all('layoutItems').flatMap((item) => object.field(item.value('field') ?? '')?.name ?? []),
        );
    return columns.some((fields) => fields.length > 0) ? [{ label: section.value('label') ?? '', columns }] : [];
}

/** Without a layout: the fields of a new org's page, then what the project adds to the object. */
function defaultSections(object: ObjectSchema): DetailSection[] {
    const standard = standardUi(object.name)?.details ?? [];
    const sections = standard.map(([label, ...columns]) => ({
        label,
        columns: columns.map((fields) => fields.flatMap((name) => object.field(name)?.name ?? [])),
    }));
    const custom = object.fields.filter((field) => field.custom).map((field) => field.name);
    const own = custom.length > 0 ? [{ label: `${object.label} fields of this project`, columns: halves(custom) }] : [];
    return [...sections, ...own];
}

const halves = (names: readonly string[]): string[][] => {
    const middle = Math.ceil(names.length / 2);
    return [names.slice(0, middle), names.slice(middle)];
};

/** Every custom child relationship. Its columns: the layout's, else the highlights of the child. */
export function relatedListsOf(object: ObjectSchema, project: Project): ConsoleRelatedList[] {
    const layout = layoutOf(object, project.metadata('layouts'));
    return project.schema.objects.flatMap((child) =>
        child.fields
            .filter((field) => field.custom && field.referenceTo.includes(object.name))
            .flatMap((lookup) => relatedList(child, lookup, layout, project)),
    );
}

function relatedList(
    child: ObjectSchema,
    lookup: FieldSchema,
    layout: XmlElement | undefined,
    project: Project,
): ConsoleRelatedList[] {
    if (!lookup.childRelationshipName) return [];
    const declared = layout
        ?.all('relatedLists')
        .find((list) => list.value('relatedList') === `${child.name}.${lookup.name}`)
        ?.all('fields')
        .flatMap(({ text }) => child.field(columnField(text))?.name ?? []);
    const highlights = [child.nameField, ...highlightsOf(child, project.metadata('compactLayouts'))];
    return [
        {
            name: `${lookup.childRelationshipName.replace(/__r$/, '')}__r`,
            label: child.pluralLabel,
            objectApiName: child.name,
            lookup: lookup.name,
            columns: declared ?? highlights.filter((name) => name !== lookup.name),
        },
    ];
}
