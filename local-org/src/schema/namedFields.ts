/**
 * Custom fields that layouts, compact layouts, quick actions and pages name have to be there, in the words of a deployment:
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_layouts.htm, meta_compactlayout.htm,
 * meta_quickaction.htm and meta_flexipage.htm (2026-11-26). Standard fields are not judged: the catalogue lacks many.
 */
import { UnsupportedMetadata } from './problems.ts';
import type { ProblemList } from './problems.ts';
import type { MetadataFile, MetadataKind } from './projectFiles.ts';
import type { Schema } from './types.ts';

interface Naming {
    /** The object that the names belong to. */
    readonly objectOf: (file: MetadataFile) => string | undefined;
    /** Finds each name in the file's XML. */
    readonly names: RegExp;
}

const NAMINGS: Partial<Record<MetadataKind, Naming>> = {
    layouts: {
        objectOf: ({ fullName }) => fullName.split('-')[0],
        names: /<layoutItems>(?:(?!<\/layoutItems>)[^])*?<field>(\w+__c)<\/field>/g,
    },
    compactLayouts: { objectOf: ({ object }) => object, names: /<fields>(\w+__c)<\/fields>/g },
    quickActions: {
        objectOf: ({ root, fullName }) => root.value('targetObject') ?? /^(.+?)\./.exec(fullName)?.[1],
        names: /<field>(\w+__c)<\/field>/g,
    },
    flexipages: {
        objectOf: ({ root }) => root.value('sobjectType'),
        names: /<fieldItem>Record\.(\w+__c)<\/fieldItem>/g,
    },
};

export function checkNamedFields(
    metadata: (kind: MetadataKind) => readonly MetadataFile[],
    schema: Schema,
    problems: ProblemList,
): void {
    for (const [kind, naming] of Object.entries(NAMINGS)) {
        for (const file of metadata(kind as MetadataKind)) problems.attempt(() => check(file, naming, schema)); // its keys
    }
}

function check(file: MetadataFile, { objectOf, names }: Naming, schema: Schema): void {
    const name = objectOf(file);
    if (name === undefined) return;
    const object = schema.object(name);
    if (!object && /__[ce]$/.test(name))
        throw new UnsupportedMetadata(file.path, `no CustomObject named ${name} found`);
    const missing =
        object && [...file.xml.matchAll(names)].flatMap(([, field = '']) => (object.field(field) ? [] : field));
    if (missing?.[0]) throw new UnsupportedMetadata(file.path, `no CustomField named ${name}.${missing[0]} found`);
}
