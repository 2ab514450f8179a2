import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
    HISTORY_CHARACTERS,
    historyOf,
    historyText,
    joinHistories,
    NO_HISTORY,
    readHistory,
} from '../../src/core/history.ts';
import type { History } from '../../src/core/history.ts';
import { makeReport } from '../../src/core/report.ts';

const START = Date.UTC(2026, 0, 1);

/** The history of one report, the n-th second of the year; nothing but its number differs. */
function entry(n: number, rawStatus = 'sent'): History {
    const occurredAt = new Date(START + n * 1000).toISOString();
    const facts = { provider: 'acme', messageKey: 'acme:m-1', channel: 'SMS', receivedAt: occurredAt } as const;
    return historyOf(makeReport({ ...facts, status: 'Sent', rawStatus, occurredAt }), `key-${String(n)}`);
}

const joinAll = (histories: readonly History[]): History => histories.reduce(joinHistories, NO_HISTORY);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

test('a flood of reports leaves the first and the last, the same ones in any order and grouping', () => {
    const all = numbers(1500).map((n) => entry(n));
    const expected = joinAll(all);
    assert.equal(expected.entries.length, 400);
    assert.ok(expected.cut);
    assert.equal(expected.entries[0]?.key, 'key-0');
    assert.equal(expected.entries.at(-1)?.key, 'key-1499');
    fc.assert(
        fc.property(
            fc.shuffledSubarray(all, { minLength: all.length }),
            fc.integer({ min: 1, max: 1499 }),
            (some, cut) => {
                const joined = joinHistories(
                    joinAll(some.slice(cut)),
                    joinAll([...some.slice(0, cut), ...some.slice(0, 9)]),
                );
                assert.deepEqual(joined, expected);
            },
        ),
        { numRuns: 10 },
    );
});

test('the text never outgrows its field, and keeps the first and the last line', () => {
    for (const count of [1, 2, 250, 399, 400, 401, 900]) {
        const text = historyText(joinAll(numbers(count).map((n) => entry(n, 'x'.repeat(60))))) ?? '';
        assert.ok(text.length <= HISTORY_CHARACTERS, `${String(count)} reports make ${String(text.length)} characters`);
        assert.ok(text.startsWith('2026-01-01T00:00:00.000Z | Sent | x'));
        assert.ok(text.endsWith(`key-${String(count - 1)}`));
    }
});

test('a gap is shown where lines are left out, and only there', () => {
    const small = joinAll(numbers(3).map((n) => entry(n)));
    assert.equal(historyText(small)?.includes('…'), false);
    const lines = historyText(small, 150)?.split('\n') ?? [];
    assert.deepEqual([lines.length, lines[1]], [3, '…']);
    assert.equal(historyText(joinAll(numbers(401).map((n) => entry(n))))?.split('\n')[200], '…');
});

test('without a time of its own a report stands in the order of the ranks, dated by its receipt', () => {
    const at = (status: 'Queued' | 'Sent' | 'Delivered', receivedAt: string): History =>
        historyOf(makeReport({ provider: 'acme', messageKey: 'acme:m-1', channel: 'SMS', receivedAt, status }), status);
    const text = historyText(
        joinAll([
            at('Delivered', '2026-01-01T00:00:01.000Z'),
            at('Sent', '2026-01-01T00:00:02.000Z'),
            at('Queued', '2026-01-01T00:00:03.000Z'),
        ]),
    );
    assert.deepEqual(text?.split('\n'), [
        '~2026-01-01T00:00:03.000Z | Queued | - | - | Queued',
        '~2026-01-01T00:00:02.000Z | Sent | - | - | Sent',
        '~2026-01-01T00:00:01.000Z | Delivered | - | - | Delivered',
    ]);
});

test('what was written is read back, whatever the raw status holds', () => {
    fc.assert(
        fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 12 }), (raws) => {
            const history = joinAll(raws.map((raw, n) => entry(n, raw)));
            const text = historyText(history);
            assert.equal(historyText(readHistory(text)), text);
            assert.equal(readHistory(text).entries.length, history.entries.length);
        }),
    );
});

test('lines that are not ours are passed over', () => {
    assert.deepEqual(readHistory('hello\n\n1 | 2 | 3'), NO_HISTORY);
    assert.deepEqual(readHistory(null), NO_HISTORY);
});
