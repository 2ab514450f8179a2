/** Requests in one: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import { checkReferenceIds, runEach, runTogether, SubRequestBody } from './subrequests.ts';
import type { Route } from '../route.ts';

const MOST = 25;
/** "Up to 5 of these subrequests can be sObject Collections or query operations" */
const MOST_HEAVY = 5;
const HEAVY = /^\/services\/data\/v[^/]+\/(query|queryAll|composite\/sobjects)/;

const Request = z.strictObject({
    allOrNone: z.boolean().default(false),
    // Whether unrelated requests may be put together for speed; the answers are the same.
    collateSubrequests: z.boolean().default(false),
    compositeRequest: z.array(SubRequestBody),
});

export const compositeResources: Route = {
    method: 'GET',
    path: '/composite',
    summary: 'List the composite resources',
    handle: ({ base }) =>
        ok(
            Object.fromEntries(
                ['batch', 'graph', 'sobjects', 'tree'].map((name) => [name, `${base}/composite/${name}`]),
            ),
        ),
};

export const composite: Route = {
    method: 'POST',
    path: '/composite',
    summary: 'Run up to 25 requests that may refer to one another, each by itself or all or none',
    handle(call) {
        const { allOrNone, compositeRequest } = parseBody(Request, call.body);
        if (compositeRequest.length > MOST) throw ERRORS.tooManySubrequests(MOST);
        if (compositeRequest.filter(({ url }) => HEAVY.test(url)).length > MOST_HEAVY) {
            throw ERRORS.tooManyHeavySubrequests(MOST_HEAVY);
        }
        checkReferenceIds(compositeRequest);
        const compositeResponse = allOrNone
            ? runTogether(call, compositeRequest).answers
            : runEach(call, compositeRequest);
        return ok({ compositeResponse });
    },
};
