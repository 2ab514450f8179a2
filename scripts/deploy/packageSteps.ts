/** What making, releasing and installing a version of a second-generation package consists of, in order. */
import { COMPANION_FOLDER, OWN_SETS, SF } from './steps.ts';
import type { Step } from './steps.ts';

export const PACKAGE = 'Landed';
/** A version is built and checked in an org of its own, which takes its time. */
const BUILD_MINUTES = '120';
const INSTALL_MINUTES = '30';
const PUBLISH_MINUTES = '20';

export type PackageTask =
    | { readonly task: 'create'; readonly devHub: string; readonly kind: 'Managed' | 'Unlocked' }
    | { readonly task: 'version'; readonly devHub: string; readonly number: string | null; readonly key: string | null }
    | { readonly task: 'promote'; readonly devHub: string; readonly version: string }
    | { readonly task: 'install'; readonly targetOrg: string; readonly version: string; readonly key: string | null };

const sf = (title: string, command: string, ...args: readonly string[]): Step => ({
    title,
    args: [SF, ...command.split(' '), ...args],
});

export function packageSteps(task: PackageTask): readonly Step[] {
    switch (task.task) {
        case 'create': {
            const what = ['--name', PACKAGE, '--path', 'force-app', '--package-type', task.kind];
            return [sf('Creating the package', 'package create', ...what, '--target-dev-hub', task.devHub)];
        }
        case 'version':
            return versionSteps(task);
        case 'promote': {
            const what = ['--package', task.version, '--target-dev-hub', task.devHub];
            return [sf('Releasing the version', 'package version promote', ...what)];
        }
        case 'install':
            return installSteps(task);
    }
}

function versionSteps({ devHub, number, key }: Extract<PackageTask, { task: 'version' }>): readonly Step[] {
    return [
        { title: 'Compiling the components', args: ['scripts/build-lwc.ts'] },
        sf(
            'Building a version of the package',
            'package version create',
            ...['--package', PACKAGE, '--definition-file', 'config/project-scratch-def.json'],
            ...(key === null ? ['--installation-key-bypass'] : ['--installation-key', key]),
            ...(number === null ? [] : ['--version-number', number]),
            ...['--code-coverage', '--wait', BUILD_MINUTES, '--target-dev-hub', devHub], // without, it cannot be promoted
        ),
    ];
}

function installSteps({ targetOrg, version, key }: Extract<PackageTask, { task: 'install' }>): readonly Step[] {
    const org = ['--target-org', targetOrg];
    return [
        sf(
            'Installing the version',
            'package install',
            ...['--package', version, ...org, '--wait', INSTALL_MINUTES, '--publish-wait', PUBLISH_MINUTES],
            ...(key === null ? [] : ['--installation-key', key]),
        ),
        sf(
            'Deploying the permissions on standard objects',
            'project deploy start',
            ...['--source-dir', COMPANION_FOLDER, ...org, '--wait', INSTALL_MINUTES],
        ),
        sf(
            'Assigning permission sets to yourself',
            'org assign permset',
            ...OWN_SETS.flatMap((name) => ['--name', name]),
            ...org,
        ),
    ];
}
