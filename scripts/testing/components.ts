/** Runs the components' tests with Jest: on the sources, or on the compiled output that is deployed. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { indent, type Result } from './result.ts';

/** `entry`: which files of a component are loaded; js: the compiled ones, which `buildComponents` makes. */
export async function runComponentTests(root: string, entry: 'ts' | 'js', files: readonly string[]): Promise<Result> {
    const started = Date.now();
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-jest-'));
    const report = path.join(directory, 'report.json');
    const jest = path.join(root, 'node_modules/.bin/sfdx-lwc-jest');
    const options = ['--ci', '--silent', '--json', `--outputFile=${report}`, '--runTestsByPath', ...files];
    const code = await new Promise<number | null>((resolve, reject) => {
        spawn(jest, ['--', ...options], {
            cwd: root,
            env: { ...process.env, LWC_ENTRY: entry },
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
            path.relative(root, file.name),
            file.assertionResults.filter(({ status }) => status === 'passed' || status === 'failed').length,
        ]),
    );
    console.log(
        `  components' .${entry}: ${result.numPassedTests} passed, ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    return { passed: result.numPassedTests, failed: failed || (code === 0 ? 0 : 1), ran, costs: [] };
}

export function buildComponents(root: string): Promise<void> {
    return new Promise((resolve, reject) => {
        spawn(process.execPath, [path.join(root, 'scripts/build-lwc.ts')], { stdio: 'inherit' })
            .on('error', reject)
            .on('exit', (code) =>
                code === 0 ? resolve() : reject(new Error(`The components do not compile (exit ${code})`)),
            );
    });
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
