/** What records, queries and calls answer when they are refused: status, code, words and fields, byte for byte. */
import { after, before } from 'node:test';
import { CODES, error, NOWHERE, post, REST, testRefusals } from './support/refusals.ts';
import { startOrg } from './support/server.ts';
import type { Refusal } from './support/refusals.ts';
import type { RunningOrg } from './support/server.ts';

const SOQL =
    'https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_offset.htm';

const soql = (query: string): string => `GET /query?q=${encodeURIComponent(query)}`;
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

testRefusals(REFUSALS, () => org, named);
