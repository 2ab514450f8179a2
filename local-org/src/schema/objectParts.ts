/**
 * What an object's file may hold beside the object itself: in Metadata API format always, in source format where it was
 * not decomposed. https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_source_file_format.htm (2026-11-26)
 */
import { readDocument, textOf, wrap, writeDocument } from './document.ts';
import { parseXml } from './xml.ts';
import type { MetadataFile, MetadataKind } from './projectFiles.ts';

/** The element that holds each, which is also its kind; and its type. */
export const OBJECT_PARTS = {
    compactLayouts: 'CompactLayout',
    fields: 'CustomField',
    fieldSets: 'FieldSet',
    listViews: 'ListView',
    recordTypes: 'RecordType',
    validationRules: 'ValidationRule',
    webLinks: 'WebLink',
} as const satisfies Partial<Record<MetadataKind, string>>;
export type ObjectPartKind = keyof typeof OBJECT_PARTS;

export interface ObjectPart {
    readonly kind: ObjectPartKind;
    readonly type: string;
    readonly file: MetadataFile;
}

export const hasParts = ({ root }: Pick<MetadataFile, 'root'>): boolean =>
    root.children.some(({ name }) => isPart(name));

/** The object without its parts, and each part as a file of its own. */
export function objectApart({ fullName, path, xml }: Pick<MetadataFile, 'fullName' | 'path' | 'xml'>): {
    readonly own: MetadataFile;
    readonly parts: readonly ObjectPart[];
} {
    const document = readDocument(xml);
    const parts = document.parts.flatMap((element): ObjectPart[] => {
        if (!isPart(element.tag)) return [];
        const type = OBJECT_PARTS[element.tag];
        const one = wrap(type, element);
        const name = textOf(element, 'fullName') ?? '';
        return [
            {
                ...{ kind: element.tag, type },
                file: { fullName: name, object: fullName, path, xml: one, root: parseXml(path, one) },
            },
        ];
    });
    const own = writeDocument(
        document.root,
        document.parts.filter(({ tag }) => !isPart(tag)),
    );
    return { own: { fullName, path, xml: own, root: parseXml(path, own) }, parts };
}

function isPart(tag: string): tag is ObjectPartKind {
    return Object.hasOwn(OBJECT_PARTS, tag);
}
