/** SOQL beyond plain conditions: functions, groups with subtotals, polymorphic lookups, clauses, documented refusals. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { PlatformError } from '../src/errors.ts';
import { idOf, insert, makeOrg } from './support/project.ts';
import type { Org } from '../src/org.ts';
import type { QueryRecord } from '../src/soql/run.ts';

const TOTALS = { attributes: { type: 'AggregateResult' } };
let org: Org;
let adaId: string;

before(() => {
    org = makeOrg();
    const [ada, bob] = insert(org, 'Contact', [
        { FirstName: 'Ada', LastName: 'Kay', Phone: '1' },
        { FirstName: 'Bob', LastName: 'Lee' },
    ]);
    adaId = idOf(ada);
    const [kase] = insert(org, 'Case', [{ Subject: 'Lost', ContactId: adaId }]);
    const [account] = insert(org, 'Account', [{ Name: 'Acme', Phone: '7' }]);
    insert(org, 'Task', [
        { Subject: 'a', WhoId: adaId, WhatId: idOf(kase) },
        { Subject: 'b', WhatId: idOf(account) },
        { Subject: 'c' },
    ]);
    const row = (Key__c: string, Size__c: string | null, Mood__c: string, Weight__c: number, Sent_At__c: string) => ({
        ...{ Key__c, Size__c, Mood__c, Weight__c, Sent_At__c, Receiver__c: idOf(Key__c < 'P3' ? ada : bob) },
    });
    insert(org, 'Parcel__c', [
        row('P1', 'Small', 'Calm', 1, '2026-01-04T23:30:00Z'),
        row('P2', 'Small', 'Wild', 2, '2026-02-28T01:00:00Z'),
        row('P3', 'Large', 'Calm', 4, '2025-12-31T23:59:59Z'),
        row('P4', null, 'Calm', 8, '2025-07-01T12:00:00Z'),
    ]);
});

const rows = (soql: string): readonly QueryRecord[] => org.query(soql).records;
const keys = (where: string): string =>
    rows(`SELECT Key__c FROM Parcel__c ${where}`)
        .map((record): unknown => record['Key__c'])
        .join(' ');

function refusal(soql: string): PlatformError {
    try {
        org.query(soql);
    } catch (error) {
        if (error instanceof PlatformError) return error;
        throw error;
    }
    return assert.fail(`${soql} was answered`);
}

/** https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_date_functions.htm (2026-11-25) */
const DATE_PARTS: readonly (readonly [condition: string, expected: string])[] = [
    ['CALENDAR_YEAR(Sent_At__c) = 2025', 'P3 P4'],
    ['CALENDAR_QUARTER(Sent_At__c) = 3', 'P4'],
    ['CALENDAR_MONTH(Sent_At__c) IN (1, 2)', 'P1 P2'],
    ['FISCAL_YEAR(Sent_At__c) = 2026 AND FISCAL_MONTH(Sent_At__c) = 2 AND FISCAL_QUARTER(Sent_At__c) = 1', 'P2'],
    ['DAY_IN_MONTH(Sent_At__c) > 27', 'P2 P3'],
    ['DAY_IN_WEEK(Sent_At__c) = 1', 'P1'],
    ['DAY_IN_YEAR(Sent_At__c) = 365', 'P3'],
    ['WEEK_IN_YEAR(Sent_At__c) = 1', 'P1'],
    ['WEEK_IN_MONTH(Sent_At__c) = 4', 'P2'],
    ['HOUR_IN_DAY(convertTimezone(Sent_At__c)) = 23', 'P1 P3'],
    ['DAY_ONLY(Sent_At__c) = 2026-01-04', 'P1'],
    ['DAY_ONLY(Sent_At__c) < THIS_FISCAL_YEAR', 'P3 P4'],
    ['Sent_At__c = LAST_N_FISCAL_QUARTERS:3', 'P1 P2'],
    ['Sent_At__c = N_FISCAL_YEARS_AGO:1', 'P3 P4'],
    ['Sent_At__c = LAST_FISCAL_YEAR', 'P3 P4'],
    ["toLabel(Size__c) = 'small'", 'P1 P2'],
];
for (const [condition, expected] of DATE_PARTS)
    test(`WHERE ${condition}`, () => assert.equal(keys(`WHERE ${condition} ORDER BY Key__c`), expected));

test('a query groups by parts of dates and orders by aggregates', () => {
    assert.deepEqual(
        rows(
            'SELECT CALENDAR_YEAR(Sent_At__c) y, SUM(Weight__c) w FROM Parcel__c GROUP BY CALENDAR_YEAR(Sent_At__c) ORDER BY SUM(Weight__c) DESC',
        ),
        [
            { ...TOTALS, y: 2025, w: 12 },
            { ...TOTALS, y: 2026, w: 3 },
        ],
    );
    assert.deepEqual(
        rows(
            'SELECT DAY_ONLY(Sent_At__c), COUNT(Id) FROM Parcel__c GROUP BY DAY_ONLY(Sent_At__c) ORDER BY DAY_ONLY(Sent_At__c) LIMIT 1',
        ),
        [{ ...TOTALS, expr0: '2025-07-01', expr1: 1 }],
    );
});

test('HAVING keeps groups by aggregates and by grouped fields', () => {
    const select = 'SELECT Size__c, COUNT(Id) n FROM Parcel__c GROUP BY Size__c';
    assert.deepEqual(rows(`${select} HAVING COUNT(Id) > 1`), [{ ...TOTALS, Size__c: 'Small', n: 2 }]);
    assert.deepEqual(rows(`${select} HAVING Size__c LIKE 'la%' AND MAX(Weight__c) >= 4`), [
        { ...TOTALS, Size__c: 'Large', n: 1 },
    ]);
    assert.deepEqual(rows(`${select} HAVING Size__c != null AND NOT COUNT(Id) > 1`), [
        { ...TOTALS, Size__c: 'Large', n: 1 },
    ]);
    // The parser loses the first condition, so this is refused instead of answered wrongly.
    assert.equal(
        refusal(`${select} HAVING NOT (COUNT(Id) > 1 OR Size__c = null)`).errorCode,
        'UNSUPPORTED_BY_LOCAL_ORG',
    );
});

test('ROLLUP and CUBE add subtotals, and GROUPING tells them from groups of nothing', () => {
    const select = (kind: string): readonly QueryRecord[] =>
        rows(
            `SELECT Size__c s, Mood__c m, GROUPING(Size__c) gs, GROUPING(Mood__c) gm, COUNT(Id) n FROM Parcel__c GROUP BY ${kind}(Size__c, Mood__c)`,
        );
    const rollup = select('ROLLUP');
    assert.equal(rollup.length, 4 + 3 + 1);
    assert.deepEqual(rollup.at(-1), { ...TOTALS, s: null, m: null, gs: 1, gm: 1, n: 4 });
    assert.deepEqual(
        rollup.filter((row) => row['s'] === null && row['gs'] === 0),
        [
            { ...TOTALS, s: null, m: 'Calm', gs: 0, gm: 0, n: 1 },
            { ...TOTALS, s: null, m: null, gs: 0, gm: 1, n: 1 },
        ],
    );
    const cube = select('CUBE');
    assert.equal(cube.length, 4 + 3 + 2 + 1);
    assert.deepEqual(
        cube.filter((row) => row['gs'] === 1 && row['gm'] === 0),
        [
            { ...TOTALS, s: null, m: 'Calm', gs: 1, gm: 0, n: 3 },
            { ...TOTALS, s: null, m: 'Wild', gs: 1, gm: 0, n: 1 },
        ],
    );
});

test('toLabel and FORMAT give what people read', () => {
    assert.deepEqual(
        rows(
            "SELECT toLabel(Size__c), FORMAT(Weight__c) w, FORMAT(Sent_At__c) at FROM Parcel__c WHERE Key__c = 'P1'",
        ).map(({ Size__c, w, at }) => [Size__c, w, at]),
        [['Small', '1.00', '1/4/2026 11:30 PM']],
    );
    assert.deepEqual(rows('SELECT FORMAT(MAX(Weight__c)) w, COUNT(Id) FROM Parcel__c'), [
        { ...TOTALS, w: '8.00', expr0: 4 },
    ]);
});

test('FIELDS() selects groups of fields, the unbounded ones of at most 200 records', () => {
    const [all] = rows("SELECT FIELDS(ALL) FROM Parcel__c WHERE Key__c = 'P1' LIMIT 200");
    const selected = new Set(Object.keys(all ?? {}));
    assert.ok(['CreatedDate', 'Weight__c', 'Grams__c'].every((name) => selected.has(name)));
    const [standard] = rows('SELECT FIELDS(STANDARD), Key__c FROM Parcel__c');
    const known = new Set(Object.keys(standard ?? {}));
    assert.deepEqual(
        ['Id', 'Key__c', 'Weight__c'].map((name) => known.has(name)),
        [true, true, false],
    );
    const message = 'The SOQL FIELDS function must have a LIMIT of at most 200';
    for (const soql of ['SELECT FIELDS(ALL) FROM Parcel__c', 'SELECT FIELDS(CUSTOM) FROM Parcel__c LIMIT 201'])
        assert.deepEqual([refusal(soql).errorCode, refusal(soql).message], ['MALFORMED_QUERY', message]);
    assert.equal(refusal('SELECT Id, FIELDS(STANDARD) FROM Parcel__c').message, 'duplicate field selected: Id');
});

test('a polymorphic lookup has the fields of Name, and Type', () => {
    const tasks = rows(
        'SELECT Subject, Who.Type, Who.Name, What.Type, What.Name, Owner.Type FROM Task ORDER BY Subject',
    );
    const [a, b, c] = tasks.map(({ Who, What, Owner }) => ({ Who, What, Owner }) as Record<string, QueryRecord | null>);
    assert.deepEqual([a?.['Who']?.['Type'], a?.['Who']?.['Name']], ['Contact', 'Ada Kay']);
    assert.equal(a?.['What']?.['Type'], 'Case');
    assert.deepEqual([b?.['Who'], b?.['What']?.['Type'], b?.['What']?.['Name']], [null, 'Account', 'Acme']);
    assert.deepEqual([c?.['What'], c?.['Owner']?.['Type']], [null, 'User']);
    assert.equal(org.query("SELECT Id FROM Task WHERE What.Type IN ('Case', 'Account')").totalSize, 2);
    assert.equal(org.query("SELECT Id FROM Task WHERE What.Name = 'acme'").totalSize, 1);
    assert.match(refusal('SELECT Who.MailingCity FROM Task').message, /No such column 'MailingCity' on entity 'Name'/);
});

test('TYPEOF selects by the object that a lookup leads to', () => {
    const tasks = rows(
        'SELECT Subject, TYPEOF What WHEN Account THEN Phone, Name WHEN Case THEN Subject, Contact.Name ELSE Name END FROM Task ORDER BY Subject',
    );
    const whats = tasks.map(({ What }) => What as unknown as QueryRecord | null);
    assert.partialDeepStrictEqual(whats[0], { attributes: { type: 'Case' }, Subject: 'Lost' });
    assert.partialDeepStrictEqual(whats[1], { attributes: { type: 'Account' }, Phone: '7', Name: 'Acme' });
    assert.equal(whats[2], null);
    const [a] = rows("SELECT TYPEOF What WHEN Account THEN Phone END FROM Task WHERE Subject = 'a'");
    assert.equal(a?.['What'], null, 'no branch and no ELSE');
    assert.match(refusal('SELECT TYPEOF Receiver__r WHEN Contact THEN Id END FROM Parcel__c').message, /TYPEOF/);
    assert.equal(refusal('SELECT TYPEOF What WHEN Parcel__c THEN Id END FROM Task').errorCode, 'INVALID_TYPE');
});

test('child queries have children, conditions, orders and limits of their own', () => {
    const [account] = insert(org, 'Account', [{ Name: 'Deep' }]);
    const people = insert(
        org,
        'Contact',
        ['x', 'y', 'z'].map((LastName) => ({ LastName, AccountId: idOf(account) })),
    );
    insert(org, 'Parcel__c', [{ Key__c: 'D1', Receiver__c: idOf(people[2]) }]);
    const [found] = rows(
        "SELECT Name, (SELECT LastName, (SELECT Key__c FROM Parcels__r) FROM Contacts WHERE LastName != 'y' ORDER BY LastName DESC LIMIT 1) FROM Account WHERE Name = 'Deep'",
    );
    const contacts = found?.['Contacts'] as unknown as { totalSize: number; records: QueryRecord[] };
    assert.equal(contacts.totalSize, 1);
    assert.partialDeepStrictEqual(contacts.records[0], { LastName: 'z', Parcels__r: { records: [{ Key__c: 'D1' }] } });
});

test('clauses about locks, views, scope and access are taken', () => {
    for (const clause of [
        'FOR UPDATE',
        'FOR VIEW',
        'FOR REFERENCE',
        'WITH SECURITY_ENFORCED',
        'WITH USER_MODE',
        'WITH SYSTEM_MODE',
        'USING SCOPE everything',
        'USING SCOPE mine',
    ])
        assert.equal(org.query(`SELECT Id FROM Task ${clause}`).totalSize, 3, clause);
    const [user] = insert(org, 'Contact', [{ LastName: 'Owned' }]);
    assert.equal(org.query(`SELECT Id FROM Contact USING SCOPE mine WHERE Id = '${idOf(user)}'`).totalSize, 1);
});

/** Rules that the SOQL reference states for each clause. */
const REFUSED: readonly (readonly [soql: string, code: string, detail: RegExp])[] = [
    ['SELECT Id FROM Task ORDER BY Id FOR UPDATE', 'MALFORMED_QUERY', /ORDER BY is not allowed/],
    ['SELECT Id FROM Task ALL ROWS', 'MALFORMED_QUERY', /ALL ROWS not allowed in this context/],
    ['SELECT Name n FROM Contact', 'MALFORMED_QUERY', /only aggregate expressions use field aliasing/],
    ['SELECT MAX(CreatedDate) FROM Contact LIMIT 1', 'MALFORMED_QUERY', /LIMIT/],
    ['SELECT COUNT() FROM Contact ORDER BY Name', 'MALFORMED_QUERY', /ORDER BY/],
    ['SELECT CALENDAR_YEAR(CreatedDate) FROM Contact', 'MALFORMED_QUERY', /must be grouped or aggregated/],
    ['SELECT Name, COUNT(Id) FROM Contact GROUP BY Name HAVING LastName = null', 'MALFORMED_QUERY', /must be grouped/],
    ['SELECT Id FROM Contact HAVING COUNT(Id) > 1', 'MALFORMED_QUERY', /./],
    ['SELECT Id FROM Contact ORDER BY COUNT(Id)', 'MALFORMED_QUERY', /GROUP BY/],
    ['SELECT SUM(Name) FROM Contact', 'MALFORMED_QUERY', /does not support aggregate operator SUM/],
    ['SELECT MAX(Is_Fragile__c) FROM Parcel__c', 'MALFORMED_QUERY', /does not support aggregate operator MAX/],
    ['SELECT COUNT(Id) FROM Parcel__c GROUP BY Weight__c', 'MALFORMED_QUERY', /can not be grouped/],
    ['SELECT COUNT(Id) FROM Contact GROUP BY ROLLUP(Name, LastName, FirstName, Email)', 'MALFORMED_QUERY', /at most 3/],
    ['SELECT Id FROM Parcel__c WHERE HOUR_IN_DAY(Due__c) = 1', 'MALFORMED_QUERY', /HOUR_IN_DAY/],
    ['SELECT Id FROM Contact WHERE Id IN (SELECT Id FROM Contact)', 'MALFORMED_QUERY', /same object type/],
    ['SELECT Id FROM Contact WHERE Id IN (SELECT Key__c FROM Parcel__c)', 'MALFORMED_QUERY', /Key__c/],
    ['SELECT Id FROM Contact WHERE Name IN (SELECT Receiver__c FROM Parcel__c)', 'MALFORMED_QUERY', /Name/],
    ['SELECT Id FROM Contact WHERE Id IN (SELECT Receiver__c FROM Parcel__c LIMIT 1)', 'MALFORMED_QUERY', /LIMIT/],
    [
        "SELECT Id FROM Contact WHERE Name = 'a' OR Id IN (SELECT Receiver__c FROM Parcel__c)",
        'MALFORMED_QUERY',
        /not allowed with the 'OR' operator/,
    ],
    ['SELECT Id FROM Contact WHERE NOT (Id IN (SELECT Receiver__c FROM Parcel__c))', 'MALFORMED_QUERY', /'NOT'/],
    ['SELECT (SELECT COUNT(Id) FROM Parcels__r) FROM Contact', 'MALFORMED_QUERY', /Only root queries support/],
    ['SELECT Id FROM Contact LIMIT -1', 'MALFORMED_QUERY', /unexpected token: '-1'/],
    ['SELECT Id FROM Contact WHERE Id IN ()', 'MALFORMED_QUERY', /unexpected token/],
    [`SELECT Id FROM Contact WHERE Name = '${'x'.repeat(100_000)}'`, 'MALFORMED_QUERY', /100000 characters/],
];
for (const [soql, code, detail] of REFUSED)
    test(`refused: ${soql.slice(0, 100)}`, () => {
        const error = refusal(soql);
        assert.equal(error.errorCode, code, error.message);
        assert.match(error.message, detail);
    });

test('a syntax error shows the line and the place', () => {
    assert.equal(
        refusal('SELECT Id\nFROM Contact\nWHERE Name LIKE').message.endsWith("unexpected token: '<EOF>'"),
        true,
    );
    assert.equal(
        refusal('SELECT FROM Contact').message,
        "\nSELECT FROM Contact\n       ^\nERROR at Row:1:Column:8\nunexpected token: 'FROM'",
    );
});
