/**
 * Answers `uiapi { aggregate { … } }`: groups and the aggregates of each, by the engine of SOQL's GROUP BY.
 * https://developer.salesforce.com/docs/platform/graphql/guide/aggregate-schema.html, aggregate-groupby-schema.html,
 * aggregate-orderby-schema.html and aggregate-support.html (2026-11-26).
 */
import type { FieldNode } from 'graphql';
import { ERRORS } from '../../errors.ts';
import { sortRows } from '../../records/select.ts';
import { groupingKey, groupingOf, groupRows, inGroup, readGroup, resultField } from '../../soql/grouping.ts';
import { DATE_FUNCTIONS, functionPath, pathKey } from '../../soql/functions.ts';
import { aggregateKey, AGGREGATES } from '../../soql/select.ts';
import type { FieldPath, Ordering } from '../../records/select.ts';
import type { FieldSchema, FieldValue, ObjectSchema, StoredRecord } from '../../schema/types.ts';
import type { Grouping } from '../../soql/grouping.ts';
import type { AggregateColumn } from '../../soql/select.ts';
import { answer, answerPage, pageOf } from './connections.ts';
import type { Answer } from './connections.ts';
import { displayValue, labelOf } from '../displayValue.ts';
import type { Operation, SelectedField } from './operation.ts';
import { queriedObject, timeZoneOf } from './records.ts';
import type { RecordSource } from './records.ts';
import { undefinedField, unsupported, wrongType } from './refusal.ts';
import { ArgumentReader } from './where.ts';

const KINDS = ['GROUP_BY', 'ROLLUP', 'CUBE'] as const;
const ARGUMENTS = ['where', 'groupBy', 'orderBy', 'scope', 'first', 'after'];

/** What a grouped field says of itself. */
const OF_GROUPED: ReadonlySet<string> = new Set(['value', 'displayValue', 'label', 'grouping']);

/** A field that is asked for within `aggregate`, with the selection below it. */
interface Asked {
    readonly field: SelectedField;
    readonly path: FieldPath;
}

export class AggregateReader {
    readonly #source: RecordSource;
    readonly #operation: Operation;

    constructor(source: RecordSource, operation: Operation) {
        this.#source = source;
        this.#operation = operation;
    }

    /** The `aggregate` field: one connection of groups for each object asked for. */
    aggregate(node: FieldNode): Answer {
        return answer(this.#operation, node, 'RecordQueryAggregate', (field) =>
            this.#groups(field.node, queriedObject(this.#source, 'RecordQueryAggregate', field)),
        );
    }

    #groups(node: FieldNode, object: ObjectSchema): Answer {
        const given = this.#operation.arguments(node, ARGUMENTS);
        const reader = new ArgumentReader(this.#source, node);
        const { type, ...groupBy } = reader.inputObject(given.get('groupBy') ?? {}, 'groupBy');
        const kind = KINDS.find((each) => each === (type ?? 'GROUP_BY'));
        if (!kind) throw wrongType('type', KINDS.join(', '), node);
        const grouping = groupingOf(groupedPaths(reader, object, groupBy), kind);
        const aggregates = this.#aggregatesIn(node, object);
        const orderBy = orderings(reader, object, given.get('orderBy') ?? [], aggregates, grouping);
        const where = { kind: 'and', conditions: reader.filters(object, given) } as const;
        const groups = groupRows(this.#source.select({ object, where }), grouping, aggregates, this.#source.read);
        sortRows(groups, orderBy, readGroup);
        const { limit, offset } = pageOf(given, node);
        const answerRow = (rowNode: FieldNode, group: StoredRecord): Answer => this.#result(rowNode, object, group);
        return answerPage(
            this.#operation,
            node,
            { type: `${object.name}Aggregate`, answerRow },
            {
                rows: groups.slice(offset, offset + limit),
                hasNextPage: groups.length > offset + limit,
                offset,
                total: () => this.#total(node, grouping, groups),
            },
        );
    }

    /** Whether the platform counts the one group of all records, or these, its documentation leaves open. */
    #total(node: FieldNode, { fields }: Grouping, groups: readonly StoredRecord[]): number {
        if (fields.length === 0) throw unsupported('totalCount of an aggregate without groupBy', node);
        return groups.length;
    }

    #result(node: FieldNode, object: ObjectSchema, group: StoredRecord): Answer {
        return answer(this.#operation, node, `${object.name}Result`, (field) => {
            if (field.name !== 'aggregate') throw undefinedField(`${object.name}Result`, field.name, field.node);
            return this.#fields(field.node, object, [], ({ field: asked, path }) => this.#value(asked, path, group));
        });
    }

    #fields(
        node: FieldNode,
        object: ObjectSchema,
        parents: readonly FieldSchema[],
        resolve: (asked: Asked) => unknown,
    ): Answer {
        const type = `${object.name}Aggregate`;
        return answer(this.#operation, node, type, (selected) => {
            const field = object.field(selected.name);
            if (field) return resolve({ field: selected, path: { parents, field } });
            const lookup = object.parentRelationship(selected.name);
            const [target = '', ...others] = lookup?.referenceTo ?? [];
            const parent = this.#source.schema.object(target);
            if (!lookup || !parent) throw undefinedField(type, selected.name, selected.node);
            if (others.length > 0) throw unsupported(`aggregates over ${selected.name}`, selected.node);
            return this.#fields(selected.node, parent, [...parents, lookup], resolve);
        });
    }

    /** What has to be computed of each group: all that is asked for below `edges`. */
    #aggregatesIn(node: FieldNode, object: ObjectSchema): AggregateColumn[] {
        const below = (nodes: readonly FieldNode[], name: string): FieldNode[] =>
            nodes.flatMap(({ selectionSet }) =>
                this.#operation
                    .fields(selectionSet, () => true)
                    .flatMap((field) => (field.name === name ? field.node : [])),
            );
        const found: AggregateColumn[] = [];
        for (const aggregate of ['edges', 'node', 'aggregate'].reduce(below, [node])) {
            this.#fields(aggregate, object, [], ({ field, path }) => {
                for (const { name } of this.#operation.fields(field.node.selectionSet, () => true)) {
                    const fn = aggregateNamed(name);
                    if (fn) found.push({ kind: 'aggregate', fn, path });
                }
            });
        }
        return found;
    }

    #value({ node }: SelectedField, path: FieldPath, group: StoredRecord): Answer {
        const type = `${path.field.type}Aggregate`;
        return answer(this.#operation, node, type, (part) => {
            const fn = aggregateNamed(part.name);
            if (fn) {
                const column = { kind: 'aggregate', fn, path } as const;
                return this.#shown(part.node, resultField(column), group[aggregateKey(column)] ?? null);
            }
            const dateFunction = DATE_FUNCTIONS.find((name) => camelCase(name) === part.name);
            if (dateFunction) {
                const computed = functionPath(
                    { functionName: dateFunction, parameters: [path.field.name] },
                    () => path,
                );
                return this.#shown(part.node, computed.field, grouped(group, computed));
            }
            if (!OF_GROUPED.has(part.name)) throw undefinedField(type, part.name, part.node);
            const value = grouped(group, path);
            if (part.name === 'grouping') {
                const count = resultField({ kind: 'aggregate', fn: 'COUNT', path });
                return this.#shown(part.node, count, group[groupingKey(pathKey(path))] ?? 0);
            }
            return this.#part(part, type, path.field, value);
        });
    }

    #shown(node: FieldNode, field: FieldSchema, value: FieldValue): Answer {
        const type = `${field.type}Value`;
        return answer(this.#operation, node, type, (part) => this.#part(part, type, field, value));
    }

    #part({ name, node }: SelectedField, type: string, field: FieldSchema, value: FieldValue): unknown {
        if (name === 'value') return value;
        if (name === 'displayValue') return displayValue(field, value, timeZoneOf(this.#source));
        if (name === 'label' && field.type === 'Picklist') return value === null ? null : labelOf(field, String(value));
        throw undefinedField(type, name, node);
    }
}

function groupedPaths(reader: ArgumentReader, object: ObjectSchema, input: unknown): readonly FieldPath[] {
    return reader
        .eachField(object, input, 'GroupBy', (path, clause) => {
            const { group, function: fn, ...rest } = reader.inputObject(clause, path.field.name);
            const [other] = Object.keys(rest);
            if (other !== undefined) throw reader.undefinedInput('GroupByClause', other);
            if (fn === undefined && typeof group !== 'boolean') throw reader.wrongInput(path.field.name, 'grouped');
            if (fn === undefined) return group === true ? [path] : [];
            const name = DATE_FUNCTIONS.find((each) => each === fn);
            if (name === undefined) throw reader.wrongInput('function', DATE_FUNCTIONS.join(', '));
            return [functionPath({ functionName: name, parameters: [path.field.name] }, () => path)];
        })
        .flat();
}

/** By a grouped field, or by an aggregate, which is then computed too. */
function orderings(
    reader: ArgumentReader,
    object: ObjectSchema,
    input: unknown,
    aggregates: AggregateColumn[],
    { fields }: Grouping,
): readonly Ordering[] {
    return [input].flat().flatMap((each) =>
        reader.eachField(object, each, 'OrderBy', (path, clause) => {
            const { function: name, ...rest } = reader.inputObject(clause, path.field.name);
            if (name === undefined) {
                const key = pathKey(path);
                if (!fields.some((field) => pathKey(field) === key)) throw ERRORS.mustGroup(path.field.name);
                return reader.ordering(inGroup(path.field, key), rest);
            }
            const fn = AGGREGATES.find((each) => each === name);
            if (!fn) throw reader.wrongInput('function', AGGREGATES.join(', '));
            const column = { kind: 'aggregate', fn, path } as const;
            aggregates.push(column);
            return reader.ordering(inGroup(resultField(column), aggregateKey(column)), rest);
        }),
    );
}

/** The value by which the group was made. */
function grouped(group: StoredRecord, path: FieldPath): FieldValue {
    const value = group[pathKey(path)];
    if (value === undefined) throw ERRORS.mustGroup(path.field.name);
    return value;
}

/** `countDistinct` for COUNT_DISTINCT. */
function camelCase(name: string): string {
    return name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function aggregateNamed(name: string): (typeof AGGREGATES)[number] | undefined {
    return AGGREGATES.find((fn) => camelCase(fn) === name);
}
