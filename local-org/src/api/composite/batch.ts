/** Independent requests in one: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_batch.htm */
import { z } from 'zod';
import { ERRORS, PlatformError } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import type { Call, Route } from '../route.ts';

const MOST = 25;
const Request = z.strictObject({
    haltOnError: z.boolean().default(false),
    batchRequests: z.array(
        z.strictObject({
            method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
            url: z.string(),
            richInput: z.unknown().optional(),
        }),
    ),
});
const ALLOWED = /^v\d+\.0\/(sobjects|query|queryAll|search|limits)(\/|\?|$)/;

interface Result {
    readonly statusCode: number;
    readonly result: unknown;
}

export const batch: Route = {
    method: 'POST',
    path: '/composite/batch',
    summary: 'Run up to 25 requests that do not depend on one another',
    handle(call) {
        const { haltOnError, batchRequests } = parseBody(Request, call.body);
        if (batchRequests.length > MOST) throw ERRORS.tooManySubrequests(MOST);
        const results: Result[] = [];
        for (const request of batchRequests) {
            const halted = haltOnError && results.some(isFailure);
            results.push(halted ? HALTED : run(call, request));
        }
        const headers = { 'Sforce-Limit-Info': call.usage.header() };
        return { ...ok({ hasErrors: results.some(isFailure), results }), headers };
    },
};

/** "It returns an HTTP 412 status code and a BATCH_PROCESSING_HALTED error message for each subsequent subrequest" */
const HALTED: Result = {
    statusCode: 412,
    result: [
        {
            errorCode: 'BATCH_PROCESSING_HALTED',
            message: 'Batch processing halted per request. A previous request was unsuccessful.',
        },
    ],
};

function run(call: Call, { method, url, richInput }: z.infer<typeof Request>['batchRequests'][number]): Result {
    const relative = url.replace(/^\/?(services\/data\/)?/, '');
    if (!ALLOWED.test(relative)) {
        return refused(ERRORS.unsupported(`${relative.split('?')[0] ?? ''} in a batch`));
    }
    const exhausted = countOne(call);
    if (exhausted) return exhausted;
    const { status, body } = call.dispatch({ method, url: `/services/data/${relative}`, body: richInput });
    return { statusCode: status, result: body ?? null };
}

/** "Each subrequest counts against rate limits." */
function countOne({ usage }: Call): Result | undefined {
    try {
        usage.count();
        return undefined;
    } catch (error) {
        if (error instanceof PlatformError) return refused(error);
        throw error;
    }
}

function refused({ errorCode, message, httpStatus }: PlatformError): Result {
    return { statusCode: httpStatus, result: [{ errorCode, message }] };
}

function isFailure({ statusCode }: Result): boolean {
    return statusCode >= 400;
}
