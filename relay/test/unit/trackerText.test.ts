import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import { readTracker, writeTracker } from '../../src/store/trackerText.ts';
import { MESSAGE_KEY, reports } from './reportArbitrary.ts';

const trackers = reports.map((all) => joinReports(emptyTracker(MESSAGE_KEY), all));

test('a tracker is read as it was written, and written again it is the same text', () => {
    fc.assert(
        fc.property(trackers, (tracker) => {
            const text = writeTracker(tracker);
            assert.deepEqual(readTracker(text), tracker);
            assert.equal(writeTracker(readTracker(text)), text);
        }),
    );
});

test('a tracker that was kept as plain JSON is still read', () => {
    fc.assert(fc.property(trackers, (tracker) => assert.deepEqual(readTracker(JSON.stringify(tracker)), tracker)));
});

test('what reports have in common is written once', () => {
    fc.assert(
        fc.property(trackers, (tracker) => {
            const { marks } = JSON.parse(writeTracker(tracker)) as { marks: { key: string }[] };
            const named = marks.map((mark) => JSON.stringify(mark));
            assert.equal(new Set(named).size, named.length);
        }),
    );
});
