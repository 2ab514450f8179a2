import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { compareCounts, formatCounts, leastOf, parseCounts, updateCounts } from '../testCounts.ts';

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
