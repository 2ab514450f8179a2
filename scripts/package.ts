/**
 * `npm run package -- create|version|promote|install …`: the package as a second-generation one, by the `sf` CLI.
 * docs/packaging.md tells the order and what has to be there before.
 */
import { parseArgs } from 'node:util';
import { packageSteps } from './deploy/packageSteps.ts';
import type { PackageTask } from './deploy/packageSteps.ts';
import { runSteps } from './deploy/runSteps.ts';

const HELP = `npm run package -- TASK [options]

  create --dev-hub NAME [--unlocked]                 make the package, once; writes its id into sfdx-project.json
  version --dev-hub NAME [--number 1.2.0.NEXT]       build a version of what is in force-app
  promote --dev-hub NAME --version ID                release a version, for good
  install --target-org NAME --version ID             install one, with the permissions on standard objects

  --key KEY     with version and install: the installation key; none unless told
  --help        this text
`;

const OPTIONS = {
    'dev-hub': { type: 'string' },
    'target-org': { type: 'string' },
    version: { type: 'string' },
    number: { type: 'string' },
    key: { type: 'string' },
    unlocked: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

function taskOf(name: string | undefined, values: Values): PackageTask {
    const needed = (option: 'dev-hub' | 'target-org' | 'version'): string => {
        const value = values[option];
        if (value === undefined) throw new Error(`--${option} is missing; see --help`);
        return value;
    };
    const key = values.key ?? null;
    switch (name) {
        case 'create':
            return { task: name, devHub: needed('dev-hub'), kind: values.unlocked ? 'Unlocked' : 'Managed' };
        case 'version':
            return { task: name, devHub: needed('dev-hub'), number: values.number ?? null, key };
        case 'promote':
            return { task: name, devHub: needed('dev-hub'), version: needed('version') };
        case 'install':
            return { task: name, targetOrg: needed('target-org'), version: needed('version'), key };
        default:
            throw new Error(`${name ?? 'nothing'} is no task; see --help`);
    }
}

async function main(): Promise<void> {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    if (values.help) {
        console.error(HELP);
        return;
    }
    await runSteps(packageSteps(taskOf(positionals[0], values)));
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
