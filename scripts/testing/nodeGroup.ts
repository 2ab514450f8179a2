/** Runs `node:test` files in one process; says what fails at once, and what each file cost when it ends. */
import path from 'node:path';
import { finished } from 'node:stream/promises';
import { run } from 'node:test';
import { describeCost, readCost, type CostOfFile } from './costs.ts';
import { indent, type Result } from './result.ts';

const GROUP = path.join(import.meta.dirname, 'group.ts');
const TELL_COST = path.join(import.meta.dirname, 'tellCost.ts');
const GROUP_TIMEOUT_MS = 10 * 60_000;

const NODES_OWN_SUMMARY = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

/** The files are relative to `root`. */
export async function runNodeGroup(root: string, files: readonly string[]): Promise<Result> {
    const counts = { passed: 0, failed: 0, ran: new Map<string, number>(), costs: new Array<CostOfFile>() };
    const countRun = (file: string): unknown => counts.ran.set(file, (counts.ran.get(file) ?? 0) + 1);
    const [first, ...more] = files;
    if (first === undefined) return counts;
    // A file alone is the main module, as flow tests need it.
    const started = more.length === 0 ? path.join(root, first) : GROUP;
    /** Node also reports the process as a test of its own. */
    /** A suite at the top that is named after a test file stands for it: the process's own file only runs its tests. */
    let suite: string | undefined;
    const isProcess = (data: Reported): boolean => data.nesting === 0 && path.resolve(data.name) === started;
    const fileOf = (data: Reported): string => {
        if (isProcess(data)) return files.join(', ');
        return data.file === started && suite !== undefined ? suite : path.relative(root, data.file ?? '');
    };

    const events = run({
        files: [started],
        ...(more.length === 0 ? { execArgv: ['--import', TELL_COST] } : { argv: [...files] }),
        timeout: GROUP_TIMEOUT_MS,
        cwd: root,
    });
    const show = (text: string): boolean => process.stdout.write(indent(text));
    events.on('test:stdout', ({ message }) => show(message));
    events.on('test:stderr', ({ message }) => {
        const cost = readCost(message);
        if (cost) counts.costs.push(cost);
        else show(message);
    });
    events.on('test:diagnostic', ({ message }) => {
        if (!NODES_OWN_SUMMARY.test(message)) console.log(`      ${message}`);
    });
    events.on('test:start', (data) => {
        if (data.nesting === 0) suite = isFile(data) && !isProcess(data) ? data.name : undefined;
    });
    events.on('test:fail', (data) => {
        if (failureType(data.details.error) === 'subtestsFailed') return;
        counts.failed++;
        if (!isProcess(data) && !isFile(data)) countRun(fileOf(data));
        console.log(`  FAILED ${fileOf(data)} › ${data.name}\n${indent(describe(data.details.error))}`);
    });
    events.on('test:pass', (data) => {
        if (data.details.type === 'suite' || isProcess(data)) return;
        if (data.skip === undefined && data.todo === undefined) {
            counts.passed++;
            countRun(fileOf(data));
            return;
        }
        counts.failed++; // nothing is skipped here: a test that does not run proves nothing
        console.log(`  SKIPPED ${fileOf(data)} › ${data.name}`);
    });
    await finished(events.resume());
    for (const cost of counts.costs) {
        console.log(`  ${cost.file}: ${counts.ran.get(cost.file) ?? 0} ran, ${describeCost(cost)}`);
    }
    return counts;
}

interface Reported {
    readonly name: string;
    readonly file?: string | undefined;
    readonly nesting: number;
}

/** Node marks why a test failed: by itself, or only because a test inside it did, which is counted there. */
const failureType = (error: Error): unknown => ('failureType' in error ? error.failureType : undefined);

/** The suite that stands for a file: it fails by itself when the file cannot be loaded. */
const isFile = ({ nesting, name }: Reported): boolean => nesting === 0 && name.endsWith('.test.ts');

function describe(error: Error & { cause?: unknown }): string {
    const cause = error.cause ?? error;
    if (!(cause instanceof Error)) return JSON.stringify(cause);
    // A property's failure holds the assertion that failed.
    const inner = cause.cause instanceof Error ? `\ncaused by: ${describe(cause.cause)}` : '';
    return (cause.stack ?? cause.message) + inner;
}
