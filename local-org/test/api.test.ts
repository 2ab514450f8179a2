/** The REST API over HTTP, byte for byte where clients look. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { flowXml, input, node, start } from './flow/support/flowXml.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { Reply, RunningOrg } from './support/server.ts';

const RECORD_SCAN = flowXml(
    start('event', 'Make'),
    node('recordCreates', 'Make', `${input('Key__c', '@$Record.Key__c')}<object>Parcel__c</object>`),
);

let org: RunningOrg;
before(async () => {
    org = await startOrg({ 'flows/Record_Scan.flow-meta.xml': RECORD_SCAN });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

function idIn(reply: Reply): string {
    return (reply.body as { id: string }).id; // the answer of a create
}

test('a record is created, read, changed and deleted', async () => {
    const created = await org.ask('POST', '/sobjects/Parcel__c', {
        Key__c: 'K',
        Weight__c: '2.5',
        Sent_At__c: '2026-01-31T10:00:00+01:00',
    });
    assert.equal(created.status, 201);
    const id = idIn(created);
    assert.deepEqual(created.body, { id, success: true, errors: [] });
    const read = await org.ask('GET', `/sobjects/Parcel__c/${id}?fields=Key__c,Sent_At__c,Grams__c`);
    assert.deepEqual(read.body, {
        attributes: { type: 'Parcel__c', url: `/services/data/v67.0/sobjects/Parcel__c/${id}` },
        Key__c: 'K',
        Sent_At__c: '2026-01-31T09:00:00.000+0000',
        Grams__c: 2500,
    });
    const changed = await org.ask('PATCH', `/sobjects/Parcel__c/${id.slice(0, 15)}`, { Weight__c: null });
    assert.deepEqual([changed.status, changed.body], [204, undefined]);
    assert.equal((await org.ask('DELETE', `/sobjects/Parcel__c/${id}`)).status, 204);
    assert.equal(refusalOf(await org.ask('GET', `/sobjects/Parcel__c/${id}`)), '404 ENTITY_IS_DELETED');
    assert.equal(refusalOf(await org.ask('DELETE', `/sobjects/Parcel__c/${id}`)), '404 ENTITY_IS_DELETED');
});

test('a record is upserted by an external id with any characters', async () => {
    const key = "a 1/2%+'ö?";
    const path = `/sobjects/Parcel__c/Key__c/${encodeURIComponent(key)}`;
    const created = await org.ask('PATCH', path, { Weight__c: 1 });
    assert.deepEqual(
        [created.status, created.body],
        [201, { id: idIn(created), success: true, errors: [], created: true }],
    );
    const updated = await org.ask('PATCH', path, { Weight__c: 2 });
    assert.deepEqual(
        [updated.status, updated.body],
        [200, { id: idIn(created), success: true, errors: [], created: false }],
    );
    assert.partialDeepStrictEqual((await org.ask('GET', path)).body, { Key__c: key, Weight__c: 2 });
    assert.equal((await org.ask('DELETE', path)).status, 204);
    assert.equal(refusalOf(await org.ask('GET', path)), '404 NOT_FOUND');
    await org.ask('POST', '/composite/sobjects', {
        records: ['x', 'x'].map((batch) => ({ attributes: { type: 'Parcel__c' }, Batch__c: batch })),
    });
    const many = await org.ask('GET', '/sobjects/Parcel__c/Batch__c/x');
    assert.equal(many.status, 300);
    assert.equal((many.body as string[]).length, 2);
});

test('requests that cannot be served are refused as the platform refuses them', async () => {
    const parcel = '/sobjects/Parcel__c';
    const cases: readonly (readonly [string, string, unknown, string])[] = [
        ['POST', parcel, { Nope__c: 1 }, '400 INVALID_FIELD'],
        ['POST', parcel, { Id: 'a00' }, '400 INVALID_FIELD_FOR_INSERT_UPDATE'],
        ['POST', parcel, { Grams__c: 1 }, '400 INVALID_FIELD_FOR_INSERT_UPDATE'],
        ['POST', parcel, { Weight__c: 'heavy' }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Key__c: 5 }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Is_Fragile__c: 'perhaps' }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Due__c: '31.01.2026' }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Sent_At__c: '2026-01-31T10:00:00' }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Key__c: ['a'] }, '400 JSON_PARSER_ERROR'],
        ['POST', parcel, '{"Key__c": ', '400 JSON_PARSER_ERROR'],
        ['POST', parcel, '[]', '400 JSON_PARSER_ERROR'],
        ['POST', parcel, { Key__c: 'x'.repeat(21) }, '400 STRING_TOO_LONG'],
        ['POST', parcel, { Receiver__r: { Batch__c: 'x' } }, '400 INVALID_FIELD'],
        ['POST', '/sobjects/Nope__c', {}, '404 NOT_FOUND'],
        ['POST', '/sobjects/Organization', { Name: 'Mine' }, '400 CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'],
        ['PATCH', `${parcel}/a00LO0000000009`, { Key__c: 'x' }, '404 INVALID_CROSS_REFERENCE_KEY'],
        ['PATCH', `${parcel}/a00LO0000000009`, { Id: 'a00LO0000000009' }, '400 INVALID_FIELD'],
        ['PATCH', `${parcel}/nonsense`, { Key__c: 'x' }, '404 NOT_FOUND'],
        ['PATCH', `${parcel}/Weight__c/1`, {}, '400 INVALID_FIELD'],
        ['PATCH', `${parcel}/Key__c/k`, { Key__c: 'other' }, '400 INVALID_FIELD'],
        ['GET', `${parcel}/a00LO0000000009`, undefined, '404 NOT_FOUND'],
        ['GET', `${parcel}/003LO0000000009`, undefined, '404 NOT_FOUND'],
        ['DELETE', '/sobjects/Parcel_Scan__e/e01LO0000000001', undefined, '400 INVALID_TYPE_FOR_OPERATION'],
        ['GET', '/query', undefined, '400 MALFORMED_QUERY'],
        ['GET', '/query/01gLO0000000000009-2000', undefined, '400 INVALID_QUERY_LOCATOR'],
        ['GET', '//services/data/vX/limits', undefined, '404 NOT_FOUND'],
    ];
    for (const [method, path, body, expected] of cases) {
        assert.equal(
            refusalOf(await org.ask(method, path, body)),
            expected,
            `${method} ${path} ${JSON.stringify(body)}`,
        );
    }
    const missing = await org.ask('POST', '/sobjects/Contact', { FirstName: 'Nameless' });
    assert.deepEqual(missing.body, [
        {
            message: 'Required fields are missing: [LastName]',
            errorCode: 'REQUIRED_FIELD_MISSING',
            fields: ['LastName'],
        },
    ]);
});

test('a collection saves the good rows, or with allOrNone none', async () => {
    const records = ['a', 'b', 'A'].map((key) => ({ attributes: { type: 'Parcel__c' }, Key__c: key }));
    const bad = { attributes: { type: 'Parcel__c' }, Nope__c: 1 };
    const codesOf = (reply: Reply): string[] =>
        (reply.body as { success: boolean; errors: { statusCode: string }[] }[]).map((result) =>
            result.success ? 'ok' : (result.errors[0]?.statusCode ?? ''),
        );
    const none = await org.ask('POST', '/composite/sobjects', { allOrNone: true, records });
    assert.deepEqual(codesOf(none), [
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        'DUPLICATE_VALUE',
    ]);
    const some = await org.ask('POST', '/composite/sobjects', { records: [bad, ...records] });
    assert.deepEqual([some.status, ...codesOf(some)], [200, 'INVALID_FIELD', 'ok', 'ok', 'DUPLICATE_VALUE']);
    const upserted = await org.ask('PATCH', '/composite/sobjects/Parcel__c/Key__c', {
        records: [...records.slice(0, 1), { attributes: { type: 'Parcel__c' }, Key__c: 'new' }],
    });
    assert.deepEqual(
        (upserted.body as { created: boolean }[]).map(({ created }) => created),
        [false, true],
    );
    const ids = (upserted.body as { id: string }[]).map(({ id }) => id);
    const twice = await org.ask('PATCH', '/composite/sobjects', {
        records: [ids[0], ids[0], ids[1], undefined].map((id) => ({
            attributes: { type: 'Parcel__c' },
            ...(id ? { id } : {}),
            Weight__c: 1,
        })),
    });
    assert.deepEqual(codesOf(twice), ['ok', 'DUPLICATE_VALUE', 'ok', 'MISSING_ARGUMENT']);
    const read = await org.ask(
        'GET',
        `/composite/sobjects/Parcel__c?ids=${ids.join(',')},a00LO000000zzzz&fields=Key__c`,
    );
    assert.deepEqual(
        (read.body as ({ Key__c: string } | null)[]).map((record) => record?.Key__c),
        ['a', 'new', undefined],
    );
    const removed = await org.ask('DELETE', `/composite/sobjects?ids=${ids.join(',')},a00LO000000zzzz`);
    assert.deepEqual(codesOf(removed), ['ok', 'ok', 'INVALID_CROSS_REFERENCE_KEY']);
    const tooMany = { records: Array.from({ length: 201 }, () => records[0]) };
    assert.equal(refusalOf(await org.ask('POST', '/composite/sobjects', tooMany)), '400 EXCEEDED_ID_LIMIT');
});

test('an event is queued: success with its UUID among the errors', async () => {
    const reply = await org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k1' });
    const { id, errors } = reply.body as { id: string; errors: { message: string }[] };
    assert.match(id, /^e01/);
    assert.deepEqual(
        [reply.status, reply.body],
        [
            201,
            {
                id,
                success: true,
                errors: [{ statusCode: 'OPERATION_ENQUEUED', message: errors[0]?.message, fields: [] }],
            },
        ],
    );
    const records = ['k2', undefined, 'k3'].map((key) => ({
        attributes: { type: 'Parcel_Scan__e' },
        ...(key ? { Key__c: key } : {}),
    }));
    const many = (await org.ask('POST', '/composite/sobjects', { records })).body as {
        success: boolean;
        errors: { statusCode: string }[];
    }[];
    assert.deepEqual(
        many.map((result) => [result.success, result.errors[0]?.statusCode]),
        [
            [true, 'OPERATION_ENQUEUED'],
            [false, 'REQUIRED_FIELD_MISSING'],
            [true, 'OPERATION_ENQUEUED'],
        ],
    );
    assert.deepEqual((await org.ask('GET', '//local/idle')).body, { idle: true });
    assert.equal(org.org.query('SELECT COUNT() FROM Parcel__c').totalSize, 3);
    const kept = (await org.ask('GET', '//local/events/Parcel_Scan__e')).body as { EventUuid: string }[];
    assert.equal(kept[0]?.EventUuid, errors[0]?.message);
});

test('a query is paged, and its columns can be asked for', async () => {
    const records = Array.from({ length: 200 }, (_, index) => ({
        attributes: { type: 'Parcel__c' },
        Key__c: `k${index}`,
    }));
    await org.ask('POST', '/composite/sobjects', { records });
    await org.ask('POST', '/composite/sobjects', {
        records: records.map((record) => ({ ...record, Key__c: `x${record.Key__c}` })),
    });
    const soql = encodeURIComponent('SELECT Key__c FROM Parcel__c ORDER BY Id');
    const first = await org.ask('GET', `/query?q=${soql}`, undefined, { 'sforce-query-options': 'batchSize=250' });
    const page = first.body as { totalSize: number; done: boolean; nextRecordsUrl: string; records: unknown[] };
    assert.deepEqual([page.totalSize, page.done, page.records.length], [400, false, 250]);
    const second = (await org.ask('GET', `//${page.nextRecordsUrl.slice(1)}`)).body as typeof page;
    assert.deepEqual(
        [second.totalSize, second.done, second.records.length, second.nextRecordsUrl],
        [400, true, 150, undefined],
    );
    const columns = (await org.ask('GET', `/query?q=${soql}&columns=true`)).body;
    assert.partialDeepStrictEqual(columns, {
        entityName: 'Parcel__c',
        columnMetadata: [{ columnName: 'Key__c', custom: true, textType: true }],
    });
});

test('double slashes are one', async () => {
    const response = await fetch(`${org.url}//services//data/v67.0/limits`, {
        headers: { authorization: `OAuth ${org.accessToken}` },
    });
    assert.equal(response.status, 200);
});

test('only the session token opens the API', async () => {
    const ask = async (headers: Record<string, string>): Promise<string> => {
        const response = await fetch(`${org.url}/services/data/v67.0/limits`, { headers });
        return `${response.status} ${await response.text()}`;
    };
    const refusal = '401 [{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]';
    for (const authorization of [undefined, 'Bearer', 'Bearer wrong', `Basic ${org.accessToken}`]) {
        assert.equal(await ask(authorization === undefined ? {} : { authorization }), refusal);
    }
    const unknown = await fetch(`${org.url}/services/data/v67.0/nothing`);
    assert.equal(unknown.status, 401);
    assert.equal((await fetch(`${org.url}/services/data`)).status, 200);
});

test('foreign hosts and foreign pages get nothing', async () => {
    const { port } = new URL(org.url);
    const withHeaders = (headers: Record<string, string>): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
            const call = request({ host: '127.0.0.1', port, path: '/local/limits', headers }, (response) => {
                response.resume();
                resolve(response.statusCode);
            });
            call.on('error', reject);
            call.end();
        });
    assert.equal(await withHeaders({ host: `localhost:${port}` }), 200);
    assert.equal(await withHeaders({ host: `evil.example:${port}` }), 421);
    assert.equal(await withHeaders({ host: `127.0.0.1` }), 421);
    assert.equal(await withHeaders({ origin: 'http://evil.example' }), 403);
    assert.equal(await withHeaders({ 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(await withHeaders({ origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` }), 200);
});

test('every answer tells the API usage, and over the daily limit nothing is served', async (t) => {
    const small = await startOrg({}, { limits: { dailyApiRequests: 2 } });
    t.after(() => small.close());
    const used = async (): Promise<string> => {
        const reply = await small.ask('GET', '/limits');
        return `${reply.status} ${reply.headers.get('sforce-limit-info')}`;
    };
    assert.equal(await used(), '200 api-usage=1/2');
    await small.ask('GET', '/sobjects', undefined, { 'sec-fetch-site': 'same-origin' });
    assert.equal(await used(), '200 api-usage=2/2');
    const refused = await small.ask('GET', '/limits');
    assert.deepEqual(
        [refused.status, refused.body],
        [403, [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }]],
    );
    const later = (advanceSeconds: number) => small.ask('POST', '//local/clock', { advanceSeconds });
    await later(86_400);
    assert.equal(await used(), '200 api-usage=1/2');
    // What counts is any 24 hours, whatever day it is: the second call is still there when the first has gone.
    await later(43_200);
    assert.equal(await used(), '200 api-usage=2/2');
    await later(43_200);
    assert.equal(await used(), '200 api-usage=2/2');
    assert.equal((await small.ask('GET', '/limits')).status, 403);
    await later(43_200);
    assert.equal(await used(), '200 api-usage=2/2');
});

test('ordered failures answer the next calls of their kind, and then end', async () => {
    const query = (): Promise<string> => org.ask('GET', '/query?q=SELECT+Id+FROM+Contact').then(refusalOf);
    const publish = (): Promise<string> => org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'k' }).then(refusalOf);
    const fail = (fault: object): ReturnType<typeof org.ask> =>
        org.ask('POST', '//local/faults', { kind: 'error', ...fault });
    await fail({ operation: 'query', errorCode: 'QUERY_TIMEOUT', status: 400, times: 2 });
    assert.deepEqual(
        [await query(), await publish(), await query(), await query()],
        ['400 QUERY_TIMEOUT', '201 no error', '400 QUERY_TIMEOUT', '200 no error'],
    );
    await fail({ operation: 'publish', errorCode: 'SERVER_UNAVAILABLE', status: 503 });
    assert.deepEqual([await publish(), await publish()], ['503 SERVER_UNAVAILABLE', '201 no error']);
    await fail({ operation: 'any', errorCode: 'INVALID_SESSION_ID', status: 401, times: 5 });
    assert.equal(await query(), '401 INVALID_SESSION_ID');
    await org.ask('DELETE', '//local/faults');
    assert.equal(await query(), '200 no error');
    const unknown = await fail({ operation: 'weather', errorCode: 'SERVER_UNAVAILABLE', status: 503 });
    assert.equal(refusalOf(unknown), '400 JSON_PARSER_ERROR');
});

test('a control sets how many events a flow gets at once, until the next reset', async () => {
    assert.equal((await org.ask('POST', '//local/event-batch-size', { size: 2000 })).status, 204);
    assert.equal(org.org.events.batchSize, 2000);
    assert.equal((await org.ask('POST', '//local/event-batch-size', { size: 2001 })).status, 400);
    await org.ask('POST', '//local/reset', {});
    assert.equal(org.org.events.batchSize, 200);
});

test('the controls set the clock, lose events and show what happened', async () => {
    assert.deepEqual((await org.ask('POST', '//local/clock', { now: '2030-01-01T00:00:00Z' })).status, 200);
    const { body } = await org.ask('POST', '/sobjects/Contact', { LastName: 'Future' });
    const created = await org.ask('GET', `/sobjects/Contact/${(body as { id: string }).id}?fields=CreatedDate`);
    assert.match((created.body as { CreatedDate: string }).CreatedDate, /^2030-01-01T00:00:0\d\.000\+0000$/);
    await org.ask('POST', '//local/faults', { kind: 'loseEvents' });
    await org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'lost' });
    await org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'kept' });
    await org.ask('POST', '/sobjects/Parcel_Scan__e', { Key__c: 'kept' });
    await org.idle();
    assert.deepEqual(
        org.org.query('SELECT Key__c FROM Parcel__c').records.map((record) => record['Key__c']),
        ['kept'],
    );
    assert.partialDeepStrictEqual((await org.ask('GET', '//local/flow-errors')).body, [
        { flow: 'Record_Scan', kind: 'event batch', size: 1 },
    ]);
    assert.ok(((await org.ask('GET', '//local/trace?limit=2')).body as unknown[]).length === 2);
    assert.partialDeepStrictEqual((await org.ask('GET', '//local/limits?limit=1')).body, [
        { outcome: 'rolled back', statements: 1 },
    ]);
});
