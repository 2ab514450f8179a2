/** jsforce against the running org, as its documentation says: https://jsforce.github.io/document/ */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { Connection } from 'jsforce';
import { startOrg } from './support/server.ts';
import type { RunningOrg } from './support/server.ts';

let org: RunningOrg;
let connection: Connection;

before(async () => {
    org = await startOrg();
    connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: org.version });
});
after(() => org.close());
beforeEach(async () => {
    await org.ask('POST', '//local/reset');
});

test('one record: create, retrieve, update, destroy', async () => {
    const created = await connection.sobject('Contact').create({ LastName: 'Kay', Email: 'ada@example.org' });
    assert.ok(created.success);
    const contact = await connection.sobject('Contact').retrieve(created.id);
    assert.equal(contact['LastName'], 'Kay');
    assert.deepEqual(await connection.sobject('Contact').update({ Id: created.id, LastName: 'Bee' }), {
        id: created.id,
        success: true,
        errors: [],
    });
    assert.ok((await connection.sobject('Contact').destroy(created.id)).success);
    await assert.rejects(connection.sobject('Contact').retrieve(created.id), { errorCode: 'ENTITY_IS_DELETED' });
    await assert.rejects(connection.sobject('Contact').create({ Nope: 1 }), { errorCode: 'INVALID_FIELD' });
});

test('many records: create more than 200, update, upsert, retrieve, destroy', async () => {
    const people = Array.from({ length: 450 }, (_, index) => ({ LastName: `P${index}` }));
    const created = await connection.sobject('Contact').create(people, { allowRecursive: true });
    assert.equal(created.filter((result) => result.success).length, 450);
    const ids = created.slice(0, 3).map((result) => String(result.id));
    const updated = await connection.sobject('Contact').update(ids.map((Id) => ({ Id, FirstName: 'Ada' })));
    assert.ok(updated.every((result) => result.success));
    const retrieved = await connection.sobject('Contact').retrieve(ids);
    assert.deepEqual(
        retrieved.map((record): unknown => record['Name']),
        ['Ada P0', 'Ada P1', 'Ada P2'],
    );
    const upserted = await connection
        .sobject('Parcel__c')
        .upsert([{ Key__c: 'a' }, { Key__c: 'b', Size__c: 'Wrong' }], 'Key__c');
    assert.deepEqual(
        upserted.map((result) => result.success),
        [true, false],
    );
    const destroyed = await connection.sobject('Contact').destroy(ids);
    assert.ok(destroyed.every((result) => result.success));
    assert.equal(org.org.query('SELECT COUNT() FROM Contact').totalSize, 447);
});

test('one upsert: created, then updated', async () => {
    const parcel = { Key__c: 'k', Weight__c: 1 };
    const [first, second] = [
        await connection.sobject('Parcel__c').upsert(parcel, 'Key__c'),
        await connection.sobject('Parcel__c').upsert({ ...parcel, Weight__c: 2 }, 'Key__c'),
    ];
    assert.deepEqual([first.success, second.success], [true, true]);
    assert.equal(org.org.query('SELECT COUNT() FROM Parcel__c WHERE Weight__c = 2').totalSize, 1);
});

test('queries: text, find with conditions, and the rest of a long result', async () => {
    await connection.sobject('Contact').create(
        Array.from({ length: 2500 }, (_, index) => ({
            LastName: `P${String(index).padStart(4, '0')}`,
            DoNotCall: index % 2 === 0,
        })),
        { allowRecursive: true },
    );
    const first = await connection.query('SELECT LastName FROM Contact ORDER BY LastName');
    assert.deepEqual([first.totalSize, first.done, first.records.length], [2500, false, 2000]);
    const rest = await connection.queryMore(first.nextRecordsUrl ?? '');
    assert.deepEqual([rest.done, rest.records.length, rest.records[0]?.['LastName']], [true, 500, 'P2000']);
    const all = await connection.query('SELECT Id FROM Contact', { autoFetch: true, maxFetch: 10_000 });
    assert.equal(all.records.length, 2500);
    const found = await connection
        .sobject('Contact')
        .find({ LastName: { $like: 'P000%' }, DoNotCall: true }, ['Id', 'LastName'])
        .sort({ LastName: -1 })
        .limit(3);
    assert.deepEqual(
        found.map((record) => record['LastName']),
        ['P0008', 'P0006', 'P0004'],
    );
    assert.equal(await connection.sobject('Contact').count({ DoNotCall: true }), 1250);
});

test('an event: queued, with its UUID among the errors', async () => {
    const single = await connection.sobject('Parcel_Scan__e').create({ Key__c: 'k' });
    assert.deepEqual([single.success, single.errors.length], [true, 1]);
    const many = await connection.sobject('Parcel_Scan__e').create([{ Key__c: 'a' }, {}]);
    assert.deepEqual(
        many.map((result) => result.success),
        [true, false],
    );
    assert.equal(org.org.events.kept('Parcel_Scan__e').length, 2);
});

test('describe, limits and identity', async () => {
    const all = await connection.describeGlobal();
    assert.ok(all.sobjects.some(({ name }) => name === 'Parcel__c'));
    const parcel = await connection.sobject('Parcel__c').describe();
    const byName = new Map(parcel.fields.map((field) => [field.name, field]));
    assert.partialDeepStrictEqual(byName.get('Key__c'), {
        type: 'string',
        length: 20,
        unique: true,
        externalId: true,
        idLookup: true,
    });
    assert.partialDeepStrictEqual(byName.get('Receiver__c'), {
        type: 'reference',
        referenceTo: ['Contact'],
        relationshipName: 'Receiver__r',
    });
    assert.partialDeepStrictEqual(byName.get('Grams__c'), { type: 'double', calculated: true, createable: false });
    const contact = await connection.sobject('Contact').describe();
    assert.ok(contact.childRelationships.some(({ relationshipName }) => relationshipName === 'Parcels__r'));
    const limits = await connection.limits();
    assert.equal(limits['DailyApiRequests']?.Max, 100_000);
    assert.equal((await connection.identity()).user_id, org.org.user['Id']);
    assert.deepEqual(connection.limitInfo.apiUsage?.limit, 100_000);
});
