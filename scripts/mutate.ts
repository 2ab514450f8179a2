/**
 * `npm run mutate [-- FLOW…]`: breaks flows of the package in one place at a time and says what no test notices. Keeps
 * the result of each flow in test/package/mutation.json, from which docs/effect-proof.md is written, and goes on where it
 * was ended: a flow that is done and has not changed since is left out, unless it is named or `--again` is given. With
 * `--survivors` only what nothing had noticed is tried again, `--tests` says with which tests (all unless told); with
 * `--structure` only elements and ways are taken away, which is a fifth of it all, of flows of which that is not known yet.
 */
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findTestFiles, mutantName, mutationTable, runMutation } from '#local-org/flow-tests';
import {
    digestOf,
    FLOWS,
    hasTriedStructure,
    isDone,
    mutantsOfFlow,
    readResults,
    survivorsOf,
    writeResult,
    type FlowResult,
} from '../test/package/support/mutationResults.ts';
import { ROOT } from '../test/support/landed.ts';

const SUFFIX = '.flow-meta.xml';
const NICENESS = 10;
const EQUIVALENTS = path.join(ROOT, 'test/package/equivalentMutants.json');
/** Who noticed what, to be tried first the next time. */
const MEMORY = path.join(ROOT, 'node_modules/.cache/landed/mutants.json');

const HELP = `npm run mutate [-- FLOW…] breaks flows in one place at a time and says what no test notices (docs/flow-tests.md).
  --survivors      only what nothing had noticed
  --structure      only elements and ways taken away, of flows of which that is not known
  --again          also flows that are done and have not changed
  --tests PATTERN  with these tests alone
  --longest S      tests of so many seconds of the processor for each place (4)
  --time-limit S   begins no further place after so long
  --jobs 1|2       threads (1)`;

const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        again: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        longest: { type: 'string', default: '4' },
        jobs: { type: 'string', default: '1' },
        structure: { type: 'boolean', default: false },
        survivors: { type: 'boolean', default: false },
        tests: { type: 'string', default: 'test/package/flows/*.test.ts' },
        'time-limit': { type: 'string' },
    },
});

if (values.help) {
    console.log(HELP);
    process.exit();
}
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
const chosen = (positionals.length > 0 ? positionals : all.filter(isLeft)).filter((flow) => {
    const isCurrent = results[flow]?.of === digestOf(flow);
    const isKnown = values.structure && isCurrent && hasTriedStructure(mutantsOfFlow(flow), results[flow]);
    if (isKnown) console.error(`${flow}: its elements and ways are known already; --survivors tries those left`);
    const canGoOn = !values.survivors || isCurrent;
    if (!canGoOn) console.error(`${flow} has changed, or has not been tried: try all of it first`);
    return canGoOn && !isKnown;
});
const former = (flow: string): FlowResult | undefined => (values.survivors ? results[flow] : undefined);
const mutants = chosen.flatMap(mutantsOfFlow);
const only = values.survivors
    ? new Set(chosen.flatMap((flow) => [...survivorsOf(flow, former(flow))]))
    : values.structure
      ? new Set(mutants.filter(({ isStructural }) => isStructural).map(mutantName))
      : undefined;
/** How many mutants of the flow this run leaves aside. */
const leftAside = (flow: string): number =>
    values.structure ? mutants.filter((mutant) => mutant.flow === flow && !mutant.isStructural).length : 0;
const report = await runMutation({
    project: ROOT,
    testFiles: findTestFiles([values.tests], ROOT),
    jobs: Number(values.jobs),
    equivalents: EQUIVALENTS,
    remember: MEMORY,
    testMilliseconds: Number(values.longest) * 1000,
    flows: chosen,
    ...(only !== undefined && { only }),
    ...(values['time-limit'] !== undefined && { totalMilliseconds: Number(values['time-limit']) * 1000 }),
    onProgress: (_, __, survivor) => {
        if (survivor) console.log(`no test notices ${mutantName(survivor)}`);
    },
    onFlow: (outcome) => {
        writeResult(outcome, leftAside(outcome.flow), former(outcome.flow));
        console.log(`${outcome.flow}: ${JSON.stringify(outcome.counts)}`);
    },
});
console.log(mutationTable(report));
console.log('Write docs/effect-proof.md anew: WRITE_EFFECT_PROOF=1 node scripts/test.ts test/proof/effects');
if (report.wronglyListed.length > 0) process.exitCode = 1;
