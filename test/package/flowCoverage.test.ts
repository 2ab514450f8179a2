/**
 * The flow tests, all in one process and one org; together they take every way through the package's flows, and notice
 * when one is broken. `node test/package/flows/<name>.test.ts` runs the tests of one file.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
    coverageTable,
    findTestFiles,
    importTests,
    mutationTable,
    noticedShare,
    openFlowOrg,
    runFlowTest,
    runMutation,
    shareOf,
} from '../../local-org/src/flowTests/index.ts';
import { ROOT } from '../support/landed.ts';

const FILES = findTestFiles(['test/package/flows/*.test.ts'], ROOT);

const SAMPLE = 12;
const LEAST_NOTICED = 0.8;

const org = openFlowOrg({ project: ROOT });
for (const file of FILES) {
    const tests = await importTests([file]);
    describe(path.relative(ROOT, file), () => {
        for (const each of tests) test(each.name, () => runFlowTest(org, each));
    });
}

test('every element and every outcome of every flow is taken by some test', (t) => {
    const report = org.covered().report();
    const missing = Object.entries(report).flatMap(([flow, { elements, outcomes }]) =>
        [elements, outcomes].flatMap((hits) => shareOf(hits).missing.map((name) => `${flow}: ${name}`)),
    );
    t.diagnostic(`flow coverage, ${coverageTable(report).split('\n').at(-1) ?? ''}`);
    assert.deepEqual(missing, []);
});

test('of a flow broken in one place most breaks are noticed', async (t) => {
    const report = await runMutation({
        project: ROOT,
        testFiles: FILES.filter((file) => /joins|alerts|switches/.test(file)), // the others take longer
        flows: ['Alert_Notify', 'Message_KeepHighest'],
        equivalents: path.join(ROOT, 'test/package/equivalentMutants.json'),
        sample: SAMPLE,
        jobs: 1,
        totalMilliseconds: 30_000,
    });
    t.diagnostic(`a sample of mutants, ${mutationTable(report).split('\n').slice(-2).join(', ')}`);
    assert.ok(report.total.killed > 0, 'none was tried in time');
    assert.deepEqual(report.wronglyListed, [], 'listed as equivalent');
    assert.ok(noticedShare(report.total) >= LEAST_NOTICED, mutationTable(report));
});
