/** The operator's commands that work beside a running relay. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { runAudit } from './audit.ts';
import type { AuditOptions } from './audit.ts';
import { exportReports } from './exportReports.ts';
import type { ExportOptions } from './exportReports.ts';
import { forget } from './forget.ts';
import type { ForgetOptions } from './forget.ts';
import type { NormaliseOptions } from './numbers.ts';
import { purge } from './purge.ts';
import type { PurgeOptions } from './purge.ts';
import { reconcile } from './reconcile.ts';
import type { ReconcileOptions } from './reconcile.ts';
import { listReplays, replayRequests } from './replay.ts';
import type { ReplayCommand } from './replay.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { testWebhook } from './testWebhook.ts';
import type { TestWebhookOptions } from './testWebhook.ts';
import { registerWebhook, showWebhooks } from './webhooks.ts';
import type { RegisterWebhookOptions, ShowWebhooksOptions } from './webhooks.ts';

export const CONFIG = ['--config <file>', 'configuration file (docs/configuration.md)'] as const;
const JSON_OPTION = ['--json', 'as JSON'] as const;

function wholeNumber(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('a whole number, at least 1');
    return Number(text);
}

type ListedReplays = Omit<ReplayCommand, 'since'> & { readonly list?: boolean };
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
    addWebhooks(program, surroundings);
    addPrivacy(program, surroundings, setExitCode);
    addReading(program, surroundings, setExitCode);
    addReplay(program, surroundings);
    addNumbers(program, surroundings, setExitCode);
}

function addWebhooks(program: Command, surroundings: Surroundings): void {
    const webhooks = program.command('webhooks').description('where the providers are to call');
    webhooks
        .command('show')
        .description('the address of each source, and where its provider wants to be told it')
        .requiredOption(...CONFIG)
        .option(...JSON_OPTION)
        .action((options: ShowWebhooksOptions) => showWebhooks(options, surroundings));
    webhooks
        .command('register')
        .description("register a source's address, events and secret through the provider's API, where it has one")
        .argument('<source>', '<provider>/<name> as in the configuration')
        .requiredOption(...CONFIG)
        .option('--key-env <name>', "environment variable with a key of the provider's API", 'PROVIDER_API_KEY')
        .option('--scope <name>', 'sending domain (Mailgun) or message stream (Postmark)')
        .option('--api-url <address>', "the provider's API, where it has another than the usual one")
        .option('--dry-run', 'only say what would be registered')
        .option(...JSON_OPTION)
        .addHelpText(
            'after',
            '\nExample:\n  landed webhooks register bsr/main --config /etc/landed/relay.json --api-url https://api.example.com',
        )
        .action((source: string, options: RegisterWebhookOptions) => registerWebhook(source, options, surroundings));
}

function addPrivacy(program: Command, surroundings: Surroundings, setExitCode: SetExitCode): void {
    program
        .command('forget')
        .description(
            'erase a person from all that the relay holds; exit code 3 if something has to wait and it must be run again',
        )
        .argument('<address>', 'a number with its country, +447700900123, or an email address')
        .requiredOption(...CONFIG)
        .option('--dry-run', 'only say what would be erased')
        .option('--force', 'also what has not reached the CRM yet, which then never will')
        .option('--no-compact', 'leave what was erased in free space of the files (faster)')
        .option(...JSON_OPTION)
        .addHelpText('after', '\nExample:\n  landed forget +447700900123 --config /etc/landed/relay.json --dry-run')
        .action(async (address: string, options: ForgetOptions) => {
            setExitCode(await forget(address, options, surroundings));
        });
    program
        .command('purge')
        .description('remove what is older than the retention, as the relay does by itself every hour')
        .requiredOption(...CONFIG)
        .option('--days <days>', 'older than so many days; else retention.days', wholeNumber)
        .option(
            '--archive <file>',
            'write what is removed to this file first (gzip, a JSON object a line; personal data)',
        )
        .option('--compact', 'write the files anew, so that they shrink and hold nothing of what was removed')
        .option(...JSON_OPTION)
        .addHelpText('after', '\nExample:\n  landed purge --config /etc/landed/relay.json --compact')
        .action((options: PurgeOptions) => purge(options, surroundings));
}

function addReading(program: Command, surroundings: Surroundings, setExitCode: SetExitCode): void {
    program
        .command('audit')
        .description(
            "which fields of a provider's callbacks arrive in the CRM, and which are dropped; prints no values",
        )
        .argument('[files...]', 'captured requests, addresses with a query, or bodies; one a file')
        .option('--provider <id>', 'whose they are')
        .option('--source <source>', 'instead of files: what <provider>/<name> has sent, from the journal')
        .option('--last <number>', 'the newest so many of it', wholeNumber, 100)
        .option(...CONFIG)
        .option(...JSON_OPTION)
        .addHelpText('after', '\nExample:\n  landed audit --provider twilio delivered.txt failed.txt')
        .action(async (files: readonly string[], options: AuditOptions) => {
            setExitCode(await runAudit(files, options, surroundings));
        });
    program
        .command('reconcile')
        .description('ask providers for messages without an end; exit code 1 if one did not answer')
        .requiredOption(...CONFIG)
        .option('--older-than <minutes>', 'first heard of so long ago; else reconcile.afterMinutes', wholeNumber)
        .option('--for-hours <hours>', 'and not longer ago than this; else reconcile.forHours', wholeNumber)
        .option('--limit <number>', 'ask at most so often', wholeNumber, 10_000)
        .option('--dry-run', 'ask, and change nothing')
        .option('--report', 'also compare with the rows of each org, and say where anybody disagrees')
        .option('--csv <file>', "compare with a provider's own log of messages; needs --source and --template")
        .option('--source <source>', 'whose log it is: <provider>/<name>')
        .option('--template <file>', 'a callback in which {{Column}} stands for a value of a row')
        .option(
            '--bill <columns>',
            'columns of the log with segments, price, currency: compared with what was reported',
        )
        .option('--rows <file>', 'write what disagrees to this file, as CSV; message ids may hold personal data')
        .option(...JSON_OPTION)
        .addHelpText(
            'after',
            '\nExamples:\n  landed reconcile --config /etc/landed/relay.json --older-than 180 --dry-run\n  landed reconcile --config /etc/landed/relay.json --report --rows drift.csv\n  landed reconcile --config /etc/landed/relay.json --csv log.csv --source twilio/main --template callback.txt',
        )
        .action(async (options: ReconcileOptions) => {
            setExitCode(await reconcile(options, surroundings));
        });
    program
        .command('export')
        .description('the messages first heard of in a range of time, as CSV; contains personal data')
        .requiredOption(...CONFIG)
        .requiredOption('--from <time>', 'a day (UTC) or a time with its zone')
        .requiredOption('--to <time>', 'the same; a day is included')
        .option('--org <name>')
        .option('--provider <id>')
        .option('--channel <channel>')
        .option('--status <status>')
        .option('--failure-class <class>')
        .option('--campaign <id>')
        .option('--purpose <purpose>')
        .option('--out <file>', 'else standard output')
        .addHelpText(
            'after',
            '\nExample:\n  landed export --config /etc/landed/relay.json --from 2026-07-01 --to 2026-07-31 --status Undelivered',
        )
        .action((options: ExportOptions) => exportReports(options, surroundings));
}

function addReplay(program: Command, surroundings: Surroundings): void {
    program
        .command('replay')
        .description(
            'read kept requests under the mapping of today and show what that changes; writes with --apply only',
        )
        .requiredOption(...CONFIG)
        .option('--since <time>', 'received then or later: a day (UTC) or a time with its zone')
        .option('--until <time>', 'received before; a day is included; else all')
        .option('--source <source>', 'only what <provider>/<name> has sent')
        .option('--apply', 'correct the messages; a running relay publishes them at once')
        .option('--list', 'instead: which replays were applied, when and by whom')
        .option(...JSON_OPTION)
        .addHelpText(
            'after',
            '\nExample:\n  landed replay --config /etc/landed/relay.json --since 2026-07-01 --source twilio/main',
        )
        .action(async ({ since, list, ...options }: Partial<Pick<ReplayCommand, 'since'>> & ListedReplays) => {
            if (list === true) return listReplays(options, surroundings);
            if (since === undefined) throw new UsageError('--since says from when on');
            return replayRequests({ ...options, since }, surroundings);
        });
}

function addNumbers(program: Command, surroundings: Surroundings, setExitCode: SetExitCode): void {
    program
        .command('numbers')
        .description('telephone numbers of people in the org')
        .command('normalise')
        .description(
            'fill the SMS number of contacts and leads that were there before the package, and its hash where the org is told no numbers; writes with --apply only',
        )
        .requiredOption('--instance-url <address>', "the org's own address")
        .option('--token-env <name>', 'environment variable with the access token of an admin', 'LANDED_ADMIN_TOKEN')
        .option('--api-version <version>', 'version of the API', '67.0')
        .option('--namespace <name>', 'of the package, where it is managed: `landed` of landed__SMS_Number__c')
        .option('--country <country>', 'country of people whose country is blank, GB or its English name')
        .option('--config <file>', "with --org: also the hashes, with the key of that org's hashedNumbers")
        .option('--org <name>', 'of the configuration')
        .option('--hash-key-env <name>', 'the same with the key in this environment variable')
        .option('--apply', 'write it, over Bulk API 2.0')
        .option(...JSON_OPTION)
        .addHelpText(
            'after',
            '\nExample:\n  landed numbers normalise --instance-url https://example.my.salesforce.com --country GB',
        )
        .action(async (options: NormaliseOptions) => {
            const { normaliseNumbers } = await import('./numbers.ts'); // much to load, which no other command needs
            setExitCode(await normaliseNumbers(options, surroundings));
        });
}
