/**
 * GROUP BY, ROLLUP, CUBE, HAVING and the aggregate functions. Each group becomes a row of its own, in which a grouped
 * value or an aggregate stands under its key; conditions and orderings then read that row like any other.
 */
import type { FunctionExp, GroupByClause } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { comparable } from '../records/select.ts';
import { functionPath, nameOfFunction, pathKey, withoutFormula } from './functions.ts';
import { resolvePath } from './paths.ts';
import { aggregateKey, aggregateOf } from './select.ts';
import type { FieldPath, ValueReader } from '../records/select.ts';
import type { FieldSchema, FieldType, FieldValue, StoredRecord } from '../schema/types.ts';
import type { Scope } from './paths.ts';
import type { AggregateColumn, Column } from './select.ts';

const NOT_GROUPABLE: ReadonlySet<FieldType> = new Set([
    'LongTextArea',
    'Html',
    'MultiselectPicklist',
    'Number',
    'Currency',
    'Percent',
    'DateTime',
]);
const NUMERIC: ReadonlySet<FieldType> = new Set(['Number', 'Currency', 'Percent']);
const NO_EXTREMES: ReadonlySet<FieldType> = new Set(['Checkbox', 'MultiselectPicklist', 'LongTextArea', 'Html']);
/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_groupby_rollup.htm (2026-11-25) */
const MOST_SUBTOTALLED = 3;

export interface Grouping {
    readonly fields: readonly FieldPath[];
    /** Which of the fields each pass groups by; one pass, all fields, without ROLLUP and CUBE. */
    readonly passes: readonly (readonly boolean[])[];
}

export function toGrouping(scope: Scope, clauses: readonly GroupByClause[]): Grouping {
    const resolve = (expression: string | FunctionExp): FieldPath => rowPath(scope, expression);
    const [first] = clauses;
    const kind = first && 'fn' in first ? nameOfFunction(first.fn) : '';
    if (first && 'fn' in first && (kind === 'ROLLUP' || kind === 'CUBE')) {
        if (clauses.length > 1) throw ERRORS.malformedQuery(`${kind} stands alone in GROUP BY`);
        return groupingOf((first.fn.parameters ?? []).map(resolve), kind);
    }
    return groupingOf(
        clauses.map((clause) => resolve('fn' in clause ? clause.fn : clause.field)),
        'GROUP_BY',
    );
}

export function groupingOf(paths: readonly FieldPath[], kind: 'GROUP_BY' | 'ROLLUP' | 'CUBE'): Grouping {
    const fields = checked(paths);
    if (kind === 'GROUP_BY') return { fields, passes: [fields.map(() => true)] };
    if (fields.length > MOST_SUBTOTALLED)
        throw ERRORS.malformedQuery(`${kind} takes at most ${MOST_SUBTOTALLED} fields`);
    return { fields, passes: kind === 'ROLLUP' ? rollup(fields.length) : cube(fields.length) };
}

/** A field, or a function of one, of the rows that are grouped. */
export function rowPath(scope: Scope, expression: string | FunctionExp): FieldPath {
    const resolve = (field: string): FieldPath => resolvePath(scope, field);
    return typeof expression === 'string' ? resolve(expression) : functionPath(expression, resolve);
}

function checked(fields: readonly FieldPath[]): readonly FieldPath[] {
    for (const { field, computed } of fields) {
        if (NOT_GROUPABLE.has(field.type) && !computed) throw ERRORS.notGroupable(field.name);
    }
    return fields;
}

/** All fields, then without the last, …, then the total of everything. */
function rollup(count: number): boolean[][] {
    return Array.from({ length: count + 1 }, (_, dropped) =>
        Array.from({ length: count }, (_unused, index) => index < count - dropped),
    );
}

/** Every combination of the fields. */
function cube(count: number): boolean[][] {
    return Array.from({ length: 2 ** count }, (_, pass) =>
        Array.from({ length: count }, (_unused, index) => (pass & (1 << index)) === 0),
    );
}

/** A group's row: values under the keys of `pathKey` and `aggregateKey`, and under `GROUPING` of a key 1 for a subtotal. */
export function groupRows(
    rows: readonly StoredRecord[],
    grouping: Grouping,
    aggregates: readonly AggregateColumn[],
    read: ValueReader,
): StoredRecord[] {
    for (const aggregate of aggregates) checkAggregate(aggregate);
    return grouping.passes.flatMap((pass) => {
        const used = grouping.fields.filter((_, index) => pass[index]);
        const groups = Map.groupBy(rows, (row) =>
            JSON.stringify(used.map((path) => comparable(path.field, read(row, path)))),
        );
        // Without fields to group by the whole result is one group, even when it is empty.
        const members = used.length === 0 ? [rows] : [...groups.values()];
        return members.map((group) => groupRow(group, grouping, pass, aggregates, read));
    });
}

function groupRow(
    group: readonly StoredRecord[],
    { fields }: Grouping,
    pass: readonly boolean[],
    aggregates: readonly AggregateColumn[],
    read: ValueReader,
): StoredRecord {
    const row: StoredRecord = {};
    const [sample] = group;
    fields.forEach((path, index) => {
        const key = pathKey(path);
        row[key] = pass[index] && sample ? read(sample, path) : null;
        row[groupingKey(key)] = pass[index] ? 0 : 1;
    });
    for (const aggregate of aggregates) row[aggregateKey(aggregate)] = compute(aggregate, group, read);
    return row;
}

export function groupingKey(key: string): string {
    return `GROUPING(${key})`;
}

/** Reads a group's row. */
export const readGroup: ValueReader = (row, path) => row[path.field.name] ?? null;

/** What HAVING and ORDER BY may name: a grouped field, or an aggregate, which is then computed too. */
export function groupPath(
    scope: Scope,
    grouping: Grouping,
    aggregates: AggregateColumn[],
    expression: string | FunctionExp,
): FieldPath {
    const aggregate =
        typeof expression === 'object' ? aggregateOf(expression, (field) => resolvePath(scope, field)) : undefined;
    if (aggregate) {
        aggregates.push(aggregate);
        return inGroup(resultField(aggregate), aggregateKey(aggregate));
    }
    const path = rowPath(scope, expression);
    const key = pathKey(path);
    if (!grouping.fields.some((field) => pathKey(field) === key)) throw ERRORS.mustGroup(path.field.name);
    return inGroup(path.field, key);
}

export function inGroup(field: FieldSchema, key: string): FieldPath {
    return { parents: [], field: { ...withoutFormula(field), name: key } };
}

const COUNTED: FieldSchema = {
    ...{ name: '', label: '', type: 'Number', custom: false, required: false, unique: false, externalId: false },
    ...{ caseSensitive: false, referenceTo: [], readOnly: true },
};

/** What an aggregate's result is like. */
export function resultField({ fn, path }: AggregateColumn): FieldSchema {
    return path && fn !== 'COUNT' && fn !== 'COUNT_DISTINCT' ? path.field : COUNTED;
}

/** Every column of a grouped query is grouped or aggregated. */
export function checkGrouped(columns: readonly Column[], { fields }: Grouping): void {
    const keys = new Set(fields.map(pathKey));
    for (const column of columns) {
        if (column.kind === 'subquery' || column.kind === 'typeof')
            throw ERRORS.malformedQuery('Grouped query cannot use child relationships or TYPEOF in the SELECT list');
        if (column.kind !== 'aggregate' && !keys.has(pathKey(column.path)))
            throw ERRORS.mustGroup(column.path.field.name);
    }
}

function checkAggregate({ fn, path }: AggregateColumn): void {
    if (!path) {
        if (fn !== 'COUNT') throw ERRORS.malformedQuery(`${fn} needs a field`);
        return;
    }
    const { name, type } = path.field;
    const isRefused =
        fn === 'SUM' || fn === 'AVG'
            ? !NUMERIC.has(type)
            : fn === 'MIN' || fn === 'MAX'
              ? NO_EXTREMES.has(type)
              : false;
    if (isRefused) throw ERRORS.malformedQuery(`field ${name} does not support aggregate operator ${fn}`);
}

function compute({ fn, path }: AggregateColumn, rows: readonly StoredRecord[], read: ValueReader): FieldValue {
    if (!path) return rows.length;
    const values = rows.map((row) => read(row, path)).filter((value) => value !== null);
    switch (fn) {
        case 'COUNT':
            return values.length;
        case 'COUNT_DISTINCT':
            return new Set(values.map((value) => comparable(path.field, value))).size;
        case 'SUM':
            return values.length === 0 ? null : sum(values);
        case 'AVG':
            return values.length === 0 ? null : sum(values) / values.length;
        case 'MIN':
            return values.reduce<FieldValue>((least, value) => (least === null || value < least ? value : least), null);
        case 'MAX':
            return values.reduce<FieldValue>((most, value) => (most === null || value > most ? value : most), null);
    }
}

function sum(values: readonly Exclude<FieldValue, null>[]): number {
    return values.reduce<number>((total, value) => total + Number(value), 0);
}
