/** Formula fields and validation rules name fields of their object, or of the objects that its lookups lead to. */
import type { MetadataDocument, Problem } from './document.ts';
import type { PackageIndex } from './packageIndex.ts';

const FORMULAS: Readonly<Record<string, string>> = {
    CustomField: 'formula',
    ValidationRule: 'errorConditionFormula',
};
/** Words that look like a field and are none. */
const CONSTANTS: ReadonlySet<string> = new Set(['TRUE', 'FALSE', 'NULL']);

export function checkFormulas({ root, object, path }: MetadataDocument, index: PackageIndex): Problem[] {
    const element = FORMULAS[root.name];
    if (element === undefined || object === undefined) return [];
    return root.all(element).flatMap((node) =>
        namesIn(node.text)
            .flatMap((name) => unknownField(object, name.split('.'), index) ?? [])
            .map((field) => ({ path, line: node.line, message: `unknown field ${field} in a formula` })),
    );
}

/** What is neither text, a comment, a number, a function nor a global such as `$User.Id`. */
function namesIn(formula: string): string[] {
    const bare = formula.replaceAll(/"(?:\\.|[^"\\])*"|\/\*[^]*?\*\//g, ' ');
    return [...bare.matchAll(/(?<![\w.$])[A-Za-z][\w.]*(?!\w|\s*\()/g)]
        .map(([name]) => name)
        .filter((name) => !CONSTANTS.has(name.toUpperCase()));
}

/** The first step of a path that leads nowhere. What lies behind a standard lookup is not known here. */
export function unknownField(object: string, path: readonly string[], index: PackageIndex): string | undefined {
    const [step = '', ...rest] = path;
    if (rest.length === 0) return index.hasField(object, step) ? undefined : `${object}.${step}`;
    if (!step.endsWith('__r')) return undefined;
    const target = index.lookupTarget(object, step.replace(/__r$/, '__c'));
    return target === undefined ? `${object}.${step}` : unknownField(target, rest, index);
}
