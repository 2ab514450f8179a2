/** POST /services/data/vXX.X/graphql: https://developer.salesforce.com/docs/platform/graphql/guide/query-record-objects.html */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PlatformError } from '../../errors.ts';
import type { Org } from '../../org.ts';
import { Operation } from './operation.ts';
import type { GraphQLRequest } from './operation.ts';
import { GraphQLRefusal, undefinedField } from './refusal.ts';
import type { GraphQLErrorBody } from './refusal.ts';
import { AggregateReader } from './aggregates.ts';
import { RecordReader } from './records.ts';
import type { RecordSource } from './records.ts';

const RequestBody = z.strictObject({
    query: z.string(),
    variables: z.record(z.string(), z.unknown()).nullish(),
    operationName: z.string().nullish(),
});

export interface GraphQLAnswer {
    readonly data: unknown;
    readonly errors: readonly GraphQLErrorBody[];
}

export function registerGraphQL(app: FastifyInstance, orgOf: (request: FastifyRequest) => Org): void {
    app.post('/services/data/:version/graphql', (request) => {
        const body = RequestBody.safeParse(request.body);
        if (!body.success) return refused(new GraphQLRefusal('InvalidSyntax', z.prettifyError(body.error)));
        return answerGraphQL(orgOf(request).records, body.data as GraphQLRequest); // zod types absent members as undefined
    });
}

/** An error of any part fails the whole request, as data that is partly missing would be read as complete. */
export function answerGraphQL(source: RecordSource, request: GraphQLRequest): GraphQLAnswer {
    try {
        const operation = new Operation(request);
        const records = new RecordReader(source, operation);
        const aggregates = new AggregateReader(source, operation);
        const data: Record<string, unknown> = {};
        for (const root of operation.fields(operation.root, (type) => type === 'Query')) {
            if (root.name !== 'uiapi') throw undefinedField('Query', root.name, root.node);
            const families = operation
                .fields(root.node.selectionSet, (type) => type === 'UIAPI')
                .map((family) => {
                    if (family.name === 'query') return [family.responseKey, records.query(family.node)];
                    if (family.name === 'aggregate') return [family.responseKey, aggregates.aggregate(family.node)];
                    throw undefinedField('UIAPI', family.name, family.node);
                });
            data[root.responseKey] = Object.fromEntries(families);
        }
        return { data, errors: [] };
    } catch (error) {
        if (error instanceof GraphQLRefusal) return refused(error);
        if (error instanceof PlatformError) {
            return refused(new GraphQLRefusal('DataFetchingException', `${error.errorCode}: ${error.message}`));
        }
        throw error;
    }
}

const refused = (refusal: GraphQLRefusal): GraphQLAnswer => ({ data: null, errors: [refusal.toBody()] });
