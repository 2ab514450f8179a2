/**
 * `npm run mutate [-- FLOW…]`: breaks flows of the package in one place at a time and says what no test notices. Keeps
 * the result of each flow in test/package/mutation.json, from which docs/effect-proof.md is written, and goes on where it
 * was ended: a flow that is done and has not changed since is left out, unless it is named or `--again` is given. With
 * `--survivors` only what nothing had noticed is tried again, `--tests` says with which tests (all unless told).
 */
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findTestFiles, mutationTable, runMutation } from '#local-org/flow-tests';
import { FLOWS, isDone, readResults, survivorsOf, writeResult } from '../test/package/support/mutationResults.ts';
import { ROOT } from '../test/support/landed.ts';

const SUFFIX = '.flow-meta.xml';
const NICENESS = 10;
const EQUIVALENTS = path.join(ROOT, 'test/package/equivalentMutants.json');
/** Who noticed what, to be tried first the next time. */
const MEMORY = path.join(ROOT, 'node_modules/.cache/landed/mutants.json');

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        again: { type: 'boolean', default: false },
        jobs: { type: 'string', default: '1' },
        survivors: { type: 'boolean', default: false },
        tests: { type: 'string', default: 'test/package/flows/*.test.ts' },
        'time-limit': { type: 'string' },
    },
});

setPriority(NICENESS); // hours of work that nobody waits for
const all = readdirSync(FLOWS).flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []));
const unknown = positionals.filter((flow) => !all.includes(flow));
if (unknown.length > 0) {
    console.error(`No such flow: ${unknown.join(', ')}`);
    process.exit(2);
}
const results = readResults();
const isLeft = (flow: string): boolean => {
    const result = results[flow];
    return values.again || result === undefined || !isDone(flow, result);
};
for (const flow of positionals.length > 0 ? positionals : all.filter(isLeft)) {
    const former = values.survivors ? results[flow] : undefined;
    if (values.survivors && (former === undefined || !isDone(flow, former))) {
        console.error(`${flow} has changed, or has not been done: try all of it first`);
        continue;
    }
    const report = await runMutation({
        project: ROOT,
        testFiles: findTestFiles([values.tests], ROOT),
        flows: [flow],
        jobs: Number(values.jobs),
        equivalents: EQUIVALENTS,
        remember: MEMORY,
        ...(former === undefined ? {} : { only: survivorsOf(flow, former) }),
        ...(values['time-limit'] === undefined ? {} : { totalMilliseconds: Number(values['time-limit']) * 1000 }),
    });
    if (report.total.killed + report.total.survived + report.total.notTried === 0) continue; // a template is not active
    writeResult(flow, report, former);
    console.log(mutationTable(report));
}
console.log('Write docs/effect-proof.md anew: WRITE_EFFECT_PROOF=1 node scripts/test.ts test/proof/effects');
