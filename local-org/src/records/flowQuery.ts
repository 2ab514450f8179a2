/** A Flow element's query as a selection. */
import assert from 'node:assert/strict';
import { FlowFault } from '../flow/port.ts';
import { toStored } from './fieldRules.ts';
import { comparable, escapePattern } from './select.ts';
import type { Logic } from '../flow/logic.ts';
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

function combine(logic: Logic, conditions: readonly Condition[]): Condition {
    switch (logic.kind) {
        case 'condition': {
            const condition = conditions[logic.index];
            assert(condition, 'filter logic is checked when the flow is loaded');
            return condition;
        }
        case 'not':
            return { kind: 'not', condition: combine(logic.part, conditions) };
        case 'and':
        case 'or':
            return { kind: logic.kind, conditions: logic.parts.map((part) => combine(part, conditions)) };
    }
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
    // Array.isArray does not narrow readonly arrays.
    return Array.isArray(value) ? (value as readonly FieldValue[]) : [value as FieldValue];
}
