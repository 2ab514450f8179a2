/** Bulk API 2.0 over HTTP, as its guide has it: https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/bulk_api_2_0.htm */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { readCsv, writeCsv, DELIMITER_NAMES } from '../src/api/bulk/csv.ts';
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

type Json = Record<string, unknown>;

async function text(method: string, path: string, body?: string, type = 'text/csv'): Promise<Response> {
    return fetch(`${org.url}/services/data/v67.0${path}`, {
        method,
        headers: {
            authorization: `Bearer ${org.accessToken}`,
            ...(body === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body }),
    });
}

async function open(job: Json): Promise<string> {
    const { status, body } = await org.ask('POST', '/jobs/ingest', { contentType: 'CSV', ...job });
    assert.equal(status, 200, JSON.stringify(body));
    return String((body as Json)['id']);
}

async function upload(id: string, csv: string): Promise<void> {
    const answer = await text('PUT', `/jobs/ingest/${id}/batches`, csv);
    assert.equal(answer.status, 201, await answer.text());
}

const setState = (id: string, state: string, kind = 'ingest') => org.ask('PATCH', `/jobs/${kind}/${id}`, { state });
const info = async (id: string, kind = 'ingest'): Promise<Json> =>
    (await org.ask('GET', `/jobs/${kind}/${id}`)).body as Json;

async function results(id: string, which: string): Promise<Record<string, string>[]> {
    const answer = await text('GET', `/jobs/ingest/${id}/${which}`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/);
    return parse(await answer.text(), { columns: true });
}

async function newContact(): Promise<string> {
    const { body } = await org.ask('POST', '/sobjects/Contact', { LastName: 'Kay' });
    return (body as { id: string }).id;
}

/** Open, upload, close, and wait for the end. */
async function load(job: Json, csv: string): Promise<string> {
    const id = await open(job);
    await upload(id, csv);
    await setState(id, 'UploadComplete');
    await org.idle();
    return id;
}

test('an insert job goes Open, UploadComplete, InProgress, JobComplete, and its rows have ids', async () => {
    const { body } = await org.ask('POST', '/jobs/ingest', { object: 'contact', operation: 'insert' });
    const job = body as Json;
    assert.partialDeepStrictEqual(job, {
        object: 'Contact',
        operation: 'insert',
        state: 'Open',
        concurrencyMode: 'Parallel',
        contentType: 'CSV',
        apiVersion: 67,
        jobType: 'V2Ingest',
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
        contentUrl: `services/data/v67.0/jobs/ingest/${String(job['id'])}/batches`,
    });
    const id = String(job['id']);
    await upload(id, 'FirstName,LastName\nAda,Kay\n,Bee\nNo,\n');
    assert.equal((await info(id))['state'], 'Open');
    const closed = await setState(id, 'UploadComplete');
    assert.equal((closed.body as Json)['state'], 'UploadComplete');
    await org.idle();
    assert.partialDeepStrictEqual(await info(id), {
        state: 'JobComplete',
        numberRecordsProcessed: 3,
        numberRecordsFailed: 1,
    });
    const good = await results(id, 'successfulResults');
    assert.deepEqual(
        good.map((row) => [row['sf__Created'], row['LastName'], org.org.records.rowOf(row['sf__Id'] ?? '')?.['Name']]),
        [
            ['true', 'Kay', 'Ada Kay'],
            ['true', 'Bee', 'Bee'],
        ],
    );
    assert.deepEqual(await results(id, 'failedResults'), [
        {
            sf__Id: '',
            sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --',
            FirstName: 'No',
            LastName: '',
        },
    ]);
    assert.deepEqual(await results(id, 'unprocessedrecords'), []);
});

test('upsert, update and delete: an empty cell changes nothing, #N/A clears, and keys decide', async () => {
    const upsert = { object: 'Parcel__c', operation: 'upsert', externalIdFieldName: 'Key__c' };
    const first = await load(upsert, 'Key__c,Weight__c,Is_Fragile__c,Trail__c\na,1.5,no,x\nb,2,1,y\n');
    assert.deepEqual(
        (await results(first, 'successfulResults')).map((row) => row['sf__Created']),
        ['true', 'true'],
    );
    const second = await load(upsert, 'Key__c,Weight__c,Trail__c\na,,#N/A\nc,abc,z\nc2,700,z\n');
    const good = await results(second, 'successfulResults');
    assert.deepEqual(
        good.map((row) => row['sf__Created']),
        ['false'],
    );
    assert.deepEqual(
        org.org
            .query('SELECT Weight__c, Is_Fragile__c, Trail__c FROM Parcel__c ORDER BY Key__c')
            .records.map(({ Weight__c, Is_Fragile__c, Trail__c }) => [Weight__c, Is_Fragile__c, Trail__c]),
        [
            [1.5, false, null],
            [2, true, 'y'],
        ],
    );
    assert.deepEqual(
        (await results(second, 'failedResults')).map((row) => row['sf__Error']),
        [
            "INVALID_FIELD:Failed to deserialize field at col 1. Due to, 'abc' is not a valid value for the type xsd:double:Weight__c --",
            'FIELD_CUSTOM_VALIDATION_EXCEPTION:Too heavy for us:Weight__c --',
        ],
    );
    const id = good[0]?.['sf__Id'] ?? '';
    await load({ object: 'Parcel__c', operation: 'update' }, `Id,Trail__c\n${id},done\n`);
    assert.equal(org.org.records.rowOf(id)?.['Trail__c'], 'done');
    const removed = await load({ object: 'Parcel__c', operation: 'delete' }, `Id\n${id}\n${id}\nnonsense\n`);
    assert.equal(org.org.records.rowOf(id), undefined);
    assert.deepEqual(
        (await results(removed, 'failedResults')).map((row) => row['sf__Error']?.split(':')[0]),
        ['ENTITY_IS_DELETED', 'MALFORMED_ID'],
    );
});

test('parents are named by external id, in CSV and in JSON', async () => {
    const contact = await newContact();
    const id = await load(
        { object: 'Parcel__c', operation: 'insert' },
        `Key__c,Receiver__r.Id\na,${contact}\nb,003LO0000000099AAA\n`,
    );
    assert.equal(
        org.org.query("SELECT Receiver__c FROM Parcel__c WHERE Key__c = 'a'").records[0]?.['Receiver__c'],
        contact,
    );
    assert.match(
        (await results(id, 'failedResults'))[0]?.['sf__Error'] ?? '',
        /^INVALID_FIELD:Foreign key external ID: 003LO0000000099AAA not found for field Id in entity Contact/,
    );
    const json = await org.ask('POST', '/sobjects/Parcel__c', { Key__c: 'c', Receiver__r: { Id: contact } });
    assert.equal(json.status, 201);
    const wrong = await org.ask('POST', '/sobjects/Parcel__c', { Key__c: 'd', Receiver__r: { LastName: 'Kay' } });
    assert.equal(refusalOf(wrong), '400 INVALID_FIELD');
});

test('delimiters and line endings are those of the job; another fails it whole', async () => {
    const form = { object: 'Contact', operation: 'insert', columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' };
    const good = await load(form, 'LastName;Description\r\nKay;"a;b ""c""\nd"\r\n');
    assert.equal((await info(good))['numberRecordsFailed'], 0);
    assert.equal(org.org.query('SELECT Description FROM Contact').records[0]?.['Description'], 'a;b "c"\nd');
    const answer = await text('GET', `/jobs/ingest/${good}/successfulResults`);
    assert.match(await answer.text(), /^"sf__Id";"sf__Created";"LastName";"Description"\r\n/);
    const failures: readonly (readonly [Json, string, string])[] = [
        [
            {},
            'LastName\r\nKay\r\n',
            'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
        ],
        [{}, 'LastName,Nope__c\nKay,1\n', 'InvalidBatch : Field name not found : Nope__c'],
        [{}, '\uFEFFLastName\nKay\n', 'InvalidBatch : Field name not found : \uFEFFLastName'],
        [{ operation: 'update' }, 'LastName\nKay\n', 'InvalidBatch : Field name not found : Id'],
        [{}, 'LastName,FirstName\nKay\n', 'InvalidBatch : Row 1 has 1 columns, the header has 2'],
        [{}, 'LastName\n"Kay\n', 'InvalidBatch : Failed to parse CSV.'],
        [{}, '', 'InvalidBatch : The file holds no header row'],
    ];
    for (const [job, csv, message] of failures) {
        const id = await load({ object: 'Contact', operation: 'insert', ...job }, csv);
        const { state, errorMessage } = await info(id);
        assert.equal(state, 'Failed');
        assert.ok(String(errorMessage).startsWith(message), String(errorMessage));
        const [, ...rest] = (await (await text('GET', `/jobs/ingest/${id}/unprocessedrecords`)).text()).split('\n');
        assert.equal(
            rest.some((line) => line.includes('Kay')),
            !/LineEnding|parse|header row|columns/.test(message),
        );
    }
});

test('rows are saved 200 at a time, each chunk in a transaction of its own, as flows see them', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => `P${index}`);
    const id = await load({ object: 'Contact', operation: 'insert' }, ['LastName', ...rows].join('\n'));
    assert.equal((await info(id))['numberRecordsProcessed'], 450);
    const written = org.org.transactions.last(3).map(({ origin, rowsWritten }) => [origin, rowsWritten]);
    assert.deepEqual(written, [
        ['insert Contact (200)', 200],
        ['insert Contact (200)', 200],
        ['insert Contact (50)', 50],
    ]);
});

test('an aborted job leaves what it has not reached unprocessed', async () => {
    const id = await open({ object: 'Contact', operation: 'insert' });
    await upload(id, 'LastName\nKay\nBee\n');
    assert.equal(((await setState(id, 'Aborted')).body as Json)['state'], 'Aborted');
    await org.idle();
    assert.deepEqual(await results(id, 'unprocessedrecords'), [{ LastName: 'Kay' }, { LastName: 'Bee' }]);
    assert.equal(refusalOf(await setState(id, 'UploadComplete')), '400 INVALIDJOBSTATE');
    assert.equal((await org.ask('DELETE', `/jobs/ingest/${id}`)).status, 204);
    assert.equal(refusalOf(await org.ask('GET', `/jobs/ingest/${id}`)), '404 NOT_FOUND');
});

test('a job with its data in one multipart request is closed at once', async () => {
    const body = [
        '--BOUNDARY',
        'Content-Type: application/json',
        'Content-Disposition: form-data; name="job"',
        '',
        '{"object":"Contact","contentType":"CSV","operation":"insert"}',
        '--BOUNDARY',
        'Content-Type: text/csv',
        'Content-Disposition: form-data; name="content"; filename="content"',
        '',
        'LastName\nKay\n',
        '--BOUNDARY--',
        '',
    ].join('\r\n');
    const answer = await text('POST', '/jobs/ingest', body, 'multipart/form-data; boundary=BOUNDARY');
    const job = (await answer.json()) as Json;
    assert.deepEqual([answer.status, job['state']], [200, 'UploadComplete']);
    await org.idle();
    assert.equal((await info(String(job['id'])))['numberRecordsProcessed'], 1);
});

test('jobs that make no sense are refused with the reason', async () => {
    const create = async (job: Json): Promise<string> =>
        refusalOf(await org.ask('POST', '/jobs/ingest', { contentType: 'CSV', ...job }));
    assert.equal(await create({ object: 'Nope', operation: 'insert' }), '400 INVALIDENTITY');
    assert.equal(await create({ object: 'Contact', operation: 'upsert' }), '400 INVALIDJOB');
    assert.equal(
        await create({ object: 'Contact', operation: 'upsert', externalIdFieldName: 'Phone' }),
        '400 INVALIDJOB',
    );
    assert.equal(await create({ object: 'Contact', operation: 'burn' }), '400 JSON_PARSER_ERROR');
    assert.equal(await create({ object: 'Contact', operation: 'hardDelete' }), '501 UNSUPPORTED_BY_LOCAL_ORG');
    assert.equal(
        await create({ object: 'Organization', operation: 'insert' }),
        '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    );
    const id = await open({ object: 'Contact', operation: 'insert' });
    assert.equal(refusalOf(await org.ask('DELETE', `/jobs/ingest/${id}`)), '400 INVALIDJOBSTATE');
    assert.equal((await text('GET', `/jobs/ingest/${id}/failedResults`)).status, 400);
    await upload(id, 'LastName\nKay\n');
    const again = await text('PUT', `/jobs/ingest/${id}/batches`, 'LastName\nBee\n');
    assert.match(await again.text(), /Found multiple contents for job/);
    const list = (await org.ask('GET', '/jobs/ingest')).body as { done: boolean; records: Json[] };
    assert.deepEqual([list.done, list.records.map((job) => job['id'])], [true, [id]]);
});

test('a query job: its rows in pages, with parents, and what it cannot hold refused', async () => {
    const contact = await newContact();
    for (const key of ['a', 'b', 'c']) {
        await org.ask('POST', '/sobjects/Parcel__c', {
            Key__c: key,
            ...(key === 'a' ? { Receiver__c: contact, Sent_At__c: '2026-01-31T09:30:00Z' } : {}),
        });
    }
    const query = 'SELECT Key__c, Sent_At__c, Receiver__r.Name, Is_Fragile__c FROM Parcel__c ORDER BY Key__c';
    const { body } = await org.ask('POST', '/jobs/query', { operation: 'query', query });
    const id = String((body as Json)['id']);
    assert.equal((body as Json)['state'], 'UploadComplete');
    await org.idle();
    assert.partialDeepStrictEqual(await info(id, 'query'), {
        state: 'JobComplete',
        object: 'Parcel__c',
        jobType: 'V2Query',
        numberRecordsProcessed: 3,
    });
    const first = await text('GET', `/jobs/query/${id}/results?maxRecords=2`);
    const locator = first.headers.get('sforce-locator') ?? '';
    assert.equal(first.headers.get('sforce-numberofrecords'), '2');
    assert.equal(
        await first.text(),
        '"Key__c","Sent_At__c","Receiver__r.Name","Is_Fragile__c"\n"a","2026-01-31T09:30:00.000Z","Kay","true"\n"b","","","true"\n',
    );
    const rest = await text('GET', `/jobs/query/${id}/results?maxRecords=2&locator=${locator}`);
    assert.equal(rest.headers.get('sforce-locator'), 'null');
    assert.match(await rest.text(), /\n"c","","","true"\n$/);
    assert.equal((await org.ask('DELETE', `/jobs/query/${id}`)).status, 204);
    const refused = async (soql: string, operation = 'query'): Promise<string> =>
        refusalOf(await org.ask('POST', '/jobs/query', { operation, query: soql }));
    assert.equal(await refused('SELECT COUNT(Id) FROM Contact'), '400 API_ERROR');
    assert.equal(await refused('SELECT Id, (SELECT Id FROM Parcels__r) FROM Contact'), '400 API_ERROR');
    assert.equal(await refused('SELECT Id FROM Contact LIMIT 2 OFFSET 1'), '400 API_ERROR');
    assert.equal(await refused('SELECT Nope FROM Contact'), '400 INVALID_FIELD');
});

test('law: what is written as CSV is read back, whatever the delimiter and the line ending', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '|', '`', '^', '\t', ' ', 'é', '#N/A') });
    fc.assert(
        fc.property(
            fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
            fc.constantFrom(...DELIMITER_NAMES),
            fc.constantFrom('LF' as const, 'CRLF' as const),
            (rows, columnDelimiter, lineEnding) => {
                const form = { columnDelimiter, lineEnding };
                const table = { header: ['A', 'B'], rows };
                assert.deepEqual(readCsv(writeCsv(table, form), form), table);
            },
        ),
    );
});
