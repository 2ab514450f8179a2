/** The WHERE clause: the parser's flat chain, with its counted parentheses, as a tree of conditions. */
import type { Condition as ParsedCondition, FunctionExp, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { toCondition } from './conditions.ts';
import type { FieldValue } from '../schema/types.ts';
import type { Condition, FieldPath } from '../records/select.ts';

export interface WhereContext {
    /** What a field name or a function stands for: in WHERE a value of a row, in HAVING one of a group. */
    readonly resolve: (expression: string | FunctionExp) => FieldPath;
    readonly now: number;
    /** Runs `IN (SELECT Field FROM …)` for the field on its left. */
    readonly subqueryValues: (query: Query, left: FieldPath) => readonly FieldValue[];
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ParsedCondition;

export function whereCondition(context: WhereContext, where: WhereClause): Condition {
    const tokens = flatten(where);
    checkSemiJoins(tokens);
    const condition = parseGroup(context, tokens);
    if (tokens.length > 0) throw ERRORS.malformedQuery(`unexpected token: '${describe(tokens[0])}'`);
    return condition;
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_comparisonoperators.htm#semi_join_limits (2026-11-25) */
const MOST_SEMI_JOINS = 2;

function checkSemiJoins(tokens: readonly Token[]): void {
    const count = tokens.filter(isSemiJoin).length;
    if (count > MOST_SEMI_JOINS) throw ERRORS.malformedQuery('maximum 2 semi join sub-selects are allowed');
    if (count > 0 && tokens.includes('OR'))
        throw ERRORS.malformedQuery("Semi join sub-selects are not allowed with the 'OR' operator");
    if (tokens.some((token, index) => token === 'NOT' && isSemiJoin(tokens.slice(index + 1).find(isNoParenthesis))))
        throw ERRORS.malformedQuery("Semi join sub-selects are not allowed with the 'NOT' operator");
}

const isSemiJoin = (token: Token | undefined): boolean => typeof token === 'object' && 'valueQuery' in token;
const isNoParenthesis = (token: Token): boolean => token !== '(';

function flatten(where: WhereClause): Token[] {
    const tokens: Token[] = [];
    let clause: WhereClause | undefined = where;
    while (clause) {
        const { left } = clause;
        const operator = 'operator' in clause ? clause.operator : undefined;
        // The parser loses the condition after a NOT that stands before others in HAVING.
        if ((!left || !('operator' in left)) && operator !== 'NOT')
            throw ERRORS.unsupported('NOT among several conditions of HAVING in SOQL');
        if (left) {
            tokens.push(...parens('(', 'openParen' in left ? left.openParen : 0));
            if ('operator' in left) tokens.push(left as ParsedCondition); // only conditions carry an operator
            tokens.push(...parens(')', 'closeParen' in left ? left.closeParen : 0));
        }
        if (operator) tokens.push(operator);
        clause = 'right' in clause ? clause.right : undefined;
    }
    return tokens;
}

function parens(which: '(' | ')', count: number | undefined): Token[] {
    return new Array<Token>(count ?? 0).fill(which);
}

/** AND and OR may be mixed only with parentheses, as on the platform. */
function parseGroup(context: WhereContext, tokens: Token[]): Condition {
    const conditions = [parseUnary(context, tokens)];
    const operator = tokens[0];
    if (operator !== 'AND' && operator !== 'OR') return conditions[0] ?? { kind: 'and', conditions };
    while (tokens[0] === 'AND' || tokens[0] === 'OR') {
        if (tokens[0] !== operator) throw ERRORS.malformedQuery(`unexpected token: '${tokens[0]}'`);
        tokens.shift();
        conditions.push(parseUnary(context, tokens));
    }
    return { kind: operator === 'AND' ? 'and' : 'or', conditions };
}

function parseUnary(context: WhereContext, tokens: Token[]): Condition {
    const token = tokens.shift();
    if (token === 'NOT') return { kind: 'not', condition: parseUnary(context, tokens) };
    if (token === '(') {
        const inner = parseGroup(context, tokens);
        if (tokens.shift() !== ')') throw ERRORS.malformedQuery("expecting a right parentheses, found 'end of query'");
        return inner;
    }
    if (token === undefined || typeof token === 'string') {
        throw ERRORS.malformedQuery(`unexpected token: '${describe(token)}'`);
    }
    return toCondition(context, token);
}

function describe(token: Token | undefined): string {
    if (token === undefined) return '<EOF>';
    return typeof token === 'string' ? token : 'condition';
}
