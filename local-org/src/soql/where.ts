/** The WHERE clause: the parser's flat chain, with its counted parentheses, as a tree of conditions. */
import type { Condition as ParsedCondition, Query, WhereClause } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { toCondition } from './conditions.ts';
import type { FieldValue } from '../schema/types.ts';
import type { Condition } from '../records/select.ts';
import type { Scope } from './paths.ts';

export interface WhereContext {
    readonly scope: Scope;
    readonly now: number;
    /** Runs `IN (SELECT Field FROM …)`. */
    readonly subqueryValues: (query: Query) => readonly FieldValue[];
}

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | ParsedCondition;

export function whereCondition(context: WhereContext, where: WhereClause): Condition {
    const tokens = flatten(where);
    const condition = parseGroup(context, tokens);
    if (tokens.length > 0) throw ERRORS.malformedQuery(`unexpected token: '${describe(tokens[0])}'`);
    return condition;
}

function flatten(where: WhereClause): Token[] {
    const tokens: Token[] = [];
    let clause: WhereClause | undefined = where;
    while (clause) {
        const { left } = clause;
        const operator = 'operator' in clause ? clause.operator : undefined;
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
