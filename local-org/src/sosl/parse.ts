/** `FIND {…} IN … FIELDS RETURNING … LIMIT n`: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_sosl_syntax.htm (2026-11-26) */
import { ERRORS } from '../errors.ts';
import { SEARCH_GROUPS } from './search.ts';
import type { Search, SearchGroup, SearchedObject } from './search.ts';

/** Clauses that there are and that are not here. */
export const UNSUPPORTED_SOSL = ['WITH', 'UPDATE', 'USING'] as const;

export function parseSosl(sosl: string): Search {
    const found = /^\s*FIND\s*\{((?:\\[^]|[^}\\])*)\}([^]*)$/i.exec(sosl);
    if (!found) throw ERRORS.malformedSearch('No search term found. The search term must be enclosed in braces.');
    const [, terms = '', clauses = ''] = found;
    const split = /^(?:\s+IN\s+(\w+)\s+FIELDS)?(?:\s*\bRETURNING\s+([^]*?))?(?:\s*\bLIMIT\s+(\d+))?\s*$/i.exec(clauses);
    const outside = clauses.replaceAll(/\([^]*?\)(?=\s*(,|$|LIMIT\b|WITH\b|UPDATE\b))/gi, '');
    const refused = UNSUPPORTED_SOSL.find((clause) => new RegExp(`\\b${clause}\\b`, 'i').test(outside));
    if (refused) throw ERRORS.unsupported(`the SOSL clause ${refused}`);
    if (!split) throw ERRORS.malformedSearch(`unexpected token: ${clauses.trim()}`);
    const [, group, returning, limit] = split;
    return {
        terms,
        group: searchGroup(group),
        ...(returning === undefined ? {} : { objects: splitObjects(returning).map(searchedObject) }),
        ...(limit === undefined ? {} : { limit: Number(limit) }),
    };
}

export function searchGroup(name = 'ALL'): SearchGroup {
    const group = SEARCH_GROUPS.find((each) => each === name.toUpperCase());
    if (!group) throw ERRORS.unsupported(`the SOSL clause IN ${name} FIELDS`);
    return group;
}

/** At the commas that are in no parentheses and no quotes. */
function splitObjects(returning: string): readonly string[] {
    const objects = [''];
    let depth = 0;
    for (const [part] of returning.matchAll(/'(?:\\[^]|[^'\\])*'|[^]/g)) {
        if (part === '(') depth += 1;
        if (part === ')') depth -= 1;
        if (part === ',' && depth === 0) objects.push('');
        else objects.push(`${objects.pop() ?? ''}${part}`);
    }
    return objects;
}

/** `Contact(Id, Name WHERE … ORDER BY … LIMIT n OFFSET n)`: what SOQL has after SELECT and after FROM. */
function searchedObject(text: string): SearchedObject {
    const found = /^\s*(\w+)\s*(?:\(([^]*)\))?\s*$/.exec(text);
    const [, name, inner] = found ?? [];
    if (name === undefined) throw ERRORS.malformedSearch(`unexpected token: ${text.trim()}`);
    if (inner === undefined) return { name, fields: 'Id', rest: '' };
    const refused = /\bUSING\s+Listview\b/i.exec(inner);
    if (refused) throw ERRORS.unsupported(`the SOSL clause ${refused[0]}`);
    const at = inner.search(/\b(WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/i);
    const fields = at < 0 ? inner : inner.slice(0, at);
    return { name, fields: fields.trim(), rest: at < 0 ? '' : inner.slice(at) };
}
