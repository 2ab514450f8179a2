/** The values an interview holds and the types they have. */
import { formulaTypeOf } from '../formula/index.ts';
import type { FormulaType } from '../formula/index.ts';
import type { FieldSchema, FieldValue, ObjectSchema } from '../schema/types.ts';
import type { FlowList, FlowRecord, FlowValue } from './flowValue.ts';

export type { FlowList, FlowRecord, FlowValue } from './flowValue.ts';

export type ScalarKind = Exclude<FormulaType, 'Null' | 'Location'>;
export type FlowType =
    | { readonly kind: ScalarKind; readonly collection: boolean }
    | { readonly kind: 'Record'; readonly object: string; readonly collection: boolean };

export const TEXT: FlowType = { kind: 'Text', collection: false };
export const BOOLEAN: FlowType = { kind: 'Boolean', collection: false };
export const NUMBER: FlowType = { kind: 'Number', collection: false };
export const TEXTS: FlowType = { kind: 'Text', collection: true };

export function recordType(object: ObjectSchema, collection: boolean): FlowType {
    return { kind: 'Record', object: object.name, collection };
}

export function fieldType(field: FieldSchema): FlowType {
    // Every field has a type of its own: Null is only the type of the literal NULL in formulas.
    return { kind: formulaTypeOf(field.type) as ScalarKind, collection: false };
}

export function itemType(type: FlowType): FlowType {
    return { ...type, collection: false };
}

export function describeType(type: FlowType): string {
    const name = type.kind === 'Record' ? type.object : type.kind;
    return type.collection ? `${name} collection` : name;
}

const FAMILY: Readonly<Record<ScalarKind, string>> = {
    Text: 'text',
    Picklist: 'text',
    MultiselectPicklist: 'text',
    Number: 'number',
    Boolean: 'boolean',
    Date: 'date',
    DateTime: 'date',
    Time: 'time',
};

/**
 * Whether a value of one type may be put where the other is expected. Text, picklist and multi-select picklist go
 * together: https://help.salesforce.com/s/articleView?id=platform.flow_ref_operators_assignment.htm (2026-11-21).
 */
export function accepts(target: FlowType, value: FlowType): boolean {
    if (target.collection !== value.collection) return false;
    if (target.kind === 'Record' || value.kind === 'Record')
        return target.kind === 'Record' && value.kind === 'Record' && target.object === value.object;
    if (target.collection) return FAMILY[target.kind] === FAMILY[value.kind] && FAMILY[target.kind] !== 'date';
    return FAMILY[target.kind] === FAMILY[value.kind];
}

/**
 * A value in the form its target keeps: dates and date/times turn into each other, a date/time loses what is under a
 * second, records are copied.
 */
export function converted(value: FlowValue, target: FlowType): FlowValue {
    if (Array.isArray(value)) return value.map(copyItem);
    if (isRecord(value)) return copyItem(value);
    if (typeof value !== 'string') return value;
    if (target.kind === 'Date') return value.slice(0, 10);
    if (target.kind === 'DateTime')
        return value.length === 10 ? `${value}T00:00:00.000Z` : `${value.slice(0, 19)}.000Z`;
    return value;
}

export function isRecord(value: FlowValue): value is FlowRecord {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A record put into a variable or a collection is a copy: changing the one leaves the other. */
export function copyItem(item: FieldValue | FlowRecord): FieldValue | FlowRecord {
    return isRecord(item) ? { ...item, fields: { ...item.fields } } : item;
}

export function asList(value: FlowValue): FlowList {
    if (value === null) return [];
    return Array.isArray(value) ? value : [value];
}

export function asScalar(value: FlowValue): FieldValue {
    if (Array.isArray(value) || isRecord(value)) throw new TypeError('A single value was expected here');
    return value;
}

/** Whether two values are alike: records by their fields, collections item by item. */
export function sameValue(a: FlowValue, b: FlowValue): boolean {
    if (Array.isArray(a) && Array.isArray(b))
        return a.length === b.length && a.every((item, index) => sameValue(item, b[index] ?? null));
    if (isRecord(a) && isRecord(b))
        return a.object === b.object && JSON.stringify(a.fields) === JSON.stringify(b.fields);
    return a === b;
}
