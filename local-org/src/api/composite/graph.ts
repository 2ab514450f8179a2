/** Graphs of requests, each all or none: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph.htm */
import { z } from 'zod';
import { ERRORS } from '../../errors.ts';
import { ok } from '../route.ts';
import { parseBody } from '../rows.ts';
import { referencesIn } from './references.ts';
import { checkReferenceIds, runTogether, SubRequestBody } from './subrequests.ts';
import type { Call, Route } from '../route.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_graph_limits.htm */
const MOST_NODES = 500;
const MOST_GRAPHS = 75;

const Graph = z.strictObject({
    graphId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_]{0,39}$/),
    compositeRequest: z.array(SubRequestBody),
});
const Request = z.strictObject({ graphs: z.array(Graph) });

/** The resources a node may stand for, each with its methods. */
const NODES: readonly (readonly [RegExp, readonly string[]])[] = [
    [/^\/services\/data\/v\d+\.0\/sobjects\/[^/?]+\/?$/, ['POST']],
    [/^\/services\/data\/v\d+\.0\/sobjects\/[^/?]+\/[^/?]+\/?(\?|$)/, ['DELETE', 'GET', 'PATCH']],
    [/^\/services\/data\/v\d+\.0\/sobjects\/[^/?]+\/[^/?]+\/[^/?]+\/?(\?|$)/, ['DELETE', 'GET', 'PATCH', 'POST']],
];

export const graph: Route = {
    method: 'POST',
    path: '/composite/graph',
    summary: 'Run up to 75 graphs of up to 500 requests in all, each graph all or none',
    handle(call) {
        const { graphs } = parseBody(Request, call.body);
        const nodes = graphs.reduce((sum, { compositeRequest }) => sum + compositeRequest.length, 0);
        if (nodes > MOST_NODES) throw ERRORS.tooManySubrequests(MOST_NODES);
        if (graphs.length > MOST_GRAPHS) throw ERRORS.tooManySubrequests(MOST_GRAPHS);
        const ids = graphs.map(({ graphId }) => graphId);
        const twice = ids.find((id, index) => ids.indexOf(id) !== index);
        if (twice !== undefined) throw ERRORS.duplicateReferenceId(twice);
        return ok({ graphs: graphs.map((one) => runGraph(call, one)) });
    },
};

function runGraph(call: Call, { graphId, compositeRequest }: z.infer<typeof Graph>): unknown {
    checkReferenceIds(compositeRequest);
    for (const { method, url } of compositeRequest) {
        const isNode = NODES.some(([path, methods]) => path.test(url) && methods.includes(method));
        if (!isNode) throw ERRORS.unsupported(`${method} ${url.split('?')[0] ?? ''} in a graph`);
    }
    const { isSuccessful, answers } = runTogether(call, inOrder(compositeRequest));
    const byReference = new Map(answers.map((answer) => [answer.referenceId, answer]));
    const compositeResponse = compositeRequest.map(({ referenceId }) => byReference.get(referenceId));
    return { graphId, graphResponse: { compositeResponse }, isSuccessful };
}

/** A node comes after those it refers to, wherever it stands. */
function inOrder(nodes: readonly SubRequestBody[]): SubRequestBody[] {
    const ordered: SubRequestBody[] = [];
    const waiting = new Map(nodes.map((node) => [node.referenceId, node]));
    while (waiting.size > 0) {
        const free = [...waiting.values()].filter(
            ({ url, body }) => referencesIn([url, body]).intersection(waiting).size === 0,
        );
        if (free.length === 0) throw ERRORS.circularGraph([...waiting.keys()]);
        for (const node of free) waiting.delete(node.referenceId);
        ordered.push(...free);
    }
    return ordered;
}
