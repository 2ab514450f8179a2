/** Reading what an org says of itself, for `landed doctor`: plain GETs, no redirects, no retries. */
import { z } from 'zod';
import { codeOf } from './callErrors.ts';
import { OrgLimits } from './client.ts';
import type { Naming } from './namespace.ts';
import type { Session } from './signIn.ts';

export type Answer<T> =
    { readonly kind: 'answered'; readonly value: T } | { readonly kind: 'refused'; readonly code: string };

const Versions = z.array(z.object({ version: z.string() }));
const Described = z
    .object({
        createable: z.boolean(),
        updateable: z.boolean(),
        queryable: z.boolean(),
        fields: z.array(z.object({ name: z.string(), updateable: z.boolean().optional() })),
    })
    .transform(({ fields, ...rights }) => ({
        ...{ ...rights, fields: fields.map(({ name }) => name) },
        /** Fields that this user may not write. */
        locked: fields.filter(({ updateable }) => updateable === false).map(({ name }) => name),
    }));
const Global = z.object({ sobjects: z.array(z.object({ name: z.string() })) });
const Rows = z.object({ records: z.array(z.record(z.string(), z.unknown())) });
const Refusal = z.array(z.object({ errorCode: z.string() })).min(1);

export interface OrgReader {
    versions(): Promise<Answer<{ readonly list: readonly string[]; readonly serverTime: number | null }>>;
    describe(object: string): Promise<Answer<z.output<typeof Described>>>;
    /** The names of all objects that this user may see, as the org writes them; none when it will not tell. */
    objects(): Promise<readonly string[]>;
    limits(): Promise<{ readonly accepted: boolean; readonly limits: OrgLimits }>;
    query(soql: string): Promise<Answer<readonly Readonly<Record<string, unknown>>[]>>;
}

const TIMEOUT_MS = 30_000;

export function createReader({ instanceUrl, accessToken }: Session, apiVersion: string, naming: Naming): OrgReader {
    const base = `/services/data/v${apiVersion}`;

    async function get<T>(path: string, schema: z.ZodType<T>): Promise<Answer<T> & { date: string | null }> {
        let response: Response;
        try {
            response = await fetch(instanceUrl + path, {
                headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
                redirect: 'manual',
                signal: AbortSignal.timeout(TIMEOUT_MS),
            });
        } catch (error) {
            return { kind: 'refused', code: codeOf(error), date: null };
        }
        const date = response.headers.get('date');
        const body: unknown = await response.json().catch(() => null); // a proxy's page is told by its status
        const parsed = schema.safeParse(body);
        if (response.ok && parsed.success) return { kind: 'answered', value: parsed.data, date };
        const code = Refusal.safeParse(body).data?.[0]?.errorCode ?? `HTTP_${response.status}`;
        return { kind: 'refused', code, date };
    }

    return {
        async versions() {
            const answer = await get('/services/data', Versions);
            if (answer.kind === 'refused') return answer;
            const serverTime = answer.date === null ? null : Date.parse(answer.date);
            return { kind: 'answered', value: { list: answer.value.map(({ version }) => version), serverTime } };
        },
        async describe(object) {
            const answer = await get(`${base}/sobjects/${naming.named(object)}/describe`, Described);
            if (answer.kind === 'refused') return answer;
            const { fields, locked, ...rights } = answer.value;
            const named = { fields: fields.map(naming.ownName), locked: locked.map(naming.ownName) };
            return { kind: 'answered', value: { ...rights, ...named } };
        },
        async objects() {
            const answer = await get(`${base}/sobjects`, Global);
            return answer.kind === 'answered' ? answer.value.sobjects.map(({ name }) => name) : [];
        },
        async limits() {
            const answer = await get(`${base}/limits`, OrgLimits);
            if (answer.kind === 'answered') return { accepted: true, limits: answer.value };
            return { accepted: !/^INVALID_(?:SESSION_ID|AUTH_HEADER)$|^API_DISABLED/.test(answer.code), limits: {} };
        },
        async query(soql) {
            const answer = await get(`${base}/query?q=${encodeURIComponent(naming.soql(soql))}`, Rows);
            if (answer.kind === 'refused') return answer;
            return { kind: 'answered', value: answer.value.records.map(naming.row) };
        },
    };
}
