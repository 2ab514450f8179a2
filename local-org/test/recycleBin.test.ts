/** What is left of deleted records: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_queryall.htm */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { runSoql } from '../src/soql/run.ts';
import { codes, field, idOf, insert, makeOrg, update } from './support/project.ts';
import { permissionSet, signIn } from './support/people.ts';
import { refusalOf, startOrg } from './support/server.ts';
import type { Org } from '../src/org.ts';
import type { SaveOutcome } from '../src/flow/port.ts';
import type { RunningOrg } from './support/server.ts';

const DAY = 24 * 3_600_000;
const PIECE = {
    'objects/Piece__c/Piece__c.object-meta.xml':
        '<CustomObject><label>Piece</label><pluralLabel>Pieces</pluralLabel><nameField><label>Name</label><type>Text</type></nameField></CustomObject>',
    'objects/Piece__c/fields/Parcel__c.field-meta.xml': field(
        'Parcel__c',
        'MasterDetail',
        '<referenceTo>Parcel__c</referenceTo><relationshipName>Pieces</relationshipName>',
    ),
};

function remove(org: Org, object: string, id: string): SaveOutcome | undefined {
    return org.transact('delete', (tx) => tx.delete(object, [id], [0]))[0];
}

function all(org: Org, soql: string): unknown[] {
    return runSoql(org.records.withDeleted(), soql).result.records.map((record) =>
        Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'attributes')),
    );
}

describe('in the org', () => {
    test('a deleted record is out of queries, keys and indexes, and in queries over all rows', () => {
        const org = makeOrg();
        const id = idOf(insert(org, 'Parcel__c', [{ Name: 'One', Key__c: 'k' }, { Name: 'Two' }])[0]);
        org.clock.advance(60_000);
        remove(org, 'Parcel__c', id);
        assert.equal(org.query("SELECT Id FROM Parcel__c WHERE IsDeleted = true OR Key__c = 'k'").totalSize, 0);
        assert.equal(org.query('SELECT COUNT() FROM Parcel__c').totalSize, 1);
        assert.deepEqual(all(org, 'SELECT Name, IsDeleted, SystemModstamp FROM Parcel__c WHERE IsDeleted = true'), [
            { Name: 'One', IsDeleted: true, SystemModstamp: '2026-11-21T12:31:15.000+0000' },
        ]);
        assert.deepEqual(all(org, `SELECT Name FROM Parcel__c WHERE Id = '${id}' AND Key__c = 'k'`), [{ Name: 'One' }]);
        assert.deepEqual(codes(insert(org, 'Parcel__c', [{ Key__c: 'k' }])), ['ok']);
    });

    test('details go with their master and still name it', () => {
        const org = makeOrg(PIECE);
        const id = idOf(insert(org, 'Parcel__c', [{ Name: 'One' }])[0]);
        insert(org, 'Piece__c', [{ Name: 'a', Parcel__c: id }]);
        remove(org, 'Parcel__c', id);
        assert.equal(org.query('SELECT Id FROM Piece__c').totalSize, 0);
        const [piece] = runSoql(org.records.withDeleted(), 'SELECT Name, IsDeleted, Parcel__r.Name FROM Piece__c')
            .result.records;
        assert.deepEqual([piece?.['Name'], piece?.['IsDeleted']], ['a', true]);
        assert.equal((piece?.['Parcel__r'] as { Name?: unknown } | null)?.Name, 'One');
    });

    test('a deleted record is refused as deleted until the bin is emptied after 15 days, then as unknown', () => {
        const org = makeOrg();
        const id = idOf(insert(org, 'Parcel__c', [{ Name: 'One' }])[0]);
        remove(org, 'Parcel__c', id);
        const attempts = (): string[] => [
            ...codes(update(org, 'Parcel__c', [{ Id: id, Name: 'Two' }])),
            ...codes([remove(org, 'Parcel__c', id)].filter((outcome) => outcome !== undefined)),
        ];
        org.clock.advance(15 * DAY);
        assert.deepEqual(attempts(), ['ENTITY_IS_DELETED', 'ENTITY_IS_DELETED']);
        assert.equal(all(org, 'SELECT Id FROM Parcel__c').length, 1);
        org.clock.advance(1000);
        assert.deepEqual(attempts(), ['INVALID_CROSS_REFERENCE_KEY', 'INVALID_CROSS_REFERENCE_KEY']);
        assert.equal(all(org, 'SELECT Id FROM Parcel__c').length, 0);
    });

    test('what is taken back was never deleted, and keeps its place among the others', () => {
        const org = makeOrg();
        const [first] = insert(org, 'Parcel__c', [{ Name: 'One' }, { Name: 'Two' }]);
        assert.throws(() =>
            org.transact('delete', (tx) => {
                tx.delete('Parcel__c', [idOf(first)], [0]);
                throw new Error('taken back');
            }),
        );
        assert.deepEqual(
            all(org, 'SELECT Name, IsDeleted FROM Parcel__c'),
            ['One', 'Two'].map((Name) => ({ Name, IsDeleted: false })),
        );
    });

    test('a deployment keeps the bin', () => {
        const org = makeOrg();
        remove(org, 'Parcel__c', idOf(insert(org, 'Parcel__c', [{ Name: 'One' }])[0]));
        org.deploy(org.project);
        assert.equal(org.query('SELECT Id FROM Parcel__c').totalSize, 0);
        assert.deepEqual(all(org, 'SELECT Name FROM Parcel__c'), [{ Name: 'One' }]);
    });
});

describe('over REST', () => {
    let org: RunningOrg;
    before(async () => {
        org = await startOrg({
            'permissionsets/Reader.permissionset-meta.xml': permissionSet({
                user: ['ApiEnabled'],
                objects: { Parcel__c: ['read'] },
            }),
        });
    });
    after(() => org.close());
    beforeEach(async () => {
        await org.ask('POST', '//local/reset');
    });

    async function deletedParcel(): Promise<string> {
        const { body } = await org.ask('POST', '/sobjects/Parcel__c', { Name: 'Gone', Key__c: 'gone' });
        const { id } = body as { id: string };
        assert.equal((await org.ask('DELETE', `/sobjects/Parcel__c/${id}`)).status, 204);
        return id;
    }
    const soql = (text: string): string => `?q=${encodeURIComponent(text)}`;

    test('queryAll finds the deleted record, query and retrieve do not', async () => {
        const id = await deletedParcel();
        const { body } = await org.ask('GET', `/queryAll${soql('SELECT Id, IsDeleted FROM Parcel__c')}`);
        const { totalSize, records } = body as { totalSize: number; records: { Id: string; IsDeleted: boolean }[] };
        assert.equal(totalSize, 1);
        assert.deepEqual([records[0]?.Id, records[0]?.IsDeleted], [id, true]);
        const plain = await org.ask('GET', `/query${soql('SELECT Id FROM Parcel__c')}`);
        assert.equal((plain.body as { totalSize: number }).totalSize, 0);
        assert.equal(refusalOf(await org.ask('GET', `/sobjects/Parcel__c/${id}`)), '404 ENTITY_IS_DELETED');
        assert.equal(
            refusalOf(await org.ask('PATCH', `/sobjects/Parcel__c/${id}`, { Name: 'Back' })),
            '404 ENTITY_IS_DELETED',
        );
        assert.equal(refusalOf(await org.ask('DELETE', `/sobjects/Parcel__c/${id}`)), '404 ENTITY_IS_DELETED');
    });

    test('nothing is undeleted by writing IsDeleted', async () => {
        const id = await deletedParcel();
        const answer = await org.ask('PATCH', `/sobjects/Parcel__c/${id}`, { IsDeleted: false });
        assert.equal(refusalOf(answer), '400 INVALID_FIELD_FOR_INSERT_UPDATE');
    });

    test('what was deleted in a span is listed with the time', async () => {
        const id = await deletedParcel();
        const now = org.org.clock.now();
        const span = (from: number, to: number): string =>
            `start=${encodeURIComponent(new Date(now + from).toISOString())}&end=${encodeURIComponent(new Date(now + to).toISOString())}`;
        const list = async (query: string): Promise<{ deletedRecords: { id: string; deletedDate: string }[] }> =>
            (await org.ask('GET', `/sobjects/Parcel__c/deleted?${query}`)).body as never;
        const { deletedRecords } = await list(span(-120_000, 120_000));
        assert.deepEqual(
            deletedRecords.map((record) => record.id),
            [id],
        );
        assert.match(deletedRecords[0]?.deletedDate ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
        assert.deepEqual((await list(span(-600_000, -300_000))).deletedRecords, []);
        assert.equal(
            refusalOf(await org.ask('GET', `/sobjects/Parcel__c/deleted?${span(0, 0)}`)),
            '400 INVALID_REPLICATION_DATE',
        );
    });

    test('a user sees of the deleted records what that user may read', async () => {
        await deletedParcel();
        const reader = await signIn(org, 'integration@local-org.example', 'Reader');
        const { body } = await reader.ask('GET', `/queryAll${soql('SELECT Name FROM Parcel__c')}`);
        assert.equal((body as { totalSize: number }).totalSize, 1);
        assert.equal(
            refusalOf(await reader.ask('GET', `/queryAll${soql('SELECT Key__c FROM Parcel__c')}`)),
            '400 INVALID_FIELD',
        );
    });
});
