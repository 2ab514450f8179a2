/** `local-org serve` as a process. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importData } from '../src/cli/importData.ts';
import { nearestProject } from '../src/cli/projectDirectory.ts';
import { createLocalOrg } from '../src/index.ts';
import { field, writeProject } from './support/project.ts';
import type { ChildProcessByStdio } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';

const MAIN = new URL('../src/main.ts', import.meta.url).pathname;

function serve(directory: string, ...args: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const env = { ...process.env, LOCAL_ORG_TOKEN: 'a-token-from-outside' };
    return spawn(process.execPath, [MAIN, 'serve', '--project', directory, ...args], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
}

const tree = (...records: readonly object[]): string => JSON.stringify({ records });
const attributes = (type: string, referenceId: string): object => ({ attributes: { type, referenceId } });

/** As `sf data export tree --plan` writes them. */
const DATA = {
    '../../../data/plan.json': JSON.stringify([
        { sobject: 'Contact', files: ['contacts.json'] },
        { sobject: 'Parcel__c', files: ['parcels.json'] },
    ]),
    '../../../data/contacts.json': tree({ ...attributes('Contact', 'receiver'), LastName: 'Lamb' }),
    '../../../data/parcels.json': tree(
        { ...attributes('Parcel__c', 'a'), Name: 'Box', Receiver__c: '@receiver' },
        { ...attributes('Parcel__c', 'b'), Name: 'Crate', Receiver__c: '@receiver' },
    ),
    '../../../data/wrong.json': tree({ ...attributes('Contact', 'c'), FirstName: 'Nameless' }),
};

function mkdtempDisposable(): { directory: string; [Symbol.dispose](): void } {
    const directory = mkdtempSync(join(tmpdir(), 'local-org-nothing-'));
    return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true }) };
}

async function ended(child: ReturnType<typeof serve>): Promise<{ said: string; code: unknown }> {
    const [said, exit] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<unknown[]>]);
    return { said, code: exit[0] };
}

test('it says in one line of JSON that it is ready, answers, and ends on SIGTERM', async () => {
    using project = writeProject();
    const child = serve(project.directory, '--port', '0');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url, pubSub, ...said } = JSON.parse(line) as { url: string; pubSub: Record<string, string> };
    assert.match(pubSub['endpoint'] ?? '', /^localhost:\d+$/);
    assert.equal(pubSub['certificate'], `${url}/local/pubsub`);
    assert.deepEqual(said, { ready: true, accessToken: 'a-token-from-outside', version: '67.0' });
    const reply = await fetch(`${url}/services/data/v67.0/limits`, {
        headers: { authorization: 'Bearer a-token-from-outside' },
    });
    assert.equal(reply.status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
});

test('a taken port gets a clear message', async () => {
    using project = writeProject();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo; // it listens at a port
    const child = serve(project.directory, '--port', String(port));
    const { said, code } = await ended(child);
    taken.close();
    assert.equal(code, 1);
    assert.match(said, new RegExp(`^Port ${port} at 127\\.0\\.0\\.1 is taken\\. .*--port`));
});

test('a project that cannot be loaded is refused with every problem', async () => {
    const flow =
        '<Flow><label>Odd</label><processType>Flow</processType><status>Active</status><screens><name>Ask</name></screens></Flow>';
    using project = writeProject({
        'flows/Odd.flow-meta.xml': flow,
        'objects/Parcel__c/fields/Bad__c.field-meta.xml': field(
            'Bad__c',
            'Number',
            '<formula>NOPE(1)</formula><precision>4</precision><scale>0</scale>',
        ),
    });
    const child = serve(project.directory, '--port', '0');
    const { said, code } = await ended(child);
    assert.equal(code, 1);
    assert.match(said, /flows\/Odd\.flow-meta\.xml/);
    assert.match(said, /Parcel__c\.Bad__c: .*NOPE/);
});

test('a file that is no XML is named with the line', async () => {
    using project = writeProject({ 'objects/Parcel__c/fields/Torn__c.field-meta.xml': '<CustomField>\n<label>Torn' });
    const { said, code } = await ended(serve(project.directory, '--port', '0'));
    assert.equal(code, 1);
    assert.match(said, /objects\/Parcel__c\/fields\/Torn__c\.field-meta\.xml:\d+:\d+: /);
});

test('where no project is it says what to do', async () => {
    const { said, code } = await ended(serve('/nonexistent', '--port', '0'));
    assert.equal(code, 1);
    assert.match(said, /^There is no \/nonexistent\. Name your project's directory with --project\./);
    using empty = mkdtempDisposable();
    const expected = /^NoProject: There is no sfdx-project\.json in .* or above it\. .* --project\./;
    assert.throws(() => nearestProject(empty.directory), expected);
});

interface Ready {
    readonly url: string;
    readonly accessToken: string;
}

async function ready(child: ReturnType<typeof serve>): Promise<Ready> {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return JSON.parse(line) as Ready;
}

async function get({ url, accessToken }: Ready, path: string): Promise<Record<string, unknown>> {
    const reply = await fetch(url + path, { headers: { authorization: `Bearer ${accessToken}` } });
    return (await reply.json()) as Record<string, unknown>;
}

test('the nearest project counts, with data, a user and a time to begin with, and a line for each request', async () => {
    using project = writeProject(DATA);
    const data = join(project.directory, 'data/plan.json');
    const child = serve(
        join(project.directory, 'data'),
        ...[
            '--port',
            '0',
            '--data',
            data,
            '--user',
            'user@local-org.example',
            '--clock',
            '2031-05-04T03:02:01Z',
            '--log',
        ],
    );
    const said = text(child.stderr);
    const org = await ready(child);
    const query = '/services/data/v67.0/query?q=SELECT+Name,Receiver__r.LastName+FROM+Parcel__c';
    const { records } = await get(org, query);
    const userInfo = await get(org, '/services/oauth2/userinfo');
    const { now } = await get(org, '/local/clock');
    child.kill('SIGTERM');
    await once(child, 'exit');
    assert.equal(userInfo['preferred_username'], 'user@local-org.example');
    assert.match(String(now), /^2031-05-04T03:0/);
    // The user may not see parcels, which nothing grants; the administrator has imported them.
    assert.equal(records, undefined);
    assert.match(await said, /^3 records imported$/m);
    assert.match(await said, / GET \/services\/data\/:version\/query 400 \d+ ms/);
    assert.doesNotMatch(await said, /LastName/);
});

test('a snapshot is gone on with, and data is not imported a second time', async () => {
    using project = writeProject(DATA);
    const args = ['--port', '0', '--data', join(project.directory, 'data/plan.json')];
    const options = [...args, '--snapshot', join(project.directory, 'org.json')];
    for (const expected of [/^3 records imported$/m, /^The snapshot has records already/m]) {
        const child = serve(project.directory, ...options);
        const said = text(child.stderr);
        const { records } = await get(
            await ready(child),
            '/services/data/v67.0/query?q=SELECT+Name,Receiver__r.LastName+FROM+Parcel__c',
        );
        child.kill('SIGINT');
        assert.deepEqual(await once(child, 'exit'), [0, null]);
        assert.match(await said, expected);
        const shown = (records as { Name: string; Receiver__r: { LastName: string } }[]).map((parcel) => [
            parcel.Name,
            parcel.Receiver__r.LastName,
        ]);
        assert.deepEqual(shown, [
            ['Box', 'Lamb'],
            ['Crate', 'Lamb'],
        ]);
    }
});

test('data that cannot be imported is refused with file, record and reason', async () => {
    using project = writeProject(DATA);
    const org = await createLocalOrg({ project: project.directory, pubSub: false });
    try {
        for (const [file, expected] of [
            ['data/wrong.json', /wrong\.json cannot be imported:\n {2}c: REQUIRED_FIELD_MISSING: /],
            ['data/parcels.json', /@receiver in Receiver__c refers to no record of an earlier file\. Name that file/],
            ['sfdx-project.json', /sfdx-project\.json has no "records"/],
            ['data/absent.json', /absent\.json cannot be read: /],
        ] as const) {
            await assert.rejects(importData([join(project.directory, file)], org.createTree), expected);
        }
    } finally {
        await org.close();
    }
});

test('the help shows examples', async () => {
    const help = spawn(process.execPath, [MAIN, 'serve', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    assert.match(await text(help.stdout), /Examples:\n {2}local-org serve /);
});
