/**
 * Stand-in for the reading part of lightning/uiRecordApi, over the org's GraphQL API:
 * https://developer.salesforce.com/docs/platform/lwc/guide/reference-wire-adapters-record.html (checked 2026-11-21).
 */
import { callApi } from 'console/session';

type FieldReference = string | { readonly objectApiName: string; readonly fieldApiName: string };

interface FieldValue {
    readonly value: unknown;
    readonly displayValue: string | null;
}

interface UiRecord {
    readonly id: string;
    readonly apiName: string;
    readonly fields: Readonly<Record<string, FieldValue>>;
}

interface WireError {
    readonly status: number;
    readonly body: { readonly message: string };
}

interface Config {
    readonly recordId?: string;
    readonly fields?: FieldReference | readonly FieldReference[];
}

type Emit = (result: { data: UiRecord | undefined; error: WireError | undefined }) => void;

const connectedAdapters = new Set<getRecord>();

const qualified = (field: FieldReference): string =>
    typeof field === 'string' ? field : `${field.objectApiName}.${field.fieldApiName}`;

const fieldName = (field: FieldReference): string => qualified(field).split('.').slice(1).join('.');

export class getRecord {
    private readonly emit: Emit;
    private config: Config = {};
    private latest = 0;

    constructor(emit: Emit) {
        this.emit = emit;
        emit({ data: undefined, error: undefined });
    }

    connect(): void {
        connectedAdapters.add(this);
    }

    disconnect(): void {
        connectedAdapters.delete(this);
    }

    update(config: Config): void {
        this.config = config;
        void this.load();
    }

    async refresh(recordId: string): Promise<void> {
        if (this.config.recordId === recordId) await this.load();
    }

    private async load(): Promise<void> {
        const { recordId, fields } = this.config;
        if (!recordId || !fields) return;
        const turn = ++this.latest;
        const result = await read(recordId, [fields].flat());
        if (turn === this.latest && connectedAdapters.has(this)) this.emit(result);
    }
}

async function read(recordId: string, fields: readonly FieldReference[]): Promise<Parameters<Emit>[0]> {
    const [object = ''] = qualified(fields[0] ?? '').split('.');
    const selection = fields.map((field) => `${fieldName(field)} { value displayValue }`).join(' ');
    const query = `query UiRecord($id: ID) { uiapi { query { ${object}(where: { Id: { eq: $id } }, first: 1) {
        edges { node { Id ${selection} } } } } } }`;
    const { status, body } = await callApi('/graphql', {
        method: 'POST',
        json: { query, variables: { id: recordId } },
    });
    const answer = body as {
        data?: { uiapi: { query: Record<string, { edges: { node: Record<string, FieldValue> }[] }> } };
        errors?: { message: string }[];
    }; // the shape of the query above
    const node = answer.data?.uiapi.query[object]?.edges[0]?.node;
    if (node) return { data: { id: recordId, apiName: object, fields: node }, error: undefined };
    const message = answer.errors?.[0]?.message ?? 'The requested resource does not exist';
    return { data: undefined, error: { status: status === 200 ? 404 : status, body: { message } } };
}

export const getFieldValue = (record: UiRecord | undefined, field: FieldReference): unknown =>
    record?.fields[fieldName(field)]?.value;

export const getFieldDisplayValue = (record: UiRecord | undefined, field: FieldReference): string | null | undefined =>
    record?.fields[fieldName(field)]?.displayValue;

export async function notifyRecordUpdateAvailable(records: readonly { readonly recordId: string }[]): Promise<void> {
    const refreshes = records.flatMap(({ recordId }) =>
        [...connectedAdapters].map((adapter) => adapter.refresh(recordId)),
    );
    await Promise.all(refreshes);
}
