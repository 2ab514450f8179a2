import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { compareCounts, formatCounts, leastOf, parseCounts, updateCounts } from '../testing/counts.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const written = new Map([
    ['a.test.ts', 3],
    ['b.test.ts', 2],
]);

test('a run with every test that is written down has nothing to answer for', () => {
    assert.deepEqual(compareCounts(written, new Map(written)), { missing: [], unrecorded: [] });
});

test('a test that is gone is missing, and so is a whole file', () => {
    assert.deepEqual(compareCounts(written, new Map([['a.test.ts', 2]])).missing, [
        'a.test.ts: 3 tests are written down, 2 ran',
        'b.test.ts: 2 tests are written down, 0 ran',
    ]);
});

test('tests more in one file do not make up for fewer in another', () => {
    const verdict = compareCounts(
        written,
        new Map([
            ['a.test.ts', 1],
            ['b.test.ts', 9],
        ]),
    );
    assert.deepEqual(verdict.missing, ['a.test.ts: 3 tests are written down, 1 ran']);
    assert.deepEqual(verdict.unrecorded, ['b.test.ts: 9 tests ran, 2 are written down']);
});

test('a new test file is pointed out, not refused', () => {
    const verdict = compareCounts(written, new Map([...written, ['new.test.ts', 4]]));
    assert.deepEqual(verdict, { missing: [], unrecorded: ['new.test.ts: 4 tests ran, 0 are written down'] });
});

test('counts read back as they were written, in the order of the files', () => {
    const text = formatCounts(
        new Map([
            ['z with a space.test.ts', 1],
            ['a.test.ts', 12],
        ]),
    );
    assert.match(text, /\n12 a\.test\.ts\n1 z with a space\.test\.ts\n$/);
    assert.deepEqual([...parseCounts(text)].sort(), [
        ['a.test.ts', 12],
        ['z with a space.test.ts', 1],
    ]);
});

test('of two lines for one file, which a merge can leave, the higher counts', () => {
    assert.deepEqual([...parseCounts('3 a.test.ts\n4 a.test.ts\n2 a.test.ts\n')], [['a.test.ts', 4]]);
});

test('a line that says nothing is refused, as a conflict marker would be', () => {
    assert.throws(() => parseCounts('<<<<<<< HEAD\n'), /not "<count> <file>"/);
});

test('writing after a partial run changes only what ran, and drops files that are gone', () => {
    const after = updateCounts(written, new Map([['b.test.ts', 5]]), (file) => file !== 'a.test.ts');
    assert.deepEqual([...after], [['b.test.ts', 5]]);
    assert.deepEqual(
        [...updateCounts(written, new Map([['b.test.ts', 1]]), () => true)],
        [
            ['a.test.ts', 3],
            ['b.test.ts', 1],
        ],
    );
});

test('a file that two suites run counts as the suite that ran fewer of its tests', () => {
    assert.deepEqual(
        [...leastOf(written, new Map([['a.test.ts', 1]]))],
        [
            ['a.test.ts', 1],
            ['b.test.ts', 0],
        ],
    );
});

test('the counts of this repository name test files that exist, most of all that there are', async () => {
    const counts = parseCounts(await readFile(path.join(ROOT, 'test/counts.txt'), 'utf8'));
    assert.deepEqual(
        [...counts.keys()].filter((file) => !existsSync(path.join(ROOT, file))),
        [],
        'deleted on purpose? node scripts/test.ts counts --write-counts',
    );
    const files = await Array.fromAsync(
        glob(['{relay,local-org,scripts,test,force-app}/**/*.test.ts'], {
            cwd: ROOT,
            exclude: (name) => name === 'node_modules',
        }),
    );
    const known = files.filter((file) => counts.has(file)).length;
    assert.ok(known > 0.9 * files.length, `${known} of ${files.length} test files are written down`);
});

/** A file in each suite, so that a whole run of the real runner takes seconds. */
const SUITES = [
    ...['relay/test/unit', 'relay/test/service', 'relay/test/conformance', 'local-org/test', 'test/package'],
    ...['test/clients', 'test/cli', 'test/e2e'],
];

test('a whole run fails when a file or a test is gone, and passes when all are there', async (t) => {
    const directory = await mkdtemp(path.join(tmpdir(), 'landed-counts-'));
    t.after(() => rm(directory, { recursive: true }));
    const files = [...SUITES, 'test/proof'].map((folder) => `${folder}/one.test.ts`);
    const write = async (file: string, text: string): Promise<void> => {
        await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
        await writeFile(path.join(directory, file), text);
    };
    for (const file of files) await write(file, `require('node:test').test('one', () => {});\n`);
    await write('package.json', '{ "type": "commonjs" }');
    await write('scripts/package.json', '{ "type": "module" }');
    for (const script of ['test.ts', 'testing']) {
        await cp(path.join(ROOT, 'scripts', script), path.join(directory, 'scripts', script), { recursive: true });
    }
    const env = { ...process.env };
    delete env['NODE_TEST_CONTEXT']; // or the runner would report to ours
    const run = (...options: string[]) =>
        spawnSync(process.execPath, ['scripts/test.ts', ...options], { cwd: directory, env, encoding: 'utf8' });

    await write('test/counts.txt', formatCounts(new Map(files.map((file) => [file, 1]))));
    const whole = run();
    assert.equal(whole.status, 0, whole.stdout + whole.stderr);
    assert.match(whole.stdout, new RegExp(`^${files.length} passed, 0 failed$`, 'm'));

    await rm(path.join(directory, 'test/e2e/one.test.ts'));
    await write('test/e2e/two.test.ts', `require('node:test').test('two', () => {});\n`);
    const less = run();
    assert.equal(less.status, 1);
    assert.match(less.stdout, /tests are gone.*--write-counts/);
    assert.match(less.stdout, /test\/e2e\/one\.test\.ts: 1 tests are written down, 0 ran/);
    assert.match(less.stdout, /test\/e2e\/two\.test\.ts: 1 tests ran, 0 are written down/);
    assert.match(less.stdout, new RegExp(`^${files.length} passed, 1 failed$`, 'm'));

    assert.equal(run('test/proof').status, 0, 'a part of the tests answers for no count');
    assert.equal(run('test/e2e', '--write-counts').status, 0);
    assert.equal(run().status, 0, 'one command writes down what was changed on purpose');
});

test('the counts that are written down have one line for each file, in order', async () => {
    const written = await readFile(path.join(ROOT, 'test/counts.txt'), 'utf8');
    assert.equal(written, formatCounts(parseCounts(written)), 'a merge left it so: write it with --write-counts');
});
