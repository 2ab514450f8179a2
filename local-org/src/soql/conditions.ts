/** One comparison of a WHERE clause. */
import type { Condition as ParsedCondition, LiteralType } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { toStored } from '../records/fieldRules.ts';
import { COMPARISONS, comparable } from '../records/select.ts';
import { likePattern } from './like.ts';
import { dateLiteralRange } from './dateLiterals.ts';
import { literalValue, soqlType, unquote } from './literals.ts';
import type { Comparison, Condition, FieldPath } from '../records/select.ts';
import type { FieldSchema, FieldType, FieldValue } from '../schema/types.ts';
import type { DayRange } from './dateLiterals.ts';
import type { WhereContext } from './where.ts';

export const NOT_FILTERABLE: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html']);
export const NO_LIKE: ReadonlySet<FieldType> = new Set([
    'Number',
    'Currency',
    'Percent',
    'Checkbox',
    'Date',
    'DateTime',
    'Time',
]);

export function toCondition(context: WhereContext, parsed: ParsedCondition): Condition {
    if (!('operator' in parsed)) throw ERRORS.malformedQuery("unexpected token: '('");
    const path = context.resolve('fn' in parsed ? parsed.fn : parsed.field);
    if (NOT_FILTERABLE.has(path.field.type)) throw ERRORS.notFilterable(path.field.name);
    const { operator } = parsed;
    const comparison = COMPARISONS.find((candidate) => candidate === operator);
    if (comparison) return comparisonCondition(context, path, comparison, parsed);
    switch (operator) {
        case 'LIKE':
            return likeCondition(path, single(parsed.value));
        case 'IN':
        case 'NOT IN': {
            const isIn: Condition = { kind: 'in', path, values: inValues(context, path, parsed) };
            return operator === 'IN' ? isIn : { kind: 'not', condition: isIn };
        }
        case 'INCLUDES':
        case 'EXCLUDES':
            return includesCondition(path, operator, list(parsed.value));
        default:
            throw ERRORS.unsupported(`the SOQL operator ${operator}`);
    }
}

type FieldCondition = Extract<ParsedCondition, { operator: unknown }>;

function comparisonCondition(
    context: WhereContext,
    path: FieldPath,
    operator: Comparison,
    parsed: FieldCondition,
): Condition {
    const type = singleType(parsed.literalType);
    const text = single(parsed.value);
    if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') return rangeCondition(context, path, operator, text);
    if (path.field.type === 'Checkbox' && operator !== '=' && operator !== '!=') {
        throw ERRORS.wrongOperator(path.field.name, operator);
    }
    const value = literalValue(path.field, type, text);
    return { kind: 'compare', path, operator, value: isIdLike(path.field) ? toStored(path.field, value) : value };
}

function rangeCondition(context: WhereContext, path: FieldPath, operator: Comparison, literal: string): Condition {
    if (path.field.type !== 'Date' && path.field.type !== 'DateTime') {
        throw ERRORS.wrongLiteral(path.field.name, soqlType(path.field));
    }
    const range = dateLiteralRange(literal.toUpperCase(), context.now);
    if (!range) throw ERRORS.unsupported(`the date literal ${literal}`);
    return withinDays(path, operator, range);
}

/** Equal means inside the range; before and after mean outside of it. */
export function withinDays(path: FieldPath, operator: Comparison, range: DayRange): Condition {
    const [start, end] = edges(path.field, range);
    const compare = (op: Comparison, value: string): Condition => ({ kind: 'compare', path, operator: op, value });
    switch (operator) {
        case '=':
            return { kind: 'and', conditions: [compare('>=', start), compare('<', end)] };
        case '!=':
            return { kind: 'not', condition: { kind: 'and', conditions: [compare('>=', start), compare('<', end)] } };
        case '<':
            return compare('<', start);
        case '<=':
            return compare('<', end);
        case '>':
            return compare('>=', end);
        case '>=':
            return compare('>=', start);
    }
}

function edges(field: FieldSchema, range: DayRange): [string, string] {
    const length = field.type === 'Date' ? 10 : undefined;
    return [range.start.toISOString().slice(0, length), range.end.toISOString().slice(0, length)];
}

function likeCondition(path: FieldPath, text: string): Condition {
    if (NO_LIKE.has(path.field.type) || isIdLike(path.field)) throw ERRORS.wrongOperator(path.field.name, 'LIKE');
    return { kind: 'matches', path, pattern: likePattern(text.slice(1, -1), (part) => unquote(`'${part}'`)) };
}

function inValues(context: WhereContext, path: FieldPath, parsed: FieldCondition): ReadonlySet<FieldValue> {
    const values =
        'valueQuery' in parsed
            ? context.subqueryValues(parsed.valueQuery as Parameters<WhereContext['subqueryValues']>[0], path)
            : list(parsed.value).map((text, index) =>
                  literalValue(
                      path.field,
                      Array.isArray(parsed.literalType) ? parsed.literalType[index] : parsed.literalType,
                      text,
                  ),
              );
    const stored = isIdLike(path.field) ? values.map((value) => toStored(path.field, value)) : values;
    return new Set(stored.map((value) => comparable(path.field, value)));
}

function includesCondition(path: FieldPath, operator: 'INCLUDES' | 'EXCLUDES', values: readonly string[]): Condition {
    if (path.field.type !== 'MultiselectPicklist') throw ERRORS.wrongOperator(path.field.name, operator);
    const sets = values.map((value) => unquote(value).split(';'));
    const includes: Condition = { kind: 'includes', path, sets };
    return operator === 'INCLUDES' ? includes : { kind: 'not', condition: includes };
}

export function isIdLike(field: FieldSchema): boolean {
    return field.type === 'Id' || field.referenceTo.length > 0;
}

function singleType(type: LiteralType | LiteralType[] | undefined): LiteralType | undefined {
    return Array.isArray(type) ? type[0] : type;
}

function single(value: string | string[]): string {
    return Array.isArray(value) ? (value[0] ?? '') : value;
}

function list(value: string | string[]): readonly string[] {
    return Array.isArray(value) ? value : [value];
}
