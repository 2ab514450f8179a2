/**
 * `npm test`: every suite, with progress; ends with one line `N passed, N failed`.
 * A whole run also fails when tests are gone that `test/counts.txt` knows.
 * Options: paths or parts of paths run only the files whose name contains one of them; `--write-counts` writes down
 * how many tests each file that ran has.
 */
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildComponents, runComponentTests } from './testing/components.ts';
import { addCosts, costSoFar, describeCost, type Cost } from './testing/costs.ts';
import { compareCounts, formatCounts, leastOf, parseCounts, sumOf, updateCounts } from './testing/counts.ts';
import type { TestCounts } from './testing/counts.ts';
import { runNodeGroup } from './testing/nodeGroup.ts';
import { heading, indent, type Result } from './testing/result.ts';
import { runFromBothEnds, type Task } from './testing/schedule.ts';
import { COMPONENT_TESTS, FLOW_TESTS, groupsOf, NODE_SUITES } from './testing/suites.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const COUNTS_FILE = path.join(ROOT, 'test/counts.txt');

/** What Node compiled once is not compiled again by the next of the hundreds of processes that tests start. */
process.env['NODE_COMPILE_CACHE'] ??= path.join(ROOT, 'node_modules/.cache/node-compile');

async function chosenFiles(patterns: readonly string[], only: readonly string[]): Promise<string[]> {
    const files = await Array.fromAsync(glob([...patterns], { cwd: ROOT, exclude: (file) => file === 'node_modules' }));
    return files.filter((file) => only.length === 0 || only.some((part) => file.includes(part))).sort();
}

interface SuiteResult extends Result {
    readonly suite: string;
}

interface SuiteTask extends Task<SuiteResult> {
    /** Nothing else may run beside it. */
    readonly alone: boolean;
}

/** The components' tests run on the sources, then on the compiled output that is deployed. */
function componentTask(files: readonly string[]): SuiteTask {
    const run = async (): Promise<SuiteResult> => {
        const sources = await runComponentTests(ROOT, 'ts', files);
        const deployed = await runComponentTests(ROOT, 'js', files);
        return {
            suite: 'components',
            passed: sources.passed + deployed.passed,
            failed: sources.failed + deployed.failed,
            ran: leastOf(sources.ran, deployed.ran),
            costs: [...sources.costs, ...deployed.costs],
        };
    };
    return { alone: false, run };
}

/** From quick to slow. */
async function tasksFor(components: readonly string[], only: readonly string[]): Promise<SuiteTask[]> {
    const tasks = components.length > 0 ? [componentTask(components)] : [];
    for (const suite of only.length === 0 ? NODE_SUITES : [...NODE_SUITES, FLOW_TESTS]) {
        const files = await chosenFiles(suite.files, only);
        if (files.length === 0 && only.length === 0) {
            throw new Error(`The suite "${suite.name}" has no test file: ${suite.files.join(' ')}`);
        }
        for (const { group, alone } of groupsOf(suite, files)) {
            const run = async () => ({ suite: suite.name, ...(await runNodeGroup(ROOT, group)) });
            tasks.push({ alone, run });
        }
    }
    return tasks;
}

/** One for each core, and one more because most of the slow tests wait for servers and browsers half of the time. */
const WORKERS = availableParallelism() + 1;

async function main(): Promise<void> {
    const { values, positionals: only } = parseArgs({
        allowPositionals: true,
        options: { 'write-counts': { type: 'boolean', default: false } },
    });
    const components = await chosenFiles(COMPONENT_TESTS, only);
    if (components.length > 0) await buildComponents(ROOT); // before all, because other suites deploy them
    const tasks = await tasksFor(components, only);
    const results = [
        ...(await runFromBothEnds(
            tasks.filter(({ alone }) => !alone),
            WORKERS,
        )),
        ...(await runFromBothEnds(
            tasks.filter(({ alone }) => alone),
            1,
        )),
    ];
    showCosts(results);
    const gone = await answerForCounts(sumOf(results.map(({ ran }) => ran)), only.length === 0, values['write-counts']);
    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    const failed = results.reduce((sum, result) => sum + result.failed, 0) + gone;
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
}

/** The files of a suite run beside others, so its seconds are those of its files one after the other. */
function showCosts(results: readonly SuiteResult[]): void {
    heading('What it cost');
    for (const [suite, ofSuite] of Map.groupBy(results, (result) => result.suite)) {
        const costs = ofSuite.flatMap((result) => result.costs);
        if (costs.length === 0) continue; // Jest does not tell
        const sum = costs.reduce<Cost>(addCosts, { seconds: 0, processorSeconds: 0 });
        console.log(`  ${suite}: ${describeCost(sum)}`);
    }
    console.log(`\nIn ${describeCost(costSoFar())}.`);
}

/** Writes the counts, or holds a whole run against them; says how many files have lost tests. */
async function answerForCounts(ran: TestCounts, whole: boolean, write: boolean): Promise<number> {
    const written = parseCounts(await readFile(COUNTS_FILE, 'utf8'));
    if (write) {
        const counts = updateCounts(written, ran, (file) => existsSync(path.join(ROOT, file)));
        await writeFile(COUNTS_FILE, formatCounts(counts));
        return 0;
    }
    if (!whole) return 0; // it ran only a part on purpose
    const { missing, unrecorded } = compareCounts(written, ran);
    if (missing.length > 0) {
        heading('FAILED: tests are gone. If on purpose: npm test -- <part of the path> --write-counts');
        console.log(indent(missing.join('\n')));
    }
    if (unrecorded.length > 0) {
        heading('New tests, to be written down with: npm test -- <part of the path> --write-counts');
        console.log(indent(unrecorded.join('\n')));
    }
    return missing.length;
}

main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
});
