#!/usr/bin/env node
/** The `landed` command. The only file that touches the process: arguments, environment, signals, exit codes. */
import { Command, InvalidArgumentError } from 'commander';
import { dropDead, listDead, replayDead, showDead } from './cli/dead.ts';
import type { ListOptions } from './cli/dead.ts';
import { doctor } from './cli/doctor.ts';
import { serve } from './cli/serve.ts';
import { status } from './cli/status.ts';
import type { Surroundings } from './cli/surroundings.ts';
import { addTools, CONFIG } from './cli/tools.ts';
import { ConfigError } from './config.ts';

/** EX_CONFIG of sysexits.h. */
const EXIT_CONFIG = 78;

const surroundings: Surroundings = {
    env: process.env,
    stdout: { write: (text) => void process.stdout.write(text) },
    terminal: process.stderr.isTTY ? process.stderr : undefined,
    asked: new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
    }),
};

function letterId(text: string): number {
    if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('an id is a number, as `landed dead list` prints it');
    return Number(text);
}

const letterIds = (text: string, before: readonly number[] = []): number[] => [...before, letterId(text)];

interface ConfigOption {
    readonly config: string;
}

function build(): Command {
    const program = new Command('landed').description('Turns message delivery reports into Salesforce events.');

    program
        .command('serve')
        .description('receive reports and publish them until told to end')
        .requiredOption(...CONFIG)
        .action(async ({ config }: ConfigOption) => {
            // A call that hangs, or a store thread that died, leaves handles open; what had to be finished is.
            process.exit(await serve(config, surroundings));
        });

    program
        .command('doctor')
        .description(
            'check configuration, machine and orgs, and say what to fix; changes nothing; exit code 1 if not ready',
        )
        .requiredOption(...CONFIG)
        .option('--json', 'as JSON')
        .action(async ({ config, json }: ConfigOption & { readonly json?: boolean }) => {
            process.exitCode = await doctor(config, json === true, surroundings);
        });

    program
        .command('status')
        .description(
            'whether reports are taken in, what waits, and how long providers will repeat; exit code 1 if down',
        )
        .requiredOption(...CONFIG)
        .option('--json', 'as JSON')
        .action(async (options: ConfigOption & { readonly json?: boolean }) => {
            process.exitCode = await status(options, surroundings);
        });

    const dead = program
        .command('dead')
        .description('reports that could not be read, messages that could not be published');
    dead.command('list')
        .description('list them, oldest first')
        .requiredOption(...CONFIG)
        .option('--all', 'also those that were replayed or dropped')
        .option('--json', 'as JSON')
        .action((options: ListOptions) => listDead(options, surroundings));
    dead.command('show')
        .description('show one with the request it came in; contains personal data')
        .argument('<id>', 'id from the list', letterId)
        .requiredOption(...CONFIG)
        .action((id: number, { config }: ConfigOption) => showDead(id, config, surroundings));
    dead.command('replay')
        .description('read or publish them again; a running relay takes them up at once')
        .argument('[ids...]', 'ids from the list; all that were not replayed yet if none is given', letterIds)
        .requiredOption(...CONFIG)
        .action((ids: readonly number[] | undefined, { config }: ConfigOption) =>
            replayDead(ids ?? [], config, surroundings),
        );
    dead.command('drop')
        .description('settle those that nothing is to be done about; `list --all` shows them until the retention ends')
        .argument('<ids...>', 'ids from the list', letterIds)
        .requiredOption(...CONFIG)
        .action((ids: readonly number[], { config }: ConfigOption) => dropDead(ids, config, surroundings));
    addTools(program, surroundings, (code) => (process.exitCode = code));
    return program;
}

try {
    await build().parseAsync(process.argv);
} catch (error) {
    process.stderr.write(`landed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : 1;
}
// A start that failed half-way leaves handles open.
if (process.exitCode !== undefined && process.exitCode !== 0) process.exit();
