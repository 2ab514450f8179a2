/**
 * How queries take a table that grows: each query's time at few and at many rows, measured in one run, and their ratio.
 * `npm run bench --workspace local-org`; two numbers set the sizes, 2,000 and 200,000 unless told.
 */
import assert from 'node:assert/strict';
import { makeOrg } from '../test/support/project.ts';
import type { Org } from '../src/org.ts';

const PEOPLE = 1000;
const RUNS = 200;
const [few = 2000, many = 200_000] = process.argv.slice(2).map(Number);

/** `%n` is a number below the count of rows that another run does not ask for. */
const QUERIES: readonly (readonly [name: string, soql: string])[] = [
    ['by id', "SELECT Id FROM Parcel__c WHERE Id = '%id'"],
    ['by unique external id', "SELECT Id FROM Parcel__c WHERE Key__c = 'K%n'"],
    ['by external id, AND', "SELECT Id FROM Parcel__c WHERE Batch__c = 'B%n' AND Weight__c >= 0"],
    ['two keys, OR', "SELECT Id FROM Parcel__c WHERE Key__c = 'K%n' OR Key__c = 'K1'"],
    ['keys, IN', "SELECT Id FROM Parcel__c WHERE Key__c IN ('K%n', 'K1', 'K2')"],
    [
        'by lookup, newest five',
        "SELECT Key__c FROM Parcel__c WHERE Receiver__c = '%person' ORDER BY Weight__c DESC LIMIT 5",
    ],
];

function filled(rows: number): Org {
    const org = makeOrg();
    const { records } = org;
    const [parcel, contact] = [records.schema.object('Parcel__c'), records.schema.object('Contact')];
    assert.ok(parcel && contact);
    const people = Array.from({ length: PEOPLE }, () => records.ids.allocate(contact.keyPrefix));
    for (const Id of people) records.table(contact).put({ Id, LastName: 'Invented' });
    for (let n = 0; n < rows; n += 1) {
        const Id = records.ids.allocate(parcel.keyPrefix);
        // As many parcels for each person, whatever the number of rows: the others are nobody's.
        const Receiver__c = n < PEOPLE * 2 ? (people[n % PEOPLE] ?? null) : null;
        records.table(parcel).put({ Id, Key__c: `K${n}`, Batch__c: `B${n}`, Weight__c: n % 97, Receiver__c });
    }
    records.database.commit();
    return org;
}

/** Microseconds a query, the least of several rounds. */
function timeOf(org: Org, rows: number, soql: string): number {
    const { records } = org;
    const ids = [...records.table(parcelOf(org)).all()].map((row) => String(row['Id']));
    const person = (n: number): string => String([...personIds(org)][n % PEOPLE]);
    const texts = Array.from({ length: RUNS }, (_, run) => {
        const n = (run * 7919) % rows;
        return soql
            .replace('%id', ids[n] ?? '')
            .replace('%person', soql.includes('%person') ? person(n) : '')
            .replace('%n', String(n));
    });
    const rounds = Array.from({ length: 3 }, () => {
        const started = performance.now();
        for (const text of texts) assert.ok(org.query(text).totalSize > 0, text);
        return ((performance.now() - started) * 1000) / RUNS;
    });
    return Math.min(...rounds);
}

function parcelOf(org: Org) {
    const object = org.records.schema.object('Parcel__c');
    assert.ok(object);
    return object;
}

function* personIds(org: Org): Iterable<unknown> {
    const contact = org.records.schema.object('Contact');
    assert.ok(contact);
    for (const row of org.records.table(contact).all()) yield row['Id'];
}

const [small, large] = [filled(few), filled(many)];
console.log(`microseconds a query at ${few} and ${many} rows`);
for (const [name, soql] of QUERIES) {
    const [before, after] = [timeOf(small, few, soql), timeOf(large, many, soql)];
    const figures = [before.toFixed(0), after.toFixed(0), (after / before).toFixed(2)].map((text) => text.padStart(8));
    console.log(`${name.padEnd(24)}${figures.join('')}`);
}
