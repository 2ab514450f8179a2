/**
 * The bench itself, as `npm run bench` runs it, only shorter: what it measures must have happened, and the ingest must
 * not fall far below its line. The other figures are judged where the machine is quiet.
 */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { median, runBench } from '../../bench/bench.ts';
import { judge, LINES, SHORT_LINES } from '../../bench/figures.ts';
import type { Figures } from '../../bench/figures.ts';
import { comparisonPage, documentOf, thisMachine } from '../../bench/tables.ts';
import { FULL_COMPARISON } from '../../bench/compare.ts';
import { FULL_GROWTH } from '../../bench/growth.ts';
import { hopBetween, readHops } from '../../bench/hops.ts';
import { batchingFlow, forwardingFlow } from '../../bench/others/nodeRed.ts';

const SMALL_RUN = {
    rounds: 1,
    connections: 64,
    requests: 2_000,
    paced: { requests: 200, rate: 200 },
    batched: { requests: 10, reportsPerRequest: 100 },
    endToEnd: { reports: 600, orgLatencyMs: 50 },
    timeLimitMs: 60_000,
};

const HOP = { p50Ms: 3, p95Ms: 8, p99Ms: 12 };

const GOOD: Figures = {
    bare: { requestsPerSecond: 20_000, p50Ms: 5, p99Ms: 9, cpuMicrosPerRequest: 40 },
    relay: { requestsPerSecond: 15_000, p50Ms: 6, p99Ms: 11, cpuMicrosPerRequest: 50 },
    ratio: 0.75,
    paced: { requestsPerSecond: 1_000, p50Ms: 3, p99Ms: 12 },
    batched: { reportsPerRequest: 500, reportsPerSecond: 90_000 },
    endToEnd: { reports: 10_000, reportsPerSecond: 2_000, apiCallsPerThousand: 9, cpuMicrosPerReport: 55 },
    hops: { answered: HOP, published: HOP, confirmed: HOP },
    slowest: { pacedMs: 40, saturatedMs: 90 },
    peakMemoryMb: 150,
};

test('a small run of the durable configuration gives every figure', async (t) => {
    const said: string[] = [];
    const figures = await runBench(SMALL_RUN, (text) => said.push(text));
    for (const line of said) t.diagnostic(line);
    for (const { what, figure } of LINES) assert.ok(figure(figures) > 0, what);
    for (const { what, value, bound, limit, passed } of judge(figures, SHORT_LINES)) {
        t.diagnostic(`${what}: ${value.toFixed(2)}, ${bound} ${String(limit)}`);
        assert.ok(passed, `${what}: ${value}`);
    }
    // An event call carries at most 200 reports, and each has to be looked for as well.
    assert.ok(figures.endToEnd.apiCallsPerThousand >= 5, String(figures.endToEnd.apiCallsPerThousand));
    // A pace is kept: neither all at once nor one after the other.
    assert.ok(figures.paced.requestsPerSecond <= 1.1 * SMALL_RUN.paced.rate);
    for (const [hop, { p50Ms, p95Ms, p99Ms }] of Object.entries(figures.hops)) {
        assert.ok(p50Ms > 0 && p50Ms <= p95Ms && p95Ms <= p99Ms, `${hop}: ${p50Ms}, ${p95Ms}, ${p99Ms}`);
    }
    const page = documentOf(figures, SMALL_RUN, thisMachine(), '2026-11-21');
    assert.match(page, /\| received → published +\|( +[\d.,]+ +\|){3}/);
    assert.match(page, /\| relay, durable +\|/);
    assert.doesNotMatch(page, /NaN|undefined/);
});

test('a hop is read from the buckets between two looks', () => {
    const look = (...counts: number[]) =>
        readHops(
            ['0.1', '0.5', '1', '+Inf']
                .map(
                    (end, index) =>
                        `landed_hop_seconds_bucket{le="${end}",hop="published",provider="bsr"} ${counts[index]}`,
                )
                .join('\n'),
        );
    const hop = hopBetween('published', look(5, 5, 5, 5), look(5, 95, 104, 105));
    assert.deepEqual([hop.p50Ms, hop.p95Ms].map(Math.round), [322, 778]);
    assert.equal(hopBetween('published', look(0, 0, 0, 0), look(0, 0, 0, 7)).p99Ms, 1_000, 'at least so long');
    assert.ok(Number.isNaN(hopBetween('confirmed', look(1, 1, 1, 1), look(2, 2, 2, 2)).p50Ms));
});

test('a figure beyond its limit fails the run, one short of its goal does not', () => {
    const failed = (figures: Figures): string[] => judge(figures).flatMap(({ what, passed }) => (passed ? [] : [what]));
    assert.deepEqual(failed(GOOD), []);
    assert.ok(judge(GOOD).every(({ reachedGoal }) => reachedGoal));
    assert.deepEqual(failed({ ...GOOD, ratio: 0.6 }), []);
    assert.deepEqual(failed({ ...GOOD, ratio: 0.49 }), ['ingest beside the bare handler']);
    assert.deepEqual(failed({ ...GOOD, paced: { ...GOOD.paced, p99Ms: 51 } }), ['answer at a steady pace, p99']);
    const slow = { pacedMs: 1_001, saturatedMs: 10_001 };
    const lines = ['answer at a steady pace, slowest', 'answer 2xx under overload, slowest'];
    assert.deepEqual(failed({ ...GOOD, slowest: slow }).sort(), lines.sort());
    assert.ok(judge({ ...GOOD, ratio: 0.14, slowest: slow }, SHORT_LINES).every(({ passed }) => !passed));
});

test('the page says of each goal that was missed by how much and why, and nothing when all are reached', () => {
    const page = (figures: Figures): string => documentOf(figures, SMALL_RUN, thisMachine(), '2026-11-21');
    assert.doesNotMatch(page(GOOD), /Below the goals/);
    const poor = { ...GOOD, ratio: 0.35, peakMemoryMb: 400 };
    assert.match(
        page(poor),
        /\n- \*\*ingest beside the bare handler\*\*: 0\.35 ×, goal 0\.7 \(50 % of the way\)\. Beside/,
    );
    assert.match(page(poor), /\n- \*\*peak memory\*\*: 400 MB, goal 200 \(50 % of the way\)\. Three/);
});

test('the median lies between the middle two', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('the page of the comparison has a line for each that is measured and for each backlog', () => {
    const each = {
        ...{ answeredPerSecond: 9_000, p50Ms: 20, p99Ms: 40, arrivedPerSecond: 2_000, cpuMicrosPerReport: 300 },
        ...{ apiCallsPerThousand: 9.2, peakMemoryMb: 400, lost: 0 },
    };
    const growth = FULL_GROWTH.backlogs.map((backlog) => ({
        ...{ backlog, acceptedPerSecond: 90_000, readPerSecond: 8_000, p99Ms: 30, caughtUpPerSecond: 2_000 },
        ...{ memoryMb: 500, diskBytesPerReport: 2_400 },
    }));
    const comparison = { 'this relay': each, 'Node-RED': { ...each, lost: 3 } };
    const settings = { compare: FULL_COMPARISON, grow: FULL_GROWTH, machine: thisMachine(), date: '2026-11-26' };
    const page = comparisonPage({ comparison, growth, ...settings });
    assert.match(page, /^\| Node-RED +\| 9,000 .*\| 3 +\|$/m);
    for (const { backlog } of growth)
        assert.ok(page.includes(`| ${backlog.toLocaleString('en-GB')} `), String(backlog));
    assert.doesNotMatch(page, /NaN|undefined/);
});

test("each wire of Node-RED's flows leads to a node that is there", () => {
    for (const flow of [forwardingFlow('http://localhost:1'), batchingFlow('http://localhost:1')]) {
        const nodes = flow as { readonly id: string; readonly wires?: readonly (readonly string[])[] }[];
        const ids = new Set(nodes.map(({ id }) => id));
        for (const { id, wires = [] } of nodes)
            for (const next of wires.flat()) assert.ok(ids.has(next), `${id} to ${next}`);
    }
});
