import { checkDescriptions } from './descriptionRules.ts';
import { readDocuments } from './document.ts';
import type { MetadataDocument, Problem } from './document.ts';
import { checkFlowReferences } from './flowReferenceRules.ts';
import { checkFlowSafety } from './flowSafetyRules.ts';
import { indexPackage } from './packageIndex.ts';
import type { PackageIndex } from './packageIndex.ts';
import { checkReferences } from './referenceRules.ts';
import { checkShape } from './shapeRules.ts';
import { checkSourceImports } from './sourceImportRules.ts';

type Rule = (document: MetadataDocument, index: PackageIndex) => Problem[];

const RULES: readonly Rule[] = [checkShape, checkDescriptions, checkReferences, checkFlowReferences, checkFlowSafety];

export function lintMetadata(directory: string): { problems: Problem[]; files: number } {
    const { documents, malformed } = readDocuments(directory);
    const index = indexPackage(directory, documents);
    const problems = [
        ...malformed,
        ...documents.flatMap((document) => RULES.flatMap((rule) => rule(document, index))),
        ...checkSourceImports(directory, index),
    ];
    return { problems, files: documents.length + malformed.length };
}
