/** One org's REST API through jsforce, bounded: no redirects, no hidden retries, a time-out, one sign-in at a time. */
import { Connection } from 'jsforce';
import type { Logger } from 'pino';
import { z } from 'zod';
import { describeError } from '../core/errors.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import { verdictOf } from './outcomes.ts';

/** Why a call brought nothing. */
export type Trouble =
    /** It never left: nobody listens there. */
    | 'unsent'
    /** It may have been done: the answer did not come, or made no sense. */
    | 'unanswered'
    | 'outage'
    | 'limit'
    | 'session'
    | 'setup';

export type CallResult<T> =
    | { readonly kind: 'answered'; readonly value: T }
    /** The org works and will not have this call: something in it is wrong. */
    | { readonly kind: 'refused'; readonly code: string }
    | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly code: string }
    /** Not tried: the breaker is open. */
    | { readonly kind: 'held' };

export interface ClientOptions {
    readonly instanceUrl: string;
    readonly apiVersion: string;
    /** Reads the access token, or gets a new one. */
    readonly signIn: () => string;
    readonly breaker: Breaker;
    readonly budget: Budget;
    readonly log: Logger;
}

export interface OrgClient {
    create(object: string, records: readonly object[]): Promise<CallResult<readonly SaveResult[]>>;
    query(soql: string): Promise<CallResult<readonly Readonly<Record<string, unknown>>[]>>;
}

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

function codeOf(error: unknown): string {
    const cause = error instanceof Error ? error.cause : undefined;
    if (error instanceof TypeError && cause !== undefined) return describeError(cause).code; // undici's "fetch failed"
    return describeError(error).code;
}

function troubleOf(error: unknown): { trouble: Trouble | 'refused'; code: string } {
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

export function createClient(options: ClientOptions): OrgClient {
    const { instanceUrl, apiVersion, signIn, breaker, budget, log } = options;
    // No refreshFn: jsforce would sign in again for as long as the org says no.
    const connection = new Connection({ instanceUrl, version: apiVersion, accessToken: signIn() });
    const transport = { timeout: TIMEOUT_MS, followRedirect: false, retry: { maxRetries: 0 } };
    let signIns = 0;

    /** Calls that failed together share one sign-in: whoever comes second finds it done. */
    function signInAgain(before: number): void {
        if (signIns !== before) return;
        signIns += 1;
        connection.accessToken = signIn();
        log.info('session.renewed');
    }

    async function send<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
        budget.spend();
        const answer = await connection.request({ ...request }, transport);
        const usage = connection.limitInfo.apiUsage;
        if (usage !== undefined) budget.observe(usage.used, usage.limit);
        return schema.parse(answer);
    }

    async function sendSignedIn<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
        const before = signIns;
        try {
            return await send(request, schema);
        } catch (error) {
            if (verdictOf(codeOf(error)) !== 'session') throw error;
            signInAgain(before);
            return send(request, schema);
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
            log[trouble === 'session' || trouble === 'setup' ? 'error' : 'warn']({ trouble, code }, 'org.unavailable');
            return { kind: 'trouble', trouble, code };
        }
    }

    return {
        create(object, records) {
            const body = JSON.stringify({
                allOrNone: false,
                records: records.map((record) => ({ attributes: { type: object }, ...record })),
            });
            const headers = { 'content-type': 'application/json' };
            return call(
                { method: 'POST', url: '/composite/sobjects', body, headers },
                SaveResults.length(records.length),
            );
        },
        async query(soql) {
            const request = { method: 'GET', url: `/query?q=${encodeURIComponent(soql)}` } as const;
            const result = await call(request, QueryResult);
            return result.kind === 'answered' ? { kind: 'answered', value: result.value.records } : result;
        },
    };
}

interface Request {
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
}
