/** Runs SOQL over the org's records and shapes the answer as the REST API has it. */
import type { FunctionExp, OrderByClause, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { ERRORS } from '../errors.ts';
import { holds, sortRows } from '../records/select.ts';
import {
    checkGrouped,
    groupingKey,
    groupPath,
    groupRows,
    readGroup,
    resultField,
    rowPath,
    toGrouping,
} from './grouping.ts';
import { isDateFunction, pathKey } from './functions.ts';
import { parseSoql } from './parse.ts';
import { childRelationship, errorContext, resolvePath } from './paths.ts';
import { attributesOf, complete, setField, setTypeof } from './records.ts';
import { aggregateKey, aggregateOf, checkAliases, toColumns } from './select.ts';
import { semiJoinColumn } from './semiJoin.ts';
import { whereCondition } from './where.ts';
import { toApiValue } from '../api/values.ts';
import type { OrgRecords } from '../records/orgRecords.ts';
import type { Condition, FieldPath, Ordering, Selection } from '../records/select.ts';
import type { FieldType, FieldValue, ObjectSchema, StoredRecord } from '../schema/types.ts';
import type { Grouping } from './grouping.ts';
import type { Scope } from './paths.ts';
import type { Draft, QueryRecord, QueryResult } from './records.ts';
import type { AggregateColumn, Column } from './select.ts';
import type { WhereContext } from './where.ts';

export { columnMetadata } from './columnMetadata.ts';
export { API_VERSION, attributesOf } from './records.ts';
export type { QueryRecord, QueryResult, QueryValue } from './records.ts';

export interface RunQuery {
    readonly object: ObjectSchema;
    readonly columns: readonly Column[];
    readonly isAggregate: boolean;
    readonly result: QueryResult;
    /** FOR VIEW, FOR REFERENCE or FOR UPDATE. */
    readonly purpose: Query['for'];
}

const MAX_OFFSET = 2000; // https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm
const NOT_SORTABLE: ReadonlySet<FieldType> = new Set(['LongTextArea', 'Html', 'MultiselectPicklist']);
const NOT_QUERIED: ReadonlySet<string> = new Set(['event']);

/** `also` narrows the rows further, before ORDER BY and LIMIT. */
export function runSoql(records: OrgRecords, soql: string, also?: Condition): RunQuery {
    const query = parseSoql(soql);
    const object = objectOf(records, query.sObject ?? '', soql);
    const scope: Scope = { schema: records.schema, object, alias: query.sObjectAlias, soql };
    const columns = toColumns(scope, query.fields ?? [], query.limit);
    const isAggregate =
        query.groupBy !== undefined || columns.some(({ kind }) => kind === 'aggregate' || kind === 'grouping');
    if (isAggregate && also) throw ERRORS.malformedQuery('Only fields of the object can be returned');
    const result = isAggregate
        ? groupedResult(records, scope, query, columns)
        : complete(plan(records, scope, query, columns)(also));
    return { object, columns, isAggregate, result, purpose: query.for };
}

function objectOf(records: OrgRecords, name: string, soql: string): ObjectSchema {
    const object = records.schema.object(name);
    if (!object && isLeftOut(records, name)) throw ERRORS.unsupported(`queries of ${name}`);
    if (!object) throw ERRORS.unknownQueryObject(name, errorContext(soql, name));
    if (NOT_QUERIED.has(object.kind)) throw ERRORS.notQueryable(object.name);
    return object;
}

/**
 * Objects that an org keeps beside its objects, and the local org does not: "no such object" would be untrue of them.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects.htm (2026-11-25)
 */
function isLeftOut(records: OrgRecords, name: string): boolean {
    const [, own = '', custom] = /^(.+?)(__)?(?:History|Share|Feed)$/i.exec(name) ?? [];
    return records.schema.object(custom === undefined ? own : `${own}__c`) !== undefined;
}

/** A query ready to run; a child query is run for each of its parents. */
type Plan = (also?: Condition) => QueryRecord[];
type Clauses = Query | Subquery;

function plan(records: OrgRecords, scope: Scope, query: Clauses, columns: readonly Column[]): Plan {
    checkAliases(columns);
    const selection = toSelection(records, scope, query);
    const setters = columns.map((column) => setterOf(records, scope, column));
    return (also) =>
        records.select(also ? narrowedTo(selection, also) : selection).map((row) => {
            const record: Draft = { attributes: attributesOf(scope.object, row) };
            for (const set of setters) set(record, row);
            return record as unknown as QueryRecord; // built above with exactly that shape
        });
}

function narrowedTo(selection: Selection, also: Condition): Selection {
    const { where } = selection;
    return { ...selection, where: where ? { kind: 'and', conditions: [also, where] } : also };
}

function setterOf(records: OrgRecords, scope: Scope, column: Column): (record: Draft, row: StoredRecord) => void {
    switch (column.kind) {
        case 'field':
            return (record, row) => setField(records, record, row, column);
        case 'typeof':
            return (record, row) => setTypeof(records, record, row, column);
        case 'subquery': {
            const run = childPlan(records, scope, column.subquery);
            return (record, row) => {
                const children = run(row['Id'] ?? null);
                record[column.subquery.relationshipName] = children.length === 0 ? null : complete(children);
            };
        }
        case 'aggregate':
        case 'grouping':
            throw ERRORS.malformedQuery('Only root queries support aggregate expressions');
    }
}

function childPlan(records: OrgRecords, scope: Scope, subquery: Subquery): (parentId: FieldValue) => QueryRecord[] {
    const child = childRelationship(scope.schema, scope.object, subquery.relationshipName);
    if (!child) throw ERRORS.unknownChildRelationship(subquery.relationshipName);
    const inner: Scope = { schema: scope.schema, object: child.object, alias: subquery.sObjectAlias, soql: scope.soql };
    const run = plan(records, inner, subquery, toColumns(inner, subquery.fields ?? [], subquery.limit));
    const path: FieldPath = { parents: [], field: child.lookup };
    return (value) => run({ kind: 'compare', path, operator: '=', value });
}

function toSelection(records: OrgRecords, scope: Scope, query: Clauses): Selection {
    checkOffset(query);
    const conditions = [
        ...(query.where ? [whereCondition(whereContext(records, scope), query.where)] : []),
        ...scopeCondition(records, scope, query.usingScope),
    ];
    const [first, second] = conditions;
    const where = first && second ? ({ kind: 'and', conditions } as const) : first;
    return {
        object: scope.object,
        ...(where ? { where } : {}),
        orderBy: listOf(query.orderBy).map((order) => toOrdering(order, (expression) => sortPath(scope, expression))),
        ...(query.limit === undefined ? {} : { limit: query.limit }),
        ...(query.offset === undefined ? {} : { offset: query.offset }),
    };
}

function checkOffset(query: Clauses): void {
    if ((query.offset ?? 0) > MAX_OFFSET) throw ERRORS.badOffset();
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_using_scope.htm (2026-11-25) */
function scopeCondition(records: OrgRecords, scope: Scope, name: string | undefined): Condition[] {
    switch (name?.toLowerCase()) {
        case undefined:
        case 'everything':
            return [];
        case 'mine': {
            const field = scope.object.field('OwnerId');
            if (!field) throw ERRORS.malformedQuery(`USING SCOPE mine needs an object with owners`);
            const value = records.user.record['Id'] ?? null;
            return [{ kind: 'compare', path: { parents: [], field }, operator: '=', value }];
        }
        default:
            throw ERRORS.unsupported(`the SOQL clause USING SCOPE ${name}`);
    }
}

function sortPath(scope: Scope, expression: string | FunctionExp): FieldPath {
    if (typeof expression === 'string') return resolvePath(scope, expression);
    if (aggregateOf(expression, (field) => resolvePath(scope, field)) || isDateFunction(expression))
        throw ERRORS.malformedQuery(`Ordered expression needs GROUP BY: ${expression.rawValue ?? ''}`);
    return rowPath(scope, expression);
}

function whereContext(records: OrgRecords, scope: Scope): WhereContext {
    return {
        resolve: (expression) => rowPath(scope, expression),
        now: records.clock.now(),
        subqueryValues: (query, left) => {
            const object = objectOf(records, query.sObject ?? '', scope.soql);
            const inner: Scope = { schema: records.schema, object, alias: query.sObjectAlias, soql: scope.soql };
            const column = semiJoinColumn(scope, inner, query, left);
            return records.select(toSelection(records, inner, query)).map((row) => records.read(row, column));
        },
    };
}

function toOrdering(order: OrderByClause, resolve: (expression: string | FunctionExp) => FieldPath): Ordering {
    const path = resolve('fn' in order ? order.fn : order.field);
    if (NOT_SORTABLE.has(path.field.type)) throw ERRORS.notSortable(path.field.name);
    return { path, descending: order.order === 'DESC', nullsLast: order.nulls === 'LAST' };
}

function listOf<T>(value: T | T[] | undefined): readonly T[] {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
}

function groupedResult(records: OrgRecords, scope: Scope, query: Query, columns: readonly Column[]): QueryResult {
    checkOffset(query);
    const { limit, offset = 0, orderBy, ...unordered } = query;
    if (isCount(query, columns)) {
        if (orderBy) throw ERRORS.malformedQuery('ORDER BY is not allowed with COUNT()');
        const counted = { ...unordered, ...(limit === undefined ? {} : { limit }) };
        return { totalSize: records.select(toSelection(records, scope, counted)).length, done: true, records: [] };
    }
    if (!query.groupBy && limit !== undefined)
        throw ERRORS.malformedQuery('LIMIT is not allowed in an aggregate query without GROUP BY');
    const grouping = toGrouping(scope, listOf(query.groupBy));
    checkGrouped(columns, grouping);
    const rows = records.select(toSelection(records, scope, unordered));
    const groups = arrangedGroups(records, scope, query, grouping, columns, rows);
    return complete(
        groups
            .slice(offset, limit === undefined ? undefined : offset + limit)
            .map((group) => toAggregate(columns, group)),
    );
}

/** `SELECT COUNT()` answers a number and no records. */
function isCount(query: Query, columns: readonly Column[]): boolean {
    const [only, ...others] = columns;
    return others.length === 0 && only?.kind === 'aggregate' && !only.path && query.groupBy === undefined;
}

/** The groups that HAVING keeps, in order. */
function arrangedGroups(
    records: OrgRecords,
    scope: Scope,
    query: Query,
    grouping: Grouping,
    columns: readonly Column[],
    rows: readonly StoredRecord[],
): StoredRecord[] {
    const aggregates = columns.filter((column): column is AggregateColumn => column.kind === 'aggregate');
    const resolve = (expression: string | FunctionExp): FieldPath => groupPath(scope, grouping, aggregates, expression);
    const having = query.having && whereCondition({ ...whereContext(records, scope), resolve }, query.having);
    const orderBy = listOf(query.orderBy).map((order) => toOrdering(order, resolve));
    const groups = groupRows(rows, grouping, aggregates, records.read);
    const kept = having ? groups.filter((group) => holds(having, group, readGroup)) : groups;
    if (orderBy.length > 0) sortRows(kept, orderBy, readGroup);
    return kept;
}

function toAggregate(columns: readonly Column[], group: StoredRecord): QueryRecord {
    let unnamed = 0;
    const shown = columns.map((column): [string, FieldValue] => {
        switch (column.kind) {
            case 'field':
                return [
                    column.alias ?? (column.groupedOnly ? `expr${unnamed++}` : column.path.field.name),
                    toApiValue(column.path.field, group[pathKey(column.path)] ?? null),
                ];
            case 'grouping':
                return [column.alias ?? `expr${unnamed++}`, group[groupingKey(pathKey(column.path))] ?? 0];
            case 'aggregate': {
                const field = resultField(column);
                const value = group[aggregateKey(column)] ?? null;
                return [column.alias ?? `expr${unnamed++}`, column.show?.(field, value) ?? toApiValue(field, value)];
            }
            default:
                throw new TypeError('checkGrouped has refused it');
        }
    });
    return { attributes: { type: 'AggregateResult' }, ...Object.fromEntries(shown) };
}
