/**
 * Answers `uiapi { query { … } }`: connections of records, their fields, parents and children, as the schema's
 * conventions have them: https://developer.salesforce.com/docs/platform/graphql/guide/schema-conventions.html
 * (checked 2026-11-21).
 */
import type { FieldNode } from 'graphql';
import { childRelationship } from '../../soql/paths.ts';
import type { OrgRecords } from '../../records/orgRecords.ts';
import type { Condition, Selection } from '../../records/select.ts';
import type { FieldSchema, FieldValue, ObjectSchema, StoredRecord } from '../../schema/types.ts';
import { answer, answerPage, pageOf } from './connections.ts';
import type { Answer } from './connections.ts';
import { displayValue, labelOf } from '../displayValue.ts';
import type { Operation, SelectedField } from './operation.ts';
import { undefinedField } from './refusal.ts';
import { ArgumentReader } from './where.ts';

/** What the endpoint needs of the org's records. */
export type RecordSource = Pick<OrgRecords, 'schema' | 'user' | 'clock' | 'select' | 'read' | 'parentRow'>;

/** Answered, and thrown away, where there is no row: the fields that are asked for are checked all the same. */
const NO_ROW: StoredRecord = {};

export class RecordReader {
    private readonly source: RecordSource;
    private readonly operation: Operation;

    constructor(source: RecordSource, operation: Operation) {
        this.source = source;
        this.operation = operation;
    }

    /** The `query` field: one connection for each object asked for. */
    query(node: FieldNode): Answer {
        return answer(this.operation, node, 'RecordQuery', (field) =>
            this.connection(field.node, queriedObject(this.source, 'RecordQuery', field)),
        );
    }

    private connection(node: FieldNode, object: ObjectSchema, only?: Condition): Answer {
        const given = this.operation.arguments(node, ['where', 'orderBy', 'scope', 'first', 'after']);
        const reader = new ArgumentReader(this.source, node);
        const conditions = [only ?? [], reader.filters(object, given)].flat();
        const all: Selection = { object, where: { kind: 'and', conditions } };
        const { limit, offset } = pageOf(given, node);
        const orderBy = given.get('orderBy') ?? undefined;
        const order = orderBy === undefined ? [] : reader.orderBy(object, orderBy);
        // One row more than asked for tells whether there is a next page.
        const rows = this.source.select({ ...all, orderBy: order, limit: limit + 1, offset });
        const answerRow = (rowNode: FieldNode, row: StoredRecord): Answer => this.record(rowNode, object, row);
        if (rows.length === 0) {
            const page = { rows: [NO_ROW], hasNextPage: false, offset: 0, total: () => 0 };
            answerPage(this.operation, node, { type: object.name, answerRow }, page);
        }
        return answerPage(
            this.operation,
            node,
            { type: object.name, answerRow },
            {
                rows: rows.slice(0, limit),
                hasNextPage: rows.length > limit,
                offset,
                total: () => this.source.select(all).length,
            },
        );
    }

    private record(node: FieldNode, object: ObjectSchema, row: StoredRecord): Answer {
        const appliesTo = (type: string): boolean => type === object.name || type === 'Record' || type === 'Name';
        const fields = this.operation.fields(node.selectionSet, appliesTo);
        const record: Answer = {};
        for (const field of fields) {
            const value = this.recordField(field, object, row);
            if (value !== undefined) record[field.responseKey] = value;
        }
        return record;
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
            const path = { parents: [], field: child.lookup };
            const value = row['Id'] ?? null;
            return this.connection(node, child.object, { kind: 'compare', path, operator: '=', value });
        }
        if (selected.optional) return undefined;
        throw undefinedField(object.name, name, node);
    }

    private parent(node: FieldNode, lookup: FieldSchema, row: StoredRecord): Answer | null {
        const parent = this.source.parentRow(lookup, row);
        if (parent) return this.record(node, parent.object, parent.row);
        const [only, ...others] = lookup.referenceTo.flatMap((name) => this.source.schema.object(name) ?? []);
        if (only && others.length === 0) this.record(node, only, NO_ROW);
        return null;
    }

    private fieldAnswer(node: FieldNode, field: FieldSchema, value: FieldValue): Answer {
        return answer(this.operation, node, `${field.type}Value`, (part) => {
            if (part.name === 'value') return value;
            if (part.name === 'displayValue') return displayValue(field, value, timeZoneOf(this.source));
            if (part.name === 'label' && field.type === 'Picklist')
                return value === null ? null : labelOf(field, String(value));
            throw undefinedField(`${field.type}Value`, part.name, part.node);
        });
    }
}

export function queriedObject(source: RecordSource, type: string, { name, node }: SelectedField): ObjectSchema {
    const object = source.schema.object(name);
    if (!object || object.kind === 'event') throw undefinedField(type, name, node);
    return object;
}

export function timeZoneOf(source: RecordSource): string {
    return String(source.user.record['TimeZoneSidKey'] ?? 'UTC');
}
