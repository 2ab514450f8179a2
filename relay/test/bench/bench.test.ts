/**
 * The bench itself, as `npm run bench` runs it, only shorter: what it measures must have happened, and the ingest must
 * not fall far below its line. The other figures are judged where the machine is quiet.
 */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { median, runBench } from '../../bench/bench.ts';
import { judge, LINES, SHORT_LINES } from '../../bench/figures.ts';
import type { Figures } from '../../bench/figures.ts';
import { documentOf, thisMachine } from '../../bench/tables.ts';

const SMALL_RUN = {
    rounds: 1,
    connections: 64,
    requests: 2_000,
    paced: { requests: 200, rate: 200 },
    batched: { requests: 10, reportsPerRequest: 100 },
    endToEnd: { reports: 600, orgLatencyMs: 50 },
    timeLimitMs: 60_000,
};

const GOOD: Figures = {
    bare: { requestsPerSecond: 20_000, p50Ms: 5, p99Ms: 9, cpuMicrosPerRequest: 40 },
    relay: { requestsPerSecond: 15_000, p50Ms: 6, p99Ms: 11, cpuMicrosPerRequest: 50 },
    ratio: 0.75,
    paced: { requestsPerSecond: 1_000, p50Ms: 3, p99Ms: 12 },
    batched: { reportsPerRequest: 500, reportsPerSecond: 90_000 },
    endToEnd: { reports: 10_000, reportsPerSecond: 2_000, apiCallsPerThousand: 9, cpuMicrosPerReport: 55 },
    peakMemoryMb: 150,
};

test('a small run of the durable configuration gives every figure', async (t) => {
    const said: string[] = [];
    const figures = await runBench(SMALL_RUN, (text) => said.push(text));
    for (const line of said) t.diagnostic(line);
    for (const { what, figure } of LINES) assert.ok(figure(figures) > 0, what);
    for (const { what, value, limit, passed } of judge(figures, SHORT_LINES)) {
        t.diagnostic(`${what}: ${value.toFixed(2)}, at least ${String(limit)}`);
        assert.ok(passed, `${what}: ${value}`);
    }
    // An event call carries at most 200 reports, and each has to be looked for as well.
    assert.ok(figures.endToEnd.apiCallsPerThousand >= 5, String(figures.endToEnd.apiCallsPerThousand));
    // A pace is kept: neither all at once nor one after the other.
    assert.ok(figures.paced.requestsPerSecond <= 1.1 * SMALL_RUN.paced.rate);
    const page = documentOf(figures, SMALL_RUN, thisMachine(), '2026-11-21');
    assert.match(page, /\| relay, durable +\|/);
    assert.doesNotMatch(page, /NaN|undefined/);
});

test('a figure beyond its limit fails the run, one short of its goal does not', () => {
    const failed = (figures: Figures): string[] => judge(figures).flatMap(({ what, passed }) => (passed ? [] : [what]));
    assert.deepEqual(failed(GOOD), []);
    assert.ok(judge(GOOD).every(({ reachedGoal }) => reachedGoal));
    assert.deepEqual(failed({ ...GOOD, ratio: 0.6 }), []);
    assert.deepEqual(failed({ ...GOOD, ratio: 0.49 }), ['ingest beside the bare handler']);
    assert.ok(judge({ ...GOOD, ratio: 0.14 }, SHORT_LINES).every(({ passed }) => !passed));
    assert.deepEqual(failed({ ...GOOD, paced: { ...GOOD.paced, p99Ms: 51 } }), ['answer at a steady pace, p99']);
});

test('the median lies between the middle two', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
});
