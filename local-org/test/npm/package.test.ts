/** The package as npm makes it: packed, installed where nothing of this repository is, and used on a project of somebody else. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { writeOtherProject } from './support/otherProject.ts';

const PACKAGE = join(import.meta.dirname, '../..');
const REPOSITORY = dirname(PACKAGE);
const MODULES = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const run = promisify(execFile);
const TOKEN = 'a-token-of-the-test';

interface Manifest {
    readonly bin: Record<string, string>;
    readonly engines: { readonly node: string };
    readonly dependencies: Record<string, string>;
}
const MANIFEST = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as Manifest; // ours

const directory = mkdtempSync(join(tmpdir(), 'local-org-package-'));
const project = join(directory, 'some-other-sfdx-project');
const installed = join(directory, 'node_modules/@landed/local-org');

/** Packs as `npm publish` would, and installs the tarball with what is installed here already, without the network. */
before(async () => {
    writeOtherProject(project);
    const packed = await npm(PACKAGE, 'pack', '--json', '--pack-destination', directory);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    for (const name of [...Object.keys(MANIFEST.dependencies), '@types/node']) link(name);
    writeFileSync(join(directory, 'package.json'), '{"private":true,"devDependencies":{"@types/node":"*"}}');
    await npm(directory, 'install', '--offline', '--ignore-scripts', '--no-package-lock', join(directory, filename));
});
after(() => rmSync(directory, { recursive: true, force: true }));

async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
    return stdout;
}

function link(name: string): void {
    const place = join(directory, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(dirname(MODULES), name), place, 'dir');
}

const COMMAND = join(directory, 'node_modules/.bin/local-org');

/** What npx would run, without the second that npx takes to find it. */
async function command(...args: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [COMMAND, ...args], { cwd: directory });
    return stdout;
}

test('no link of the package’s documentation leads out of it, and all lead somewhere', () => {
    const pages = ['README.md', ...readdirSync(join(installed, 'docs')).map((name) => `docs/${name}`)];
    const links = pages.flatMap((page) =>
        [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) =>
            join(installed, dirname(page), link),
        ),
    );
    assert.ok(links.length > 3);
    for (const link of links) {
        assert.ok(link.startsWith(`${installed}/`), link);
        assert.ok(existsSync(link), link);
    }
});

test('the installed command serves a project of somebody else, and its flows run', async () => {
    const child = spawn(process.execPath, [COMMAND, 'serve', '--project', project, '--port', '0'], {
        env: { ...process.env, LOCAL_ORG_TOKEN: TOKEN },
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    try {
        const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
        const { url, version } = JSON.parse(line) as { url: string; version: string };
        const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
            const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
            const answer = await fetch(`${url}/services/data/v${version}${path}`, { ...init, headers });
            assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
            return answer.json();
        };
        const made = (await call('/sobjects/Visit__c', { method: 'POST', body: '{"People__c":5}' })) as { id: string };
        const visit = (await call(`/sobjects/Visit__c/${made.id}?fields=Name,Party__c`)) as Record<string, unknown>;
        assert.deepEqual([visit['Name'], visit['Party__c']], ['V-0001', 'group']);
        const sets = (await call(`/query?q=${encodeURIComponent('SELECT Name FROM PermissionSet')}`)) as {
            records: { Name: string }[];
        };
        assert.deepEqual(
            sets.records.map(({ Name }) => Name),
            ['Visits'],
        );
    } finally {
        child.kill('SIGTERM');
        assert.deepEqual(await ended, [0, null]);
    }
});

test('flow-coverage runs flow tests that import the package by its name', async () => {
    const tests = join(project, 'tests/*.mjs');
    const table = await command('flow-coverage', '--project', project, '--tests', tests, '--least', '0');
    assert.match(table, /Visit_Classify.*elements 2\/2/);
});

test('the example of the guide to flow tests passes', async () => {
    const guide = readFileSync(join(installed, 'docs/flow-tests.md'), 'utf8');
    const [, example = ''] = /```ts\n(.*?)```/s.exec(guide) ?? [];
    writeFileSync(join(project, 'tests/guide.mjs'), example);
    const options = ['--project', project, '--tests', join(project, 'tests/guide.mjs'), '--least', '0'];
    assert.match(await command('flow-coverage', ...options), /Visit_Classify.*elements 2\/2/);
});

test('flow-mutate starts its threads from the compiled files', async () => {
    const tests = join(project, 'tests/*.mjs');
    const options = ['--least', '0', '--sample', '2', '--jobs', '1'];
    assert.match(await command('flow-mutate', '--project', project, '--tests', tests, ...options), /Visit_Classify/);
});

test('npx finds the command, and formula-score scores a file', async () => {
    const args = ['--offline', 'local-org', 'formula-score', join(project, 'cases.jsonl')];
    assert.match((await run('npx', args, { cwd: directory })).stdout, /2\/2/);
});

test('TypeScript finds the types of both entries', async () => {
    const compiler = join(MODULES, 'bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'esnext'];
    await run(process.execPath, [compiler, ...options, '--types', 'node', 'tests/typed.mts'], { cwd: project });
});

test('a Node that is too old is told which one is needed', async () => {
    const pretend = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.1"}})';
    const launcher = join(installed, MANIFEST.bin['local-org'] ?? '');
    const old = run(process.execPath, ['--import', `data:text/javascript,${pretend}`, launcher, 'serve']);
    await assert.rejects(old, ({ code, stderr }: { code: number; stderr: string }) => {
        const oldest = MANIFEST.engines.node.replace('>=', '');
        assert.match(stderr, new RegExp(`^local-org needs Node ${oldest} or later; this is Node 20\\.11\\.1`));
        return code === 1;
    });
});

test('the package holds what it needs and no name of the package that is developed beside it', () => {
    const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name));
    const code = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
    assert.ok(
        code.every((path) => path.includes('/console/')),
        'only the console is built from sources',
    );
    const names = namesOfTheRepository();
    assert.ok(names.length > 100);
    const named = new RegExp(`\\b(${names.join('|')})\\b`);
    for (const path of paths) assert.doesNotMatch(readFileSync(path, 'utf8'), named, path);
});

/** Objects, fields, flows, permission sets and so on of this repository; standard ones and single words tell nothing. */
function namesOfTheRepository(): string[] {
    const files = readdirSync(join(REPOSITORY, 'force-app'), { recursive: true, encoding: 'utf8' });
    const names = files.filter((file) => file.endsWith('-meta.xml')).map((file) => basename(file).split('.')[0] ?? '');
    return [...new Set(names)].filter((name) => name.includes('_')).sort();
}
