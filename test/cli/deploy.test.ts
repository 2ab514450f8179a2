/** `npm run deploy` as a whole: the real script and the official CLI, against a local org. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { RELAY_SETS } from '../../scripts/deploy/steps.ts';
import { ROOT, signInCli } from './salesforceCli.ts';
import type { SignedInCli } from './salesforceCli.ts';

const ADMIN = 'admin@local-org.example';
const SETS = ['Landed_Admin', 'Landed_Standard_Objects', ...RELAY_SETS];

let cli: SignedInCli;
before(async () => {
    cli = await signInCli();
});
after(() => cli[Symbol.asyncDispose]());

async function deploy(...options: readonly string[]): Promise<{ code: number | null; said: string }> {
    const script = spawn(process.execPath, [path.join(ROOT, 'scripts/deploy-org.ts'), ...options], {
        cwd: cli.directory, // from anywhere
        env: cli.environment,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => script.on('exit', resolve));
    const [out, err, code] = await Promise.all([text(script.stdout), text(script.stderr), ended]);
    return { code, said: out + err };
}

function assigned(): string[] {
    const { records } = cli.org.org.query(
        'SELECT PermissionSet.Name FROM PermissionSetAssignment WHERE PermissionSet.IsOwnedByProfile = false',
    );
    return records.map((row) => (row['PermissionSet'] as unknown as { Name: string }).Name).sort(); // as the query asks
}

const steps = (said: string): string[] => said.match(/^(?:Compiling|Deploying|Assigning|Letting|Loading) .+$/gm) ?? [];

for (const [what, options, problem] of [
    ['without an org', [], /--target-org is missing; see --help/],
    ['with an option that does not exist', ['--target-org', ADMIN, '--force'], /Unknown option '--force'/],
    ['with a stray word', [ADMIN], /Unexpected argument/],
] as const) {
    test(`${what} it says what is wrong and does nothing`, async () => {
        const { code, said } = await deploy(...options);
        assert.equal(code, 1);
        assert.match(said, problem);
        assert.deepEqual(steps(said), []);
        assert.doesNotMatch(said, /\n +at /, 'no stack for a slip of the keyboard');
    });
}

test('asked for help it helps', async () => {
    const { code, said } = await deploy('--help');
    assert.equal(code, 0);
    assert.match(said, /--target-org NAME .*--dry-run/s);
});

test('to an org that the CLI does not know it stops at the first step that needs it', async () => {
    const { code, said } = await deploy('--target-org', 'nobody@example.com');
    assert.equal(code, 1);
    assert.deepEqual(steps(said), ['Compiling the components', 'Deploying the package']);
    assert.match(said, /Stopped: "Deploying the package" ended with [1-9]/);
});

test('a dry run validates both folders and assigns nothing', async () => {
    const before = assigned();
    const { code, said } = await deploy('--target-org', ADMIN, '--relay-user', ADMIN, '--dry-run');
    assert.equal(code, 0, said);
    assert.match(said, /It would deploy\./);
    assert.equal(steps(said).length, 3);
    assert.deepEqual(assigned(), before);
    const { records } = cli.org.org.query("SELECT Id FROM PermissionSet WHERE Name = 'Landed_Standard_Objects'");
    assert.deepEqual(records, []);
});

test('it builds, deploys the package and its companion, and assigns permission sets to admin and relay', async () => {
    const { code, said } = await deploy('--target-org', ADMIN, '--relay-user', ADMIN);
    assert.equal(code, 0, said);
    assert.deepEqual(steps(said), [
        'Compiling the components',
        'Deploying the package',
        'Deploying the permissions on standard objects',
        'Assigning permission sets to yourself',
        "Assigning the relay's permission sets",
        "Letting the relay read the org's limits",
    ]);
    assert.match(said, /Deployed\. Next: docs\/going-live\.md/);
    const sets = assigned();
    for (const name of SETS) assert.ok(sets.includes(name), `${name}: ${sets.join(', ')}`);
});
