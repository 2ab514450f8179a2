/**
 * `npm run deploy -- --target-org NAME`: brings the package into an org that the `sf` CLI is logged in to. Builds the
 * components, deploys, assigns permission sets; stops at the first step that fails. docs/going-live.md tells the rest.
 */
import { parseArgs } from 'node:util';
import { runSteps } from './deploy/runSteps.ts';
import { deploySteps, type DeployOptions } from './deploy/steps.ts';

const HELP = `npm run deploy -- --target-org NAME [options]

  --target-org NAME     alias or username, as \`sf org list\` shows it
  --scratch-of HUB      make a scratch org of this Dev Hub first, with the alias NAME
  --relay-user NAME     user that the relay signs in as; gets Landed_Relay and its companions
  --private-numbers     with --relay-user: also what a relay with hashedNumbers needs (docs/private-numbers.md)
  --sample-data         load the sample people and campaigns of config/sample-data
  --dry-run             validate the deployment and change nothing
  --help                this text
`;

function readOptions(): DeployOptions | null {
    const { values } = parseArgs({
        options: {
            'target-org': { type: 'string' },
            'scratch-of': { type: 'string' },
            'relay-user': { type: 'string' },
            'private-numbers': { type: 'boolean', default: false },
            'sample-data': { type: 'boolean', default: false },
            'dry-run': { type: 'boolean', default: false },
            help: { type: 'boolean', default: false },
        },
    });
    if (values.help) return null;
    const targetOrg = values['target-org'];
    if (targetOrg === undefined) throw new Error('--target-org is missing; see --help');
    if (values['dry-run'] && values['scratch-of'] !== undefined) throw new Error('--dry-run makes no scratch org');
    if (values['private-numbers'] && values['relay-user'] === undefined)
        throw new Error('--private-numbers is for the user that --relay-user names');
    return {
        targetOrg,
        scratchOf: values['scratch-of'] ?? null,
        relayUser: values['relay-user'] ?? null,
        privateNumbers: values['private-numbers'],
        sampleData: values['sample-data'],
        dryRun: values['dry-run'],
    };
}

async function main(): Promise<void> {
    const options = readOptions();
    if (options === null) {
        console.error(HELP);
        return;
    }
    await runSteps(deploySteps(options));
    console.error(options.dryRun ? '\nIt would deploy.' : '\nDeployed. Next: docs/going-live.md, step 2.');
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
