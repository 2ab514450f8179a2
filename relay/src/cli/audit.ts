/** `landed audit`: which fields of a provider's callbacks arrive in the CRM, which are dropped, and what nobody sends. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import type { CodeOverride } from '../core/codeOverrides.ts';
import type { ProviderAdapter, RawRequest } from '../core/ports.ts';
import { adaptersOf } from '../providers/index.ts';
import type { CustomProviders } from '../providers/index.ts';
import { recallOverrides } from '../salesforce/codeReader.ts';
import { audit, jsonOf } from './auditing.ts';
import type { Audit } from './auditing.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { walk } from './walk.ts';

export interface AuditOptions {
    readonly provider?: string;
    /** With a source: what it has sent, from the journal. */
    readonly config?: string;
    readonly source?: string;
    readonly last: number;
    readonly json?: boolean;
}

const Captured = z.object({
    request: z.object({
        method: z.enum(['GET', 'POST']).default('POST'),
        url: z.string().default('/'),
        headers: z.record(z.string(), z.string()).default({}),
        body: z.string().default(''),
    }),
});

/** A captured request (`{ "request": { method, url, headers, body } }`), an address with its query, or a bare body. */
export function requestOf(text: string): RawRequest {
    const bare = text.trim();
    const captured = Captured.safeParse(jsonOf(Buffer.from(bare)));
    if (captured.success) {
        const { request } = captured.data;
        return { ...request, body: Buffer.from(request.body) };
    }
    if (/^(?:https?:\/)?\/\S*\?\S+$/.test(bare)) {
        return { method: 'GET', url: bare.replace(/^https?:\/\/[^/]+/, ''), headers: {}, body: Buffer.alloc(0) };
    }
    return { method: 'POST', url: '/', headers: {}, body: Buffer.from(bare) };
}

function readSample(path: string): RawRequest {
    try {
        return requestOf(readFileSync(path, 'utf8'));
    } catch (error) {
        throw new UsageError(`${path} cannot be read: ${(error as Error).message}`); // fs throws errors only
    }
}

function adapterNamed(id: string, custom: CustomProviders): ProviderAdapter {
    const adapters = adaptersOf(custom);
    const adapter = adapters.find((each) => each.id === id);
    if (adapter !== undefined) return adapter;
    throw new UsageError(`there is no provider "${id}"; known: ${adapters.map((each) => each.id).join(', ')}`);
}

interface Journalled {
    readonly requests: readonly RawRequest[];
    /** Codes that the source's org reads otherwise than shipped. */
    readonly codes: readonly CodeOverride[];
}

/** The newest requests of a source that the journal still has. */
async function journalled(options: AuditOptions, { env }: Surroundings): Promise<Journalled> {
    const { config, source, last } = options;
    if (config === undefined || source === undefined) throw new UsageError('name files, or --source with --config');
    const requests: RawRequest[] = [];
    const read = readConfig(config, env);
    const org = read.sources.find(({ provider, name }) => `${provider}/${name}` === source)?.org ?? '';
    return withStore(read, async (store) => {
        await walk(store.requestsAfter, (each) => {
            if (each.source !== source) return;
            requests.push(each.request);
            if (requests.length > last) requests.shift();
        });
        const { used } = await recallOverrides(store, org);
        return { requests, codes: used.filter(({ provider }) => source.startsWith(`${provider}/`)) };
    });
}

function tell({ samples, reports, setAside, fields, missing, unlisted }: Audit, codes: Journalled['codes']): string {
    const width = Math.max(0, ...fields.map(({ path }) => path.length));
    const lineOf = ({ path, fills, required }: Audit['fields'][number]): string => {
        const where =
            fills.length > 0 ? fills.join(', ') : required ? '(the report is set aside without it)' : 'DROPPED';
        return `  ${path.padEnd(width)}  ${where}\n`;
    };
    const list = (title: string, items: readonly string[]): string =>
        items.length === 0 ? '' : `${title}\n${items.map((item) => `  ${item}\n`).join('')}`;
    return [
        `${reports} reports in ${samples} requests.\nFields that came, and where they go:\n`,
        ...fields.map(lineOf),
        list('Fields of the CRM that none of them filled:', missing),
        list('Status words that Landed does not know:', unlisted),
        list('Set aside:', setAside),
        list(
            'Codes that the org reads otherwise than shipped (Setup, Provider Code):',
            codes.map((own) => `${own.code}  ${own.class}`),
        ),
    ].join('');
}

/** Resolves with the exit code: 1 when nothing could be read. */
export async function runAudit(
    files: readonly string[],
    options: AuditOptions,
    surroundings: Surroundings,
): Promise<number> {
    const provider = options.provider ?? options.source?.split('/')[0];
    if (provider === undefined) throw new UsageError('say whose samples they are with --provider');
    const custom = options.config === undefined ? {} : readConfig(options.config, surroundings.env).customProviders;
    const adapter = adapterNamed(provider, custom);
    const { requests, codes } =
        files.length > 0 ? { requests: files.map(readSample), codes: [] } : await journalled(options, surroundings);
    const result = audit(adapter, requests);
    const text = options.json === true ? `${JSON.stringify({ ...result, codes })}\n` : tell(result, codes);
    surroundings.stdout.write(text);
    return result.reports > 0 ? 0 : 1;
}
