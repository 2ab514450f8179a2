import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { costLine, readCost } from '../testing/costs.ts';
import { runFromBothEnds } from '../testing/schedule.ts';
import { COMPONENT_TESTS, FLOW_TESTS, groupsOf, NODE_SUITES } from '../testing/suites.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Tasks that end when they are told to, and the names of those that have begun. */
function tasks(names: string): { began: string[]; list: { run(): Promise<string> }[]; end(name: string): void } {
    const began: string[] = [];
    const ends = new Map<string, () => void>();
    const list = Array.from(names, (name) => ({
        run: () => {
            began.push(name);
            return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
        },
    }));
    return { began, list, end: (name) => ends.get(name)?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the first worker takes from the front and the others from the back, until all have run once', async () => {
    const { began, list, end } = tasks('abcde');
    const all = runFromBothEnds(list, 3);
    assert.deepEqual(began, ['a', 'e', 'd']);
    end('a');
    await settled();
    assert.deepEqual(began, ['a', 'e', 'd', 'b']);
    end('e');
    await settled();
    assert.deepEqual(began, ['a', 'e', 'd', 'b', 'c']);
    for (const name of 'bcd') end(name);
    assert.deepEqual((await all).sort(), ['a', 'b', 'c', 'd', 'e']);
});

test('files share processes as their suite says, and one that measures time has its own and runs alone', () => {
    const suite = { name: 'some', files: [], together: 2 };
    assert.deepEqual(groupsOf(suite, ['a', 'b', 'test/proof/batches.test.ts', 'c']), [
        { group: ['a', 'b'], alone: false },
        { group: ['c'], alone: false },
        { group: ['test/proof/batches.test.ts'], alone: true },
    ]);
});

test('the cost of a file reads back as it was told, and no other line is taken for one', () => {
    const cost = { file: 'a.test.ts', seconds: 1.5, processorSeconds: 0.25 };
    assert.deepEqual(readCost(costLine(cost)), cost);
    assert.equal(readCost('What it cost'), undefined);
});

test('every test file belongs to one suite', () => {
    const found = (patterns: readonly string[]): string[] =>
        globSync([...patterns], { cwd: ROOT, exclude: (file) => file === 'node_modules' });
    const all = found(['*/**/*.test.ts']).filter((file) => !file.includes('node_modules'));
    const owners = [COMPONENT_TESTS, FLOW_TESTS.files, ...NODE_SUITES.map(({ files }) => files)].flatMap((files) =>
        found(files),
    );
    assert.ok(all.length > 250, String(all.length));
    assert.deepEqual(owners.sort(), all.sort());
});
