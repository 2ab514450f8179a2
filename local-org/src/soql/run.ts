/** Runs SOQL over the org's records and shapes the answer as the REST API has it. */
import type { OrderByClause, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { toApiValue } from '../api/values.ts';
import { aggregate } from './aggregate.ts';
import { childRelationship, resolvePath } from './paths.ts';
import { checkClauses, parseSoql } from './parse.ts';
import { nameOf, toColumns } from './select.ts';
import { whereCondition } from './where.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { Condition, FieldPath, Ordering, Selection } from '../records/select.ts';
import type { FieldType, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Scope } from './paths.ts';
import type { Column } from './select.ts';

export type QueryValue = FieldValue | QueryRecord | QueryResult;
/** A record of the answer: `attributes`, then the selected fields; parents are records, child queries are results. */
export interface QueryRecord {
    readonly attributes: { readonly type: string; readonly url?: string };
    readonly [field: string]: QueryValue | { readonly type: string; readonly url?: string };
}
export interface QueryResult {
    readonly totalSize: number;
    readonly done: true;
    readonly records: readonly QueryRecord[];
}

export interface RunQuery {
    readonly object: ObjectSchema;
    readonly columns: readonly Column[];
    readonly isAggregate: boolean;
    readonly result: QueryResult;
}

export const API_VERSION = '67.0';
const MAX_OFFSET = 2000; // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm
const NOT_SORTABLE: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html', 'MultiselectPicklist']);
const NOT_QUERIED: ReadonlySet<string> = new Set(['event']);

export function runSoql(records: OrgRecords, soql: string): RunQuery {
    const query = parseSoql(soql);
    const object = objectOf(records, query.sObject ?? '', soql);
    const scope: Scope = { schema: records.schema, object, alias: query.sObjectAlias, soql };
    const columns = toColumns(scope, query.fields ?? []);
    const isAggregate = query.groupBy !== undefined || columns.some((column) => column.kind === 'aggregate');
    const result = isAggregate
        ? aggregateResult(records, scope, query, columns)
        : plainResult(records, scope, query, columns);
    return { object, columns, isAggregate, result };
}

function objectOf(records: OrgRecords, name: string, soql: string): ObjectSchema {
    const object = records.schema.object(name);
    if (!object) throw ERRORS.unknownQueryObject(name, contextOf(soql, name));
    if (NOT_QUERIED.has(object.kind)) throw ERRORS.notQueryable(object.name);
    return object;
}

function contextOf(soql: string, name: string): string {
    const column = soql.toLowerCase().indexOf(` ${name.toLowerCase()}`) + 1;
    return `\n${soql}\n${' '.repeat(column)}^\nERROR at Row:1:Column:${column + 1}\n`;
}

function plainResult(records: OrgRecords, scope: Scope, query: Query, columns: readonly Column[]): QueryResult {
    const rows = records.select(toSelection(records, scope, query));
    return complete(rows.map((row) => toRecord(records, scope, row, columns)));
}

function complete(rows: readonly QueryRecord[]): QueryResult {
    return { totalSize: rows.length, done: true, records: rows };
}

type Clauses = Pick<Query | Subquery, 'where' | 'orderBy' | 'limit' | 'offset'>;

function toSelection(records: OrgRecords, scope: Scope, query: Clauses, also?: Condition): Selection {
    if ((query.offset ?? 0) > MAX_OFFSET) throw ERRORS.badOffset();
    const where = query.where && whereCondition(whereContext(records, scope), query.where);
    const both = where && also ? ({ kind: 'and', conditions: [also, where] } as const) : (where ?? also);
    return {
        object: scope.object,
        ...(both ? { where: both } : {}),
        orderBy: listOf(query.orderBy).map((order) => toOrdering(scope, order)),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
        ...(query.offset === undefined ? {} : { offset: query.offset }),
    };
}

function whereContext(records: OrgRecords, scope: Scope): Parameters<typeof whereCondition>[0] {
    return {
        scope,
        now: records.clock.now(),
        subqueryValues: (query) => {
            checkClauses(query);
            if (query.groupBy) throw ERRORS.unsupported('GROUP BY in a semi-join');
            const object = objectOf(records, query.sObject ?? '', scope.soql);
            const inner: Scope = { schema: records.schema, object, alias: query.sObjectAlias, soql: scope.soql };
            const [column, ...others] = toColumns(inner, query.fields ?? []);
            if (column?.kind !== 'field' || others.length > 0) {
                throw ERRORS.malformedQuery('A semi join sub-select selects exactly one field');
            }
            return records.select(toSelection(records, inner, query)).map((row) => records.read(row, column.path));
        },
    };
}

function toOrdering(scope: Scope, order: OrderByClause): Ordering {
    if (!('field' in order)) throw ERRORS.unsupported(`ORDER BY ${order.fn.functionName ?? 'a function'}`);
    const path = resolvePath(scope, order.field);
    if (NOT_SORTABLE.has(path.field.type)) throw ERRORS.notSortable(path.field.name);
    return { path, descending: order.order === 'DESC', nullsLast: order.nulls === 'LAST' };
}

function listOf<T>(value: T | T[] | undefined): readonly T[] {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
}

function toRecord(records: OrgRecords, scope: Scope, row: StoredRecord, columns: readonly Column[]): QueryRecord {
    const record: Record<string, unknown> = { attributes: attributesOf(scope.object, row) };
    for (const column of columns) {
        if (column.kind === 'subquery') {
            record[column.subquery.relationshipName] = childResult(records, scope, row, column.subquery);
        } else if (column.kind === 'field') {
            setField(records, record, row, column);
        }
    }
    return record as unknown as QueryRecord; // built above with exactly that shape
}

export function attributesOf(object: ObjectSchema, row: StoredRecord): { type: string; url: string } {
    return { type: object.name, url: `/services/data/v${API_VERSION}/sobjects/${object.name}/${String(row['Id'])}` };
}

/** Puts the value where the path leads: into the record, or into the records of its parents. */
function setField(
    records: OrgRecords,
    record: Record<string, unknown>,
    row: StoredRecord,
    column: Extract<Column, { kind: 'field' }>,
): void {
    let target = record;
    let current = row;
    for (const [index, lookup] of column.path.parents.entries()) {
        const name = column.relationships[index] ?? '';
        const parent = records.parentRow(lookup, current);
        if (!parent) {
            target[name] = null;
            return;
        }
        target[name] ??= { attributes: attributesOf(parent.object, parent.row) };
        target = target[name] as Record<string, unknown>; // set in the line above
        current = parent.row;
    }
    const value = records.read(row, column.path);
    target[column.path.field.name] = toApiValue(column.path.field, value);
}

function childResult(records: OrgRecords, scope: Scope, row: StoredRecord, subquery: Subquery): QueryResult | null {
    const child = childRelationship(scope.schema, scope.object, subquery.relationshipName);
    if (!child) throw ERRORS.unknownChildRelationship(subquery.relationshipName);
    const inner: Scope = { schema: scope.schema, object: child.object, alias: undefined, soql: scope.soql };
    const columns = toColumns(inner, subquery.fields ?? []);
    const isChild: Condition = {
        kind: 'compare',
        path: { parents: [], field: child.lookup },
        operator: '=',
        value: row['Id'] ?? null,
    };
    const rows = records.select(toSelection(records, inner, subquery, isChild));
    return rows.length === 0 ? null : complete(rows.map((childRow) => toRecord(records, inner, childRow, columns)));
}

function aggregateResult(records: OrgRecords, scope: Scope, query: Query, columns: readonly Column[]): QueryResult {
    const selection = toSelection(records, scope, { ...(query.where ? { where: query.where } : {}) });
    const rows = records.select(selection);
    const [only] = columns;
    if (columns.length === 1 && only?.kind === 'aggregate' && !only.path && query.groupBy === undefined) {
        return { totalSize: rows.length, done: true, records: [] };
    }
    const groupBy = listOf(query.groupBy).map((clause): FieldPath => {
        if (!('field' in clause)) throw ERRORS.unsupported(`GROUP BY ${clause.fn.functionName ?? 'a function'}`);
        return resolvePath(scope, clause.field);
    });
    const groups = aggregate(rows, columns, groupBy, records.read);
    return complete(
        page(orderGroups(records, scope, query, groups), query).map(({ values }) => toAggregate(columns, values)),
    );
}

type Groups = ReturnType<typeof aggregate>;

function orderGroups(records: OrgRecords, scope: Scope, query: Query, groups: Groups): Groups {
    const orderBy = listOf(query.orderBy).map((order) => toOrdering(scope, order));
    if (orderBy.length === 0) return groups;
    const bySample = new Map(groups.map((group) => [group.sample, group]));
    const samples = [...bySample.keys()];
    records.sort(samples, orderBy);
    return samples.flatMap((sample) => bySample.get(sample) ?? []);
}

function page(groups: Groups, { limit, offset = 0 }: Query): Groups {
    return groups.slice(offset, limit === undefined ? undefined : offset + limit);
}

function toAggregate(columns: readonly Column[], values: Readonly<Record<string, FieldValue>>): QueryRecord {
    const names = Object.keys(values);
    const shown = columns.map((column, index): [string, FieldValue] => {
        const name = names[index] ?? '';
        const value = values[name] ?? null;
        const field = column.kind === 'field' || column.kind === 'aggregate' ? column.path?.field : undefined;
        return [name, field && typeof value === 'string' ? toApiValue(field, value) : value];
    });
    return { attributes: { type: 'AggregateResult' }, ...Object.fromEntries(shown) };
}

/** What `columns=true` answers: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
export function columnMetadata({ columns, isAggregate, object }: RunQuery): unknown {
    let unnamed = 0;
    return {
        columnMetadata: columns.map((column) => {
            if (column.kind === 'subquery')
                return { columnName: column.subquery.relationshipName, aggregate: true, joinColumns: [] };
            const isField = column.kind === 'field';
            const name = isField ? (column.alias ?? nameOf(column)) : (column.alias ?? `expr${unnamed++}`);
            const type = column.path?.field.type;
            return {
                aggregate: !isField,
                apexType: type ?? 'Integer',
                booleanType: type === 'Checkbox',
                columnName: name,
                custom: column.path?.field.custom ?? false,
                displayName: name,
                foreignKeyName: null,
                insertable: isField && !column.path.field.readOnly,
                joinColumns: [],
                numberType: type === undefined || type === 'Number' || type === 'Currency' || type === 'Percent',
                textType:
                    type !== undefined &&
                    typeof type === 'string' &&
                    !['Number', 'Currency', 'Percent', 'Checkbox'].includes(type),
                updatable: isField && !column.path.field.readOnly,
            };
        }),
        entityName: object.name,
        groupBy: isAggregate,
        idSelected: columns.some((column) => column.kind === 'field' && nameOf(column) === 'Id'),
        keyPrefix: object.keyPrefix,
    };
}
