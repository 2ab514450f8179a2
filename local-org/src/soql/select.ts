/** The SELECT list: what each result record holds. */
import type {
    FieldFunctionExpression,
    FieldType as ParsedField,
    FunctionExp,
    Subquery,
} from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { expandFields } from './fieldsFunction.ts';
import { formatted, functionPath, isDateFunction, nameOfFunction, pathKey, SHOWING_FUNCTIONS } from './functions.ts';
import { resolvePath } from './paths.ts';
import { typeofColumn } from './typeof.ts';
import type { FieldPath } from '../records/select.ts';
import type { FieldSchema, FieldValue } from '../schema/types.ts';
import type { Scope } from './paths.ts';
import type { TypeofColumn } from './typeof.ts';

export const AGGREGATES = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'] as const;
export type AggregateFunction = (typeof AGGREGATES)[number];

export interface FieldColumn {
    readonly kind: 'field';
    readonly path: FieldPath;
    readonly relationships: readonly string[];
    readonly alias?: string;
    /** A function of a date, which stands in a query with GROUP BY only. */
    readonly groupedOnly?: boolean;
}

export interface AggregateColumn {
    readonly kind: 'aggregate';
    readonly fn: AggregateFunction;
    readonly path?: FieldPath;
    readonly alias?: string;
    /** FORMAT(MIN(field)). */
    readonly show?: (field: FieldSchema, value: FieldValue) => FieldValue;
}

export interface GroupingColumn {
    readonly kind: 'grouping';
    readonly path: FieldPath;
    readonly alias?: string;
}

export type Column =
    | FieldColumn
    | AggregateColumn
    | GroupingColumn
    | TypeofColumn
    | { readonly kind: 'subquery'; readonly subquery: Subquery };

export function toColumns(scope: Scope, fields: readonly ParsedField[], limit: number | undefined): Column[] {
    const columns = fields.flatMap((field) => toColumn(scope, field, limit));
    const names = columns.flatMap((column) =>
        column.kind === 'field' && column.alias === undefined ? [nameOf(column)] : [],
    );
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw ERRORS.malformedQuery(`duplicate field selected: ${twice}`);
    return columns;
}

function toColumn(scope: Scope, field: ParsedField, limit: number | undefined): Column | Column[] {
    switch (field.type) {
        case 'Field':
        case 'FieldRelationship': {
            const relationships = field.type === 'FieldRelationship' ? field.relationships : [];
            return fieldColumn(resolvePath(scope, [...relationships, field.field].join('.')), field);
        }
        case 'FieldSubquery':
            return { kind: 'subquery', subquery: field.subquery };
        case 'FieldFunctionExpression':
            if (field.functionName.toUpperCase() === 'FIELDS')
                return expandFields(scope, field, limit).map((path) => fieldColumn(path, {}));
            return functionColumn(scope, field);
        case 'FieldTypeof':
            return typeofColumn(scope, field);
    }
}

function fieldColumn(path: FieldPath, parsed: object): FieldColumn {
    const relationships = path.parents.map((lookup) => lookup.relationshipName ?? lookup.name);
    return { kind: 'field', path, relationships, ...aliasOf(parsed) };
}

function functionColumn(scope: Scope, parsed: FieldFunctionExpression): Column {
    const name = nameOfFunction(parsed);
    const resolve = (field: string): FieldPath => resolvePath(scope, field);
    if (name === 'GROUPING') return { kind: 'grouping', path: onlyField(parsed, resolve), ...aliasOf(parsed) };
    const aggregate = aggregateOf(parsed, resolve);
    if (aggregate) return { ...aggregate, ...aliasOf(parsed) };
    const [inner] = parsed.parameters;
    if (name === 'FORMAT' && typeof inner === 'object') {
        const shown = aggregateOf(inner, resolve);
        if (shown) return { ...shown, show: formatted, ...aliasOf(parsed) };
    }
    const column = fieldColumn(functionPath(parsed, resolve), parsed);
    return isDateFunction(parsed) ? { ...column, groupedOnly: true } : column;
}

/** `SUM(Field)`, or undefined when the function is none of the aggregates. */
export function aggregateOf(fn: FunctionExp, resolve: (field: string) => FieldPath): AggregateColumn | undefined {
    const found = AGGREGATES.find((name) => name === nameOfFunction(fn));
    if (!found) return undefined;
    const [parameter] = fn.parameters ?? [];
    if (parameter === undefined) return { kind: 'aggregate', fn: found };
    if (typeof parameter !== 'string') throw ERRORS.unsupported(`a function inside ${found} in SOQL`);
    return { kind: 'aggregate', fn: found, path: resolve(parameter) };
}

/** The same aggregate has the same key, however it is written. */
export function aggregateKey({ fn, path }: AggregateColumn): string {
    return `${fn}(${path ? pathKey(path) : ''})`;
}

function onlyField(fn: FunctionExp, resolve: (field: string) => FieldPath): FieldPath {
    const [parameter, ...others] = fn.parameters ?? [];
    if (typeof parameter !== 'string' || others.length > 0)
        throw ERRORS.malformedQuery(`${fn.functionName} takes one field`);
    return resolve(parameter);
}

function aliasOf(field: object): { alias?: string } {
    return 'alias' in field && typeof field.alias === 'string' ? { alias: field.alias } : {};
}

export function nameOf(column: FieldColumn): string {
    return [...column.relationships, column.path.field.name].join('.');
}

/** Only aggregates and the functions that show a value take another name. */
export function checkAliases(columns: readonly Column[]): void {
    for (const column of columns) {
        if (column.kind !== 'field') continue;
        if (column.groupedOnly) throw ERRORS.mustGroup(column.path.field.name);
        const shows = SHOWING_FUNCTIONS.some((fn) => column.path.computed?.name.startsWith(`${fn}(`));
        if (column.alias !== undefined && !shows)
            throw ERRORS.malformedQuery('only aggregate expressions use field aliasing');
    }
}
