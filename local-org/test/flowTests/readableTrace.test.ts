import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableTrace } from '../../src/flowTests/readableTrace.ts';

test('a trace names the way, who went it, what was set, and what it used', () => {
    const of = (interview: number, step: object) =>
        ({
            flow: 'Parcel_Track',
            transaction: 1,
            run: 2,
            interview,
            kind: 'assignments',
            element: '',
            ...step,
        }) as const;
    const counted = { element: 'Count', values: new Map([['total', 2]]), together: 2 };
    const text = readableTrace([
        of(0, counted),
        of(1, counted),
        of(0, { element: 'Is_Late', kind: 'decisions', outcome: 'Yes' }),
        of(1, { element: 'Is_Late', kind: 'decisions', outcome: 'Yes' }),
    ]);
    assert.match(text, /^transaction 1 · Parcel_Track · run 2\n/);
    assert.match(text, /0–1 \(2\): Count → Is_Late \[Yes\]/);
    assert.match(text, /Count: total = 2, together 2/);
});
