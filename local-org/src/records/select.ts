/** Finding rows: a condition over fields and their parents, with the indexes used where they narrow the search. */
import type { FieldSchema, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Holders, Table } from './database.ts';

export interface FieldPath {
    /** The lookups to follow, from the record outwards. */
    readonly parents: readonly FieldSchema[];
    /** The field; of a computed path what its values are like. */
    readonly field: FieldSchema;
    readonly computed?: ComputedValue;
}

/** A value made from a field, such as the year of a date. */
export interface ComputedValue {
    /** Its name in a query, so that the same function of the same field is known again. */
    readonly name: string;
    readonly from: FieldSchema;
    readonly apply: (value: FieldValue, holder: StoredRecord) => FieldValue;
}

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Condition =
    | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
    | { readonly kind: 'not'; readonly condition: Condition }
    | { readonly kind: 'compare'; readonly path: FieldPath; readonly operator: Comparison; readonly value: FieldValue }
    | { readonly kind: 'in'; readonly path: FieldPath; readonly values: ReadonlySet<FieldValue> }
    | { readonly kind: 'matches'; readonly path: FieldPath; readonly pattern: RegExp }
    | { readonly kind: 'includes'; readonly path: FieldPath; readonly sets: readonly (readonly string[])[] };

export interface Ordering {
    readonly path: FieldPath;
    readonly descending: boolean;
    readonly nullsLast: boolean;
}

export interface Selection {
    readonly object: ObjectSchema;
    readonly where?: Condition;
    readonly orderBy?: readonly Ordering[];
    readonly limit?: number;
    readonly offset?: number;
}

export type ValueReader = (record: StoredRecord, path: FieldPath) => FieldValue;

export function escapePattern(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export function selectRows(table: Table, selection: Selection, read: ValueReader): StoredRecord[] {
    const { where, orderBy, offset = 0, limit } = selection;
    const end = limit === undefined ? undefined : offset + limit;
    const ordered = orderBy !== undefined && orderBy.length > 0;
    let found: StoredRecord[] = [];
    for (const row of candidates(table, where)) {
        if (end !== undefined && !ordered && found.length >= end) break;
        if (!where || holds(where, row, read)) found.push(row);
        // Of many rows only the first few are asked for: the others are let go before all are sorted.
        if (end !== undefined && ordered && found.length >= 2 * end + SORTED_AT_ONCE) {
            sortRows(found, orderBy, read);
            found = found.slice(0, end);
        }
    }
    if (ordered) sortRows(found, orderBy, read);
    return offset === 0 && end === undefined ? found : found.slice(offset, end);
}

const SORTED_AT_ONCE = 1000;

/** The text a value has in comparisons: case never matters, but for ids and case-sensitive keys. */
export function comparable(field: FieldSchema, value: FieldValue): FieldValue {
    return typeof value === 'string' && !isCaseSensitive(field) ? value.toLowerCase() : value;
}

function isCaseSensitive(field: FieldSchema): boolean {
    return field.caseSensitive || field.type === 'Id' || field.referenceTo.length > 0;
}

export function holds(condition: Condition, row: StoredRecord, read: ValueReader): boolean {
    switch (condition.kind) {
        case 'and':
            return condition.conditions.every((part) => holds(part, row, read));
        case 'or':
            return condition.conditions.some((part) => holds(part, row, read));
        case 'not':
            return !holds(condition.condition, row, read);
        case 'compare':
            return compareHolds(condition, read(row, condition.path));
        case 'in':
            return condition.values.has(comparable(condition.path.field, read(row, condition.path)));
        case 'matches':
            return condition.pattern.test(String(read(row, condition.path) ?? ''));
        case 'includes': {
            const chosen = new Set(String(read(row, condition.path) ?? '').split(';'));
            return condition.sets.some((all) => all.every((value) => chosen.has(value)));
        }
    }
}

function compareHolds(condition: Extract<Condition, { kind: 'compare' }>, actual: FieldValue): boolean {
    const left = comparable(condition.path.field, actual);
    const right = comparable(condition.path.field, condition.value);
    if (condition.operator === '=') return left === right;
    if (condition.operator === '!=') return left !== right;
    if (left === null || right === null) return false; // no order with nothing
    switch (condition.operator) {
        case '<':
            return left < right;
        case '<=':
            return left <= right;
        case '>':
            return left > right;
        case '>=':
            return left >= right;
    }
}

function candidates(table: Table, where: Condition | undefined): Iterable<StoredRecord> {
    const holders = where && narrowed(table, where);
    if (!holders) return table.all();
    return holders
        .ids()
        .map((id) => table.get(id))
        .filter((row) => row !== undefined);
}

/** The rows that can match at all, or undefined when no index says. */
function narrowed(table: Table, condition: Condition): Holders | undefined {
    switch (condition.kind) {
        case 'and': {
            const parts = condition.conditions
                .map((part) => narrowed(table, part))
                .filter((part) => part !== undefined);
            return parts.length === 0 ? undefined : parts.reduce((best, part) => (part.size < best.size ? part : best));
        }
        case 'or':
            return union(condition.conditions.map((part) => narrowed(table, part)));
        case 'compare':
            if (condition.operator !== '=' || !isOwnField(condition.path)) return undefined;
            return table.holding(condition.path.field, condition.value);
        case 'in':
            if (!isOwnField(condition.path)) return undefined;
            return union([...condition.values].map((value) => table.holding(condition.path.field, value)));
        default:
            return undefined;
    }
}

function isOwnField(path: FieldPath): boolean {
    return path.parents.length === 0 && path.computed === undefined;
}

function union(parts: readonly (Holders | undefined)[]): Holders | undefined {
    const known = parts.filter((part) => part !== undefined);
    if (known.length < parts.length) return undefined;
    return {
        size: known.reduce((sum, part) => sum + part.size, 0),
        ids: () => [...new Set(known.flatMap((part) => part.ids()))].sort(),
    };
}

export function sortRows(rows: StoredRecord[], orderBy: readonly Ordering[], read: ValueReader): void {
    const keys = new Map(rows.map((row) => [row, orderBy.map(({ path }) => sortKey(path.field, read(row, path)))]));
    rows.sort((a, b) => {
        for (const [index, order] of orderBy.entries()) {
            const difference = compareKeys(keys.get(a)?.[index] ?? null, keys.get(b)?.[index] ?? null, order);
            if (difference !== 0) return difference;
        }
        return 0;
    });
}

/**
 * "Picklist sorting is defined by the picklist sort determined during setup"; values that are not listed come last.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_orderby.htm
 */
function sortKey(field: FieldSchema, value: FieldValue): FieldValue {
    if (field.type !== 'Picklist' || value === null) return comparable(field, value);
    const values = field.picklist?.values ?? [];
    const position = values.findIndex((entry) => entry.value === value);
    return `${String(position < 0 ? values.length : position).padStart(4, '0')} ${String(value).toLowerCase()}`;
}

function compareKeys(a: FieldValue, b: FieldValue, order: Omit<Ordering, 'path'>): number {
    if (a === b) return 0;
    if (a === null || b === null) return (a === null) === order.nullsLast ? 1 : -1;
    return a < b === order.descending ? 1 : -1;
}
