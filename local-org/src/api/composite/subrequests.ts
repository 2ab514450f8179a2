/** The requests of one composite call or of one graph, run in order. */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../../errors.ts';
import { resolve } from './references.ts';
import type { Answer, Call } from '../route.ts';

export const SubRequestBody = z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    url: z.string(),
    referenceId: z.string(),
    body: z.unknown().optional(),
    httpHeaders: z.record(z.string(), z.string()).optional(),
});
export type SubRequestBody = z.infer<typeof SubRequestBody>;

export interface SubAnswer {
    readonly body: unknown;
    readonly httpHeaders: Readonly<Record<string, string>>;
    readonly httpStatusCode: number;
    readonly referenceId: string;
}

/** Undoes what was done so far. */
class Undone extends Error {
    override readonly name = 'Undone';
}

/** Each keeps what it did, whatever becomes of the others. */
export function runEach(call: Call, requests: readonly SubRequestBody[]): SubAnswer[] {
    const answers = new Map<string, unknown>();
    return requests.map((request) => run(call, request, answers, false));
}

/** All keep what they did, or none: then only the one that failed says why. */
export function runTogether(
    call: Call,
    requests: readonly SubRequestBody[],
): { readonly isSuccessful: boolean; readonly answers: SubAnswer[] } {
    const done = new Map<string, SubAnswer>();
    try {
        call.org.atomically(() => {
            const answers = new Map<string, unknown>();
            for (const request of requests) {
                const answer = run(call, request, answers, true);
                done.set(request.referenceId, answer);
                if (isFailure(answer)) throw new Undone();
            }
        });
        return { isSuccessful: true, answers: [...done.values()] };
    } catch (error) {
        if (!(error instanceof Undone)) throw error;
        return { isSuccessful: false, answers: requests.map((request) => failedOrHalted(request, done)) };
    }
}

function failedOrHalted({ referenceId }: SubRequestBody, done: ReadonlyMap<string, SubAnswer>): SubAnswer {
    const answer = done.get(referenceId);
    return answer && isFailure(answer) ? answer : refused(referenceId, ERRORS.halted());
}

function isFailure({ httpStatusCode, body }: SubAnswer): boolean {
    // A collection answers 200 and tells in each result.
    return httpStatusCode >= 400 || (Array.isArray(body) && body.some((row: unknown) => isFailedResult(row)));
}

function isFailedResult(row: unknown): boolean {
    return typeof row === 'object' && row !== null && 'success' in row && row.success === false;
}

function run(call: Call, request: SubRequestBody, answers: Map<string, unknown>, together: boolean): SubAnswer {
    const { referenceId, method, httpHeaders } = request;
    try {
        const url = String(resolve(request.url, answers));
        checkUrl(url);
        const answer = call.dispatch({
            method,
            url,
            body: bodyOf(request, url, answers, together),
            ...(httpHeaders ? { headers: httpHeaders } : {}),
        });
        if (answer.status < 400) answers.set(referenceId, answer.body);
        return toSubAnswer(referenceId, answer);
    } catch (error) {
        if (error instanceof PlatformError) return refused(referenceId, error);
        throw error;
    }
}

const COLLECTIONS = /^\/services\/data\/v[^/]+\/composite\/sobjects/;
const ALLOWED = /^\/services\/data\/v\d+\.0\/(sobjects|query|queryAll|composite\/sobjects)(\/|\?|$)/;

function checkUrl(url: string): void {
    if (!ALLOWED.test(url)) throw ERRORS.unsupported(`${url.split('?')[0] ?? ''} in a composite request`);
}

/** "If true, [the composite request's allOrNone] overrides the ALL_OR_NONE setting in subrequests." */
function bodyOf({ body }: SubRequestBody, url: string, answers: Map<string, unknown>, together: boolean): unknown {
    const resolved = resolve(body, answers);
    if (!together || !COLLECTIONS.test(url) || typeof resolved !== 'object' || resolved === null) return resolved;
    return 'records' in resolved ? { ...resolved, allOrNone: true } : resolved;
}

function toSubAnswer(referenceId: string, { status, body, headers = {} }: Answer): SubAnswer {
    return { body: body ?? null, httpHeaders: headers, httpStatusCode: status, referenceId };
}

function refused(referenceId: string, { errorCode, message }: PlatformError): SubAnswer {
    return { body: [{ errorCode, message }], httpHeaders: {}, httpStatusCode: 400, referenceId };
}

/** Names are needed and may not come twice. */
export function checkReferenceIds(requests: readonly { readonly referenceId: string }[]): void {
    const seen = new Set<string>();
    for (const { referenceId } of requests) {
        if (!/^[A-Za-z0-9_]+$/.test(referenceId)) throw ERRORS.badReferenceId(referenceId);
        if (seen.has(referenceId)) throw ERRORS.duplicateReferenceId(referenceId);
        seen.add(referenceId);
    }
}
