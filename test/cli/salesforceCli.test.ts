/** The official CLI works against the local org as against any other. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, signInCli } from './salesforceCli.ts';
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
    const soql = 'SELECT Username, Profile.Name FROM User ORDER BY Username';
    const { records } = await succeed<{ records: { Username: string; Profile: { Name: string } }[] }>(
        ...['data', 'query', '--query', soql],
    );
    assert.deepEqual(
        records.map(({ Username, Profile }) => [Username, Profile.Name]),
        [
            ['admin@local-org.example', 'System Administrator'],
            ['integration@local-org.example', 'Minimum Access - Salesforce'],
            ['user@local-org.example', 'Standard User'],
        ],
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
    const german = await readFile(path.join(output, 'objectTranslations/Message__c-de.objectTranslation'), 'utf8');
    const fields = await readdir(path.join(ROOT, 'force-app/main/default/objects/Message__c/fields'));
    assert.equal(german.match(/<fields>/g)?.length, fields.length); // though they stand in one file
});

/** A project of its own with one flow of force-app in it, changed. */
async function projectWith(change: (xml: string) => string): Promise<string> {
    const directory = await mkdtemp(path.join(cli.directory, 'project-'));
    const file = 'force-app/main/default/flows/Contact_SetReachability.flow-meta.xml';
    const xml = await readFile(path.join(ROOT, file), 'utf8');
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await writeFile(path.join(directory, file), change(xml));
    await copyFile(path.join(ROOT, 'sfdx-project.json'), path.join(directory, 'sfdx-project.json'));
    return directory;
}

const DEPLOY = ['project', 'deploy', 'start', '--source-dir', 'force-app', '--test-level', 'NoTestRun'] as const;
const reachabilityIsOn = (): unknown =>
    cli.org.org.query("SELECT IsActive FROM FlowDefinitionView WHERE ApiName = 'Contact_SetReachability'").records[0]?.[
        'IsActive'
    ];

test('sf project deploy start deploys all of force-app, and the records stay', async () => {
    const { records } = cli.org.org.query('SELECT Id FROM User');
    const { success, numberComponentErrors } = await succeed<{ success: boolean; numberComponentErrors: number }>(
        ...DEPLOY,
    );
    assert.deepEqual([success, numberComponentErrors], [true, 0]);
    assert.deepEqual(cli.org.org.query('SELECT Id FROM User').records, records);
});

test('a deployed flow takes effect; a broken one fails the deployment with its file and problem', async () => {
    const off = await projectWith((xml) => xml.replace('<status>Active</status>', '<status>Draft</status>'));
    assert.equal(reachabilityIsOn(), true);
    assert.equal((await cli.run(DEPLOY, off)).status, 0);
    assert.equal(reachabilityIsOn(), false);
    const broken = await projectWith((xml) => xml.replaceAll('<targetReference>', '<targetReference>No_'));
    const { status, result } = await cli.run(DEPLOY, broken);
    assert.notEqual(status, 0);
    assert.match(JSON.stringify(result), /Contact_SetReachability\.flow.*No_/);
    assert.equal(reachabilityIsOn(), false);
});
