import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { packageSteps } from '../deploy/packageSteps.ts';
import type { PackageTask } from '../deploy/packageSteps.ts';
import { runSteps } from '../deploy/runSteps.ts';
import { COMPANION_FOLDER, deploySteps, PRIVATE_SETS } from '../deploy/steps.ts';
import { lintMetadata } from '../lint-metadata/lintMetadata.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const OPTIONS = {
    targetOrg: 'pilot',
    scratchOf: null,
    relayUser: null,
    privateNumbers: false,
    sampleData: false,
    dryRun: false,
};
const commandsOf = (options: object): string[] =>
    deploySteps({ ...OPTIONS, ...options }).map(({ args }) => args.slice(1, 4).join(' '));

test('components are compiled before they are deployed, and every command names the org', () => {
    const [build, ...others] = deploySteps({ ...OPTIONS, relayUser: 'relay@example.com', sampleData: true });
    assert.deepEqual(build?.args, ['scripts/build-lwc.ts']);
    for (const { args } of others) {
        assert.ok(existsSync(path.join(ROOT, args[0] ?? '')), args[0]);
        assert.equal(args[args.indexOf('--target-org') + 1], 'pilot');
    }
    assert.equal(others.length, 6);
});

test('the first step that fails is the last, unless something can take its place', async () => {
    const ends = (title: string, code: number) => ({ title, args: ['--eval', `process.exit(${code})`] });
    const replaced = { ...ends('Asking for more', 3), otherwise: 'Go on without.' };
    await runSteps([replaced, ends('Going on', 0)]);
    await assert.rejects(
        runSteps([ends('Breaking', 4), ends('Never', 5)]),
        /^Error: Stopped: "Breaking" ended with 4\.$/,
    );
});

test('a dry run assigns and loads nothing', () => {
    const commands = commandsOf({ dryRun: true, relayUser: 'relay@example.com', sampleData: true });
    assert.deepEqual(commands, ['', 'project deploy start', 'project deploy start']);
    assert.ok(
        deploySteps({ ...OPTIONS, dryRun: true })
            .slice(1)
            .every(({ args }) => args.includes('--dry-run')),
    );
});

test('what a relay without numbers needs is assigned to its user where it is asked for, and only there', () => {
    const assigned = (options: Partial<typeof OPTIONS>): string[] =>
        deploySteps({ ...OPTIONS, ...options, relayUser: 'relay@example.com' })
            .map(({ args }) => args.join(' '))
            .filter((command) => PRIVATE_SETS.some((set) => command.includes(set)));
    assert.deepEqual(assigned({}), []);
    const [command = '', ...others] = assigned({ privateNumbers: true });
    assert.deepEqual(others, []);
    assert.ok(PRIVATE_SETS.every((set) => command.includes(`--name ${set}`)) && command.includes('relay@example.com'));
});

test('what is deployed, assigned and loaded exists', () => {
    const all = { relayUser: 'relay@example.com', privateNumbers: true, sampleData: true };
    const args = deploySteps({ ...OPTIONS, ...all }).flatMap((step) => step.args);
    const after = (option: string): string[] => args.filter((_, index) => args[index - 1] === option);
    for (const file of [...after('--source-dir'), ...after('--plan')])
        assert.ok(existsSync(path.join(ROOT, file)), file);
    for (const name of after('--name')) {
        const file = `main/default/permissionsets/${name}.permissionset-meta.xml`;
        assert.ok(
            ['force-app', COMPANION_FOLDER].some((folder) => existsSync(path.join(ROOT, folder, file))),
            name,
        );
    }
});

test('the companions are valid metadata', () => {
    const { problems, files } = lintMetadata(path.join(ROOT, COMPANION_FOLDER));
    assert.deepEqual(problems, []);
    assert.equal(files, 4);
});

test('a scratch org is made before anything is deployed, by options that the CLI knows', () => {
    const steps = deploySteps({ ...OPTIONS, scratchOf: 'hub' }).map(({ args }) => args);
    const commands = steps.map((args) => args.slice(1, 4).join(' '));
    assert.deepEqual(commands.slice(0, 3), ['', 'org create scratch', 'project deploy start']);
    const make = steps[1] ?? [];
    const known = manifestOf('plugin-org').commands['org:create:scratch'];
    const given = make.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : []));
    assert.deepEqual(
        given.filter((flag) => !Object.hasOwn(known?.flags ?? {}, flag)),
        [],
    );
    assert.ok(existsSync(path.join(ROOT, make[make.indexOf('--definition-file') + 1] ?? '')));
});

const TASKS: readonly PackageTask[] = [
    { task: 'create', devHub: 'hub', kind: 'Managed' },
    { task: 'version', devHub: 'hub', number: '1.2.0.NEXT', key: 'invented' },
    { task: 'version', devHub: 'hub', number: null, key: null },
    { task: 'promote', devHub: 'hub', version: '04t000000000001AAA' },
    { task: 'install', targetOrg: 'pilot', version: '04t000000000001AAA', key: 'invented' },
];
interface Manifest {
    readonly commands: Readonly<Record<string, { flags: Readonly<Record<string, { required?: boolean }>> }>>;
}

/** What the CLI says of its own commands. */
function manifestOf(plugin: string): Manifest {
    const file = path.join(ROOT, `node_modules/@salesforce/${plugin}/oclif.manifest.json`);
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
const CLI = manifestOf('plugin-packaging');

test('the commands of packaging, and each of their options, are those that the CLI knows', () => {
    for (const task of TASKS) {
        const steps = packageSteps(task).filter(({ args }) => args[1] === 'package');
        assert.ok(steps.length > 0);
        for (const { args } of steps) {
            const words = args.slice(1);
            const options = words.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : []));
            const name = words
                .slice(
                    0,
                    words.findIndex((word) => word.startsWith('--')),
                )
                .join(':');
            const flags = CLI.commands[name]?.flags ?? assert.fail(name);
            for (const option of options) assert.ok(option in flags, `${name} --${option}`);
            const needed = Object.keys(flags).filter((flag) => flags[flag]?.required);
            assert.deepEqual(
                needed.filter((flag) => !options.includes(flag)),
                [],
                name,
            );
        }
    }
});

test('a version is built of compiled components, and installed with what no package may carry', () => {
    const [build] = packageSteps({ task: 'version', devHub: 'hub', number: null, key: null });
    assert.deepEqual(build?.args, ['scripts/build-lwc.ts']);
    const install = packageSteps({ task: 'install', targetOrg: 'pilot', version: '04t', key: null });
    assert.ok(install.some(({ args }) => args.includes(COMPANION_FOLDER)));
    for (const { args } of install) assert.equal(args[args.indexOf('--target-org') + 1], 'pilot');
});
