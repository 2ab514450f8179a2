/**
 * Answers `uiapi { query { … } }`: connections of records, their fields, parents and children, as the schema's
 * conventions have them: https://developer.salesforce.com/docs/platform/graphql/guide/schema-conventions.html
 * (checked 2026-11-21).
 */
import type { FieldNode } from 'graphql';
import type { OrgRecords } from '../../records/orgRecords.ts';
import type { Condition, Selection } from '../../records/select.ts';
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../../schema/types.ts';
import { displayValue, labelOf } from './displayValue.ts';
import type { Operation, SelectedField } from './operation.ts';
import { undefinedField, unsupported, wrongType } from './refusal.ts';
import { ArgumentReader, rowLimit } from './where.ts';

/** What the endpoint needs of the org's records. */
export type RecordSource = Pick<OrgRecords, 'schema' | 'user' | 'select' | 'read' | 'parentRow'>;

type Answer = Record<string, unknown>;

export class RecordReader {
    private readonly source: RecordSource;
    private readonly operation: Operation;

    constructor(source: RecordSource, operation: Operation) {
        this.source = source;
        this.operation = operation;
    }

    /** The `query` field: one connection for each object asked for. */
    query(node: FieldNode): Answer {
        return this.answer(node, 'RecordQuery', (field) => {
            const object = this.source.schema.object(field.name);
            if (!object || object.kind === 'event') throw undefinedField('RecordQuery', field.name, field.node);
            return this.connection(field.node, object);
        });
    }

    private connection(node: FieldNode, object: ObjectSchema, only?: Condition): Answer {
        const given = this.operation.arguments(node, ['where', 'orderBy', 'first', 'after']);
        const reader = new ArgumentReader(this.source.schema, node);
        const where = given.get('where') ?? undefined;
        const orderBy = given.get('orderBy') ?? undefined;
        const conditions = [only ?? [], where === undefined ? [] : reader.where(object, where)].flat();
        const all: Selection = { object, where: { kind: 'and', conditions } };
        const limit = rowLimit(given.get('first'), node);
        const offset = offsetAfter(given.get('after'), node);
        const order = orderBy === undefined ? [] : reader.orderBy(object, orderBy);
        // One row more than asked for tells whether there is a next page.
        const rows = this.source.select({ ...all, orderBy: order, limit: limit + 1, offset });
        return this.connectionAnswer(node, object, {
            rows: rows.slice(0, limit),
            hasNextPage: rows.length > limit,
            offset,
            all,
        });
    }

    private connectionAnswer(node: FieldNode, object: ObjectSchema, page: Page): Answer {
        const type = `${object.name}Connection`;
        return this.answer(node, type, (field) => {
            switch (field.name) {
                case 'edges':
                    return page.rows.map((row, index) =>
                        this.edge(field.node, object, row, cursor(page.offset + index + 1)),
                    );
                case 'pageInfo':
                    return this.pageInfo(field.node, page);
                case 'totalCount':
                    return this.source.select(page.all).length;
                case 'pageResultCount':
                    return page.rows.length;
                default:
                    throw undefinedField(type, field.name, field.node);
            }
        });
    }

    private edge(node: FieldNode, object: ObjectSchema, row: StoredRecord, at: string): Answer {
        const type = `${object.name}Edge`;
        return this.answer(node, type, (field) => {
            if (field.name === 'cursor') return at;
            if (field.name === 'node') return this.record(field.node, object, row);
            throw undefinedField(type, field.name, field.node);
        });
    }

    private pageInfo(node: FieldNode, page: Page): Answer {
        const { rows, offset, hasNextPage } = page;
        const info: Answer = {
            hasNextPage,
            hasPreviousPage: offset > 0,
            startCursor: rows.length > 0 ? cursor(offset + 1) : null,
            endCursor: rows.length > 0 ? cursor(offset + rows.length) : null,
        };
        return this.answer(node, 'PageInfo', (field) => {
            if (!(field.name in info)) throw undefinedField('PageInfo', field.name, field.node);
            return info[field.name];
        });
    }

    private record(node: FieldNode, object: ObjectSchema, row: StoredRecord): Answer {
        const appliesTo = (type: string): boolean => type === object.name || type === 'Record' || type === 'Name';
        const fields = this.operation.fields(node.selectionSet, appliesTo);
        const answer: Answer = {};
        for (const field of fields) {
            const value = this.recordField(field, object, row);
            if (value !== undefined) answer[field.responseKey] = value;
        }
        return answer;
    }

    /** Undefined for an `@optional` field that the object has not. */
    private recordField(selected: SelectedField, object: ObjectSchema, row: StoredRecord): unknown {
        const { name, node } = selected;
        if (name === 'Id') return row['Id'];
        if (name === 'ApiName') return object.name;
        if (name === '__typename') return object.name;
        const field = object.field(name);
        if (field) return this.fieldAnswer(node, field, this.source.read(row, { parents: [], field }));
        const lookup = object.parentRelationship(name);
        if (lookup) return this.parent(node, lookup, row);
        const child = childRelationship(this.source.schema, object, name);
        if (child) {
            const [childObject, childLookup] = child;
            const path = { parents: [], field: childLookup };
            return this.connection(node, childObject, {
                kind: 'compare',
                path,
                operator: '=',
                value: row['Id'] ?? null,
            });
        }
        if (selected.optional) return undefined;
        throw undefinedField(object.name, name, node);
    }

    private parent(node: FieldNode, lookup: FieldSchema, row: StoredRecord): Answer | null {
        const parent = this.source.parentRow(lookup, row);
        return parent ? this.record(node, parent.object, parent.row) : null;
    }

    private fieldAnswer(node: FieldNode, field: FieldSchema, value: FieldValue): Answer {
        return this.answer(node, `${field.type}Value`, (part) => {
            if (part.name === 'value') return value;
            if (part.name === 'displayValue')
                return displayValue(field, value, String(this.source.user.record['TimeZoneSidKey'] ?? 'UTC'));
            if (part.name === 'label' && field.type === 'Picklist')
                return value === null ? null : labelOf(field, String(value));
            throw undefinedField(`${field.type}Value`, part.name, part.node);
        });
    }

    /** Answers every field of an object of the schema that is not a record. */
    private answer(node: FieldNode, type: string, resolve: (field: SelectedField) => unknown): Answer {
        const fields = this.operation.fields(node.selectionSet, (condition) => condition === type);
        if (fields.length === 0) {
            throw undefinedField(type, '(a selection of subfields is missing)', node);
        }
        return Object.fromEntries(
            fields.map((field) => [field.responseKey, field.name === '__typename' ? type : resolve(field)]),
        );
    }
}

interface Page {
    readonly rows: readonly StoredRecord[];
    readonly hasNextPage: boolean;
    readonly offset: number;
    readonly all: Selection;
}

/** `Contacts` on a standard child, `Messages__r` on a custom one. */
function childRelationship(
    schema: Schema,
    parent: ObjectSchema,
    name: string,
): [ObjectSchema, FieldSchema] | undefined {
    for (const object of schema.objects) {
        for (const field of object.fields) {
            if (!field.childRelationshipName || !field.referenceTo.includes(parent.name)) continue;
            const relationship = field.childRelationshipName.replace(/__r$/, '') + (field.custom ? '__r' : '');
            if (relationship.toLowerCase() === name.toLowerCase()) return [object, field];
        }
    }
    return undefined;
}

/** Opaque to clients, who only hand it back: how many rows lie before the next page. */
const cursor = (position: number): string => Buffer.from(`v1:${position}`).toString('base64');

function offsetAfter(after: unknown, node: FieldNode): number {
    if (after === undefined || after === null) return 0;
    if (typeof after !== 'string') throw wrongType('after', 'a string', node);
    const position = /^v1:(\d+)$/.exec(Buffer.from(after, 'base64').toString())?.[1];
    if (position === undefined) throw unsupported(`the cursor '${after}'`, node);
    return Number(position);
}
