/** Whatever is asked under /services, the answer is in the platform's form: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { refusalOf, startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.close());

interface Raw {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: Buffer;
}

/** Without fetch, which would mend the address on the way. */
async function send(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer): Promise<Raw> {
    const { hostname, port } = new URL(org.url);
    const authorization = `Bearer ${org.accessToken}`;
    const length = body ? { 'content-length': String(body.length) } : {};
    const call = request({
        hostname,
        port,
        path,
        method,
        headers: { authorization, ...length, ...headers },
        agent: false,
    });
    call.end(body);
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer); // no encoding is set
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) };
}

function assertPlatformForm(shown: string, { status, body }: Raw): void {
    assert.ok(status < 500 || status === 501, `${shown} was answered ${status}: ${body.toString()}`);
    if (status < 400 || body.length === 0) return;
    const errors = JSON.parse(body.toString()) as unknown;
    const list = Array.isArray(errors) ? errors : (errors as { errors?: unknown; error?: unknown }).errors;
    const isOAuth = !Array.isArray(errors) && typeof (errors as { error?: unknown }).error === 'string';
    if (isOAuth && shown.includes('/oauth2/')) return;
    assert.ok(Array.isArray(list), `${shown}: ${body.toString()}`);
    for (const error of list as { errorCode?: string; message?: unknown }[]) {
        assert.match(error.errorCode ?? 'graphql', /^([A-Z][A-Z_0-9]+|graphql)$/, shown);
        assert.equal(typeof error.message, 'string', shown);
    }
}

const PIECES = [
    ...[
        '%',
        '%zz',
        '%00',
        '%2F',
        '..',
        '.',
        ' ',
        'é',
        '"',
        "'",
        '\\',
        '{}',
        '@{a.id}',
        'null',
        'undefined',
        '__proto__',
    ],
    ...['sobjects', 'Contact', 'Parcel__c', 'Parcel_Scan__e', 'Key__c', 'query', 'composite', 'tree', 'batch', 'graph'],
    ...['jobs', 'ingest', 'query', '750', 'batches', 'results', 'describe', 'updated', 'limits', 'graphql', 'tooling'],
    ...['003LO0000000001', 'constructor', 'toString', 'x'.repeat(3000)],
] as const;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'SEARCH'] as const;
const BODIES = [
    '',
    '{',
    '[]',
    'null',
    '{"records":1}',
    '{"a":{"b":[1]}}',
    '"x"',
    '<a/>',
    'a,b\n1,2',
    '\u0000',
] as const;
const TYPES = ['application/json', 'text/csv', 'application/xml', 'text/plain', 'multipart/form-data', 'x'] as const;

test('law: no request is answered in a form of our own, and none breaks the org', async (t) => {
    const roots = ['/services/data/v67.0', '/services/data/v67.0', '/services/data/vX', '/services', '/id'];
    const statuses = new Map<number, number>();
    await fc.assert(
        fc.asyncProperty(
            fc.constantFrom(...roots),
            fc.array(fc.constantFrom(...PIECES), { maxLength: 5 }),
            fc.constantFrom(...METHODS),
            fc.constantFrom(...BODIES),
            fc.constantFrom(...TYPES),
            async (root, pieces, method, body, type) => {
                const path = [root, ...pieces]
                    .join('/')
                    .replaceAll(/[ é"\\{}\u0000]/g, (found) => encodeURIComponent(found));
                const hasBody = method !== 'GET' && method !== 'HEAD' && body !== '';
                const headers = hasBody ? { 'content-type': type } : {};
                const answer = await send(method, path, headers, hasBody ? Buffer.from(body) : undefined);
                statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
                assertPlatformForm(`${method} ${path} ${type} ${body}`, answer);
            },
        ),
        { numRuns: 600, seed: 20261125 },
    );
    t.diagnostic(`600 requests: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
    assert.equal((await org.ask('GET', '/limits')).status, 200);
});

const code = ({ status, body }: Raw): string =>
    `${status} ${(JSON.parse(body.toString()) as { errorCode: string }[])[0]?.errorCode ?? ''}`;

test('methods that a resource has not are refused with those it has', async () => {
    for (const [method, path, allowed] of [
        ['PUT', '/sobjects/Contact', 'GET,POST'],
        ['DELETE', '/sobjects/Contact', 'GET,POST'],
        ['POST', '/query', 'GET'],
        ['GET', '/composite/graph', 'POST'],
        ['POST', '/sobjects/Contact/003LO0000000001AAA', 'DELETE,GET,PATCH'],
        ['DELETE', '/jobs/query', 'GET,POST'],
    ] as const) {
        const answer = await org.ask(method, path);
        assert.equal(refusalOf(answer), '405 METHOD_NOT_ALLOWED', path);
        assert.match((answer.body as { message: string }[])[0]?.message ?? '', new RegExp(`Allowed are ${allowed}$`));
    }
});

test('addresses and headers that are too long, and what is no HTTP, are refused', async () => {
    const base = '/services/data/v67.0';
    assert.equal(code(await send('GET', `${base}/query?q=${'x'.repeat(17_000)}`)), '414 URI_TOO_LONG');
    assert.equal(code(await send('GET', `${base}/limits`, { 'x-long': 'x'.repeat(17_000) })), '431 HEADERS_TOO_LONG');
    assert.equal(code(await send('GET', `${base}/limits`, { 'x-long': 'x'.repeat(70_000) })), '431 HEADERS_TOO_LONG');
    assert.equal(code(await send('GET', `${base}/sobjects/%`)), '404 NOT_FOUND');
    const socket = connect(Number(new URL(org.url).port), '127.0.0.1');
    socket.write('this is no HTTP\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 400 [\s\S]*"errorCode":"INVALID_REQUEST"/);
});

test('bodies and answers in XML are refused by name, other types as the platform does', async () => {
    const xml = await org.ask('POST', '/sobjects/Contact', '<Contact/>', { 'content-type': 'application/xml' });
    assert.equal(refusalOf(xml), '501 UNSUPPORTED_BY_LOCAL_ORG');
    const answer = await org.ask('GET', '/limits', undefined, { accept: 'application/xml' });
    assert.equal(refusalOf(answer), '501 UNSUPPORTED_BY_LOCAL_ORG');
    const plain = await org.ask('POST', '/sobjects/Contact', 'x', { 'content-type': 'text/plain' });
    assert.equal(refusalOf(plain), '415 UNSUPPORTED_MEDIA_TYPE');
});

test('bodies may be packed, and so are long answers when asked', async () => {
    const path = '/services/data/v67.0/sobjects/Contact';
    const body = gzipSync(JSON.stringify({ LastName: 'Packed' }));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    assert.equal((await send('POST', path, headers, body)).status, 201);
    assert.equal(org.org.query("SELECT Id FROM Contact WHERE LastName = 'Packed'").totalSize, 1);
    const packed = await send('GET', `${path}/describe`, { 'accept-encoding': 'gzip' });
    assert.equal(packed.headers['content-encoding'], 'gzip');
    const plain = await send('GET', `${path}/describe`);
    assert.equal(gunzipSync(packed.body).toString(), plain.body.toString());
    assert.equal(code(await send('POST', path, headers, Buffer.from('no gzip'))), '400 JSON_PARSER_ERROR');
    const other = { 'content-type': 'application/json', 'content-encoding': 'br' };
    assert.equal(code(await send('POST', path, other, body)), '501 UNSUPPORTED_BY_LOCAL_ORG');
});

test('relationships, changes, object information and updateOnly', async () => {
    await org.ask('POST', '//local/reset');
    const person = ((await org.ask('POST', '/sobjects/Contact', { LastName: 'Kay' })).body as { id: string }).id;
    const parcel = await org.ask('PATCH', '/sobjects/Parcel__c/Key__c/a', { Receiver__c: person });
    const parcelId = (parcel.body as { id: string }).id;
    const parent = await org.ask('GET', `/sobjects/Parcel__c/${parcelId}/Receiver__r?fields=Name`);
    assert.partialDeepStrictEqual(parent.body, { Name: 'Kay', attributes: { type: 'Contact' } });
    const children = await org.ask('GET', `/sobjects/Contact/${person}/Parcels__r?fields=Key__c`);
    assert.partialDeepStrictEqual(children.body, { totalSize: 1, done: true, records: [{ Key__c: 'a' }] });
    assert.equal(refusalOf(await org.ask('GET', `/sobjects/Contact/${person}/Nope__r`)), '404 NOT_FOUND');
    const missing = await org.ask('PATCH', '/sobjects/Parcel__c/Key__c/b?updateOnly=true', { Trail__c: 'x' });
    assert.equal(refusalOf(missing), '404 NOT_FOUND');
    const changed = await org.ask('PATCH', '/sobjects/Parcel__c/Key__c/a?updateOnly=true', { Trail__c: 'x' });
    assert.equal(changed.status, 200);
    const info = await org.ask('GET', '/sobjects/Contact');
    assert.partialDeepStrictEqual(info.body, {
        objectDescribe: { name: 'Contact', keyPrefix: '003' },
        recentItems: [],
    });
    const span = (from: number, to: number): string =>
        `start=${new Date(org.org.clock.now() + from).toISOString()}&end=${new Date(org.org.clock.now() + to).toISOString()}`;
    const updated = await org.ask('GET', `/sobjects/Parcel__c/updated?${span(-120_000, 120_000)}`);
    assert.partialDeepStrictEqual(updated.body, { ids: [parcelId] });
    const before = await org.ask('GET', `/sobjects/Parcel__c/updated?${span(-360_000, -240_000)}`);
    assert.partialDeepStrictEqual(before.body, { ids: [] });
    const none = await org.ask('GET', '/sobjects/Parcel__c/updated?start=x&end=y');
    assert.equal(refusalOf(none), '400 INVALID_FIELD');
});
