/**
 * `npm test`: every suite, in order from quick to slow, with progress; ends with one line `N passed, N failed`.
 * Options: paths or parts of paths run only the files whose name contains one of them.
 */
import { spawn } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const FILE_TIMEOUT_MS = 10 * 60_000;

interface Counts {
    readonly passed: number;
    readonly failed: number;
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
    { name: 'official CLI', files: ['test/cli/**/*.test.ts'], concurrency: 1 },
    { name: 'end to end', files: ['test/e2e/**/*.test.ts'], concurrency: 1 },
    { name: 'proof', files: ['test/proof/**/*.test.ts'], concurrency: 1 },
];

/** The components' tests run on the sources, then on the compiled output that is deployed. */
const JEST_SUITES: readonly { name: string; env: Record<string, string> }[] = [
    { name: 'components', env: { LWC_ENTRY: 'ts' } },
    { name: 'components as deployed', env: { LWC_ENTRY: 'js' } },
];

const NODES_OWN_SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

async function runNodeSuite(name: string, patterns: readonly string[], concurrency: number, only: readonly string[]) {
    const files = (
        await Array.fromAsync(glob([...patterns], { cwd: ROOT, exclude: (file) => file === 'node_modules' }))
    )
        .filter((file) => only.length === 0 || only.some((part) => file.includes(part)))
        .sort();
    if (files.length === 0) {
        if (only.length === 0) throw new Error(`The suite "${name}" has no test file: ${patterns.join(' ')}`);
        return { passed: 0, failed: 0 };
    }
    heading(name);
    const counts = { passed: 0, failed: 0 };
    const passedByFile = new Map<string, number>();
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
    events.on('test:fail', ({ file, name, details }) => {
        if (failureType(details.error) === 'subtestsFailed') return;
        counts.failed++;
        console.log(`  FAILED ${relative(file)} › ${name}\n${indent(describe(details.error))}`);
    });
    events.on('test:pass', (data) => {
        if (data.details.type === 'suite' || isWholeFile(data)) return;
        const file = relative(data.file);
        if (data.skip === undefined && data.todo === undefined) {
            counts.passed++;
            passedByFile.set(file, (passedByFile.get(file) ?? 0) + 1);
            return;
        }
        counts.failed++; // nothing is skipped here: a test that does not run proves nothing
        console.log(`  SKIPPED ${file} › ${data.name}`);
    });
    await finished(events.resume());
    for (const [file, passed] of [...passedByFile].sort()) console.log(`  ${file}: ${passed} passed`);
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

async function runJest(name: string, env: Record<string, string>): Promise<Counts> {
    heading(name);
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-jest-'));
    const report = path.join(directory, 'report.json');
    const jest = path.join(ROOT, 'node_modules/.bin/sfdx-lwc-jest');
    const code = await new Promise<number | null>((resolve, reject) => {
        spawn(jest, ['--', '--ci', '--silent', '--json', `--outputFile=${report}`], {
            cwd: ROOT,
            env: { ...process.env, ...env },
            stdio: ['ignore', 'ignore', 'pipe'],
        })
            .on('error', reject)
            .on('exit', resolve)
            .stderr.on('data', (chunk: Buffer) => process.stdout.write(indent(withoutSummary(chunk.toString()))));
    });
    const result = JSON.parse(await readFile(report, 'utf8')) as {
        numPassedTests: number;
        numFailedTests: number;
        numPendingTests: number;
        numRuntimeErrorTestSuites: number;
    };
    await rm(directory, { recursive: true });
    const failed = result.numFailedTests + result.numPendingTests + result.numRuntimeErrorTestSuites;
    return { passed: result.numPassedTests, failed: failed || (code === 0 ? 0 : 1) };
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
    const only = process.argv.slice(2);
    const started = Date.now();
    let passed = 0;
    let failed = 0;
    const add = (counts: Counts): void => {
        passed += counts.passed;
        failed += counts.failed;
    };
    if (only.length === 0) {
        await build();
        for (const { name, env } of JEST_SUITES) add(await runJest(name, env));
    }
    for (const { name, files, concurrency } of NODE_SUITES) add(await runNodeSuite(name, files, concurrency, only));
    console.log(`\nIn ${Math.round((Date.now() - started) / 1000)} s.`);
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed > 0 || passed === 0 ? 1 : 0);
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
