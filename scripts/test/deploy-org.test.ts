import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { COMPANION_FOLDER, deploySteps } from '../deploy/steps.ts';
import { lintMetadata } from '../lint-metadata/lintMetadata.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));
const OPTIONS = { targetOrg: 'pilot', relayUser: null, sampleData: false, dryRun: false };
const commandsOf = (options: object): string[] =>
    deploySteps({ ...OPTIONS, ...options }).map(({ args }) => args.slice(1, 4).join(' '));

test('components are compiled before they are deployed, and every command names the org', () => {
    const [build, ...others] = deploySteps({ ...OPTIONS, relayUser: 'relay@example.com', sampleData: true });
    assert.deepEqual(build?.args, ['scripts/build-lwc.ts']);
    for (const { args } of others) {
        assert.ok(existsSync(path.join(ROOT, args[0] ?? '')), args[0]);
        assert.equal(args[args.indexOf('--target-org') + 1], 'pilot');
    }
    assert.equal(others.length, 5);
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

test('what is deployed, assigned and loaded exists', () => {
    const args = deploySteps({ ...OPTIONS, relayUser: 'relay@example.com', sampleData: true }).flatMap(
        (step) => step.args,
    );
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
    assert.equal(files, 2);
});
