/** Reads rows for the console's own lists and pages, through the org's GraphQL API, and keeps them up to date. */
import type { ConsoleField, ConsoleObject } from '../../../bootstrap.ts';
import { callApi, session } from 'console/session';

/** One value, ready to be shown. */
export interface Cell {
    readonly key: string;
    readonly field: ConsoleField;
    readonly value: string | number | boolean | null;
    readonly text: string;
    /** Where the value leads, for names and lookups. */
    readonly recordId?: string | undefined;
    readonly objectApiName?: string | undefined;
}

export interface Row {
    readonly id: string;
    readonly cells: readonly Cell[];
}

export interface RowQuery {
    readonly object: ConsoleObject;
    readonly fields: readonly string[];
    readonly where: string;
    readonly first: number;
    /** Else by name, unless the name is only a number. */
    readonly newestFirst?: boolean;
}

interface FieldAnswer {
    readonly value: string | number | boolean | null;
    readonly displayValue?: string | null;
}
type Node = Readonly<Record<string, FieldAnswer | Readonly<Record<string, FieldAnswer | string>> | string | null>>;
interface Connection {
    readonly edges: readonly { readonly node: Node }[];
    readonly totalCount: number;
}
interface GraphQLAnswer {
    readonly data?: { readonly uiapi: { readonly query: { readonly rows: Connection } } };
    readonly errors?: readonly { readonly message: string }[];
}

export async function fetchRows(query: RowQuery): Promise<{ rows: readonly Row[]; total: number }> {
    const { objects } = await session();
    const fields = query.fields.flatMap((name) => query.object.fields[name] ?? []);
    const { ok, status, body } = await callApi('/graphql', {
        method: 'POST',
        json: { query: graphQLText(query, fields, objects) },
    });
    const { data, errors } = (ok ? body : {}) as GraphQLAnswer; // the shape that the query below asks for
    if (errors?.length) throw new Error(errors.map((error) => error.message).join(' '));
    if (!data) throw new Error(`The local org answered ${status}.`);
    const { edges, totalCount } = data.uiapi.query.rows;
    return { rows: edges.map(({ node }) => rowOf(node, fields, query.object)), total: totalCount };
}

type Objects = Readonly<Record<string, ConsoleObject>>;

function graphQLText(
    { object, where, first, newestFirst }: RowQuery,
    fields: readonly ConsoleField[],
    objects: Objects,
): string {
    const filter = where === '' ? '' : `, where: ${where}`;
    const selections = fields.map((field) => selectionOf(field, objects)).join(' ');
    const name = object.fields[object.nameField];
    const isNumbered = name === undefined || name.type === 'AutoNumber';
    const order = isNumbered || newestFirst ? 'CreatedDate: { order: DESC }' : `${name.apiName}: { order: ASC }`;
    return `query ConsoleRows { uiapi { query { rows: ${object.apiName}(first: ${first}, orderBy: { ${order} }${filter}) {
        totalCount edges { node { Id ${selections} } } } } } }`;
}

const parentOf = (field: ConsoleField, objects: Objects): ConsoleObject | undefined =>
    field.relationshipName && field.referenceTo?.length === 1 ? objects[field.referenceTo[0] ?? ''] : undefined;

function selectionOf(field: ConsoleField, objects: Objects): string {
    if (field.apiName === 'Id') return '';
    const parent = parentOf(field, objects);
    const name = parent ? ` ${field.relationshipName} { ${parent.nameField} { value } }` : '';
    return `${field.apiName} { value displayValue }${name}`;
}

function rowOf(node: Node, fields: readonly ConsoleField[], object: ConsoleObject): Row {
    const id = String(node['Id']);
    return { id, cells: fields.map((field) => cellOf(node, field, id, object)) };
}

function cellOf(node: Node, field: ConsoleField, id: string, object: ConsoleObject): Cell {
    if (field.apiName === 'Id') return { key: field.apiName, field, value: id, text: id };
    const answer = node[field.apiName] as FieldAnswer; // every field asked for is answered with its value
    const text = answer.displayValue ?? (answer.value === null ? '' : String(answer.value));
    const cell = { key: field.apiName, field, value: answer.value, text };
    if (field.apiName === object.nameField) return { ...cell, recordId: id, objectApiName: object.apiName };
    if (!field.relationshipName || typeof answer.value !== 'string') return cell;
    const parent = node[field.relationshipName] as Readonly<Record<string, FieldAnswer>> | null | undefined;
    const parentName = parent ? Object.values(parent)[0]?.value : undefined;
    const objectApiName = parentName ? field.referenceTo?.[0] : undefined;
    return { ...cell, text: String(parentName ?? answer.value), recordId: answer.value, objectApiName };
}

const INTERVAL_MS = 3_000;

/**
 * Loads now and then every few seconds while the page is visible; tells of data only when it changed. Returns the
 * function that ends it.
 */
export function keepFresh<T>(
    load: () => Promise<T>,
    onData: (data: T) => void,
    onError: (error: unknown) => void,
): () => void {
    let stopped = false;
    let shown = '';
    let timer = 0;
    const run = async (): Promise<void> => {
        try {
            const data = await load();
            const content = JSON.stringify(data);
            if (stopped) return;
            if (content !== shown) onData(data);
            shown = content;
        } catch (error) {
            if (!stopped) onError(error);
            shown = '';
        }
    };
    const tick = async (): Promise<void> => {
        if (!document.hidden) await run();
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- the caller ends it
        if (!stopped) timer = window.setTimeout(tick, INTERVAL_MS);
    };
    void tick();
    return () => {
        stopped = true;
        window.clearTimeout(timer);
    };
}
