/** `local-org serve` as a process. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
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

test('a directory that is no project is refused', async () => {
    const child = serve('/nonexistent', '--port', '0');
    const { said, code } = await ended(child);
    assert.equal(code, 1);
    assert.match(said, /sfdx-project\.json/);
});
