/** GROUP BY and the aggregate functions. */
import { ERRORS } from '../errors.ts';
import { comparable } from '../records/select.ts';
import type { FieldPath, ValueReader } from '../records/select.ts';
import type { FieldType, FieldValue, StoredRecord } from '../schema/types.ts';
import type { Column } from './select.ts';

export interface AggregateRow {
    /** A row of the group, for ordering and for the grouped fields. */
    readonly sample: StoredRecord;
    readonly values: Readonly<Record<string, FieldValue>>;
}

type AggregateColumn = Extract<Column, { kind: 'aggregate' }>;

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

export function aggregate(
    rows: readonly StoredRecord[],
    columns: readonly Column[],
    groupBy: readonly FieldPath[],
    read: ValueReader,
): AggregateRow[] {
    checkColumns(columns, groupBy);
    const groups = Map.groupBy(rows, (row) =>
        JSON.stringify(groupBy.map((path) => comparable(path.field, read(row, path)))),
    );
    // Without GROUP BY the whole result is one group, even when it is empty.
    const members = groupBy.length === 0 ? [rows] : [...groups.values()];
    return members.map((group) => {
        const sample = group[0] ?? {};
        let unnamed = 0;
        const values = columns.map((column) => {
            if (column.kind === 'aggregate') {
                const name = column.alias ?? `expr${unnamed++}`;
                return [name, compute(column, group, read)];
            }
            if (column.kind === 'field') return [column.alias ?? column.path.field.name, read(sample, column.path)];
            throw ERRORS.unsupported('a relationship subquery beside aggregate functions');
        });
        return { sample, values: Object.fromEntries(values) as Record<string, FieldValue> }; // pairs made just above
    });
}

function checkColumns(columns: readonly Column[], groupBy: readonly FieldPath[]): void {
    for (const path of groupBy) {
        if (NOT_GROUPABLE.has(path.field.type)) throw ERRORS.notGroupable(path.field.name);
    }
    for (const column of columns) {
        if (column.kind !== 'field') continue;
        if (!groupBy.some((path) => isSame(path, column.path))) throw ERRORS.mustGroup(column.path.field.name);
    }
}

function isSame(a: FieldPath, b: FieldPath): boolean {
    return (
        a.field === b.field &&
        a.parents.length === b.parents.length &&
        a.parents.every((parent, i) => parent === b.parents[i])
    );
}

function compute(column: AggregateColumn, rows: readonly StoredRecord[], read: ValueReader): FieldValue {
    const { fn, path } = column;
    if (!path) {
        if (fn !== 'COUNT') throw ERRORS.malformedQuery(`${fn} needs a field`);
        return rows.length;
    }
    if ((fn === 'SUM' || fn === 'AVG') && !NUMERIC.has(path.field.type)) {
        throw ERRORS.malformedQuery(`field ${path.field.name} does not support aggregate operator ${fn}`);
    }
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
