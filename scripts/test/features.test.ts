import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const ROW = /^\| (?<id>\d-\d\d|c\d+) +\| (?<text>.+?) +\| (?<state>proved|partly|not yet) +\| (?<proof>.+?) +\|$/;

const page = await readFile(path.join(ROOT, 'docs/features.md'), 'utf8');
const rows = page
    .split('\n')
    .filter((line) => /^\| (\d-\d\d|c\d+) /.test(line))
    .map((line) => {
        const row = ROW.exec(line)?.groups;
        assert.ok(row, `not a row of the table: ${line}`);
        return { id: row['id']!, state: row['state']!, proof: row['proof']! };
    });

test('every feature has one row and a state', () => {
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    assert.equal(rows.length, 176);
});

test('every test that is named exists', async () => {
    for (const { id, state, proof } of rows) {
        const named = [
            ...proof.matchAll(/`(?<file>[^`]+\.test\.ts)` › (?<name>.+?)(?=;| \(| for contacts| covers| uses|$)/g),
        ];
        assert.ok(state === 'not yet' || named.length > 0, `${id} names no test`);
        for (const { groups } of named) {
            const source = await readFile(path.join(ROOT, groups!['file']!), 'utf8');
            assert.ok(
                source.includes(groups!['name']!.trim()),
                `${id}: no test "${groups!['name']!}" in ${groups!['file']!}`,
            );
        }
    }
});

test('the count at the top is right', () => {
    const count = (state: string): number => rows.filter((row) => row.state === state).length;
    assert.match(
        page,
        new RegExp(`^${count('proved')} proved, ${count('partly')} partly, ${count('not yet')} not yet\\.$`, 'm'),
    );
});
