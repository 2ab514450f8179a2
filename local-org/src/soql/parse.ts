/** SOQL text as a parsed tree in which nothing is left that the local org would overlook. */
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';

const CLAUSE_NAMES: Readonly<Record<string, string>> = {
    usingScope: 'USING SCOPE',
    having: 'HAVING',
    withDataCategory: 'WITH DATA CATEGORY',
    withSecurityEnforced: 'WITH SECURITY_ENFORCED',
    withAccessLevel: 'WITH USER_MODE or SYSTEM_MODE',
    for: 'FOR VIEW, REFERENCE or UPDATE',
    update: 'UPDATE TRACKING or VIEWSTAT',
};

export const UNSUPPORTED_CLAUSES: readonly string[] = Object.values(CLAUSE_NAMES);

const KNOWN_CLAUSES: ReadonlySet<string> = new Set([
    'fields',
    'sObject',
    'sObjectAlias',
    'relationshipName',
    'where',
    'limit',
    'offset',
    'groupBy',
    'orderBy',
]);

export function parseSoql(soql: string): Query {
    if (/\bALL\s+ROWS\s*$/i.test(soql)) throw ERRORS.unsupported('the SOQL clause ALL ROWS');
    const query = parse(soql);
    checkClauses(query);
    return query;
}

function parse(soql: string): Query {
    try {
        return parseQuery(soql);
    } catch (error) {
        const detail = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
        throw ERRORS.malformedQuery(detail);
    }
}

/** Every clause of every query and subquery is either one we execute or refused by name. */
export function checkClauses(query: QueryBase): void {
    for (const key of Object.keys(query)) {
        if (KNOWN_CLAUSES.has(key)) continue;
        throw ERRORS.unsupported(`the SOQL clause ${CLAUSE_NAMES[key] ?? key}`);
    }
    for (const field of query.fields ?? []) {
        if (field.type === 'FieldSubquery') checkSubquery(field.subquery);
    }
}

function checkSubquery(subquery: Subquery): void {
    if (subquery.groupBy) throw ERRORS.unsupported('GROUP BY in a relationship subquery');
    if ((subquery.fields ?? []).some((field) => field.type === 'FieldSubquery')) {
        throw ERRORS.unsupported('a relationship subquery in a relationship subquery');
    }
    checkClauses(subquery);
}
