/** The rows of `npm run chaos` as a list: complete, and each with a test of `npm test` that exists. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pageOf } from '../../chaos/page.ts';
import { extent, figuresOf, goal, none, shortOf, verdictOf } from '../../chaos/row.ts';
import { ROWS } from '../../chaos/rows.ts';
import { summaryTable } from '../../chaos/summary.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

test('every test of the requirement is a row, and each names a test of the short run that exists', () => {
    const wanted = Array.from({ length: 30 }, (_, index) => `R${String(index + 1).padStart(2, '0')}`);
    assert.deepEqual(
        wanted.filter((id) => !ROWS.some((row) => row.id === id)),
        [],
    );
    assert.equal(new Set(ROWS.map(({ id }) => id)).size, ROWS.length);
    assert.deepEqual(
        ROWS.map(({ id }) => id),
        ROWS.map(({ id }) => id).sort(),
    );
    for (const { id, test: proof } of ROWS) {
        const [file = '', name = ''] = proof.split(' › ');
        assert.ok(readFileSync(path.join(ROOT, file), 'utf8').includes(name), `${id}: no test "${name}" in ${file}`);
    }
});

test('a broken law breaks a row at any length; a goal or an extent is missed only where it is asked for', () => {
    const lost = { lines: [none('lost', 1)] };
    const few = { lines: [none('lost', 0), extent('kills', 50, 100)], also: { rounds: 3 } };
    const slow = { lines: [goal('p99', 80, 'at most', 50, 'ms', 'one machine for all')] };
    assert.deepEqual([verdictOf(lost, 'short'), verdictOf(lost, 'full')], ['broken', 'broken']);
    assert.deepEqual([verdictOf(few, 'short'), verdictOf(few, 'long')], ['reached', 'missed']);
    assert.deepEqual([verdictOf(slow, 'short'), verdictOf(slow, 'long')], ['reached', 'missed']);
    assert.equal(figuresOf(few), 'lost 0, kills 50, rounds 3');
    assert.deepEqual(shortOf(slow, 'long'), ['p99 80 ms, at most 50 asked: one machine for all']);
});

test('a page keeps what was written of rows that were not run', () => {
    const [first = assert.fail(), second = assert.fail()] = ROWS;
    const machine = { processor: 'invented', cores: 2, memoryGb: 8, system: 'linux x64', node: '24' };
    const run = { length: 'long', machine, date: '2026-11-26' } as const;
    const result = { row: first, verdict: 'reached', outcome: { lines: [none('lost', 0)] }, error: null } as const;
    const one = pageOf([{ ...result, seconds: 1, seed: 1 }], run, '');
    const two = pageOf([{ ...result, row: second, verdict: 'missed', seconds: 1, seed: 1 }], run, one);
    assert.match(two, new RegExp(`^\\| ${first.id} \\|.*\\*\\*reached\\*\\*`, 'm'));
    assert.match(two, new RegExp(`^\\| ${second.id} \\|.*\\*\\*missed\\*\\*`, 'm'));
    assert.match(two, /1 reached, 1 missed, 0 broken/);
    assert.match(summaryTable([{ ...result, seconds: 1, seed: 1 }], 'long'), /long form: 1 reached/);
});
