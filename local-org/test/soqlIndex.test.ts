/** Queries by indexed values look at the rows that match, not at the table. Rows are counted, not time. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { overlay } from '../src/overlay.ts';
import { selectRows } from '../src/records/select.ts';
import { runSoql } from '../src/soql/run.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';
import type { OrgRecords } from '../src/records/orgRecords.ts';
import type { StoredRecord } from '../src/schema/types.ts';

const ROWS = 5000;
let org: Org;
let person: string;
let firstId: string;

before(() => {
    org = makeOrg({}, { limits: { transaction: { rowsWritten: 1_000_000, statements: 10_000 } } });
    person = idOf(insert(org, 'Contact', [{ LastName: 'Kay' }])[0]);
    const outcomes = insert(
        org,
        'Parcel__c',
        Array.from({ length: ROWS }, (_, n) => ({
            ...{
                Key__c: `K${n}`,
                Code__c: `c${n}`,
                Batch__c: `B${n % 1000}`,
                Trail__c: `T${n % 500}`,
                Weight__c: n % 97,
            },
            Receiver__c: n % 1000 === 0 ? person : null,
        })),
    );
    firstId = idOf(outcomes[0]);
});

/** How many rows the query's conditions and orders read, and how many records it answers. */
function looked(soql: string): { readonly rows: number; readonly answered: number } {
    const { records } = org;
    const seen = new Set<StoredRecord>();
    const counted: OrgRecords = overlay(records, {
        select: (selection) =>
            selectRows(records.table(selection.object), selection, (row, path) => {
                seen.add(row);
                return records.read(row, path);
            }),
    });
    const { result } = runSoql(counted, soql);
    return { rows: seen.size, answered: result.totalSize };
}

const INDEXED: readonly (readonly [where: string, rows: number, answered: number])[] = [
    ["Id = '%id'", 1, 1],
    ["Id IN ('%id', '000000000000000')", 1, 1],
    ["Key__c = 'k42'", 1, 1],
    ["Code__c = 'c42'", 1, 1],
    ["Code__c = 'C42'", 0, 0],
    ["Batch__c = 'B7'", 5, 5],
    ["Receiver__c = '%person'", 5, 5],
    ["Receiver__c = '%person' AND Key__c = 'K1000'", 1, 1],
    ["Receiver__c = '%person' AND Weight__c > 50", 5, 2],
    ["Key__c = 'K1' OR Code__c = 'c2' OR Id = '%id'", 3, 3],
    ["Key__c IN ('K1', 'K2', 'none')", 2, 2],
    ["(Key__c = 'K1' OR Key__c = 'K2') AND Weight__c = 1", 2, 1],
    ["Trail__c = 'T9'", 10, 10],
    ["Receiver__c = '%person' ORDER BY Weight__c DESC LIMIT 2", 5, 2],
];
for (const [where, rows, answered] of INDEXED)
    test(`WHERE ${where} looks at ${rows} of ${ROWS} rows`, () => {
        const soql = `SELECT Key__c FROM Parcel__c WHERE ${where.replace('%id', firstId).replace('%person', person)}`;
        assert.deepEqual(looked(soql), { rows, answered });
    });

test('what no index can answer looks at every row, so the counting counts', () => {
    assert.equal(looked("SELECT Id FROM Parcel__c WHERE Key__c LIKE 'K4%'").rows, ROWS);
    assert.equal(looked("SELECT Id FROM Parcel__c WHERE Key__c = 'K1' OR Weight__c > 95").rows, ROWS);
});

test('the first of many in order are right, though the others are not kept', () => {
    const ordered = (clause: string): unknown[] =>
        org
            .query(`SELECT Key__c FROM Parcel__c ORDER BY Weight__c DESC, Key__c ${clause}`)
            .records.map((row) => row['Key__c']);
    assert.deepEqual(ordered('LIMIT 7 OFFSET 3'), ordered('').slice(3, 10));
});

test('a rollback leaves the indexes as they were', () => {
    assert.throws(() =>
        org.transact('test', (tx) => {
            tx.insert('Parcel__c', [{ Key__c: 'gone', Receiver__c: person }], [0]);
            tx.update('Parcel__c', [{ Id: firstId, Key__c: 'changed', Receiver__c: null }], [0]);
            assert.equal(looked("SELECT Id FROM Parcel__c WHERE Key__c IN ('gone', 'changed')").answered, 2);
            throw new Error('roll back');
        }),
    );
    assert.deepEqual(looked("SELECT Id FROM Parcel__c WHERE Key__c IN ('gone', 'changed')"), { rows: 0, answered: 0 });
    assert.deepEqual(looked(`SELECT Id FROM Parcel__c WHERE Receiver__c = '${person}'`), { rows: 5, answered: 5 });
    assert.deepEqual(looked("SELECT Id FROM Parcel__c WHERE Key__c = 'K0'"), { rows: 1, answered: 1 });
});

test('the bench runs', async () => {
    const bench = new URL('../bench/queries.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '50', '500']);
    assert.match(stdout, /by unique external id +\d+ +\d+ +\d+\.\d\d/);
});
