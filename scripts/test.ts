/**
 * `npm test`: every suite, in order from quick to slow, with progress; ends with one line `N passed, N failed`.
 * A whole run also fails when tests are gone that `test/counts.txt` knows.
 * Options: paths or parts of paths run only the files whose name contains one of them; `--write-counts` writes down
 * how many tests each file that ran has.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareCounts, formatCounts, leastOf, parseCounts, updateCounts, type TestCounts } from './testCounts.ts';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const COUNTS_FILE = path.join(ROOT, 'test/counts.txt');
const FILE_TIMEOUT_MS = 10 * 60_000;

interface Counts {
    readonly passed: number;
    readonly failed: number;
    /** Tests that ran, passed or not, by file. */
    readonly ran: TestCounts;
}

/** Quick ones share the two cores; those that measure or start browsers run alone. */
const NODE_SUITES: readonly { name: string; files: readonly string[]; concurrency: number }[] = [
    {
        name: 'unit and contract',
        files: ['relay/test/{unit,contract}/**/*.test.ts', 'scripts/**/*.test.ts'],
        concurrency: 2,
    },
    {
        name: 'relay service',
        files: ['relay/test/{conformance,service,simulation,e2e,bench}/**/*.test.ts'],
        concurrency: 1,
    },
    { name: 'local org', files: ['local-org/test/**/*.test.ts'], concurrency: 2 },
    { name: 'package', files: ['test/package/**/*.test.ts'], concurrency: 2 },
    { name: 'real clients', files: ['test/clients/**/*.test.ts'], concurrency: 1 },
    { name: 'official CLI', files: ['test/cli/**/*.test.ts'], concurrency: 1 },
    { name: 'end to end', files: ['test/e2e/**/*.test.ts'], concurrency: 1 },
    { name: 'proof', files: ['test/proof/**/*.test.ts'], concurrency: 1 },
];

const COMPONENT_TESTS = ['force-app/**/__tests__/**/*.test.ts'];

/** The components' tests run on the sources, then on the compiled output that is deployed. */
const JEST_SUITES: readonly { name: string; env: Record<string, string> }[] = [
    { name: 'components', env: { LWC_ENTRY: 'ts' } },
    { name: 'components as deployed', env: { LWC_ENTRY: 'js' } },
];

const NODES_OWN_SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

async function chosenFiles(patterns: readonly string[], only: readonly string[]): Promise<string[]> {
    const files = await Array.fromAsync(glob([...patterns], { cwd: ROOT, exclude: (file) => file === 'node_modules' }));
    return files.filter((file) => only.length === 0 || only.some((part) => file.includes(part))).sort();
}

async function runNodeSuite(
    name: string,
    patterns: readonly string[],
    concurrency: number,
    only: readonly string[],
): Promise<Counts> {
    const files = await chosenFiles(patterns, only);
    if (files.length === 0) {
        if (only.length === 0) throw new Error(`The suite "${name}" has no test file: ${patterns.join(' ')}`);
        return { passed: 0, failed: 0, ran: new Map() };
    }
    heading(name);
    const counts = { passed: 0, failed: 0, ran: new Map<string, number>() };
    const countRun = (file: string): unknown => counts.ran.set(file, (counts.ran.get(file) ?? 0) + 1);
    const events = run({
        files: files.map((file) => path.join(ROOT, file)),
        concurrency,
        timeout: FILE_TIMEOUT_MS,
        cwd: ROOT,
    });
    const show = ({ message }: { message: string }): boolean => process.stdout.write(indent(message));
    events.on('test:stdout', show).on('test:stderr', show);
    events.on('test:diagnostic', ({ message }) => {
        if (!NODES_OWN_SUMMARY.test(message)) console.log(`      ${message}`);
    });
    events.on('test:fail', (data) => {
        if (failureType(data.details.error) === 'subtestsFailed') return;
        const file = relative(data.file);
        counts.failed++;
        if (!isWholeFile(data)) countRun(file);
        console.log(`  FAILED ${file} › ${data.name}\n${indent(describe(data.details.error))}`);
    });
    events.on('test:pass', (data) => {
        if (data.details.type === 'suite' || isWholeFile(data)) return;
        const file = relative(data.file);
        if (data.skip === undefined && data.todo === undefined) {
            counts.passed++;
            countRun(file);
            return;
        }
        counts.failed++; // nothing is skipped here: a test that does not run proves nothing
        console.log(`  SKIPPED ${file} › ${data.name}`);
    });
    await finished(events.resume());
    for (const [file, ran] of [...counts.ran].sort()) console.log(`  ${file}: ${ran} ran`);
    return counts;
}

/** Node marks why a test failed: by itself, or only because a test inside it did, which is counted there. */
const failureType = (error: Error): unknown => ('failureType' in error ? error.failureType : undefined);

/** With process isolation Node also reports each file as a test of its own. */
function isWholeFile(data: {
    readonly name: string;
    readonly file?: string | undefined;
    readonly nesting: number;
}): boolean {
    return data.nesting === 0 && data.file !== undefined && path.resolve(data.name) === data.file;
}

async function runJest(name: string, env: Record<string, string>, files: readonly string[]): Promise<Counts> {
    heading(name);
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-jest-'));
    const report = path.join(directory, 'report.json');
    const jest = path.join(ROOT, 'node_modules/.bin/sfdx-lwc-jest');
    const options = ['--ci', '--silent', '--json', `--outputFile=${report}`, '--runTestsByPath', ...files];
    const code = await new Promise<number | null>((resolve, reject) => {
        spawn(jest, ['--', ...options], {
            cwd: ROOT,
            env: { ...process.env, ...env },
            stdio: ['ignore', 'ignore', 'pipe'],
        })
            .on('error', reject)
            .on('exit', resolve)
            .stderr.on('data', (chunk: Buffer) => process.stdout.write(indent(withoutSummary(chunk.toString()))));
    });
    const result = JSON.parse(await readFile(report, 'utf8')) as JestReport;
    await rm(directory, { recursive: true });
    const failed = result.numFailedTests + result.numPendingTests + result.numRuntimeErrorTestSuites;
    const ran = new Map(
        result.testResults.map((file) => [
            relative(file.name),
            file.assertionResults.filter(({ status }) => status === 'passed' || status === 'failed').length,
        ]),
    );
    return { passed: result.numPassedTests, failed: failed || (code === 0 ? 0 : 1), ran };
}

interface JestReport {
    readonly numPassedTests: number;
    readonly numFailedTests: number;
    readonly numPendingTests: number;
    readonly numRuntimeErrorTestSuites: number;
    readonly testResults: readonly {
        readonly name: string;
        readonly assertionResults: readonly { readonly status: string }[];
    }[];
}

/** Our own summary is the only one that ends the run. */
const withoutSummary = (text: string): string =>
    text.replaceAll(/^(Test Suites|Tests|Snapshots|Time|Ran all test suites).*$\n?/gm, '');

const heading = (text: string): void => console.log(`\n${text} (${new Date().toISOString().slice(11, 19)})`);
const relative = (file: string | undefined): string => path.relative(ROOT, file ?? '');
const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');

function describe(error: Error & { cause?: unknown }): string {
    const cause = error.cause ?? error;
    return cause instanceof Error ? (cause.stack ?? cause.message) : JSON.stringify(cause);
}

async function main(): Promise<void> {
    const { values, positionals: only } = parseArgs({
        allowPositionals: true,
        options: { 'write-counts': { type: 'boolean', default: false } },
    });
    const started = Date.now();
    const results: Counts[] = [];
    const components = await chosenFiles(COMPONENT_TESTS, only);
    if (components.length > 0) {
        await build();
        for (const { name, env } of JEST_SUITES) results.push(await runJest(name, env, components));
    }
    const componentsRan = results.map(({ ran }) => ran).reduce(leastOf, results[0]?.ran ?? new Map());
    for (const { name, files, concurrency } of NODE_SUITES) {
        results.push(await runNodeSuite(name, files, concurrency, only));
    }
    const ran = new Map([...results.flatMap((result) => [...result.ran]), ...componentsRan]);
    const gone = await answerForCounts(ran, only.length === 0, values['write-counts']);
    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    const failed = results.reduce((sum, result) => sum + result.failed, 0) + gone;
    console.log(`\nIn ${Math.round((Date.now() - started) / 1000)} s.`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
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

/** Components are tested compiled as well, so compile them first. */
function build(): Promise<void> {
    return new Promise((resolve, reject) => {
        spawn(process.execPath, [path.join(ROOT, 'scripts/build-lwc.ts')], { stdio: 'inherit' })
            .on('error', reject)
            .on('exit', (code) =>
                code === 0 ? resolve() : reject(new Error(`The components do not compile (exit ${code})`)),
            );
    });
}

main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
});
