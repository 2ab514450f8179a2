import { checkDescriptions } from './descriptionRules.ts';
import { isMetadata, readDocument, readDocuments, sorted } from './document.ts';
import type { MetadataDocument, Problem } from './document.ts';
import { checkFlowPaths } from './flowPathRules.ts';
import { checkFlowReferences } from './flowReferenceRules.ts';
import { checkFlowSafety } from './flowSafetyRules.ts';
import { checkFormulas } from './formulaRules.ts';
import { indexPackage } from './packageIndex.ts';
import type { PackageIndex } from './packageIndex.ts';
import { checkReferences } from './referenceRules.ts';
import { checkShape } from './shapeRules.ts';
import { checkSourceImports, readSources } from './sourceImportRules.ts';
import type { Sources } from './sourceImportRules.ts';

type Rule = (document: MetadataDocument, index: PackageIndex) => Problem[];

const RULES: readonly Rule[] = [
    checkShape,
    checkDescriptions,
    checkReferences,
    checkFormulas,
    checkFlowReferences,
    checkFlowPaths,
    checkFlowSafety,
];

/** A package as it is read, before anything is checked. */
export interface LoadedPackage {
    readonly directory: string;
    readonly files: ReadonlyMap<string, MetadataDocument | Problem>;
    readonly sources: Sources;
}

export function loadPackage(directory: string): LoadedPackage {
    const { documents, malformed } = readDocuments(directory);
    const files = new Map([...documents, ...malformed].map((file) => [file.path, file]));
    return { directory, files, sources: readSources(directory) };
}

/** The same package with another text in one of its files. */
export function withText(loaded: LoadedPackage, file: string, text: string): LoadedPackage {
    return isMetadata(file)
        ? { ...loaded, files: new Map(loaded.files).set(file, readDocument(file, text)) }
        : { ...loaded, sources: new Map(loaded.sources).set(file, text) };
}

export function lintPackage({ directory, files, sources }: LoadedPackage): Problem[] {
    const { documents, malformed } = sorted([...files.values()]);
    const index = indexPackage(directory, documents);
    return [
        ...malformed,
        ...documents.flatMap((document) => RULES.flatMap((rule) => rule(document, index))),
        ...checkSourceImports(sources, index),
    ];
}

export function lintMetadata(directory: string): { problems: Problem[]; files: number } {
    const loaded = loadPackage(directory);
    return { problems: lintPackage(loaded), files: loaded.files.size };
}
