/**
 * The flow tests, all in one process and one org; together they take every way through the package's flows, and notice
 * when one is broken. `node test/package/flows/<name>.test.ts` runs the tests of one file.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import {
    coverageTable,
    findTestFiles,
    importTests,
    mutantName,
    MutationSession,
    openFlowOrg,
    runFlowTest,
    shareOf,
    type FlowTest,
} from '../../local-org/src/flowTests/index.ts';
import { Dice } from '../support/dice.ts';
import { ROOT } from '../support/landed.ts';
import {
    digestOf,
    hasTriedStructure,
    mutantsOfFlow,
    mutationSection,
    readResults,
    sampleOf,
} from './support/mutationResults.ts';

const FILES = findTestFiles(['test/package/flows/*.test.ts'], ROOT);

const DAY_MS = 24 * 3600 * 1000;
/** Other ones each day. */
const SEED = Number(process.env['MUTATION_SEED'] ?? Math.floor(Date.now() / DAY_MS));
const SAMPLE = { flows: 4, mutantsOfEach: 6 };

const org = openFlowOrg({ project: ROOT });
after(() => org.close());
const all: FlowTest[] = [];
for (const file of FILES) {
    const tests = await importTests([file]);
    all.push(...tests);
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

test('each flow was broken as it is now, and no element or way could be taken away unnoticed', (t) => {
    const results = readResults();
    const flows = Object.keys(org.covered().report());
    const changed = flows.filter((flow) => results[flow]?.of !== digestOf(flow));
    t.diagnostic(mutationSection(flows, results).find((line) => line.includes('all flows')) ?? '');
    assert.deepEqual(changed, [], 'changed since they were broken: npm run mutate -- FLOW…');
    assert.deepEqual(
        flows.filter((flow) => results[flow]?.structure.survived !== 0),
        [],
    );
});

test('whatever noticed a broken flow is a test that there is', () => {
    const names = new Set(all.map(({ name }) => name));
    const gone = Object.entries(readResults()).flatMap(([flow, { noticedBy }]) =>
        Object.keys(noticedBy).flatMap((name) => (names.has(name) ? [] : [`${flow}: ${name}`])),
    );
    assert.deepEqual(gone, [], 'renamed or taken away: rename them in test/package/mutation.json, or npm run mutate');
});

test('what was tried of a flow is not lost when only its elements and ways are to be taken away', () => {
    const [first] = Object.entries(readResults());
    assert.ok(first);
    const [flow, result] = first;
    const mutants = mutantsOfFlow(flow);
    const values = mutants.filter(({ isStructural }) => !isStructural).length;
    const known = [0, values, values + 1].map((notTried) => hasTriedStructure(mutants, { ...result, notTried }));
    assert.deepEqual(known, [true, true, false]);
    assert.equal(hasTriedStructure(mutants, undefined), false);
});

test('a flow that is broken anew is noticed by the test that noticed it the last time', async (t) => {
    const session = new MutationSession(org, all);
    const sample = sampleOf(readResults(), new Dice(SEED), SAMPLE);
    t.diagnostic(`MUTATION_SEED=${SEED}: ${sample.length} of the broken flows`);
    assert.ok(sample.length > 0);
    for (const { mutant, noticedBy } of sample) {
        const at = all.findIndex(({ name }) => name === noticedBy);
        const verdict = await session.judge(mutant, [at]);
        const told = `${mutantName(mutant)}: try it again with npm run mutate -- ${mutant.flow}`;
        assert.deepEqual(verdict, { kind: 'killed', by: noticedBy }, told);
    }
});
