/** One org's REST API through jsforce, bounded: no redirects, no hidden retries, a time-out, one sign-in at a time. */
import type { Connection } from 'jsforce';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import { codeOf } from './callErrors.ts';
import type { Trouble } from './callErrors.ts';
import type { Naming } from './namespace.ts';
import { verdictOf } from './outcomes.ts';
import type { Sessions } from './sessions.ts';
import { SignInError } from './signIn.ts';
import { adviceOn } from './signInAdvice.ts';

export type CallResult<T> =
    | { readonly kind: 'answered'; readonly value: T }
    /** The org works and will not have this call: something in it is wrong. */
    | { readonly kind: 'refused'; readonly code: string }
    | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly code: string }
    /** Not tried: the breaker is open. */
    | { readonly kind: 'held' };

export interface ClientOptions {
    readonly org: string;
    readonly sessions: Sessions;
    readonly breaker: Breaker;
    readonly budget: Budget;
    readonly naming: Naming;
    readonly log: Logger;
}

export interface RecordClient {
    /** Writes records by an external id, whose value travels in the body and needs no encoding. */
    upsert(object: string, externalId: string, records: readonly object[]): Promise<CallResult<readonly SaveResult[]>>;
}

export interface UpdateClient {
    /** Writes records by their `Id`. */
    update(object: string, records: readonly object[]): Promise<CallResult<readonly SaveResult[]>>;
}

export interface OrgClient {
    create(object: string, records: readonly object[]): Promise<CallResult<readonly SaveResult[]>>;
    query(soql: string): Promise<CallResult<readonly Readonly<Record<string, unknown>>[]>>;
}

export interface LimitsClient {
    limits(): Promise<CallResult<OrgLimits>>;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_limits.htm (2026-11-26) */
export const OrgLimits = z.record(z.string(), z.object({ Max: z.number(), Remaining: z.number() }));
export type OrgLimits = Partial<z.infer<typeof OrgLimits>>;

const SaveResults = z.array(
    z.object({
        success: z.boolean(),
        errors: z.array(z.object({ statusCode: z.string() })),
    }),
);
export type SaveResult = z.infer<typeof SaveResults>[number];

const QueryResult = z.object({ done: z.literal(true), records: z.array(z.record(z.string(), z.unknown())) });

const TIMEOUT_MS = 30_000;

/** Failures of a connection that was never made (undici and Node name them so). */
const UNSENT = new Set([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function troubleOf(error: unknown): { trouble: Trouble | 'refused'; code: string } {
    if (error instanceof SignInError) return { trouble: error.trouble, code: error.code };
    const code = codeOf(error);
    if (UNSENT.has(code)) return { trouble: 'unsent', code };
    // Only an answer of the platform has an errorCode; without one nobody knows what became of the call.
    if (!(error instanceof Error) || !('errorCode' in error)) return { trouble: 'unanswered', code };
    const verdict = verdictOf(code);
    if (verdict === 'dead' || verdict === 'retry') return { trouble: 'refused', code };
    // A gateway's time-out or an error half-way says nothing about what was done before.
    const done = code === 'ERROR_HTTP_500' || code === 'ERROR_HTTP_502' || code === 'ERROR_HTTP_504';
    return { trouble: done || code === 'UNKNOWN_EXCEPTION' ? 'unanswered' : verdict, code };
}

export function createClient(options: ClientOptions): OrgClient & RecordClient & UpdateClient & LimitsClient {
    const { org, sessions, breaker, budget, naming, log } = options;
    const transport = { timeout: TIMEOUT_MS, followRedirect: false, retry: { maxRetries: 0 } };

    async function send<T>(connection: Connection, request: Request, schema: z.ZodType<T>): Promise<T> {
        budget.spend();
        const answer = await connection.request({ ...request }, transport);
        sessions.proved();
        const usage = connection.limitInfo.apiUsage;
        if (usage !== undefined) budget.observe(usage.used, usage.limit);
        return schema.parse(answer);
    }

    async function sendSignedIn<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
        const connection = await sessions.current();
        try {
            return await send(connection, request, schema);
        } catch (error) {
            if (verdictOf(codeOf(error)) !== 'session') throw error;
            return send(await sessions.renew(connection), request, schema);
        }
    }

    async function call<T>(request: Request, schema: z.ZodType<T>): Promise<CallResult<T>> {
        if (!breaker.enter()) return { kind: 'held' };
        try {
            const value = await sendSignedIn(request, schema);
            breaker.succeeded();
            return { kind: 'answered', value };
        } catch (error) {
            const { trouble, code } = troubleOf(error);
            if (trouble === 'refused') {
                breaker.succeeded();
                return { kind: 'refused', code };
            }
            breaker.failed(trouble);
            const advice = trouble === 'session' ? adviceOn(code) : undefined;
            const level = trouble === 'session' || trouble === 'setup' ? 'error' : 'warn';
            log[level]({ org, trouble, code, advice }, 'org.unavailable');
            return { kind: 'trouble', trouble, code };
        }
    }

    function save(method: 'POST' | 'PATCH', url: string, object: string, records: readonly object[]) {
        // Put together as text: copying each record only to name its object costs more than all else here.
        const attributes = `{"attributes":${JSON.stringify({ type: naming.named(object) })}`;
        const texts = records.map((record) => `${attributes},${JSON.stringify(naming.record(record)).slice(1)}`);
        const body = `{"allOrNone":false,"records":[${texts.join(',')}]}`;
        const headers = { 'content-type': 'application/json' };
        return call({ method, url, body, headers }, SaveResults.length(records.length));
    }

    return {
        create: (object, records) => save('POST', '/composite/sobjects', object, records),
        update: (object, records) => save('PATCH', '/composite/sobjects', object, records),
        upsert: (object, externalId, records) =>
            save('PATCH', `/composite/sobjects/${naming.named(object)}/${naming.named(externalId)}`, object, records),
        limits: () => call({ method: 'GET', url: '/limits' }, OrgLimits),
        async query(soql) {
            const request = { method: 'GET', url: `/query?q=${encodeURIComponent(naming.soql(soql))}` } as const;
            const result = await call(request, QueryResult);
            return result.kind === 'answered'
                ? { kind: 'answered', value: result.value.records.map(naming.row) }
                : result;
        },
    };
}

interface Request {
    readonly method: 'GET' | 'POST' | 'PATCH';
    readonly url: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
}
