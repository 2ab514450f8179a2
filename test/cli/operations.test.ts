/** The official CLI beyond deploying: metadata back and away, records one by one and in bulk, what the org tells of itself. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { readDocument } from '../../local-org/src/schema/document.ts';
import { ROOT, signInCli } from './salesforceCli.ts';
import type { SignedInCli } from './salesforceCli.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const CERTIFICATE = publicKey.export({ type: 'spki', format: 'pem' }).toString();

let cli: SignedInCli;
let operations = 0;
let passed = 0;
before(async () => {
    cli = await signInCli([{ clientId: 'jwt-app', certificate: CERTIFICATE }]);
});
after(async () => {
    await cli[Symbol.asyncDispose]();
    process.stdout.write(`sf: ${passed} of ${operations} operations passed\n`);
});

async function succeed<T>(args: readonly string[], cwd?: string): Promise<T> {
    operations += 1;
    const { status, result, message } = await cli.run(args, cwd);
    assert.equal(status, 0, `sf ${args.join(' ')}: ${message ?? JSON.stringify(result)}`);
    passed += 1;
    return result as T; // each test knows the shape of its command's answer
}

/** The CLI has to fail, and to say why. */
async function refused(args: readonly string[], why: RegExp, cwd?: string): Promise<void> {
    operations += 1;
    const answer = await cli.run(args, cwd);
    assert.notEqual(answer.status, 0);
    assert.match(JSON.stringify(answer), why);
    passed += 1;
}

async function emptyProject(): Promise<string> {
    const directory = await mkdtemp(path.join(cli.directory, 'project-'));
    await mkdir(path.join(directory, 'force-app'));
    const project = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '67.0' };
    await writeFile(path.join(directory, 'sfdx-project.json'), JSON.stringify(project));
    return directory;
}

/** Two files of the same elements; layout and how quotes are written, which the CLI changes, do not count. */
async function alike(file: string, project: string): Promise<void> {
    const [here, there] = await Promise.all([ROOT, project].map((root) => readFile(path.join(root, file), 'utf8')));
    const elements = (xml = ''): string[] =>
        readDocument(xml)
            .parts.map(({ node }) => JSON.stringify(node).replaceAll('&apos;', "'").replaceAll('&quot;', '\\"'))
            .toSorted();
    assert.deepEqual(elements(there), elements(here), file);
}

test('what is retrieved is the source as it was', async () => {
    const project = await emptyProject();
    await succeed(
        [
            ...['project', 'retrieve', 'start', '--metadata', 'Flow:Contact_SetReachability'],
            ...['--metadata', 'CustomObject:Suppression__c', '--metadata', 'CustomLabels'],
        ],
        project,
    );
    const main = 'force-app/main/default';
    await alike(`${main}/flows/Contact_SetReachability.flow-meta.xml`, project);
    await alike(`${main}/objects/Suppression__c/Suppression__c.object-meta.xml`, project);
    await alike(`${main}/objects/Suppression__c/fields/Address__c.field-meta.xml`, project);
    await alike(`${main}/labels/CustomLabels.labels-meta.xml`, project);
});

test('metadata is listed, by type and by component', async () => {
    const { metadataObjects } = await succeed<{ metadataObjects: { xmlName: string }[] }>([
        'org',
        'list',
        'metadata-types',
    ]);
    assert.ok(metadataObjects.some(({ xmlName }) => xmlName === 'Flow'));
    const flows = await succeed<{ fullName: string }[]>(['org', 'list', 'metadata', '--metadata-type', 'Flow']);
    assert.ok(flows.some(({ fullName }) => fullName === 'Message_KeepHighest'));
});

test('a dry run, its report, a deletion; quick deployments and unknown jobs are refused clearly', async () => {
    const project = await emptyProject();
    const field = path.join(project, 'force-app/main/default/objects/Campaign/fields/Trial__c.field-meta.xml');
    await mkdir(path.dirname(field), { recursive: true });
    const xml = (type: string): string =>
        `<?xml version="1.0" encoding="UTF-8"?><CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Trial__c</fullName><label>Trial</label><length>20</length><type>${type}</type></CustomField>`;
    await writeFile(field, xml('Text'));
    const start = ['project', 'deploy', 'start', '--source-dir', 'force-app'];
    const hasField = (): boolean => cli.org.org.schema.object('Campaign')?.field('Trial__c') !== undefined;
    const { id } = await succeed<{ id: string }>([...start, '--dry-run'], project);
    assert.equal(hasField(), false);
    await succeed(['project', 'deploy', 'report', '--job-id', id], project);
    await refused(['project', 'deploy', 'quick', '--job-id', id], /UNSUPPORTED_BY_LOCAL_ORG|quick/, project);
    await succeed(start, project);
    assert.equal(hasField(), true);
    await succeed(
        ['project', 'delete', 'source', '--metadata', 'CustomField:Campaign.Trial__c', '--no-prompt'],
        project,
    );
    assert.equal(hasField(), false);
    await mkdir(path.dirname(field), { recursive: true });
    await writeFile(field, xml('Hologram'));
    await refused(start, /Trial__c.*Hologram/, project);
});

test('records are created, read, updated, deleted, and bad input is told clearly', async () => {
    const record = ['--sobject', 'Contact'];
    const { id } = await succeed<{ id: string }>(['data', 'create', 'record', ...record, '--values', "LastName='Kay'"]);
    await succeed(['data', 'update', 'record', ...record, '--record-id', id, '--values', "FirstName='Ada'"]);
    const read = await succeed<{ FirstName: string }>(['data', 'get', 'record', ...record, '--record-id', id]);
    assert.equal(read.FirstName, 'Ada');
    await succeed(['data', 'delete', 'record', ...record, '--record-id', id]);
    await refused(['data', 'get', 'record', ...record, '--record-id', id], /deleted|exist/i);
    await refused(['data', 'create', 'record', ...record, '--values', "Nothing__c='x'"], /No such column 'Nothing__c'/);
});

test('records travel as a tree and in bulk', async () => {
    const project = await emptyProject();
    const tree = path.join(project, 'Contact.json');
    const people = ['Bee', 'Cee'].map((LastName, index) => ({
        attributes: { type: 'Contact', referenceId: `Person${index}` },
        LastName,
    }));
    await writeFile(tree, JSON.stringify({ records: people }));
    await succeed(['data', 'import', 'tree', '--files', tree], project);
    const soql = "SELECT LastName FROM Contact WHERE LastName IN ('Bee', 'Cee') ORDER BY LastName";
    await succeed(['data', 'export', 'tree', '--query', soql, '--output-dir', project, '--prefix', 'out'], project);
    assert.match(await readFile(path.join(project, 'out-Contact.json'), 'utf8'), /"Bee"/);
    const csv = path.join(project, 'messages.csv');
    await writeFile(csv, 'Message_Key__c,Channel__c\nbulk:1,SMS\nbulk:2,SMS\n');
    const upsert = ['data', 'upsert', 'bulk', '--sobject', 'Message__c', '--external-id', 'Message_Key__c'];
    await succeed([...upsert, '--file', csv, '--wait', '5'], project);
    assert.equal(cli.org.org.query("SELECT Id FROM Message__c WHERE Message_Key__c LIKE 'bulk:%'").records.length, 2);
    const people2 = path.join(project, 'people.csv');
    await writeFile(people2, 'LastName\nDee\nEff\n');
    await succeed(['data', 'import', 'bulk', '--sobject', 'Contact', '--file', people2, '--wait', '5'], project);
    assert.equal(cli.org.org.query("SELECT Id FROM Contact WHERE LastName IN ('Dee', 'Eff')").records.length, 2);
});

test('the org tells of its objects, limits and users', async () => {
    const { fields } = await succeed<{ fields: { name: string }[] }>([
        'sobject',
        'describe',
        '--sobject',
        'Message__c',
    ]);
    assert.ok(fields.some(({ name }) => name === 'Message_Key__c'));
    const objects = await succeed<string[]>(['sobject', 'list']);
    assert.ok(objects.includes('Message__c'));
    const limits = await succeed<{ name: string }[]>(['org', 'list', 'limits']);
    assert.ok(limits.some(({ name }) => name === 'DailyApiRequests'));
    const users = await succeed<{ username: string }[]>(['org', 'list', 'users']);
    assert.ok(users.some(({ username }) => username === 'admin@local-org.example'));
});

test('sf org login jwt signs in with a key', async () => {
    const key = path.join(cli.directory, 'key.pem');
    await writeFile(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { username } = await succeed<{ username: string }>([
        ...['org', 'login', 'jwt', '--client-id', 'jwt-app', '--jwt-key-file', key],
        ...['--username', 'admin@local-org.example', '--instance-url', cli.org.url],
    ]);
    assert.equal(username, 'admin@local-org.example');
});
