/** An org as the org tests meet it: the public APIs and nothing else, so that every org answers alike. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { strToU8, zipSync } from 'fflate';

const VERSION = 'v67.0';

export interface Reply {
    readonly status: number;
    readonly body: unknown;
}

export interface Credentials {
    readonly instanceUrl: string;
    readonly accessToken: string;
}

export interface Deployment {
    readonly id: string;
    readonly done: boolean;
    readonly status: string;
    readonly details?: {
        readonly componentFailures?: { readonly problem: string } | readonly { readonly problem: string }[];
    };
}

export type Row = Readonly<Record<string, unknown>>;

export class OrgPort {
    readonly #root: string;
    readonly #authorization: string;

    constructor({ instanceUrl, accessToken }: Credentials) {
        this.#root = instanceUrl.replace(/\/$/, '');
        this.#authorization = `Bearer ${accessToken}`;
    }

    /** Below the API's version, unless the path begins with `/services`. */
    async request(
        method: string,
        path: string,
        body?: unknown,
        more: Readonly<Record<string, string>> = {},
    ): Promise<Reply> {
        const form = body instanceof FormData;
        const below = path.startsWith('/services/') ? path : `/services/data/${VERSION}${path}`;
        const response = await fetch(this.#root + below, {
            method,
            headers: {
                authorization: this.#authorization,
                ...more,
                ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    }

    /** The rows; throws what the org says when it refuses the query. */
    async query(soql: string): Promise<readonly Row[]> {
        const { status, body } = await this.request('GET', `/query?q=${encodeURIComponent(soql)}`);
        if (status !== 200) throw new Error(`${soql}: ${JSON.stringify(body)}`);
        return (body as { records: readonly Row[] }).records; // what a query answers
    }

    /** The rows once there are so many, or those that there are after the time. */
    async waitFor(soql: string, count: number, seconds: number): Promise<readonly Row[]> {
        const until = performance.now() + seconds * 1000;
        for (let wait = 20; ; wait = Math.min(2 * wait, 2000)) {
            const rows = await this.query(soql);
            if (rows.length >= count || performance.now() > until) return rows;
            await pause(wait);
        }
    }

    /** Deploys a directory in Metadata API format, all or nothing. Throws what the org finds wrong with it. */
    async deploy(directory: string): Promise<void> {
        const files = readdirSync(directory, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map(({ parentPath, name }) => join(parentPath, name));
        const contents = files.map((file): [string, string] => [
            file.slice(directory.length + 1),
            readFileSync(file, 'utf8'),
        ]);
        const { status, details } = await this.deployed(Object.fromEntries(contents));
        if (status !== 'Succeeded') throw new Error(`The deployment failed: ${JSON.stringify(details)}`);
    }

    /** What became of the deployment of these files, all or nothing. */
    async deployed(files: Readonly<Record<string, string>>): Promise<Deployment> {
        const zip = zipSync(
            Object.fromEntries(Object.entries(files).map(([path, content]) => [path, strToU8(content)])),
        );
        const form = new FormData();
        const options = JSON.stringify({ deployOptions: { singlePackage: true, rollbackOnError: true } });
        form.append('entity_content', new Blob([options], { type: 'application/json' }));
        form.append('file', new Blob([new Uint8Array(zip)], { type: 'application/zip' }), 'package.zip');
        const { status, body } = await this.request('POST', '/metadata/deployRequest', form);
        if (status !== 201) throw new Error(`The metadata cannot be deployed: ${JSON.stringify(body)}`);
        const { id } = body as { id: string }; // as documented
        for (let wait = 20; ; wait = Math.min(2 * wait, 5000)) {
            const asked = await this.request('GET', `/metadata/deployRequest/${id}?includeDetails=true`);
            const { deployResult } = asked.body as { deployResult: Deployment }; // as documented
            if (deployResult.done) return { ...deployResult, id };
            await pause(wait);
        }
    }
}
