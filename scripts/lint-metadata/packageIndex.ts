/** What exists: everything a reference in the package may point at. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { MetadataDocument } from './document.ts';
import { CUSTOM_OBJECT_FIELDS, EVENT_FIELDS, METADATA_TYPE_FIELDS, STANDARD_FIELDS } from './standardFields.ts';

export interface PackageIndex {
    readonly hasObject: (object: string) => boolean;
    readonly hasField: (object: string, field: string) => boolean;
    /** The object that a lookup of the package leads to. */
    readonly lookupTarget: (object: string, field: string) => string | undefined;
    /** Full names of one root element, such as `CustomTab`. */
    readonly names: (type: string) => ReadonlySet<string>;
    readonly labels: ReadonlySet<string>;
    readonly components: ReadonlySet<string>;
}

export function indexPackage(directory: string, documents: readonly MetadataDocument[]): PackageIndex {
    const byType = Map.groupBy(documents, ({ root }) => root.name);
    const names = (type: string): Set<string> => new Set((byType.get(type) ?? []).map(({ fullName }) => fullName));
    const objects = names('CustomObject');
    const fields = new Map((byType.get('CustomField') ?? []).map(({ fullName, root }) => [fullName, root]));
    return {
        hasObject: (object) => objects.has(object) || object in STANDARD_FIELDS,
        hasField: (object, field) => fields.has(`${object}.${field}`) || standardFields(object).includes(field),
        lookupTarget: (object, field) => fields.get(`${object}.${field}`)?.value('referenceTo'),
        names,
        labels: new Set(
            (byType.get('CustomLabels') ?? []).flatMap(({ root }) =>
                root.all('labels').map((label) => label.value('fullName') ?? ''),
            ),
        ),
        components: componentsIn(directory),
    };
}

function standardFields(object: string): readonly string[] {
    if (object.endsWith('__e')) return EVENT_FIELDS;
    if (object.endsWith('__mdt')) return METADATA_TYPE_FIELDS;
    return STANDARD_FIELDS[object] ?? CUSTOM_OBJECT_FIELDS;
}

function componentsIn(directory: string): Set<string> {
    const folder = path.join(directory, 'main/default/lwc');
    if (!existsSync(folder)) return new Set();
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    return new Set(folders.map((entry) => entry.name));
}
