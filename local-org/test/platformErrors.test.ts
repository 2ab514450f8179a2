/** What each surface answers to a request that it refuses: status, code, words and fields, byte for byte. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

const DEVELOPER = 'https://developer.salesforce.com/docs/';
/** Which status a code comes with, and what a body is made of (2026-11-26). */
const REST = `${DEVELOPER}platform/api-rest/guide/errorcodes.html`;
/** What each status code means (2026-11-26). */
const CODES = `${DEVELOPER}atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm`;
const SOQL = `${DEVELOPER}atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm`;
const COMPOSITE = `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/resources_composite_composite.htm`;
const COLLECTIONS = `${DEVELOPER}atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm`;
const BULK = `${DEVELOPER}platform/api-asynch/guide/asynch-api-reference-errors.html`;
const GRAPHQL = `${DEVELOPER}platform/graphql/guide/query-status.html`;
const OAUTH = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm';

interface Refusal {
    readonly request: string;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
    readonly status: number;
    readonly answer: unknown;
    /** The page that has the code, or the status that it comes with; the words are the local org's table's. */
    readonly seen: string;
}

const error = (errorCode: string, message: string, fields?: readonly string[]): unknown[] => [
    { message, errorCode, ...(fields ? { fields } : {}) },
];
const NOWHERE = 'a00LO0000000099AAA';
const soql = (query: string): string => `GET /query?q=${encodeURIComponent(query)}`;
const post = (request: string, body: unknown): Pick<Refusal, 'request' | 'body'> => ({
    request: `POST ${request}`,
    body,
});

const REFUSALS: readonly Refusal[] = [
    // Single records: always with fields
    {
        ...post('/sobjects/Parcel__c', { Key__c: 'TAKEN' }),
        status: 400,
        answer: error(
            'DUPLICATE_VALUE',
            'duplicate value found: Key__c duplicates value on record with id: $taken15',
            [],
        ),
        seen: CODES,
    },
    {
        ...post('/sobjects/Contact', {}),
        status: 400,
        answer: error('REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']),
        seen: CODES,
    },
    {
        ...post('/sobjects/Parcel__c', { Weight__c: 501 }),
        status: 400,
        answer: error('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'Too heavy for us', ['Weight__c']),
        seen: CODES,
    },
    {
        ...post('/sobjects/Parcel__c', { Size__c: 'Huge' }),
        status: 400,
        answer: error(
            'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
            'Size: bad value for restricted picklist field: Huge',
            ['Size__c'],
        ),
        seen: 'https://acesalesforce.com/bad-value-for-restricted-picklist-field/',
    },
    {
        ...post('/sobjects/Parcel__c', { Email__c: 'nobody' }),
        status: 400,
        answer: error('INVALID_EMAIL_ADDRESS', 'Email: invalid email address: nobody', ['Email__c']),
        seen: CODES,
    },
    {
        ...post('/sobjects/Parcel__c', { Receiver__c: '003LO0000000099AAA' }),
        status: 400,
        answer: error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['Receiver__c']),
        seen: CODES,
    },
    {
        request: `PATCH /sobjects/Parcel__c/${NOWHERE}`,
        body: { Trail__c: 'north' },
        status: 404,
        answer: error('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []),
        seen: CODES,
    },
    {
        request: 'DELETE /sobjects/Parcel__c/$gone',
        status: 404,
        answer: error('ENTITY_IS_DELETED', 'entity is deleted', []),
        seen: CODES,
    },
    // Requests for records: without
    {
        ...post('/sobjects/Parcel__c', { Nothing__c: 1 }),
        status: 400,
        answer: error('INVALID_FIELD', "No such column 'Nothing__c' on sobject of type Parcel__c"),
        seen: CODES,
    },
    {
        ...post('/sobjects/Parcel__c', { CreatedDate: '2026-01-01T00:00:00Z' }),
        status: 400,
        answer: error(
            'INVALID_FIELD_FOR_INSERT_UPDATE',
            'Unable to create/update fields: CreatedDate. Please check the security settings of this field and verify that it is read/write for your profile or permission set.',
            ['CreatedDate'],
        ),
        seen: CODES,
    },
    {
        request: `GET /sobjects/Parcel__c/${NOWHERE}`,
        status: 404,
        answer: error('NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${NOWHERE}`),
        seen: REST,
    },
    {
        request: 'GET /sobjects/Nothing__c/describe',
        status: 404,
        answer: error('NOT_FOUND', 'The requested resource does not exist'),
        seen: REST,
    },
    {
        request: 'PATCH /sobjects/Parcel__c/Trail__c/north',
        body: {},
        status: 400,
        answer: error(
            'INVALID_FIELD',
            'Field name provided, Trail__c is not an External ID or indexed field for Parcel__c',
        ),
        seen: REST,
    },
    // Queries
    {
        request: soql('SELECT Nothing__c FROM Parcel__c'),
        status: 400,
        answer: error(
            'INVALID_FIELD',
            "\nSELECT Nothing__c FROM Parcel__c\n       ^\nERROR at Row:1:Column:8\nNo such column 'Nothing__c' on entity 'Parcel__c'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
        ),
        seen: CODES,
    },
    {
        request: soql('SELECT Id FROM Parcel__c OFFSET 2001'),
        status: 400,
        answer: error('NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'),
        seen: SOQL,
    },
    {
        request: 'GET /query/01gLO0000000099AAA-2000',
        status: 400,
        answer: error('INVALID_QUERY_LOCATOR', 'invalid query locator'),
        seen: CODES,
    },
    // Calls
    {
        request: 'GET /limits',
        headers: { authorization: 'Bearer nobody' },
        status: 401,
        answer: error('INVALID_SESSION_ID', 'Session expired or invalid'),
        seen: REST,
    },
    {
        request: 'PUT /limits',
        body: {},
        status: 405,
        answer: error('METHOD_NOT_ALLOWED', "HTTP Method 'PUT' not allowed. Allowed are GET"),
        seen: REST,
    },
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
    // Sign-in
    {
        request: 'POST //services/oauth2/token',
        body: 'grant_type=nothing',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        status: 400,
        answer: { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
        seen: OAUTH,
    },
];

let org: RunningOrg;
const NAMES = new Map<string, string>();
before(async () => {
    org = await startOrg();
    const create = async (Key__c: string): Promise<string> =>
        ((await org.ask('POST', '/sobjects/Parcel__c', { Key__c })).body as { id: string }).id;
    NAMES.set('$taken15', (await create('TAKEN')).slice(0, 15));
    NAMES.set('$gone', await create('GONE'));
    await org.ask('DELETE', `/sobjects/Parcel__c/${NAMES.get('$gone') ?? ''}`);
});
after(() => org.close());

const named = (text: string): string => [...NAMES].reduce((all, [name, id]) => all.replaceAll(name, id), text);

for (const { request, body, headers, status, answer, seen } of REFUSALS) {
    test(`${request.slice(0, 60)} ${JSON.stringify(body ?? '').slice(0, 60)} answers ${status}, see ${seen}`, async () => {
        const [method = '', path = ''] = request.split(/ (.*)/s);
        const reply = await org.ask(method, named(path), body, headers);
        assert.deepEqual(
            { status: reply.status, body: reply.body },
            { status, body: JSON.parse(named(JSON.stringify(answer))) as unknown },
        );
    });
}
