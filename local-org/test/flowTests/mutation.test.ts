/** Mutation: a flow broken in one place is noticed by tests that look there, and named when none does. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mutantsOf } from '../../src/flowTests/mutation/mutants.ts';
import { mutationTable, noticedShare, runMutation } from '../../src/flowTests/index.ts';
import { PARCEL_SCANNED, parcelProject } from './support/parcelFlows.ts';

const LIBRARY = new URL('../../src/flowTests/index.ts', import.meta.url).href;

/** Two tests of Parcel_Scanned: what is known is marked, what is not changes nothing. */
const TESTS = `
import assert from 'node:assert/strict';
import { flowTests } from '${LIBRARY}';
const tests = flowTests();
export default tests;
const trails = (org) => org.rows('SELECT Trail__c FROM Parcel__c ORDER BY Key__c').map((row) => row.Trail__c);
tests.add('a scan marks its parcel and no other', async (org) => {
    await org.insert('Parcel__c', [{ Key__c: 'a' }, { Key__c: 'b' }]);
    await org.insert('Parcel_Scan__e', { Key__c: 'a' });
    assert.deepEqual(trails(org), ['scanned', null]);
});
tests.add('a scan of nobody knows what is a scan of nothing', async (org) => {
    await org.insert('Parcel__c', { Key__c: 'a' });
    await org.insert('Parcel_Scan__e', { Key__c: 'z' });
    assert.deepEqual(org.errors(), []);
});
`;

let project: ReturnType<typeof parcelProject>;
let tests: string;
before(() => {
    project = parcelProject();
    tests = join(project.directory, 'scans.ts');
    writeFileSync(tests, TESTS);
});
after(() => project[Symbol.dispose]());

test('each element is broken in each way that it can be', () => {
    const mutants = mutantsOf('Parcel_Scanned', 'Parcel_Scanned', PARCEL_SCANNED);
    assert.deepEqual(
        mutants.map(({ element, what }) => `${element}: ${what}`),
        [
            'Start: flow not active',
            'Find: left out',
            'Mark: left out',
            'Tell: left out',
            'Is_Known: Known and the default outcome exchanged',
            'Find: way to Is_Known cut',
            'Find: fault path removed',
            'Mark: fault path removed',
            'Start: filter Key__c NotEqualTo becomes EqualTo',
            'Find: filter Key__c EqualTo becomes NotEqualTo',
            'Mark: filter Id EqualTo becomes NotEqualTo',
            'Start: filter Key__c NotEqualTo dropped',
            'Find: filter Key__c EqualTo dropped',
            'Mark: filter Id EqualTo dropped',
            "Start: Key__c 'skip' becomes 'skip~'",
            "Is_Known: Find 'false' becomes 'true'",
            "Mark: Trail__c 'scanned' becomes 'scanned~'",
            'Mark: Trail__c not set',
            'Tell: Key__c not set',
        ],
    );
});

test('what no test notices is named, with how many tests got there', async () => {
    const report = await runMutation({
        project: project.directory,
        testFiles: [tests],
        flows: ['Parcel_Scanned'],
        jobs: 1,
    });
    assert.deepEqual(
        report.survivors.map(({ element, what, tests: count }) => `${element}: ${what} (${count})`),
        [
            'Find: fault path removed (0)',
            'Find: filter Key__c EqualTo dropped (2)',
            'Mark: fault path removed (0)',
            "Start: Key__c 'skip' becomes 'skip~' (2)",
            'Start: filter Key__c NotEqualTo dropped (2)',
            'Tell: Key__c not set (0)',
            'Tell: left out (0)',
        ],
    );
    const { killed, timedOut, survived, invalid, notTried } = report.total;
    assert.deepEqual([killed + timedOut + survived + invalid, survived, notTried], [19, 7, 0]);
    assert.ok(noticedShare(report.total) < 1);
    assert.match(mutationTable(report), /Parcel_Scanned › Tell: left out \(no test gets there\)/);
});

test('what is listed as equivalent must survive, and must be there', async () => {
    const equivalents = join(project.directory, 'equivalent.json');
    const names = ['Find: fault path removed', 'Mark: left out', 'Mark: never so'].map(
        (name) => `Parcel_Scanned › ${name}`,
    );
    writeFileSync(equivalents, JSON.stringify([{ why: 'nothing fails here', mutants: names }]));
    const remember = join(project.directory, 'remembered.json');
    const options = { project: project.directory, testFiles: [tests], flows: ['Parcel_Scanned'], jobs: 1 };
    const report = await runMutation({ ...options, equivalents, remember });
    assert.deepEqual(report.wronglyListed, names.slice(1));
    assert.deepEqual([report.total.equivalent, report.total.survived], [1, 6]);
    assert.deepEqual(report.reasons, { 'nothing fails here': 1 });
    const remembered = JSON.parse(readFileSync(remember, 'utf8')) as Record<string, string>;
    assert.equal(remembered['Parcel_Scanned › Mark: left out'], 'a scan marks its parcel and no other');
});

test('tests that fail with the flows as they are teach nothing', async () => {
    const failing = join(project.directory, 'failing.ts');
    writeFileSync(failing, TESTS.replace("['scanned', null]", "['scanned', 'scanned']"));
    await assert.rejects(
        runMutation({ project: project.directory, testFiles: [failing], flows: ['Parcel_Scanned'], jobs: 1 }),
        /"a scan marks its parcel and no other" fails with the flows as they are/,
    );
});
