/** Requests in requests: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite.htm */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { refusalOf, startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

const BASE = '/services/data/v67.0';
type Json = Record<string, unknown>;
interface SubAnswer {
    readonly body: unknown;
    readonly httpHeaders: Json;
    readonly httpStatusCode: number;
    readonly referenceId: string;
}

const sub = (referenceId: string, method: string, path: string, body?: unknown): Json => ({
    ...{ referenceId, method, url: `${BASE}${path}` },
    ...(body === undefined ? {} : { body }),
});

async function composite(requests: readonly Json[], options: Json = {}): Promise<readonly SubAnswer[]> {
    const { status, body } = await org.ask('POST', '/composite', { ...options, compositeRequest: requests });
    assert.equal(status, 200, JSON.stringify(body));
    return (body as { compositeResponse: SubAnswer[] }).compositeResponse;
}

const count = (soql: string): number => org.org.query(soql).totalSize;
const statuses = (answers: readonly SubAnswer[]): number[] => answers.map(({ httpStatusCode }) => httpStatusCode);
const firstCode = ({ body }: SubAnswer): unknown => (body as Json[])[0]?.['errorCode'];

test('a request uses what those before it answered', async () => {
    const answers = await composite([
        sub('person', 'POST', '/sobjects/Contact', { LastName: 'Kay' }),
        sub('parcel', 'POST', '/sobjects/Parcel__c', { Key__c: 'a', Receiver__c: '@{person.id}' }),
        sub('read', 'GET', '/sobjects/Parcel__c/@{parcel.id}?fields=Key__c,Receiver__c'),
        sub('found', 'GET', "/query?q=SELECT+Id+FROM+Contact+WHERE+Id='@{person.id}'"),
        sub('name', 'PATCH', '/sobjects/Contact/@{found.records[0].Id}', { FirstName: 'Key @{read.Key__c}' }),
        sub('gone', 'DELETE', '/sobjects/Parcel__c/@{parcel.id}'),
    ]);
    assert.deepEqual(statuses(answers), [201, 201, 200, 200, 204, 204]);
    const [person] = answers;
    const { id } = person?.body as { id: string };
    assert.deepEqual(person?.httpHeaders, { Location: `${BASE}/sobjects/Contact/${id}` });
    assert.equal(org.org.records.rowOf(id)?.['FirstName'], 'Key a');
    assert.equal(answers.at(-1)?.body, null);
    assert.equal(count('SELECT COUNT() FROM Parcel__c'), 0);
});

test('without allOrNone a failure stops only what refers to it', async () => {
    const answers = await composite([
        sub('bad', 'POST', '/sobjects/Contact', {}),
        sub('uses', 'POST', '/sobjects/Parcel__c', { Receiver__c: '@{bad.id}' }),
        sub('apart', 'POST', '/sobjects/Contact', { LastName: 'Kay' }),
    ]);
    assert.deepEqual(statuses(answers), [400, 400, 201]);
    assert.deepEqual(answers.slice(0, 2).map(firstCode), ['REQUIRED_FIELD_MISSING', 'PROCESSING_HALTED']);
    assert.equal(count('SELECT COUNT() FROM Contact'), 1);
});

test('with allOrNone one failure undoes all, and what would follow the commits never happens', async () => {
    const requests = [
        sub('good', 'POST', '/sobjects/Contact', { LastName: 'Kay' }),
        sub('late', 'POST', '/sobjects/Parcel_Late__e', { Key__c: 'k' }),
        sub('bad', 'POST', '/sobjects/Contact', {}),
        sub('never', 'POST', '/sobjects/Contact', { LastName: 'Bee' }),
    ];
    const answers = await composite(requests, { allOrNone: true });
    assert.deepEqual(statuses(answers), [400, 400, 400, 400]);
    assert.deepEqual(answers.map(firstCode), [
        'PROCESSING_HALTED',
        'PROCESSING_HALTED',
        'REQUIRED_FIELD_MISSING',
        'PROCESSING_HALTED',
    ]);
    await org.idle();
    assert.equal(count('SELECT COUNT() FROM Contact'), 0);
    assert.equal(org.org.events.kept('Parcel_Late__e').length, 0);
    const kept = await composite(
        requests.filter(({ referenceId }) => referenceId !== 'bad'),
        { allOrNone: true },
    );
    assert.deepEqual(statuses(kept), [201, 201, 201]);
    assert.equal(org.org.events.kept('Parcel_Late__e').length, 1);
});

test('allOrNone reaches into a collection, whose failure fails the rest', async () => {
    const records = [{ LastName: 'Kay' }, {}].map((row) => ({ attributes: { type: 'Contact' }, ...row }));
    const answers = await composite(
        [
            sub('one', 'POST', '/sobjects/Contact', { LastName: 'Bee' }),
            sub('many', 'POST', '/composite/sobjects', { records }),
        ],
        { allOrNone: true },
    );
    assert.equal(firstCode(answers[0] as SubAnswer), 'PROCESSING_HALTED');
    assert.equal(count('SELECT COUNT() FROM Contact'), 0);
});

test('composite requests that make no sense are refused', async () => {
    const refused = async (compositeRequest: readonly Json[]): Promise<string> =>
        refusalOf(await org.ask('POST', '/composite', { compositeRequest }));
    const read = (name: string): Json => sub(name, 'GET', '/sobjects');
    assert.equal(await refused(Array.from({ length: 26 }, (_, index) => read(`r${index}`))), '400 INVALID_INPUT');
    assert.equal(await refused([read('a'), read('a')]), '400 INVALID_INPUT');
    assert.equal(await refused([read('a b')]), '400 INVALID_INPUT');
    assert.equal(await refused([{ method: 'GET', url: `${BASE}/sobjects` }]), '400 JSON_PARSER_ERROR');
    const queries = Array.from({ length: 6 }, (_, index) => sub(`q${index}`, 'GET', '/query?q=SELECT+Id+FROM+Contact'));
    assert.equal(await refused(queries), '400 INVALID_INPUT');
    const [elsewhere, unknown] = await composite([
        sub('elsewhere', 'GET', '/limits'),
        sub('unknown', 'GET', '/sobjects/Contact/003/a/b/c'),
    ]);
    assert.deepEqual(
        [elsewhere, unknown].map((answer) => firstCode(answer as SubAnswer)),
        ['UNSUPPORTED_BY_LOCAL_ORG', 'UNSUPPORTED_BY_LOCAL_ORG'],
    );
});

test('a batch runs each request by itself, or halts at the first failure', async () => {
    const batchRequests = [
        { method: 'POST', url: 'v67.0/sobjects/Contact', richInput: { LastName: 'Kay' } },
        { method: 'GET', url: 'v67.0/sobjects/Nope/describe' },
        { method: 'GET', url: 'v67.0/query?q=SELECT+COUNT()+FROM+Contact' },
    ];
    const run = async (haltOnError: boolean): Promise<{ hasErrors: boolean; results: Json[] }> => {
        const { body } = await org.ask('POST', '/composite/batch', { haltOnError, batchRequests });
        return body as { hasErrors: boolean; results: Json[] };
    };
    const all = await run(false);
    assert.deepEqual([all.hasErrors, all.results.map(({ statusCode }) => statusCode)], [true, [201, 404, 200]]);
    assert.equal((all.results[2]?.['result'] as Json)['totalSize'], 1);
    const halted = await run(true);
    assert.deepEqual(
        halted.results.map(({ statusCode }) => statusCode),
        [201, 404, 412],
    );
    assert.partialDeepStrictEqual(halted.results[2], { result: [{ errorCode: 'BATCH_PROCESSING_HALTED' }] });
});

test('each graph is kept or undone by itself, whatever the order of its nodes', async () => {
    const graphs = [
        {
            graphId: 'good',
            compositeRequest: [
                sub('parcel', 'POST', '/sobjects/Parcel__c', { Key__c: 'a', Receiver__c: '@{person.id}' }),
                sub('person', 'POST', '/sobjects/Contact', { LastName: 'Kay' }),
            ],
        },
        {
            graphId: 'bad',
            compositeRequest: [
                sub('person', 'POST', '/sobjects/Contact', { LastName: 'Bee' }),
                sub('parcel', 'POST', '/sobjects/Parcel__c', { Key__c: 'a', Receiver__c: '@{person.id}' }),
            ],
        },
    ];
    const { status, body } = await org.ask('POST', '/composite/graph', { graphs });
    assert.equal(status, 200);
    const [good, bad] = (
        body as { graphs: { isSuccessful: boolean; graphResponse: { compositeResponse: SubAnswer[] } }[] }
    ).graphs;
    assert.deepEqual([good?.isSuccessful, bad?.isSuccessful], [true, false]);
    assert.deepEqual(
        good?.graphResponse.compositeResponse.map(({ referenceId }) => referenceId),
        ['parcel', 'person'],
    );
    assert.deepEqual(bad?.graphResponse.compositeResponse.map(firstCode), ['PROCESSING_HALTED', 'DUPLICATE_VALUE']);
    assert.deepEqual([count('SELECT COUNT() FROM Contact'), count('SELECT COUNT() FROM Parcel__c')], [1, 1]);
    const circular = [
        sub('a', 'POST', '/sobjects/Contact', { LastName: '@{b.id}' }),
        sub('b', 'POST', '/sobjects/Contact', { LastName: '@{a.id}' }),
    ];
    const refused = async (compositeRequest: readonly Json[]): Promise<string> =>
        refusalOf(await org.ask('POST', '/composite/graph', { graphs: [{ graphId: 'g', compositeRequest }] }));
    assert.equal(await refused(circular), '400 INVALID_INPUT');
    assert.equal(await refused([sub('q', 'GET', '/query?q=SELECT+Id+FROM+Contact')]), '501 UNSUPPORTED_BY_LOCAL_ORG');
});

const record = (type: string, referenceId: string, fields: Json): Json => ({
    attributes: { type, referenceId },
    ...fields,
});

test('a tree saves parents before children, level by level', async () => {
    const records = [
        record('Contact', 'ref1', {
            LastName: 'Kay',
            Parcels__r: {
                records: [record('Parcel__c', 'ref2', { Key__c: 'a' }), record('Parcel__c', 'ref3', { Key__c: 'b' })],
            },
        }),
        record('Contact', 'ref4', { LastName: 'Bee' }),
    ];
    const { status, body } = await org.ask('POST', '/composite/tree/Contact', { records });
    assert.equal(status, 201);
    const { hasErrors, results } = body as { hasErrors: boolean; results: { referenceId: string; id: string }[] };
    assert.deepEqual(
        [hasErrors, results.map(({ referenceId }) => referenceId)],
        [false, ['ref1', 'ref4', 'ref2', 'ref3']],
    );
    assert.equal(count(`SELECT COUNT() FROM Parcel__c WHERE Receiver__c = '${results[0]?.id ?? ''}'`), 2);
});

test('a tree with one bad record saves nothing and names it', async () => {
    const parcels = [record('Parcel__c', 'good', { Key__c: 'a' }), record('Parcel__c', 'bad', { Email__c: '123' })];
    const records = [record('Contact', 'root', { LastName: 'Kay', Parcels__r: { records: parcels } })];
    const { status, body } = await org.ask('POST', '/composite/tree/Contact', { records });
    assert.equal(status, 400);
    assert.deepEqual(body, {
        hasErrors: true,
        results: [
            {
                referenceId: 'bad',
                errors: [
                    {
                        statusCode: 'INVALID_EMAIL_ADDRESS',
                        message: 'Email: invalid email address: 123',
                        fields: ['Email__c'],
                    },
                ],
            },
        ],
    });
    assert.deepEqual([count('SELECT COUNT() FROM Contact'), count('SELECT COUNT() FROM Parcel__c')], [0, 0]);
    const twice = await org.ask('POST', '/composite/tree/Contact', {
        records: [record('Contact', 'x', { LastName: 'Kay' }), record('Contact', 'x', { LastName: 'Bee' })],
    });
    assert.partialDeepStrictEqual(twice.body, {
        hasErrors: true,
        results: [{ referenceId: 'x' }, { referenceId: 'x' }],
    });
    const many = Array.from({ length: 201 }, (_, index) => record('Contact', `r${index}`, { LastName: 'Kay' }));
    assert.equal(
        refusalOf(await org.ask('POST', '/composite/tree/Contact', { records: many })),
        '400 EXCEEDED_ID_LIMIT',
    );
    const field = await org.ask('POST', '/composite/tree/Contact', { records: [record('Contact', 'r', { Nope: 1 })] });
    assert.partialDeepStrictEqual(field.body, {
        results: [{ referenceId: 'r', errors: [{ statusCode: 'INVALID_FIELD' }] }],
    });
});
