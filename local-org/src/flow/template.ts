/** Texts with merge fields: `Hello {!contact.FirstName}`. */
import { plainText } from '../formula/numbers.ts';
import { UnsupportedInFlow } from './errors.ts';
import type { Interview } from './interview.ts';
import type { Scope } from './scope.ts';
import { asScalar } from './values.ts';
import type { FlowType, FlowValue } from './values.ts';

const MERGE = /\{!\s*([^{}\s]+)\s*\}/g;

export type Template = (interview: Interview) => string;

export function hasMerge(text: string): boolean {
    return text.search(MERGE) >= 0;
}

export function compileTemplate(text: string, scope: Scope, owner: string): Template {
    const parts: (string | Template)[] = [];
    let end = 0;
    for (const match of text.matchAll(MERGE)) {
        parts.push(text.slice(end, match.index), merge(match[1] ?? '', scope, owner));
        end = match.index + match[0].length;
    }
    parts.push(text.slice(end));
    return (interview) => parts.map((part) => (typeof part === 'string' ? part : part(interview))).join('');
}

function merge(reference: string, scope: Scope, owner: string): Template {
    const operand = scope.resolve(reference, owner);
    if (!canMerge(operand.type))
        // The platform writes these in the running user's locale, which is documented nowhere in full.
        throw new UnsupportedInFlow(scope.file, owner, `a ${operand.type.kind} in a text ({!${reference}})`);
    return (interview) => merged(operand.read(interview));
}

function canMerge(type: FlowType): boolean {
    const kinds: readonly string[] = ['Text', 'Picklist', 'MultiselectPicklist', 'Number', 'Boolean'];
    return !type.collection && kinds.includes(type.kind);
}

function merged(value: FlowValue): string {
    const single = asScalar(value);
    return typeof single === 'number' ? plainText(single) : String(single ?? '');
}
