#!/usr/bin/env node
/** The `local-org` command: the only file that reads process.* and handles signals. */
import { Command, InvalidArgumentError } from 'commander';
import { readFileSync } from 'node:fs';
import { importData } from './cli/importData.ts';
import { nearestProject } from './cli/projectDirectory.ts';
import { flowCoverage, flowMutate } from './cli/flowTests.ts';
import { formulaScore } from './cli/formulaScore.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { ProjectProblems, createLocalOrg } from './index.ts';
import type { CommandIo, ExitCode, FlowCoverageOptions, FlowMutateOptions } from './cli/flowTests.ts';
import type { FormulaScoreOptions } from './cli/formulaScore.ts';
import type { OrgClock } from './clock.ts';
import type { AnsweredRequest, Assignment, LocalOrg, LocalOrgOptions } from './index.ts';

interface ServeOptions {
    /** The working directory's, unless named. */
    readonly project?: string;
    readonly data: readonly string[];
    readonly user?: string;
    readonly clock?: OrgClock;
    readonly snapshot?: string;
    readonly log: boolean;
    readonly with: readonly string[];
    readonly assign: readonly Assignment[];
    readonly host: string;
    readonly port: number;
    readonly pubsubPort: number | 'off';
    readonly tokenFile?: string;
    readonly console: boolean;
    readonly panel: readonly { label: string; url: string }[];
    readonly eventBatchSize?: number;
    readonly dailyApiRequests?: number;
    readonly hourlyEvents?: number;
    readonly dailyDeliveredEvents?: number;
}

const IO: CommandIo = {
    directory: process.cwd(),
    out: (text) => void process.stdout.write(`${text}\n`),
    progress: (text) => void process.stderr.write(`${text}\n`),
};

const EXAMPLES = `
Examples:
  local-org serve                                   the project around this directory, at port 3000
  local-org serve --port 0 --data data/plan.json    any free port, with records to begin with
  local-org serve --snapshot .org.json              go on where it was stopped (Ctrl+C writes the file)
  local-org serve --assign user@local-org.example=Sales --user user@local-org.example
  local-org serve --clock 2026-12-31T23:55:00Z --log

The first line printed is JSON: {"ready":true,"url":…,"accessToken":…}. For the sf CLI:
  SF_ACCESS_TOKEN=… sf org login access-token --instance-url http://127.0.0.1:3000 --no-prompt --alias local
`;

const program = new Command('local-org').description('A local stand-in for a Salesforce org.');

program
    .command('serve')
    .description(
        'Load an sfdx project and answer as an org until stopped. The token comes from LOCAL_ORG_TOKEN or a file; without, a new one is made and printed.',
    )
    .option('--project <directory>', 'the nearest sfdx-project.json at or above it counts (default: here)')
    .option('--data <file>', 'data tree or plan (sf data export tree) to import; may be repeated', collect, [])
    .option('--user <username>', 'whom the printed token acts for (default: admin@local-org.example)')
    .option('--clock <time>', "what the org's clock shows at the start: 2026-01-31T09:00:00Z", clockFrom)
    .option('--snapshot <file>', 'go on from this file if it is there, and write it on the way out')
    .option('--log', 'one line on stderr for each request, without values', false)
    .option('--with <directory>', 'more metadata to deploy beside the project; may be repeated', collect, [])
    .option(
        '--assign <username=set,…>',
        'permission sets that a user has from the start; may be repeated',
        collectAssignments,
        [],
    )
    .option('--host <address>', 'address to listen at', '127.0.0.1')
    .option('--port <number>', 'port to listen at; 0 picks a free one', wholeNumber, 3000)
    .option('--pubsub-port <number|off>', 'port of the Pub/Sub API (gRPC over TLS); 0 picks a free one', portOrOff, 0)
    .option('--token-file <file>', 'file that holds the access token')
    .option('--console', 'serve the web console too', false)
    .option('--panel <label=url>', 'page to show beside the console; may be repeated', collectPanels, [])
    .option('--event-batch-size <number>', 'most events that a flow gets at once', wholeNumber)
    .option('--daily-api-requests <number>', 'API calls allowed in a day', wholeNumber)
    .option('--hourly-events <number>', 'platform events allowed in an hour', wholeNumber)
    .option('--daily-delivered-events <number>', 'events delivered to clients in 24 hours', wholeNumber)
    .addHelpText('after', EXAMPLES)
    .action(serve);

program
    .command('formula-score')
    .description('Run the formula cases of a file (JSON Lines) and print passed/total; exit 0 when all pass, else 1.')
    .argument('<file>', 'one case a line: {case, formula, returns, inputs, blankAsZero, blankAsNull}')
    .option('--failures', 'list the cases that fail', false)
    .option('--json', 'print one JSON object', false)
    .action(score);

flowCommand('flow-coverage', 'Run flow tests and print which elements and outcomes of the flows none of them takes.')
    .option('--merge <file...>', 'reports of other runs (--json) to add', [])
    .action((options: FlowCoverageOptions) => exitWith(() => flowCoverage(inProject(options), IO)));

flowCommand('flow-mutate', 'Break the flows in one place at a time and print what no flow test notices.')
    .option('--jobs <number>', 'threads, 1 or 2', wholeNumber, 2)
    .option('--timeout <seconds>', 'longest that one mutant may take', wholeNumber, 20)
    .option('--time-limit <seconds>', 'begin no further mutant after this', wholeNumber)
    .option('--sample <number>', 'only so many mutants, spread over all', wholeNumber)
    .option('--equivalent <file>', 'list of mutants that change nothing, with reasons; one that is noticed fails')
    .option('--remember <file>', 'keeps which test noticed which mutant, to be tried first the next time')
    .action((options: FlowMutateOptions) => exitWith(() => flowMutate(inProject(options), IO)));

await program.parseAsync();

function flowCommand(name: string, description: string): Command {
    return program
        .command(name)
        .description(`${description} Exit 0, 1 below --least, 2 when a test fails.`)
        .option('--project <directory>', 'the nearest sfdx-project.json at or above it counts', '.')
        .requiredOption('--tests <pattern...>', 'files whose default export is a list of flow tests')
        .option('--flow <name...>', 'only these flows', [])
        .option('--least <percent>', 'fail below this share of outcomes taken, or of mutants noticed', wholeNumber, 100)
        .option('--json', 'print one JSON object', false);
}

function inProject<T extends { readonly project: string }>(options: T): T {
    return { ...options, project: nearestProject(options.project) };
}

async function exitWith(run: () => Promise<ExitCode>): Promise<void> {
    try {
        process.exitCode = await run();
    } catch (error) {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exitCode = 2;
    }
}

function score(file: string, options: FormulaScoreOptions): void {
    const { output, error, exitCode } = formulaScore(file, options, Date.now());
    if (output !== '') process.stdout.write(`${output}\n`);
    if (error !== '') process.stderr.write(`${error}\n`);
    process.exitCode = exitCode;
}

async function serve(options: ServeOptions): Promise<void> {
    try {
        const running = await createLocalOrg(toOrgOptions(options));
        await begin(running, options);
        const { url, accessToken, version, pubSub } = running;
        // The certificate is made when somebody asks for it: it takes a second.
        const streams = pubSub ? { pubSub: { endpoint: pubSub.endpoint, certificate: `${url}/local/pubsub` } } : {};
        process.stdout.write(`${JSON.stringify({ ready: true, url, accessToken, version, ...streams })}\n`);
        stopOnSignal(running);
    } catch (error) {
        process.stderr.write(`${explain(error, options)}\n`);
        process.exitCode = 1;
    }
}

/** Imports the records to begin with; an org that goes on from a snapshot has begun already. */
async function begin(running: LocalOrg, { data }: ServeOptions): Promise<void> {
    if (data.length === 0) return;
    if (running.restored) {
        IO.progress('The snapshot has records already: --data is not imported again.');
        return;
    }
    try {
        IO.progress(
            `${await importData(data, (object, records) => running.createTree(object, records))} records imported`,
        );
        await running.idle();
    } catch (error) {
        await running.stop();
        throw error;
    }
}

function toOrgOptions(options: ServeOptions): LocalOrgOptions {
    const token =
        options.tokenFile === undefined
            ? process.env['LOCAL_ORG_TOKEN']
            : readFileSync(options.tokenFile, 'utf8').trim();
    const { host, port, panel, eventBatchSize, clock, user, snapshot, log } = options;
    const project = nearestProject(options.project ?? IO.directory);
    const { dailyApiRequests, hourlyEvents, dailyDeliveredEvents } = options;
    return {
        ...{ project, host, port, console: options.console, panels: panel },
        pubSub: options.pubsubPort === 'off' ? false : { port: options.pubsubPort },
        ...(token ? { accessToken: token } : {}),
        ...(eventBatchSize === undefined ? {} : { eventBatchSize }),
        ...(clock ? { clock } : {}),
        ...(user === undefined ? {} : { user }),
        ...(snapshot === undefined ? {} : { snapshot }),
        ...(log ? { onRequest: (request) => IO.progress(logLine(request)) } : {}),
        metadata: options.with,
        assignments: options.assign,
        limits: {
            ...(dailyApiRequests === undefined ? {} : { dailyApiRequests }),
            ...(hourlyEvents === undefined ? {} : { hourlyEvents }),
            ...(dailyDeliveredEvents === undefined ? {} : { dailyDeliveredEvents }),
        },
        onProgress: (text) => void process.stderr.write(`${text}\n`),
        onError: (error) => void process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    };
}

function explain(error: unknown, { host, port, pubsubPort, project }: ServeOptions): string {
    if (error instanceof ProjectProblems) {
        return [
            `The project at ${nearestProject(project ?? IO.directory)} cannot be loaded:`,
            ...error.problems.map((problem) => `  ${problem}`),
        ].join('\n');
    }
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
        const option = 'port' in error && error.port === pubsubPort ? '--pubsub-port' : '--port';
        const taken = option === '--port' ? port : pubsubPort;
        return `Port ${taken} at ${host} is taken. Stop what uses it, or choose another with ${option}.`;
    }
    return error instanceof Error ? error.message : String(error);
}

function stopOnSignal(running: LocalOrg): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        process.once(signal, () => {
            running.close().then(
                () => process.exit(0),
                (error: unknown) => {
                    process.stderr.write(`The snapshot could not be written: ${String(error)}\n`);
                    process.exit(1);
                },
            );
        });
    }
}

function wholeNumber(text: string): number {
    if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
    return Number(text);
}

/** It starts there and goes on. */
function clockFrom(text: string): OrgClock {
    const start = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(start)) throw new InvalidArgumentError('It must be like 2026-01-31T09:00:00Z.');
    const offset = start - SYSTEM_CLOCK.now();
    return { now: () => SYSTEM_CLOCK.now() + offset };
}

function logLine({ method, route, status, milliseconds }: AnsweredRequest): string {
    return `${new Date(SYSTEM_CLOCK.now()).toISOString()} ${method} ${route} ${status} ${milliseconds} ms`;
}

function collect(text: string, others: readonly string[]): readonly string[] {
    return [...others, text];
}

function collectAssignments(text: string, others: readonly Assignment[]): readonly Assignment[] {
    const [username = '', sets = '', ...rest] = text.split('=');
    if (username === '' || sets === '' || rest.length > 0)
        throw new InvalidArgumentError('It must be "username=Set,…".');
    return [...others, ...sets.split(',').map((permissionSet) => ({ username, permissionSet }))];
}

function portOrOff(text: string): number | 'off' {
    return text === 'off' ? 'off' : wholeNumber(text);
}

function collectPanels(text: string, panels: ServeOptions['panel']): ServeOptions['panel'] {
    const [label, ...url] = text.split('=');
    if (!label || !URL.canParse(url.join('='))) throw new InvalidArgumentError('It must be "Label=URL".');
    return [...panels, { label, url: url.join('=') }];
}
