/** SOQL text as a parsed tree in which nothing is left that the local org would overlook. */
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { Query, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';

const CLAUSE_NAMES: Readonly<Record<string, string>> = {
    withDataCategory: 'WITH DATA CATEGORY',
    update: 'UPDATE TRACKING or VIEWSTAT',
};

export const UNSUPPORTED_CLAUSES: readonly string[] = Object.values(CLAUSE_NAMES);

const KNOWN_CLAUSES: ReadonlySet<string> = new Set([
    ...[
        'fields',
        'sObject',
        'sObjectAlias',
        'relationshipName',
        'where',
        'limit',
        'offset',
        'groupBy',
        'having',
        'orderBy',
    ],
    // One transaction runs at a time, so a row need not be locked. VIEW and REFERENCE make recent items of the rows;
    // no object here has the fields LastViewedDate and LastReferencedDate.
    'for',
    // What the reader may not see is decided for every query, by the schema that it is given.
    ...['withSecurityEnforced', 'withAccessLevel', 'usingScope'],
]);

/** https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_soslsoql.htm (2026-11-25) */
const LONGEST = 100_000;
const MOST_LEVELS = 5;

export function parseSoql(soql: string): Query {
    if (soql.length > LONGEST)
        throw ERRORS.malformedQuery(`SOQL statements cannot be longer than ${LONGEST} characters.`);
    // It is Apex's; clients ask the resource queryAll.
    if (/\bALL\s+ROWS\s*$/i.test(soql)) throw ERRORS.malformedQuery('ALL ROWS not allowed in this context');
    const query = parse(soql);
    checkClauses(query);
    if (query.for === 'UPDATE' && query.orderBy)
        throw ERRORS.malformedQuery('ORDER BY is not allowed in a query that uses FOR UPDATE');
    if (query.having && !query.groupBy) throw ERRORS.malformedQuery("unexpected token: 'HAVING'");
    return query;
}

/** They end a line for the parser; in a text of SOQL they are characters like any other. */
const LINE_ENDS = /[\u2028\u2029]/g;
const escaped = (end: string): string => `\\u${end.charCodeAt(0).toString(16)}`;

function parse(soql: string): Query {
    try {
        return parseQuery(soql.replace(LINE_ENDS, escaped));
    } catch (error) {
        throw ERRORS.malformedQuery(unexpected(soql, error instanceof Error ? error.message : String(error)));
    }
}

/** In the platform's words, with the place of the first such token as well as the parser tells it. */
function unexpected(soql: string, message: string): string {
    const found = /found(?: -->|:) ?'?([^'\n]*?)'?(?: <--)?(?:\n|$)/.exec(message)?.[1] ?? '';
    const at = found === '' ? -1 : soql.indexOf(found);
    if (at < 0) return found === '' ? `unexpected token: '<EOF>'` : `unexpected token: '${found}'`;
    const before = soql.slice(0, at).split('\n');
    const [row, column] = [before.length, (before.at(-1) ?? '').length + 1];
    const line = soql.split('\n')[row - 1] ?? '';
    const caret = `${' '.repeat(column - 1)}^`;
    return `\n${line}\n${caret}\nERROR at Row:${row}:Column:${column}\nunexpected token: '${found}'`;
}

/** Every clause of every query and subquery is either one we execute or refused by name. */
export function checkClauses(query: QueryBase, level = 1): void {
    for (const key of Object.keys(query)) {
        if (KNOWN_CLAUSES.has(key)) continue;
        throw ERRORS.unsupported(`the SOQL clause ${CLAUSE_NAMES[key] ?? key}`);
    }
    for (const field of query.fields ?? []) {
        if (field.type === 'FieldSubquery') checkSubquery(field.subquery, level + 1);
    }
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_relationships_query_limits.htm (2026-11-25) */
function checkSubquery(subquery: Subquery, level: number): void {
    if (subquery.groupBy) throw ERRORS.malformedQuery('Only root queries support aggregate expressions');
    if (level > MOST_LEVELS)
        throw ERRORS.malformedQuery(`SOQL relationship queries go down at most ${MOST_LEVELS} levels`);
    checkClauses(subquery, level);
}
