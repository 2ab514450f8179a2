import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { PlatformError } from '../src/errors.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';
import type { QueryRecord } from '../src/soql/run.ts';

let org: Org;
let adaId: string;

before(() => {
    org = makeOrg();
    const [ada, bob] = insert(org, 'Contact', [
        { FirstName: 'Ada', LastName: 'Kay', Email: 'ada@example.org' },
        { FirstName: 'Bob', LastName: "O'Neil" },
    ]);
    adaId = idOf(ada);
    insert(org, 'Parcel__c', [
        {
            Key__c: 'P1',
            Code__c: 'a',
            Weight__c: 1.5,
            Size__c: 'Small',
            Receiver__c: adaId,
            Sent_At__c: '2026-11-21T08:00:00Z',
            Tags__c: 'Hot;Wet',
        },
        {
            Key__c: 'P2',
            Code__c: 'A',
            Weight__c: 20,
            Size__c: 'Large',
            Receiver__c: idOf(bob),
            Sent_At__c: '2026-11-20T23:59:59Z',
            Tags__c: 'Wet',
        },
        {
            Key__c: 'P3',
            Weight__c: 3,
            Size__c: 'Small',
            Receiver__c: adaId,
            Tags__c: null,
            Due__c: '2026-11-22',
            Is_Fragile__c: false,
            Trail__c: '50%_off',
        },
        { Key__c: 'P4', Size__c: null, Tags__c: null, Trail__c: '50x-off', Due__c: '2026-10-31' },
    ]);
});

function keys(where: string): string {
    const { records } = org.query(`SELECT Key__c FROM Parcel__c ${where}`);
    const found: unknown[] = records.map((record) => record['Key__c']);
    return found.join(' ');
}

function refusal(soql: string): PlatformError {
    try {
        org.query(soql);
    } catch (error) {
        if (error instanceof PlatformError) return error;
        throw error;
    }
    return assert.fail(`${soql} was answered`);
}

describe('conditions', () => {
    const cases: readonly (readonly [string, string])[] = [
        ["WHERE Key__c = 'p1'", 'P1'],
        ["WHERE Code__c = 'a'", 'P1'],
        ["WHERE Key__c != 'P1'", 'P2 P3 P4'],
        ['WHERE Weight__c = null', 'P4'],
        ['WHERE Weight__c != null', 'P1 P2 P3'],
        ['WHERE Weight__c > 1.5', 'P2 P3'],
        ['WHERE Weight__c >= 1.5 AND Weight__c < 20', 'P1 P3'],
        ['WHERE Grams__c = 3000', 'P3'],
        ["WHERE (Size__c = 'Small' AND Weight__c < 2) OR Key__c = 'P4'", 'P1 P4'],
        ["WHERE NOT Size__c = 'Small'", 'P2 P4'],
        ["WHERE NOT (Key__c = 'P1' OR Key__c = 'P2')", 'P3 P4'],
        ["WHERE NOT (NOT Key__c = 'P1')", 'P1'],
        ["WHERE Key__c IN ('p1', 'P3', 'none')", 'P1 P3'],
        ["WHERE Key__c NOT IN ('P1')", 'P2 P3 P4'],
        ["WHERE Trail__c LIKE '50%'", 'P3 P4'],
        ["WHERE Trail__c LIKE '50\\\\%\\\\_off'".replaceAll('\\\\', '\\'), 'P3'],
        ["WHERE Trail__c LIKE '50_-OFF'", 'P4'],
        ["WHERE Trail__c LIKE '%(%'", ''],
        ["WHERE Receiver__r.LastName = 'Kay'", 'P1 P3'],
        ["WHERE Receiver__r.Owner.Name = 'Local Admin'", 'P1 P2 P3'],
        ["WHERE Receiver__r.LastName = 'O\\'Neil'", 'P2'],
        ['WHERE Receiver__c IN (SELECT Id FROM Contact WHERE Email != null)', 'P1 P3'],
        ['WHERE Receiver__c NOT IN (SELECT Id FROM Contact WHERE Email != null) AND Receiver__c != null', 'P2'],
        ['WHERE Is_Fragile__c = false', 'P3'],
        ["WHERE Tags__c INCLUDES ('Hot', 'New')", 'P1'],
        ["WHERE Tags__c INCLUDES ('Hot;Wet')", 'P1'],
        ["WHERE Tags__c EXCLUDES ('Hot') AND Tags__c != null", 'P2'],
        ['WHERE Sent_At__c = TODAY', 'P1'],
        ['WHERE Sent_At__c = YESTERDAY', 'P2'],
        ['WHERE Sent_At__c < TODAY', 'P2'],
        ['WHERE Sent_At__c >= LAST_N_DAYS:1', 'P1 P2'],
        ['WHERE Sent_At__c > 2026-11-21T07:59:59.000+00:00', 'P1'],
        ['WHERE Due__c = TOMORROW', 'P3'],
        ['WHERE Due__c = LAST_MONTH', 'P4'],
        ['WHERE Due__c <= 2026-10-31', 'P4'],
        ['WHERE Due__c = THIS_WEEK', ''],
        ['WHERE Due__c = NEXT_N_WEEKS:1', 'P3'],
        ['WHERE Due__c = THIS_YEAR', 'P3 P4'],
        ["WHERE Key__c = ''", ''],
    ];
    for (const [where, expected] of cases) {
        test(where, () => assert.equal(keys(`${where} ORDER BY Key__c`), expected));
    }
    test('a 15-character id finds its record', () => {
        assert.equal(org.query(`SELECT Id FROM Contact WHERE Id = '${adaId.slice(0, 15)}'`).totalSize, 1);
    });
});

describe('order and page', () => {
    const cases: readonly (readonly [string, string])[] = [
        ['ORDER BY Weight__c', 'P4 P1 P3 P2'],
        ['ORDER BY Weight__c DESC NULLS LAST', 'P2 P3 P1 P4'],
        ['ORDER BY Weight__c NULLS LAST', 'P1 P3 P2 P4'],
        ['ORDER BY Size__c DESC NULLS LAST, Weight__c DESC', 'P2 P3 P1 P4'],
        ['ORDER BY Receiver__r.LastName NULLS FIRST, Key__c DESC', 'P4 P3 P1 P2'],
        ['ORDER BY Key__c LIMIT 2', 'P1 P2'],
        ['ORDER BY Key__c LIMIT 2 OFFSET 3', 'P4'],
        ['LIMIT 0', ''],
    ];
    for (const [clause, expected] of cases) test(clause, () => assert.equal(keys(clause), expected));
});

test('parents are records in the record, and null when there is none', () => {
    const { records } = org.query(
        'SELECT Key__c, Receiver__c, Receiver__r.Name, Receiver__r.Owner.Alias FROM Parcel__c ORDER BY Key__c',
    );
    const receiver = records[0]?.['Receiver__r'] as unknown as QueryRecord; // a parent record, as selected
    assert.deepEqual(receiver.attributes, { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${adaId}` });
    assert.equal(receiver['Name'], 'Ada Kay');
    assert.equal((receiver['Owner'] as unknown as QueryRecord)['Alias'], 'ladmin');
    assert.equal(records[3]?.['Receiver__r'], null);
});

test('children are a result in the record, and null when there are none', () => {
    const { records } = org.query(
        'SELECT LastName, (SELECT Key__c FROM Parcels__r WHERE Weight__c > 2 ORDER BY Key__c) FROM Contact ORDER BY LastName',
    );
    assert.partialDeepStrictEqual(records[0]?.['Parcels__r'], {
        totalSize: 1,
        done: true,
        records: [{ Key__c: 'P3' }],
    });
    const none = org.query('SELECT (SELECT Id FROM Parcels__r WHERE Weight__c > 900) FROM Contact LIMIT 1');
    assert.equal(none.records[0]?.['Parcels__r'], null);
});

test('date-times leave as the API writes them, formulas are computed', () => {
    const [record] = org.query("SELECT Sent_At__c, Grams__c, Due__c FROM Parcel__c WHERE Key__c = 'P1'").records;
    assert.deepEqual(
        [record?.['Sent_At__c'], record?.['Grams__c'], record?.['Due__c']],
        ['2026-11-21T08:00:00.000+0000', 1500, null],
    );
});

test('COUNT() answers a number and no records', () => {
    assert.deepEqual(org.query("SELECT COUNT() FROM Parcel__c WHERE Size__c = 'Small'"), {
        totalSize: 2,
        done: true,
        records: [],
    });
});

test('aggregates and groups', () => {
    const rows = org.query(
        'SELECT Size__c, COUNT(Id) n, SUM(Weight__c), MAX(Key__c) newest, COUNT_DISTINCT(Receiver__c) FROM Parcel__c GROUP BY Size__c ORDER BY Size__c NULLS LAST',
    ).records;
    assert.deepEqual(rows[0], {
        attributes: { type: 'AggregateResult' },
        Size__c: 'Small',
        n: 2,
        expr0: 4.5,
        newest: 'P3',
        expr1: 1,
    });
    assert.deepEqual(org.query('SELECT MIN(Weight__c), AVG(Weight__c) FROM Parcel__c WHERE Weight__c > 900').records, [
        { attributes: { type: 'AggregateResult' }, expr0: null, expr1: null },
    ]);
    const byPerson = org.query(
        'SELECT Receiver__r.LastName, COUNT(Id) FROM Parcel__c GROUP BY Receiver__r.LastName',
    ).records;
    assert.equal(byPerson.length, 3);
});

test('an alias of the object may stand before its fields', () => {
    assert.equal(org.query("SELECT p.Key__c, p.Receiver__r.Name FROM Parcel__c p WHERE p.Key__c = 'P1'").totalSize, 1);
});

test('errors have the platform code and say where', () => {
    const field = refusal('SELECT Id, Nope__c FROM Parcel__c');
    assert.equal(field.errorCode, 'INVALID_FIELD');
    assert.equal(
        field.message,
        "\nSELECT Id, Nope__c FROM Parcel__c\n           ^\nERROR at Row:1:Column:12\nNo such column 'Nope__c' on entity 'Parcel__c'. " +
            "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. " +
            'Please reference your WSDL or the describe call for the appropriate names.',
    );
    const cases: readonly (readonly [string, string])[] = [
        ['SELECT Id FROM Nope__c', 'INVALID_TYPE'],
        ['SELECT Id FROM Parcel_Scan__e', 'INVALID_TYPE_FOR_OPERATION'],
        ['SELECT Nope__r.Name FROM Parcel__c', 'INVALID_FIELD'],
        ['SELECT Receiver__r.Nope FROM Parcel__c', 'INVALID_FIELD'],
        ['SELECT (SELECT Id FROM Nope__r) FROM Contact', 'INVALID_TYPE'],
        ['SELECT Id FROM Parcel__c WHERE Nope = 1', 'INVALID_FIELD'],
        ['SELECT Id FROM Parcel__c ORDER BY Nope', 'INVALID_FIELD'],
        ["SELECT Id FROM Parcel__c WHERE Weight__c = '1'", 'INVALID_FIELD'],
        ['SELECT Id FROM Parcel__c WHERE Key__c = 1', 'INVALID_FIELD'],
        ["SELECT Id FROM Parcel__c WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR'],
        ["SELECT Id FROM Parcel__c WHERE Notes__c = 'x'", 'INVALID_FIELD'],
        ["SELECT Id FROM Parcel__c WHERE Weight__c LIKE '1%'", 'INVALID_QUERY_FILTER_OPERATOR'],
        ['SELECT Id FROM Parcel__c ORDER BY Notes__c', 'INVALID_FIELD'],
        ["SELECT Id FROM Parcel__c WHERE Key__c = 'a' AND Key__c = 'b' OR Key__c = 'c'", 'MALFORMED_QUERY'],
        ['SELECT Key__c, COUNT(Id) FROM Parcel__c', 'MALFORMED_QUERY'],
        ['SELECT Id, Id FROM Parcel__c', 'MALFORMED_QUERY'],
        ['SELECT Id FROM Parcel__c LIMIT 1 OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE'],
        ['SELECT FROM Parcel__c', 'MALFORMED_QUERY'],
        ['SELECT Id FROM Parcel__c WHERE', 'MALFORMED_QUERY'],
        ["SELECT Id FROM Parcel__c WHERE Key__c = 'open", 'MALFORMED_QUERY'],
    ];
    for (const [soql, code] of cases) assert.equal(refusal(soql).errorCode, code, soql);
});

test('100,000 rows: a query by a lookup or a key reads few of them', () => {
    const big = makeOrg({}, { limits: { transaction: { rowsWritten: 1_000_000, statements: 10_000 } } });
    const contact = idOf(insert(big, 'Contact', [{ LastName: 'Kay' }])[0]);
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
        Key__c: `K${index}`,
        Receiver__c: index % 1000 === 0 ? contact : null,
    }));
    insert(big, 'Parcel__c', rows);
    const before = process.threadCpuUsage(); // what this machine does beside it does not count
    for (let index = 0; index < 1000; index += 1) {
        assert.equal(big.query(`SELECT Id FROM Parcel__c WHERE Key__c = 'K${index * 97}'`).totalSize, 1);
        assert.equal(
            big.query(`SELECT Id FROM Parcel__c WHERE Receiver__c = '${contact}' AND Key__c = 'k1000'`).totalSize,
            1,
        );
    }
    const { user, system } = process.threadCpuUsage(before);
    const each = (user + system) / 1000 / 2000;
    assert.ok(each < 2, `${each} ms a query; a scan takes longer`);
});

test('history, shares and feeds are refused by name, not denied', () => {
    for (const name of ['Parcel__History', 'Parcel__Share', 'ContactHistory', 'ContactFeed'])
        assert.equal(refusal(`SELECT Id FROM ${name}`).errorCode, 'UNSUPPORTED_BY_LOCAL_ORG', name);
    for (const name of ['Nothing__History', 'NothingHistory', 'History'])
        assert.equal(refusal(`SELECT Id FROM ${name}`).errorCode, 'INVALID_TYPE', name);
});
