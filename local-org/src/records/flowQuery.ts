/** A Flow element's query as a selection. */
import { FlowFault } from '../flow/port.ts';
import { toStored } from './fieldRules.ts';
import { comparable, escapePattern } from './select.ts';
import type { RecordFilter, RecordQuery } from '../flow/port.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema } from '../schema/types.ts';
import type { Comparison, Condition, FieldPath, Selection } from './select.ts';

const COMPARISONS: Partial<Record<RecordFilter['operator'], Comparison>> = {
    EqualTo: '=',
    NotEqualTo: '!=',
    GreaterThan: '>',
    LessThan: '<',
    GreaterThanOrEqualTo: '>=',
    LessThanOrEqualTo: '<=',
};

export function toSelection(schema: Schema, query: RecordQuery): Selection {
    const object = schema.object(query.object);
    if (!object) throw new FlowFault('INVALID_TYPE', `sObject type '${query.object}' is not supported.`);
    const conditions = query.filters.map((filter) => toCondition(object, filter));
    const where = conditions.length === 0 ? undefined : combine(query.logic, conditions);
    const sortField = query.sortField === undefined ? undefined : fieldOf(object, query.sortField);
    return {
        object,
        ...(where ? { where } : {}),
        ...(sortField
            ? { orderBy: [{ path: direct(sortField), descending: query.sortOrder === 'Desc', nullsLast: false }] }
            : {}),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
    };
}

function toCondition(object: ObjectSchema, filter: RecordFilter): Condition {
    const field = fieldOf(object, filter.field);
    const path = direct(field);
    const { operator, value } = filter;
    if (operator === 'In' || operator === 'NotIn') {
        const values = new Set(listOf(value).map((one) => comparable(field, toStored(field, one))));
        const isIn: Condition = { kind: 'in', path, values };
        return operator === 'In' ? isIn : { kind: 'not', condition: isIn };
    }
    const single = listOf(value)[0] ?? null;
    if (operator === 'IsNull') return { kind: 'compare', path, operator: single === false ? '!=' : '=', value: null };
    const comparison = COMPARISONS[operator];
    if (comparison) return { kind: 'compare', path, operator: comparison, value: toStored(field, single) };
    return { kind: 'matches', path, pattern: textPattern(operator, String(single ?? '')) };
}

function textPattern(operator: RecordFilter['operator'], text: string): RegExp {
    const literal = escapePattern(text);
    if (operator === 'StartsWith') return new RegExp(`^${literal}`, 'i');
    if (operator === 'EndsWith') return new RegExp(`${literal}$`, 'i');
    return new RegExp(literal, 'i');
}

/** Flow's filterLogic: `and`, `or`, or numbers of filters with AND, OR, NOT and parentheses. */
export function combine(logic: string, conditions: readonly Condition[]): Condition {
    if (/^and$/i.test(logic)) return { kind: 'and', conditions };
    if (/^or$/i.test(logic)) return { kind: 'or', conditions };
    const tokens = logic.toUpperCase().match(/\d+|AND|OR|NOT|[()]/g) ?? [];
    const parsed = parseOr(tokens, conditions);
    if (tokens.length > 0) throw new FlowFault('INVALID_FILTER_LOGIC', `Filter logic ${logic} is not valid`);
    return parsed;
}

function parseOr(tokens: string[], conditions: readonly Condition[]): Condition {
    const parts = [parseAnd(tokens, conditions)];
    while (tokens[0] === 'OR') {
        tokens.shift();
        parts.push(parseAnd(tokens, conditions));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', conditions: parts };
}

function parseAnd(tokens: string[], conditions: readonly Condition[]): Condition {
    const parts = [parseUnary(tokens, conditions)];
    while (tokens[0] === 'AND') {
        tokens.shift();
        parts.push(parseUnary(tokens, conditions));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', conditions: parts };
}

function parseUnary(tokens: string[], conditions: readonly Condition[]): Condition {
    const token = tokens.shift();
    if (token === 'NOT') return { kind: 'not', condition: parseUnary(tokens, conditions) };
    if (token === '(') {
        const inner = parseOr(tokens, conditions);
        if (tokens.shift() === ')') return inner;
    }
    const condition = conditions[Number(token) - 1];
    if (!condition) throw new FlowFault('INVALID_FILTER_LOGIC', `Filter logic names filter ${token ?? '(nothing)'}`);
    return condition;
}

function fieldOf(object: ObjectSchema, name: string): FieldSchema {
    const field = object.field(name);
    if (!field) throw new FlowFault('INVALID_FIELD', `No such column '${name}' on entity '${object.name}'.`);
    return field;
}

function direct(field: FieldSchema): FieldPath {
    return { parents: [], field };
}

function listOf(value: RecordFilter['value']): readonly FieldValue[] {
    return Array.isArray(value) ? value : [value as FieldValue]; // Array.isArray does not narrow readonly arrays
}
