/** The operator's commands that work beside a running relay. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { Surroundings } from './surroundings.ts';
import { testWebhook } from './testWebhook.ts';
import type { TestWebhookOptions } from './testWebhook.ts';

export const CONFIG = ['--config <file>', 'configuration file (docs/configuration.md)'] as const;
const JSON_OPTION = ['--json', 'as JSON'] as const;

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('a whole number, at least 1');
    return Number(text);
}

type SetExitCode = (code: number) => void;

export function addTools(program: Command, surroundings: Surroundings, setExitCode: SetExitCode): void {
    program
        .command('test-webhook')
        .description('send a signed test message through the running relay into the CRM; exit code 1 if a hop fails')
        .argument('<source>', '<provider>/<name> as in the configuration')
        .requiredOption(...CONFIG)
        .option('--url <address>', 'where to send it; else publicUrl, else where the relay listens')
        .option('--wait <seconds>', 'how long to watch for it', wholeNumber, 60)
        .option(...JSON_OPTION)
        .addHelpText('after', '\nExample:\n  landed test-webhook twilio/main --config /etc/landed/relay.json')
        .action(async (source: string, options: TestWebhookOptions) => {
            setExitCode(await testWebhook(source, options, surroundings));
        });
}
