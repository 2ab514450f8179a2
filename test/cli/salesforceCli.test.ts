/** The official CLI works against the local org as against any other. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { signInCli } from './salesforceCli.ts';
import type { SignedInCli } from './salesforceCli.ts';

let cli: SignedInCli;
before(async () => {
    cli = await signInCli();
});
after(() => cli[Symbol.asyncDispose]());

async function succeed<T>(...args: readonly string[]): Promise<T> {
    const { status, result, message } = await cli.run(args);
    assert.equal(status, 0, message);
    return result as T; // each test knows the shape of its command's answer
}

test('sf org login access-token signs in, and sf org display finds the connection good', async () => {
    const shown = await succeed<Record<string, string>>('org', 'display');
    assert.deepEqual([shown['connectedStatus'], shown['id']], ['Connected', String(cli.org.org.organization['Id'])]);
});

test('sf data query reads records with their parents', async () => {
    const soql = 'SELECT Username, Profile.Name FROM User';
    const { records } = await succeed<{ records: { Username: string; Profile: { Name: string } }[] }>(
        ...['data', 'query', '--query', soql],
    );
    assert.deepEqual(
        records.map(({ Username, Profile }) => [Username, Profile.Name]),
        [['admin@local-org.example', 'System Administrator']],
    );
});

test('sf org assign permset assigns a permission set of the project', async () => {
    await succeed('org', 'assign', 'permset', '--name', 'Landed_Relay');
    const { records } = cli.org.org.query('SELECT PermissionSet.Name FROM PermissionSetAssignment');
    assert.equal(JSON.stringify(records).includes('"Landed_Relay"'), true);
});

test('sf project convert source makes a package of everything in force-app', async () => {
    const output = path.join(cli.directory, 'converted');
    await succeed('project', 'convert', 'source', '--source-dir', 'force-app', '--output-dir', output);
    const flows = await readdir(path.join(output, 'flows'));
    const sources = await readdir(path.join(import.meta.dirname, '../../force-app/main/default/flows'));
    assert.equal(flows.length, sources.length);
});
