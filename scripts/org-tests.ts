/**
 * `npm run org-tests -- --target-org ALIAS` (or `--instance-url URL` with the token in SF_ACCESS_TOKEN or
 * `--access-token`): asks a scratch org what the tests ask the local org, and prints where it agrees.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OrgPort } from './orgTests/orgPort.ts';
import { OrgRefused, checkOrg, exitCodeOf, outcomeTable, runChecks } from './orgTests/runChecks.ts';
import type { Credentials } from './orgTests/orgPort.ts';

const { values } = parseArgs({
    options: {
        'target-org': { type: 'string' },
        'instance-url': { type: 'string' },
        'access-token': { type: 'string' },
        'yes-this-org': { type: 'boolean', default: false },
    },
});

const METADATA = path.resolve(import.meta.dirname, '../test/org/metadata');

try {
    const org = new OrgPort(credentials());
    await checkOrg(org, values['yes-this-org']);
    const outcomes = await runChecks(org, {
        run: `R${Date.now().toString(36)}`,
        metadata: METADATA,
        onOutcome: ({ check, verdict }) => console.error(`${check.id}: ${verdict.kind}`),
    });
    console.log(outcomeTable(outcomes));
    process.exitCode = exitCodeOf(outcomes);
} catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof OrgRefused ? 3 : 2;
}

function credentials(): Credentials {
    const instanceUrl = values['instance-url'];
    const accessToken = values['access-token'] ?? process.env['SF_ACCESS_TOKEN'];
    if (instanceUrl !== undefined && accessToken !== undefined) return { instanceUrl, accessToken };
    const alias = values['target-org'];
    if (alias === undefined) throw new Error('Say --target-org ALIAS, or --instance-url URL with SF_ACCESS_TOKEN.');
    const args = ['org', 'display', '--target-org', alias, '--verbose', '--json'];
    const { result } = JSON.parse(execFileSync('sf', args, { encoding: 'utf8' })) as { result: Credentials }; // the CLI's form
    return result;
}
