/** Headers that change what a request does: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers.htm */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { refusalOf, startOrg } from './support/server.ts';
import type { Reply, RunningOrg } from './support/server.ts';

let org: RunningOrg;
before(async () => {
    org = await startOrg();
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

const create = (headers: Readonly<Record<string, string>>): Promise<Reply> =>
    org.ask('POST', '/sobjects/Contact', { LastName: 'Header' }, headers);
const idIn = (reply: Reply): string => (reply.body as { id: string }).id; // the answer of a create

const WITHOUT_EFFECT: readonly Readonly<Record<string, string>>[] = [
    { 'Sforce-Auto-Assign': 'FALSE' },
    { 'Sforce-Auto-Assign': 'true' },
    { 'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=true; runAsCurrentUser=false' },
    { 'Sforce-Call-Options': 'client=import/1.0' },
    { 'Sforce-Query-Options': 'batchSize=500' },
];

test('what steers rules that are not there changes nothing', async () => {
    for (const headers of WITHOUT_EFFECT) assert.equal((await create(headers)).status, 201, JSON.stringify(headers));
});

const REFUSED: readonly (readonly [header: string, value: string])[] = [
    ['Sforce-Auto-Assign', '01Q000000000001AAA'],
    ['Sforce-Duplicate-Rule-Header', 'allowSave=maybe'],
    ['Sforce-Duplicate-Rule-Header', 'operationName=Insert'],
    ['Sforce-Call-Options', 'client=x; defaultNamespace=battle'],
    ['Sforce-Query-Options', 'batchSize=many'],
    ['Sforce-Mru', 'updateMru'],
    ['x-sfdc-packageversion-battle', '1.0'],
    ['Sforce-Locale', 'de'],
    ['If-Match', '"a"'],
    ['If-None-Match', '*'],
    ['If-Unmodified-Since', 'Tue, 23 Mar 2015 00:00:00 GMT'],
    ['If-Range', '"a"'],
];

test('what would change the answer is refused by name, and nothing is done', async () => {
    for (const [header, value] of REFUSED) {
        const reply = await create({ [header]: value });
        assert.equal(refusalOf(reply), '501 UNSUPPORTED_BY_LOCAL_ORG', header);
        assert.ok(JSON.stringify(reply.body).toLowerCase().includes(header.toLowerCase()), header);
    }
    assert.equal(org.org.query('SELECT Id FROM Contact').totalSize, 0);
});

test('a subrequest is held to the same headers', async () => {
    const subrequest = {
        ...{ method: 'POST', url: '/services/data/v67.0/sobjects/Contact', referenceId: 'a' },
        body: { LastName: 'Sub' },
        httpHeaders: { 'Sforce-Call-Options': 'defaultNamespace=battle' },
    };
    const { body } = await org.ask('POST', '/composite', { compositeRequest: [subrequest] });
    assert.match(JSON.stringify(body), /defaultNamespace=battle.*UNSUPPORTED_BY_LOCAL_ORG/);
});

test('metadata is described only if it has changed since', async () => {
    const [before, later] = [-60_000, 60_000].map((ms) => new Date(org.org.deployedAt + ms).toUTCString());
    for (const path of ['/sobjects', '/sobjects/Contact/describe']) {
        const unchanged = await org.ask('GET', path, undefined, { 'If-Modified-Since': later ?? '' });
        assert.deepEqual([unchanged.status, unchanged.body], [304, undefined]);
        assert.equal((await org.ask('GET', path, undefined, { 'If-Modified-Since': before ?? '' })).status, 200);
        assert.equal((await org.ask('GET', path, undefined, { 'If-Modified-Since': 'yesterday' })).status, 200);
    }
});

test('a record is read only if it has changed since', async () => {
    const path = `/sobjects/Contact/${idIn(await create({}))}`;
    const { body } = await org.ask('GET', `${path}?fields=LastModifiedDate`);
    const at = Date.parse((body as { LastModifiedDate: string }).LastModifiedDate);
    const since = (ms: number): Promise<Reply> =>
        org.ask('GET', path, undefined, { 'If-Modified-Since': new Date(at + ms).toUTCString() });
    assert.equal((await since(0)).status, 304);
    assert.equal((await since(-1000)).status, 200);
});

interface Item {
    readonly attributes: { readonly type: string };
    readonly Id: string;
    readonly Name: string;
}
const recent = async (parameters = ''): Promise<readonly Item[]> =>
    (await org.ask('GET', `/recent${parameters}`)).body as readonly Item[];

test('what was created, changed or read is recent, newest first, unless the client says otherwise', async () => {
    const [first, second] = [idIn(await create({})), idIn(await create({}))];
    await create({ 'Sforce-Mru': 'updateMru=false' });
    assert.deepEqual(
        (await recent()).map(({ Id }) => Id),
        [second, first],
    );
    await org.ask('PATCH', `/sobjects/Contact/${first}`, { FirstName: 'Ada' });
    assert.deepEqual(await recent('?limit=1'), [
        {
            attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${first}` },
            ...{ Id: first, Name: 'Ada Header' },
        },
    ]);
    await org.ask('GET', `/sobjects/Contact/${second}`);
    assert.equal((await recent())[0]?.Id, second);
    await org.ask('DELETE', `/sobjects/Contact/${second}`);
    const { body } = await org.ask('GET', '/sobjects/Contact');
    assert.deepEqual(
        (body as { recentItems: Item[] }).recentItems.map(({ Id }) => Id),
        [first],
    );
    assert.deepEqual(((await org.ask('GET', '/sobjects/Parcel__c')).body as { recentItems: Item[] }).recentItems, []);
    assert.equal(refusalOf(await org.ask('GET', '/recent?limit=0')), '400 MALFORMED_QUERY');
});

test('a query makes its rows recent only FOR VIEW or FOR REFERENCE', async () => {
    const id = idIn(await create({ 'Sforce-Mru': 'updateMru=false' }));
    await org.ask('GET', '/query?q=SELECT+Id+FROM+Contact', undefined, { 'Sforce-Mru': 'updateMru=true' });
    assert.deepEqual(await recent(), []);
    await org.ask('GET', '/query?q=SELECT+Name+FROM+Contact+FOR+VIEW');
    assert.deepEqual(
        (await recent()).map(({ Id }) => Id),
        [id],
    );
});

test('each request of a batch counts against the daily limit', async (t) => {
    const small = await startOrg({}, { limits: { dailyApiRequests: 4 } });
    t.after(() => small.close());
    const batchRequests = Array.from({ length: 4 }, () => ({ method: 'GET', url: 'v67.0/limits' }));
    const reply = await small.ask('POST', '/composite/batch', { batchRequests });
    const { results } = reply.body as { results: { statusCode: number }[] };
    assert.deepEqual(
        results.map(({ statusCode }) => statusCode),
        [200, 200, 200, 403],
    );
    assert.equal(reply.headers.get('sforce-limit-info'), 'api-usage=4/4');
});
