/** What requests in requests, jobs, GraphQL, actions and the UI API answer when they are refused, byte for byte. */
import { after, before } from 'node:test';
import { error, NOWHERE, post, REST, testRefusals } from './support/refusals.ts';
import { startOrg } from './support/server.ts';
import type { Refusal } from './support/refusals.ts';
import type { RunningOrg } from './support/server.ts';

const DEVELOPER = 'https://developer.salesforce.com/docs/';
const RESOURCES = `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/resources_composite_`;
const COMPOSITE = `${RESOURCES}composite.htm`;
const COLLECTIONS = `${RESOURCES}sobjects_collections.htm`;
const BATCH = `${RESOURCES}batch.htm`;
const TREE = `${RESOURCES}sobject_tree.htm`;
const GRAPH = `${RESOURCES}graph_intro.htm`;
const BULK = `${DEVELOPER}platform/api-asynch/guide/asynch-api-reference-errors.html`;
const GRAPHQL = `${DEVELOPER}platform/graphql/guide/query-status.html`;
const UI_API = `${DEVELOPER}atlas.en-us.uiapi.meta/uiapi/ui_api_responses_error_with_output.htm`;

const DATA = '/services/data/v67.0';

const part = (referenceId: string, method: string, path: string, body: unknown = {}): unknown => ({
    ...{ method, url: `${DATA}/sobjects/${path}`, referenceId, body },
});
const answered = (referenceId: string, httpStatusCode: number, body: unknown): unknown => ({
    ...{ body, httpHeaders: {}, httpStatusCode, referenceId },
});
const HALTED = error(
    'PROCESSING_HALTED',
    'The transaction was rolled back since another operation in the same transaction failed.',
);
const NO_LAST_NAME = error('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']);

const recordRefused = (errors: readonly unknown[], fieldErrors: Readonly<Record<string, unknown>>): unknown => ({
    ...{ message: 'An error occurred while trying to update the record. Please try again.', statusCode: 400 },
    ...{ enhancedErrorType: 'RecordError', output: { errors, fieldErrors } },
});
const recordError = (errorCode: string, message: string, field: string, fieldLabel: string): unknown => ({
    ...{ constituentField: null, duplicateRecordError: null, errorCode, field, fieldLabel, message },
});

const REFUSALS: readonly Refusal[] = [
    // Requests in requests
    {
        ...post('/composite/sobjects', {
            records: Array.from({ length: 201 }, () => ({ attributes: { type: 'Parcel__c' } })),
        }),
        status: 400,
        answer: error('EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records into this call'),
        seen: COLLECTIONS,
    },
    {
        ...post('/composite/sobjects', { records: [{ attributes: { type: 'Contact' } }] }),
        status: 200,
        answer: [
            {
                success: false,
                errors: [
                    {
                        statusCode: 'REQUIRED_FIELD_MISSING',
                        message: 'Required fields are missing: [LastName]',
                        fields: ['LastName'],
                    },
                ],
            },
        ],
        seen: COLLECTIONS,
    },
    {
        ...post('/composite', {
            compositeRequest: [
                {
                    method: 'PATCH',
                    url: `/services/data/v67.0/sobjects/Parcel__c/${NOWHERE}`,
                    referenceId: 'a',
                    body: {},
                },
            ],
        }),
        status: 200,
        answer: {
            compositeResponse: [
                {
                    body: error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []),
                    httpHeaders: {},
                    httpStatusCode: 404,
                    referenceId: 'a',
                },
            ],
        },
        seen: COMPOSITE,
    },
    {
        ...post('/composite', {
            allOrNone: true,
            compositeRequest: [part('a', 'POST', 'Parcel__c'), part('b', 'POST', 'Contact')],
        }),
        status: 200,
        answer: { compositeResponse: [answered('a', 400, HALTED), answered('b', 400, NO_LAST_NAME)] },
        seen: COMPOSITE,
    },
    {
        ...post('/composite', {
            compositeRequest: [part('a', 'POST', 'Contact'), part('b', 'PATCH', 'Parcel__c/@{a.id}')],
        }),
        status: 200,
        answer: {
            compositeResponse: [
                answered('a', 400, NO_LAST_NAME),
                answered(
                    'b',
                    400,
                    error('PROCESSING_HALTED', 'Invalid reference specified. No value for a.id found in a'),
                ),
            ],
        },
        seen: COMPOSITE,
    },
    {
        ...post('/composite/graph', {
            graphs: [
                {
                    graphId: 'one',
                    compositeRequest: [part('a', 'POST', 'Parcel__c'), part('b', 'POST', 'Contact')],
                },
            ],
        }),
        status: 200,
        answer: {
            graphs: [
                {
                    graphId: 'one',
                    graphResponse: {
                        compositeResponse: [answered('a', 400, HALTED), answered('b', 400, NO_LAST_NAME)],
                    },
                    isSuccessful: false,
                },
            ],
        },
        seen: GRAPH,
    },
    {
        ...post('/composite/batch', {
            haltOnError: true,
            batchRequests: [
                { method: 'GET', url: 'v67.0/sobjects/Nothing__c/describe' },
                { method: 'GET', url: 'v67.0/limits' },
            ],
        }),
        status: 200,
        answer: {
            hasErrors: true,
            results: [
                { statusCode: 404, result: error('NOT_FOUND', 'The requested resource does not exist') },
                {
                    statusCode: 412,
                    result: error(
                        'BATCH_PROCESSING_HALTED',
                        'Batch processing halted per request. A previous request was unsuccessful.',
                    ),
                },
            ],
        },
        seen: BATCH,
    },
    {
        ...post('/composite/tree/Contact', {
            records: [
                { attributes: { type: 'Contact', referenceId: 'ref1' }, LastName: 'Okafor' },
                { attributes: { type: 'Contact', referenceId: 'ref2' }, LastName: 'Silva', Email: '123' },
            ],
        }),
        status: 400,
        answer: {
            hasErrors: true,
            results: [
                {
                    referenceId: 'ref2',
                    errors: [
                        {
                            statusCode: 'INVALID_EMAIL_ADDRESS',
                            message: 'Email: invalid email address: 123',
                            fields: ['Email'],
                        },
                    ],
                },
            ],
        },
        seen: TREE,
    },
    {
        ...post('/composite/tree/Contact', {
            records: Array.from({ length: 201 }, (_, index) => ({
                attributes: { type: 'Contact', referenceId: `ref${index}` },
            })),
        }),
        status: 400,
        answer: error('EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 200 records into this call'),
        seen: TREE,
    },
    // Bulk jobs
    {
        request: 'GET /jobs/ingest/750LO0000000099AAA',
        status: 404,
        answer: error('NOT_FOUND', 'The requested resource does not exist'),
        seen: REST,
    },
    {
        ...post('/jobs/ingest', { object: 'Nothing__c', operation: 'insert' }),
        status: 400,
        answer: error('INVALIDENTITY', 'Unable to find object: Nothing__c'),
        seen: BULK,
    },
    {
        request: 'PUT /jobs/ingest/$aborted/batches',
        body: 'LastName\nOkafor',
        headers: { 'content-type': 'text/csv' },
        status: 400,
        answer: error('INVALIDJOBSTATE', 'A job in the state Aborted does not allow this: upload'),
        seen: BULK,
    },
    {
        ...post('/jobs/query', { operation: 'query', query: 'SELECT COUNT() FROM Contact' }),
        status: 400,
        answer: error(
            'API_ERROR',
            'Aggregate functions and GROUP BY are not supported in Bulk V2 Query with CSV content type',
        ),
        seen: BULK,
    },
    {
        ...post('/jobs/ingest', { object: 'Contact', operation: 'upsert' }),
        status: 400,
        answer: error('INVALIDJOB', 'externalIdFieldName is required for upsert'),
        seen: BULK,
    },
    // GraphQL answers 200 and tells in `errors`
    {
        ...post('/graphql', { query: '{ uiapi { query { Parcel__c { edges { node { Nothing__c { value } } } } } } }' }),
        status: 200,
        answer: {
            data: null,
            errors: [
                {
                    message:
                        "Validation error (FieldUndefined@[Nothing__c]) : Field 'Nothing__c' in type 'Parcel__c' is undefined",
                    locations: [{ line: 1, column: 46 }],
                    extensions: { ErrorType: 'ValidationError' },
                },
            ],
        },
        seen: GRAPHQL,
    },
    // Actions
    {
        ...post('/actions/custom/flow/Nothing', { inputs: [{}] }),
        status: 404,
        answer: error('NOT_FOUND', 'The requested resource does not exist'),
        seen: REST,
    },
    // The User Interface API
    {
        ...post('/ui-api/records', { apiName: 'Parcel__c', fields: { Weight__c: 501 } }),
        status: 400,
        answer: recordRefused([], {
            Weight__c: [recordError('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Too heavy for us', 'Weight__c', 'Weight')],
        }),
        seen: UI_API,
    },
    {
        ...post('/ui-api/records', { apiName: 'Contact', fields: {} }),
        status: 400,
        answer: recordRefused([], {
            LastName: [
                recordError(
                    'REQUIRED_FIELD_MISSING',
                    'Required fields are missing: [LastName]',
                    'LastName',
                    'Last Name',
                ),
            ],
        }),
        seen: UI_API,
    },
    {
        request: `GET /ui-api/records/${NOWHERE}?fields=Parcel__c.Name`,
        status: 404,
        answer: error('NOT_FOUND', 'The requested resource does not exist'),
        seen: `${DEVELOPER}atlas.en-us.uiapi.meta/uiapi/ui_api_status_codes.htm`,
    },
    {
        request: `GET /ui-api/records/${NOWHERE}`,
        status: 400,
        answer: error('INVALID_INPUT_COMBINATION', "Must provide either 'fields' or 'layoutTypes'."),
        seen: `${DEVELOPER}atlas.en-us.uiapi.meta/uiapi/ui_api_resources_record_get.htm`,
    },
];

let org: RunningOrg;
let aborted: string;
before(async () => {
    org = await startOrg();
    const { body } = await org.ask('POST', '/jobs/ingest', { object: 'Contact', operation: 'insert' });
    aborted = (body as { id: string }).id;
    await org.ask('PATCH', `/jobs/ingest/${aborted}`, { state: 'Aborted' });
});
after(() => org.close());

testRefusals(
    REFUSALS,
    () => org,
    (text) => text.replace('$aborted', aborted),
);
