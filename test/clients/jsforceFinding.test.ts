/** jsforce again: searching, recent and deleted records, the metadata API, logging out. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import jsforce from 'jsforce';
import { createLocalOrg } from '#local-org';
import type { LocalOrg } from '#local-org';
import { ROOT } from '../support/landed.ts';

const { Connection } = jsforce;
let org: LocalOrg;
let connection: InstanceType<typeof Connection>;
before(async () => {
    org = await createLocalOrg({ project: ROOT });
    connection = new Connection({ instanceUrl: org.url, accessToken: org.accessToken, version: org.version });
});
after(() => org.close());

test('search finds words in name fields', async () => {
    await connection.sobject('Contact').create({ LastName: 'Searchable', FirstName: 'Ada' });
    const { searchRecords } = await connection.search(
        "FIND {ada AND search*} IN NAME FIELDS RETURNING Contact(Name WHERE LastName != 'x')",
    );
    assert.deepEqual(
        searchRecords.map((row) => String(row['Name'])),
        ['Ada Searchable'],
    );
});

test('recent lists records of all objects and of one', async () => {
    const { id } = await connection.sobject('Contact').create({ LastName: 'Recent' });
    const [first] = (await connection.recent(1)) as { Id: string }[]; // ids are always there
    assert.equal(first?.Id, id);
    assert.equal(((await connection.sobject('Contact').recent()) as { Id: string }[])[0]?.Id, id); // as above
});

test('deleted lists what was deleted in a span of time', async () => {
    const contacts = connection.sobject('Contact');
    const { id = '' } = await contacts.create({ LastName: 'Gone' });
    await contacts.destroy(id);
    const [start, end] = [new Date(Date.now() - 3600_000), new Date(Date.now() + 3600_000)];
    const { deletedRecords } = await contacts.deleted(start, end);
    assert.ok(deletedRecords.some((record) => record.id === id));
});

test('metadata is described, listed and read', async () => {
    const described = await connection.metadata.describe();
    assert.ok(described.metadataObjects.some(({ xmlName }) => xmlName === 'CustomObject'));
    const listed = await connection.metadata.list({ type: 'CustomObject' });
    assert.ok(listed.some(({ fullName }) => fullName === 'Message__c'));
    assert.equal((await connection.metadata.read('CustomObject', 'Message__c')).fullName, 'Message__c');
});

test('logout ends the session', async () => {
    const { username } = await connection.identity();
    const made = await connection.requestPost<{ accessToken: string }>(`${org.url}/local/sessions`, { username });
    const { accessToken } = made;
    const session = { instanceUrl: org.url, accessToken, version: org.version };
    const other = new Connection({ ...session, oauth2: { clientId: 'judge', loginUrl: org.url } });
    await other.identity();
    await other.logout();
    await assert.rejects(async () => await new Connection(session).query('SELECT Id FROM Contact'), {
        errorCode: 'INVALID_SESSION_ID',
    });
});
