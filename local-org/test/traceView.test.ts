import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableEntry } from '../src/api/controls/traceView.ts';

const entry = { flow: 'F', run: 1, interview: 0, element: 'Set', kind: 'assignments' };

test('a trace entry shows what was set, of a long collection the first items and how many there are', () => {
    const list = Array.from({ length: 11 }, (_, index) => index);
    const values = new Map<string, number | number[]>();
    values.set('count', 2).set('short', list.slice(1)).set('long', list);
    assert.deepEqual(readableEntry({ ...entry, values }), {
        ...entry,
        values: { count: 2, short: list.slice(1), long: { size: 11, first: list.slice(0, 10) } },
    });
    assert.deepEqual(readableEntry(entry), entry);
});
