/** Rows in pages, as the Connection types of the schema have them: https://developer.salesforce.com/docs/platform/graphql/guide/graphql-wire-lwc-paginate.html */
import type { FieldNode } from 'graphql';
import type { Operation, SelectedField } from './operation.ts';
import { undefinedField, unsupported, wrongType } from './refusal.ts';
import { rowLimit } from './where.ts';

export type Answer = Record<string, unknown>;

export interface Page<Row> {
    readonly rows: readonly Row[];
    readonly hasNextPage: boolean;
    readonly offset: number;
    readonly total: () => number;
}

/** What a field with such a page in it is called, and how one row is answered. */
export interface Rows<Row> {
    readonly type: string;
    readonly answerRow: (node: FieldNode, row: Row) => Answer;
}

/** Answers every field of an object of the schema that is not a record. */
export function answer(
    operation: Operation,
    node: FieldNode,
    type: string,
    resolve: (field: SelectedField) => unknown,
): Answer {
    const fields = operation.fields(node.selectionSet, (condition) => condition === type);
    if (fields.length === 0) throw undefinedField(type, '(a selection of subfields is missing)', node);
    return Object.fromEntries(
        fields.map((field) => [field.responseKey, field.name === '__typename' ? type : resolve(field)]),
    );
}

export function answerPage<Row>(
    operation: Operation,
    node: FieldNode,
    { type, answerRow }: Rows<Row>,
    page: Page<Row>,
): Answer {
    const connection = `${type}Connection`;
    const edge = (edges: FieldNode, row: Row, index: number): Answer =>
        answer(operation, edges, `${type}Edge`, (field) => {
            if (field.name === 'cursor') return cursor(page.offset + index + 1);
            if (field.name === 'node') return answerRow(field.node, row);
            throw undefinedField(`${type}Edge`, field.name, field.node);
        });
    return answer(operation, node, connection, (field) => {
        switch (field.name) {
            case 'edges':
                return page.rows.map((row, index) => edge(field.node, row, index));
            case 'pageInfo':
                return pageInfo(operation, field.node, page);
            case 'totalCount':
                return page.total();
            case 'pageResultCount':
                return page.rows.length;
            default:
                throw undefinedField(connection, field.name, field.node);
        }
    });
}

function pageInfo(
    operation: Operation,
    node: FieldNode,
    { rows, offset, hasNextPage }: Omit<Page<unknown>, 'total'>,
): Answer {
    const info: Answer = {
        hasNextPage,
        hasPreviousPage: offset > 0,
        startCursor: rows.length > 0 ? cursor(offset + 1) : null,
        endCursor: rows.length > 0 ? cursor(offset + rows.length) : null,
    };
    return answer(operation, node, 'PageInfo', (field) => {
        if (!(field.name in info)) throw undefinedField('PageInfo', field.name, field.node);
        return info[field.name];
    });
}

/** `first` and `after`. */
export function pageOf(given: ReadonlyMap<string, unknown>, node: FieldNode): { limit: number; offset: number } {
    return { limit: rowLimit(given.get('first'), node), offset: offsetAfter(given.get('after'), node) };
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
