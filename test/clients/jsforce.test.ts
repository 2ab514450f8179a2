/**
 * jsforce, unchanged, against the local org with the package: what its documentation lists
 * (https://jsforce.github.io/document/), not only the calls that the relay makes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import jsforce from 'jsforce';
import { createLocalOrg } from '#local-org';
import type { LocalOrg } from '#local-org';
import { ROOT } from '../support/landed.ts';

const { Connection, SfDate } = jsforce;
let org: LocalOrg;
let connection: InstanceType<typeof Connection>;
before(async () => {
    org = await createLocalOrg({ project: ROOT });
    connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: org.version });
    connection.bulk2.pollInterval = 10;
});
after(() => org.close());

const ids = (results: readonly { readonly id?: string | undefined; readonly success: boolean }[]): string[] => {
    assert.ok(
        results.every(({ success }) => success),
        JSON.stringify(results),
    );
    return results.map(({ id }) => String(id));
};
const people = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ LastName: `${prefix} ${String(index).padStart(4, '0')}` }));
const isRefused = { errorCode: 'UNSUPPORTED_BY_LOCAL_ORG' };

/** Each operation as the documentation shows it; a throw is a failure. */
const OPERATIONS: readonly (readonly [name: string, run: () => Promise<void>])[] = [
    [
        'create, retrieve, update, destroy one record',
        async () => {
            const contacts = connection.sobject('Contact');
            const { id = '' } = await contacts.create({ LastName: 'One', FirstName: 'Ada' });
            assert.equal((await contacts.retrieve(id))['Name'], 'Ada One');
            assert.ok((await contacts.update({ Id: id, FirstName: 'Bea' })).success);
            assert.equal((await connection.retrieve('Contact', id, { fields: ['Name'] }))['Name'], 'Bea One');
            assert.ok((await contacts.destroy(id)).success);
            await assert.rejects(contacts.retrieve(id), { errorCode: 'ENTITY_IS_DELETED' });
        },
    ],
    [
        'insert, del and delete are other names of create and destroy',
        async () => {
            const { id: first = '' } = await connection.sobject('Contact').insert({ LastName: 'Alias' });
            const { id: second = '' } = await connection.insert('Contact', { LastName: 'Alias' });
            assert.ok((await connection.sobject('Contact').del(first)).success);
            assert.ok((await connection.delete('Contact', second)).success);
        },
    ],
    [
        'a failed save rejects with the code and the message',
        () => assert.rejects(connection.sobject('Contact').create({}), { errorCode: 'REQUIRED_FIELD_MISSING' }),
    ],
    [
        'create, update, retrieve and destroy many',
        async () => {
            const made = ids(await connection.sobject('Contact').create(people('Many', 3)));
            ids(await connection.sobject('Contact').update(made.map((Id) => ({ Id, FirstName: 'All' }))));
            const read = await connection.sobject('Contact').retrieve(made);
            assert.ok(read.every((row) => row['FirstName'] === 'All'));
            ids(await connection.sobject('Contact').destroy(made));
        },
    ],
    [
        'many with allOrNone: one failure undoes all',
        async () => {
            const rows = [{ LastName: 'AllOrNone' }, {}];
            const results = await connection.sobject('Contact').create(rows, { allOrNone: true });
            assert.deepEqual(
                results.map(({ success }) => success),
                [false, false],
            );
            assert.equal(await connection.sobject('Contact').count({ LastName: 'AllOrNone' }), 0);
        },
    ],
    [
        'more than 200 with allowRecursive',
        async () => {
            const made = await connection.sobject('Contact').create(people('Recursive', 450), { allowRecursive: true });
            assert.equal(ids(made).length, 450);
            const gone = await connection.sobject('Contact').destroy(ids(made), { allowRecursive: true });
            assert.equal(ids(gone).length, 450);
        },
    ],
    [
        'upsert one: created, then updated',
        async () => {
            const message = { Message_Key__c: 'judge:one', Channel__c: 'SMS', Status__c: 'Sent' };
            assert.ok((await connection.sobject('Message__c').upsert(message, 'Message_Key__c')).success);
            assert.ok(
                (await connection.sobject('Message__c').upsert({ ...message, Status__c: 'Queued' }, 'Message_Key__c'))
                    .success,
            );
            assert.equal(await connection.sobject('Message__c').count({ Message_Key__c: 'judge:one' }), 1);
        },
    ],
    [
        'upsert many',
        async () => {
            const rows = ['judge:a', 'judge:b'].map((key) => ({ Message_Key__c: key, Channel__c: 'SMS' }));
            const results = await connection.sobject('Message__c').upsert(rows, 'Message_Key__c');
            assert.equal(ids(results).length, 2);
        },
    ],
    [
        'query: records, totalSize, done',
        async () => {
            ids(await connection.sobject('Contact').create(people('Query', 5)));
            const result = await connection.query<{ LastName: string }>(
                "SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Query%' ORDER BY LastName",
            );
            assert.deepEqual([result.totalSize, result.done, result.records[0]?.LastName], [5, true, 'Query 0000']);
        },
    ],
    [
        'a long result: queryMore, autoFetch and maxFetch',
        async () => {
            const made = await connection.sobject('Contact').create(people('Long', 2100), { allowRecursive: true });
            const soql = "SELECT Id FROM Contact WHERE LastName LIKE 'Long%'";
            const first = await connection.query(soql);
            assert.deepEqual([first.done, first.records.length], [false, 2000]);
            const rest = await connection.queryMore(first.nextRecordsUrl ?? '');
            assert.deepEqual([rest.done, rest.records.length], [true, 100]);
            assert.equal((await connection.query(soql, { autoFetch: true, maxFetch: 2050 })).records.length, 2050);
            await connection.sobject('Contact').destroy(ids(made), { allowRecursive: true });
        },
    ],
    [
        'query events: record, end',
        async () => {
            const found: unknown[] = [];
            await new Promise<void>((resolve, reject) => {
                connection
                    .query("SELECT Id FROM Contact WHERE LastName LIKE 'Query%'")
                    .on('record', (record: unknown) => found.push(record))
                    .on('end', () => resolve())
                    .on('error', reject)
                    .run({ autoFetch: true });
            });
            assert.equal(found.length, 5);
        },
    ],
    [
        'find with $in, $like, $or, sort, limit, skip',
        async () => {
            const found = await connection
                .sobject('Contact')
                .find({ $or: [{ LastName: { $in: ['Query 0001', 'Query 0002'] } }, { LastName: { $like: '%0003' } }] })
                .select('LastName')
                .sort('-LastName')
                .limit(2)
                .skip(1)
                .execute();
            assert.deepEqual(
                found.map((row) => row['LastName']),
                ['Query 0002', 'Query 0001'],
            );
        },
    ],
    [
        'find with dates and with comparison operators',
        async () => {
            const contacts = connection.sobject('Contact');
            const day = 24 * 3600_000;
            const past = SfDate.toDateTimeLiteral(new Date(Date.now() - day));
            assert.ok((await contacts.find({ CreatedDate: { $gte: past } }, 'Id')).length >= 5);
            assert.ok((await contacts.find({ CreatedDate: SfDate.TODAY }, 'Id').limit(1)).length === 1);
            assert.equal((await contacts.find({ CreatedDate: { $lt: past } }, 'Id')).length, 0);
        },
    ],
    [
        'findOne, select and where',
        async () => {
            const one = await connection.sobject('Contact').findOne({ LastName: 'Query 0004' }, ['Id', 'Name']);
            assert.equal(one?.['Name'], 'Query 0004');
            const chosen = await connection
                .sobject('Contact')
                .select(['Name'])
                .where("LastName = 'Query 0004'")
                .execute();
            assert.equal(chosen.length, 1);
        },
    ],
    [
        'include: child records of each parent',
        async () => {
            const parent = await connection.sobject('Account').create({ Name: 'Judge' });
            ids(await connection.sobject('Contact').create([{ LastName: 'Child', AccountId: String(parent.id) }]));
            const [account] = await connection
                .sobject('Account')
                .find({ Name: 'Judge' }, 'Id, Name')
                .include('Contacts')
                .select('Id, LastName')
                .limit(2)
                .end()
                .execute();
            const { Contacts } = account as unknown as { Contacts: { totalSize: number } };
            assert.equal(Contacts.totalSize, 1);
        },
    ],
    [
        'count, and update and destroy by query',
        async () => {
            const found = connection.sobject('Contact').find({ LastName: { $like: 'Query%' } });
            assert.equal(await connection.sobject('Contact').count({ LastName: { $like: 'Query%' } }), 5);
            assert.equal(ids(await found.update({ FirstName: 'Upd' })).length, 5);
            const gone = await connection.sobject('Contact').find({ FirstName: 'Upd' }).destroy();
            assert.equal(ids(gone).length, 5);
        },
    ],
    [
        'describe, describe$ and describeGlobal',
        async () => {
            const described = await connection.sobject('Message__c').describe();
            assert.ok(described.fields.some(({ name, externalId }) => name === 'Message_Key__c' && externalId));
            assert.equal((await connection.describe$('Message__c')).name, 'Message__c');
            const all = await connection.describeGlobal();
            assert.ok(all.sobjects.some(({ name }) => name === 'Suppression__c'));
        },
    ],
    [
        'updated: what changed in a span of time',
        async () => {
            const { id } = await connection.sobject('Contact').create({ LastName: 'Updated' });
            const [start, end] = [new Date(Date.now() - 3600_000), new Date(Date.now() + 3600_000)];
            assert.ok((await connection.sobject('Contact').updated(start, end)).ids.includes(String(id)));
        },
    ],
    ['identity', async () => assert.match((await connection.identity()).user_id, /^005/)],
    ['userInfo after identity', async () => assert.equal((await connection.identity()).organization_id.length, 18)],
    ['limits', async () => assert.ok(Number((await connection.limits())['DailyApiRequests']?.Max) > 0)],
    [
        'limitInfo from every answer',
        async () => {
            await connection.limits();
            assert.equal(typeof connection.limitInfo.apiUsage?.used, 'number');
        },
    ],
    [
        'an event is queued with its UUID',
        async () => {
            const result = await connection
                .sobject('Delivery_Report__e')
                .create({ Message_Key__c: 'judge:event', Epoch__c: 1, Store__c: 'judge', Version__c: 1 });
            assert.ok(result.success);
            assert.equal((result.errors as { statusCode?: string }[])[0]?.statusCode, 'OPERATION_ENQUEUED');
            await org.idle();
        },
    ],
    [
        'bulk2.loadAndWaitForResults: insert, with the rows that failed',
        async () => {
            const input = ['Bulk 1', 'Bulk 2', ''].map((LastName) => ({ FirstName: 'Ada', LastName }));
            const results = await connection.bulk2.loadAndWaitForResults({
                object: 'Contact',
                operation: 'insert',
                input,
            });
            const { successfulResults, failedResults, unprocessedRecords } = results;
            assert.deepEqual(
                [successfulResults.length, failedResults.length, (unprocessedRecords as unknown[]).length],
                [2, 1, 0],
            );
            assert.match(failedResults[0]?.sf__Error ?? '', /^REQUIRED_FIELD_MISSING/);
        },
    ],
    [
        'bulk2.query',
        async () => {
            const stream = await connection.bulk2.query("SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Bulk%'");
            const rows = (await stream.toArray()) as { LastName: string }[];
            assert.deepEqual(
                rows.map(({ LastName }) => LastName),
                ['Bulk 1', 'Bulk 2'],
            );
        },
    ],
    [
        'a bulk2 job step by step: open, upload, close, poll, results, delete',
        async () => {
            const found = await connection.query<{ Id: string }>("SELECT Id FROM Contact WHERE LastName LIKE 'Bulk%'");
            const job = connection.bulk2.createJob({ object: 'Contact', operation: 'delete' });
            await job.open();
            await job.uploadData(found.records.map(({ Id }) => ({ Id })));
            await job.close();
            await job.poll(10, 60_000);
            assert.equal((await job.check()).numberRecordsProcessed, 2);
            assert.equal((await job.getSuccessfulResults()).length, 2);
            await job.delete();
        },
    ],
    [
        'a bulk2 job may be aborted',
        async () => {
            const job = connection.bulk2.createJob({ object: 'Contact', operation: 'insert' });
            await job.open();
            await job.abort();
            assert.equal((await job.check()).state, 'Aborted');
        },
    ],
    [
        'request, requestGet, requestPost, requestPatch, requestDelete',
        async () => {
            const base = `/services/data/v${org.version}`;
            assert.ok((await connection.request<unknown[]>('/services/data')).length > 0);
            const made = await connection.requestPost<{ id: string }>(`${base}/sobjects/Contact`, { LastName: 'Raw' });
            const url = `${base}/sobjects/Contact/${made.id}`;
            await connection.requestPatch(url, { FirstName: 'Very' });
            assert.equal((await connection.requestGet<{ Name: string }>(url)).Name, 'Very Raw');
            await connection.requestDelete(url);
            await assert.rejects(connection.requestGet(url), { errorCode: 'ENTITY_IS_DELETED' });
        },
    ],
    [
        'a composite request with a reference',
        async () => {
            const base = `/services/data/v${org.version}`;
            const { compositeResponse } = await connection.requestPost<{
                compositeResponse: { httpStatusCode: number }[];
            }>(`${base}/composite`, {
                allOrNone: true,
                compositeRequest: [
                    {
                        method: 'POST',
                        url: `${base}/sobjects/Account`,
                        referenceId: 'acc',
                        body: { Name: 'Composite' },
                    },
                    {
                        ...{ method: 'POST', url: `${base}/sobjects/Contact`, referenceId: 'con' },
                        body: { LastName: 'Composite', AccountId: '@{acc.id}' },
                    },
                ],
            });
            assert.deepEqual(
                compositeResponse.map(({ httpStatusCode }) => httpStatusCode),
                [201, 201],
            );
        },
    ],
    [
        'parents by external id and relationship fields in queries',
        async () => {
            const found = await connection.query<{ Account: { Name: string } }>(
                "SELECT Account.Name FROM Contact WHERE LastName = 'Composite'",
            );
            assert.equal(found.records[0]?.Account.Name, 'Composite');
        },
    ],
    ['tabs are refused by name', () => assert.rejects(connection.tabs(), isRefused)],
    ['theme is refused by name', () => assert.rejects(connection.theme(), isRefused)],
    ['quick actions are refused by name', () => assert.rejects(connection.quickActions(), isRefused)],
    ['apex.get is refused by name', () => assert.rejects(connection.apex.get('/mine/'), isRefused)],
    ['analytics reports are refused by name', () => assert.rejects(connection.analytics.reports(), isRefused)],
    [
        'chatter is refused by name',
        () => assert.rejects(async () => await connection.chatter.resource('/users/me').retrieve(), isRefused),
    ],
    [
        'Bulk API 1.0 is refused by name',
        () => assert.rejects(connection.bulk.createJob('Contact', 'insert').open(), /UNSUPPORTED_BY_LOCAL_ORG/),
    ],
    [
        'executeAnonymous is refused by name',
        () => assert.rejects(connection.tooling.executeAnonymous('Integer i;'), isRefused),
    ],
    [
        'an expired session rejects with INVALID_SESSION_ID',
        () => {
            const other = new Connection({ instanceUrl: org.url, accessToken: 'gone', version: org.version });
            return assert.rejects(async () => await other.query('SELECT Id FROM Contact'), {
                errorCode: 'INVALID_SESSION_ID',
            });
        },
    ],
];

test('jsforce does what its documentation lists, or is refused by name', async (t) => {
    const failures: string[] = [];
    for (const [name, run] of OPERATIONS) {
        await run().catch((error: unknown) =>
            failures.push(`${name}: ${error instanceof Error ? error.stack : String(error)}`),
        );
    }
    t.diagnostic(`jsforce: ${OPERATIONS.length - failures.length} of ${OPERATIONS.length} operations passed`);
    assert.deepEqual(failures, []);
});
