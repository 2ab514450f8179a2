/**
 * Stand-in for lightning/graphql: https://developer.salesforce.com/docs/platform/lwc/guide/reference-graphql.html and
 * reference-graphql-refresh.html (checked 2026-11-21). As there, a refresh that brings nothing new emits nothing.
 */
import { callApi } from 'console/session';
import { deepFreeze } from 'console/uiApi';

export interface GraphQLDocument {
    readonly source: string;
}

interface Config {
    readonly query?: GraphQLDocument;
    readonly variables?: Record<string, unknown>;
    readonly operationName?: string;
}

interface Answer {
    readonly data: unknown;
    readonly errors: readonly { readonly message: string }[] | undefined;
}

export const gql = (parts: TemplateStringsArray, ...values: unknown[]): GraphQLDocument => ({
    source: String.raw({ raw: parts }, ...values),
});

type Emit = (result: Answer & { refresh?: () => Promise<void> }) => void;

export class graphql {
    private readonly emit: Emit;
    private config: Config = {};
    private connected = false;
    private latest = 0;
    private emitted = '';

    constructor(emit: Emit) {
        this.emit = emit;
        emit({ data: undefined, errors: undefined });
    }

    connect(): void {
        this.connected = true;
    }

    disconnect(): void {
        this.connected = false;
    }

    update(config: Config): void {
        this.config = config;
        this.emitted = '';
        void this.run();
    }

    private async run(): Promise<void> {
        const { query, variables, operationName } = this.config;
        if (!query || Object.values(variables ?? {}).includes(undefined)) return;
        const turn = ++this.latest;
        const answer = await ask({ query: query.source, variables, operationName });
        const content = JSON.stringify(answer);
        if (turn !== this.latest || !this.connected || content === this.emitted) return;
        this.emitted = content;
        this.emit({ ...deepFreeze(answer), refresh: () => this.run() });
    }
}

async function ask(request: unknown): Promise<Answer> {
    try {
        const { ok, status, body } = await callApi('/graphql', { method: 'POST', json: request });
        if (!ok) return { data: undefined, errors: errorsOf(status, body) };
        const { data, errors } = body as { data?: unknown; errors?: readonly { message: string }[] }; // GraphQL over HTTP
        return { data: data ?? undefined, errors: errors?.length ? errors : undefined };
    } catch (error) {
        return { data: undefined, errors: [{ message: error instanceof Error ? error.message : String(error) }] };
    }
}

/** The platform's own list of errors is handed on as it is, so that a component shows their texts. */
function errorsOf(status: number, body: unknown): readonly { readonly message: string }[] {
    const isList = Array.isArray(body) && body.every((one) => typeof one?.message === 'string');
    return isList ? body : [{ message: `The org answered ${status}: ${JSON.stringify(body)}` }];
}
