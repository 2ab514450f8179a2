/** The local org as a client sees it: plain HTTP, no library in between that could hide what was answered. */

export type Row = Readonly<Record<string, unknown>>;

export interface SaveResult {
    readonly success: boolean;
    readonly id?: string;
    readonly errors: readonly { readonly statusCode: string; readonly message: string }[];
}

export interface OrgAddress {
    readonly url: string;
    readonly accessToken: string;
}

const API = '/services/data/v67.0';
const CHUNK = 200;

export class OrgClient {
    readonly address: OrgAddress;

    constructor(address: OrgAddress) {
        this.address = address;
    }

    /** Any call; answers of 4xx and 5xx are returned, not thrown. */
    async call(
        method: string,
        path: string,
        body?: unknown,
        headers: Readonly<Record<string, string>> = {},
    ): Promise<{ status: number; json: unknown }> {
        const response = await fetch(this.address.url + path, {
            method,
            headers: {
                authorization: `Bearer ${this.address.accessToken}`,
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                ...headers,
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
    }

    private async expect<T>(method: string, path: string, body?: unknown): Promise<T> {
        const { status, json } = await this.call(method, path, body);
        if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(json)}`);
        return json as T; // the shapes of the platform's REST reference
    }

    /** Every row, following `nextRecordsUrl`. */
    async query(soql: string): Promise<Row[]> {
        const rows: Row[] = [];
        let next: string | undefined = `${API}/query?q=${encodeURIComponent(soql)}`;
        while (next !== undefined) {
            const page: { records: Row[]; nextRecordsUrl?: string } = await this.expect('GET', next);
            rows.push(...page.records);
            next = page.nextRecordsUrl;
        }
        return rows;
    }

    /** Creates rows or publishes events in calls of at most 200; every one must succeed. Returns their ids. */
    async create(object: string, rows: readonly Row[]): Promise<string[]> {
        const ids: string[] = [];
        for (let at = 0; at < rows.length; at += CHUNK) {
            const records = rows.slice(at, at + CHUNK).map((row) => ({ attributes: { type: object }, ...row }));
            const results = await this.expect<SaveResult[]>('POST', `${API}/composite/sobjects`, {
                allOrNone: false,
                records,
            });
            const refused = results.find((result) => !result.success);
            if (refused !== undefined) throw new Error(`${object} was refused: ${JSON.stringify(refused.errors)}`);
            ids.push(...results.map((result) => result.id ?? ''));
        }
        return ids;
    }

    update(object: string, id: string, fields: Row): Promise<unknown> {
        return this.expect('PATCH', `${API}/sobjects/${object}/${id}`, fields);
    }

    /** Waits until no event batch and no asynchronous path is left. */
    idle(): Promise<unknown> {
        return this.expect('GET', '/local/idle');
    }

    /** A control under /local, as docs/local-org.md lists them. */
    control<T>(method: 'GET' | 'POST', name: string, body?: unknown): Promise<T> {
        return this.expect<T>(method, `/local/${name}`, body);
    }
}
