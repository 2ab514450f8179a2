/** `local-org flow-coverage` and `local-org flow-mutate`: files of flow tests, run for what they reach and notice. */
import { readFileSync } from 'node:fs';
import { coverageTable, openFlowOrg, runFlowTest, shareOf } from '../flowTests/index.ts';
import { mutantName } from '../flowTests/mutation/mutant.ts';
import { mutationTable, noticedShare } from '../flowTests/mutation/report.ts';
import { runMutation } from '../flowTests/mutation/run.ts';
import { findTestFiles, importTests } from '../flowTests/testFiles.ts';
import type { CoverageReport } from '../flowTests/index.ts';
import type { MutationCounts, Survivor } from '../flowTests/mutation/report.ts';

export interface FlowTestsOptions {
    readonly project: string;
    readonly tests: readonly string[];
    readonly flow: readonly string[];
    readonly json: boolean;
    /** Percent of the outcomes, or of the mutants, below which the command fails. */
    readonly least: number;
}

export interface FlowCoverageOptions extends FlowTestsOptions {
    /** Reports of other runs, as `--json` prints them, to be added. */
    readonly merge: readonly string[];
}

export interface FlowMutateOptions extends FlowTestsOptions {
    readonly jobs: number;
    readonly timeout: number;
    readonly timeLimit?: number;
    readonly sample?: number;
    readonly equivalent?: string;
    readonly remember?: string;
}

export interface CommandIo {
    readonly directory: string;
    readonly out: (text: string) => void;
    readonly progress: (text: string) => void;
}

/** 0: as much as was asked for; 1: less; 2: a test fails, or nothing could be run. */
export type ExitCode = 0 | 1 | 2;

export async function flowCoverage(options: FlowCoverageOptions, io: CommandIo): Promise<ExitCode> {
    const org = openFlowOrg({ project: options.project });
    let failed = 0;
    for (const test of await importTests(findTestFiles(options.tests, io.directory))) {
        try {
            await runFlowTest(org, test);
        } catch (error) {
            failed += 1;
            io.progress(`FAILED ${test.name}\n${error instanceof Error ? error.message : String(error)}`);
        }
    }
    const coverage = org.covered();
    org.close();
    for (const file of options.merge) coverage.merge(JSON.parse(readFileSync(file, 'utf8')) as CoverageReport); // as --json prints it
    const report = chosen(coverage.report(), options.flow);
    io.out(options.json ? JSON.stringify(report) : coverageTable(report));
    if (failed > 0) return 2;
    const shares = Object.values(report).map(({ outcomes }) => shareOf(outcomes));
    const sum = (part: 'taken' | 'all'): number => shares.reduce((count, share) => count + share[part], 0);
    return sum('taken') * 100 >= options.least * sum('all') ? 0 : 1;
}

function chosen(report: CoverageReport, flows: readonly string[]): CoverageReport {
    if (flows.length === 0) return report;
    return Object.fromEntries(Object.entries(report).filter(([flow]) => flows.includes(flow)));
}

const PROGRESS_EVERY = 25;

export async function flowMutate(options: FlowMutateOptions, io: CommandIo): Promise<ExitCode> {
    const { project, flow, jobs, timeout, timeLimit, sample, equivalent, remember } = options;
    const report = await runMutation({
        ...{ project, jobs, mutantMilliseconds: timeout * 1000 },
        testFiles: findTestFiles(options.tests, io.directory),
        ...(flow.length === 0 ? {} : { flows: flow }),
        ...(sample === undefined ? {} : { sample }),
        ...(timeLimit === undefined ? {} : { totalMilliseconds: timeLimit * 1000 }),
        ...(equivalent === undefined ? {} : { equivalents: equivalent }),
        ...(remember === undefined ? {} : { remember }),
        onProgress: (counts, all, survivor) => tell(counts, all, io, survivor),
    });
    io.out(options.json ? JSON.stringify(report) : mutationTable(report));
    return noticedShare(report.total) * 100 >= options.least && report.wronglyListed.length === 0 ? 0 : 1;
}

function tell(counts: MutationCounts, all: number, io: CommandIo, survivor?: Survivor): void {
    const { killed, timedOut, survived, equivalent, invalid, notTried } = counts;
    const done = killed + timedOut + survived + equivalent + invalid + notTried;
    if (survivor) io.progress(`no test notices ${mutantName(survivor)}`);
    if (done % PROGRESS_EVERY === 0 || done === all)
        io.progress(`${done} of ${all} mutants: ${killed + timedOut} killed, ${survived} survived`);
}
