import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { follow } from '../../src/core/incidents.ts';
import { createPulses, MINUTE_MS } from '../../src/core/pulse.ts';
import type { Pulse } from '../../src/core/pulse.ts';
import { makeReport } from '../../src/core/report.ts';
import { deviations, distance } from '../../src/core/statistics.ts';
import { shiftsOf, trafficSpikes } from '../../src/core/surges.ts';
import { NO_OVERRIDES } from '../../src/core/codeOverrides.ts';
import { createAnomalies } from '../../src/salesforce/anomalies.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import type { PulseRequest } from '../../src/core/store.ts';

const NOW = Date.UTC(2026, 6, 17, 12);
const HOUR_MS = 60 * MINUTE_MS;
const SETTINGS = {
    ...{ deliveryRatePercent: 90, deliveryRateMessages: 50, trafficFactor: 5, trafficReports: 100 },
    ...{ failureFactor: 3, failureMessages: 20, outlierDeviations: 5, outlierMessages: 50 },
    ...{
        greyRouteMessages: 200,
        orphanPercent: 50,
        orphanMessages: 100,
        pendingPoints: 30,
        pendingMessages: 50,
        lateMessages: 20,
    },
};

const pulse = (name: string, at: number, count: number, provider = 'acme'): Pulse => ({
    ...{ org: 'main', provider, at, name, count },
});
/** So many a minute, over this many minutes before. */
const steady = (perMinute: number, minutes: number, end = NOW): Pulse[] =>
    Array.from({ length: minutes }, (_, index) => pulse('reports', end - (index + 2) * MINUTE_MS, perMinute));

const kinds = (pulses: readonly Pulse[], now = NOW): string[] =>
    shiftsOf(pulses, now, SETTINGS).map(({ kind, subject }) => `${kind}: ${subject}`);

test('five times the usual reports of a minute are a spike, less is none, and so are few or a short past', () => {
    const spike = (observed: number, past: readonly Pulse[]): number =>
        trafficSpikes([...past, pulse('recent', NOW - 20_000, observed)], NOW, SETTINGS).length;
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 5_000 }), (usual, observed) => {
            const expected = observed >= 100 && observed >= 5 * usual ? 1 : 0;
            assert.equal(spike(observed, steady(usual, 60)), expected);
        }),
    );
    assert.equal(spike(10_000, steady(20, 9)), 0, 'ten minutes with reports tell what is usual, nine do not');
    const once = Array.from({ length: 20 }, (_, day) => pulse('reports', NOW - (day + 1) * HOUR_MS, 3_000));
    assert.equal(spike(4_000, once), 0, 'who sends in bursts has bursts as the usual');
    assert.equal(trafficSpikes([...steady(20, 60), pulse('recent', NOW - 80_000, 9_999)], NOW, SETTINGS).length, 0);
});

/** A relay's minutes in virtual time: reports are counted, written every 5 s and looked at every 15 s. */
async function firstAlertAfter(usual: number, factor: number, phase: number): Promise<number> {
    const book: Pulse[] = steady(usual, 60);
    const counted = createPulses();
    const report = makeReport({
        ...{ provider: 'acme', messageKey: 'acme:1', channel: 'SMS', receivedAt: new Date(NOW).toISOString() },
    });
    const store = {
        pulses: ({ from, until }: PulseRequest) => Promise.resolve(book.filter(({ at }) => at >= from && at < until)),
        totalsSince: () => Promise.resolve([]),
        ...{ remember: () => Promise.resolve(), recall: () => Promise.resolve(null) },
    };
    const anomalies = createAnomalies({
        org: 'main',
        store,
        settings: SETTINGS,
        overrides: () => NO_OVERRIDES,
        providers: new Map(),
        asked: () => [],
    });
    let [sent, reachedAt] = [0, Infinity];
    for (let second = 0; second < 200; second += 1) {
        const now = NOW + phase * 1_000 + second * 1_000;
        for (const due = ((second + 1) * usual * factor) / 60; sent < due; sent += 1)
            counted.count('main', report, now);
        if (sent >= 5 * usual && sent >= 100) reachedAt = Math.min(reachedAt, second);
        if (second % 5 === 0) book.push(...counted.take());
        if (second % 15 === 0 && (await anomalies.look(now)).length > 0) return second - reachedAt;
    }
    return Infinity;
}

test('a burst is told within a minute of the report that makes it one, at whatever second it begins', async () => {
    await fc.assert(
        fc.asyncProperty(
            fc.integer({ min: 20, max: 60 }),
            fc.integer({ min: 5, max: 20 }),
            fc.integer({ min: 0, max: 59 }),
            async (usual, factor, phase) => {
                assert.ok((await firstAlertAfter(usual, factor, phase)) < 60);
            },
        ),
        { numRuns: 20 },
    );
});

const day = (names: Readonly<Record<string, number>>): Pulse[] =>
    Object.entries(names).map(([name, count]) => pulse(name, NOW - 3 * HOUR_MS, count));
const lately = (names: Readonly<Record<string, number>>): Pulse[] =>
    Object.entries(names).map(([name, count]) => pulse(name, NOW - 5 * MINUTE_MS, count));

test('one class of failure that rises in one country is a spike of that class there', () => {
    const usual = day({ 'ended:GB': 1_000, 'delivered:GB': 960, 'class:GB:Temporary': 40, 'ended:US': 500 });
    const now = lately({ 'ended:GB': 200, 'delivered:GB': 150, 'class:GB:Temporary': 50, 'ended:US': 50 });
    assert.deepEqual(kinds([...usual, ...now]), ['Failure Spike: acme GB Temporary']);
    const [finding] = shiftsOf([...usual, ...now], NOW, SETTINGS);
    assert.deepEqual([finding?.observed, finding?.expected, finding?.country], [25, 4, 'GB']);
    assert.match(finding?.detail ?? '', /50 of 200 messages of acme GB .* 25 %, against 4 % in the day before/);
    const few = lately({ 'ended:GB': 40, 'class:GB:Temporary': 19, 'delivered:GB': 21 });
    assert.deepEqual(kinds([...usual, ...few]), [], 'tiny numbers say nothing');
});

test('rejections that rise suddenly are warned of; what the message tells by itself is not told twice', () => {
    const usual = day({ 'ended:GB': 1_000, 'delivered:GB': 990, 'rejected:GB': 10, 'class:GB:Spam Filtered': 10 });
    const now = lately({ 'ended:GB': 300, 'delivered:GB': 240, 'rejected:GB': 60, 'class:GB:Spam Filtered': 60 });
    assert.deepEqual(kinds([...usual, ...now]), ['Rejection Rise: acme GB']);
});

test('a share that leaves its range is an outlier, whichever way, and chance is none', () => {
    const usual = day({ 'ended:GB': 2_000, 'delivered:GB': 1_600 });
    const [low] = shiftsOf([...usual, ...lately({ 'ended:GB': 200, 'delivered:GB': 120 })], NOW, SETTINGS);
    assert.deepEqual([low?.kind, low?.observed, low?.expected], ['Statistical Outlier', 60, 80]);
    assert.match(low?.detail ?? '', /7 standard deviations below/);
    assert.deepEqual(kinds([...usual, ...lately({ 'ended:GB': 200, 'delivered:GB': 198 })]), [
        'Statistical Outlier: acme GB',
    ]);
    assert.deepEqual(kinds([...usual, ...lately({ 'ended:GB': 200, 'delivered:GB': 152 })]), []);
});

test('nothing is found where every quarter of an hour is like the day', () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 0, max: 400 }),
            fc.double({ min: 0, max: 1, noNaN: true }),
            fc.integer({ min: 1, max: 20 }),
            (ended, share, times) => {
                const failed = Math.floor(ended * share);
                const names = (by: number) => ({
                    'ended:GB': ended * by,
                    'delivered:GB': (ended - failed) * by,
                    'class:GB:Temporary': failed * by,
                    'rejected:GB': failed * by,
                });
                assert.deepEqual(kinds([...day(names(times)), ...lately(names(1))]), []);
            },
        ),
    );
});

test('the test of two shares has no sign for like shares, and turns with them', () => {
    const whole = fc.integer({ min: 1, max: 1_000 });
    const share = fc.tuple(whole, fc.nat(1_000)).map(([all, part]) => ({ whole: all, part: Math.min(all, part) }));
    fc.assert(
        fc.property(share, share, (a, b) => {
            assert.ok(Math.abs(deviations(a, b) + deviations(b, a)) < 1e-9);
            assert.ok(Math.abs(deviations(a, a)) < 1e-9);
        }),
    );
    // By hand: 0.075 apart, with an error of 0.03643.
    assert.ok(Math.abs(deviations({ part: 39, whole: 200 }, { part: 24, whole: 200 }) - 2.058) < 0.01);
});

test('the distance of two histograms is from none to whole, the same from either side', () => {
    const histogram = fc
        .array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 50 })), { minLength: 1, maxLength: 10 })
        .map((pairs) => new Map(pairs));
    fc.assert(
        fc.property(histogram, histogram, (a, b) => {
            assert.equal(distance(a, a), 0);
            assert.ok(Math.abs(distance(a, b) - distance(b, a)) < 1e-9);
            assert.ok(distance(a, b) >= 0 && distance(a, b) <= 1 + 1e-9);
        }),
    );
    assert.equal(distance(new Map([[1, 9]]), new Map([[5, 3]])), 1);
});

test('an incident keeps its beginning while it lasts, ends after half an hour of quiet, and may come again', () => {
    const [finding] = trafficSpikes([...steady(20, 60), pulse('recent', NOW - 5_000, 500)], NOW, SETTINGS);
    assert.ok(finding);
    let incidents = follow([], [finding], NOW);
    incidents = follow(incidents, [{ ...finding, since: NOW, observed: 900 }], NOW + 20 * MINUTE_MS);
    assert.deepEqual([incidents.length, incidents[0]?.since, incidents[0]?.observed], [1, finding.since, 900]);
    incidents = follow(incidents, [], NOW + 49 * MINUTE_MS);
    assert.equal(incidents[0]?.endedAt, null, 'it may only pause');
    incidents = follow(incidents, [], NOW + 50 * MINUTE_MS);
    assert.equal(incidents[0]?.endedAt, NOW + 50 * MINUTE_MS);
    const again = follow(incidents, [{ ...finding, since: NOW + 51 * MINUTE_MS }], NOW + 51 * MINUTE_MS);
    assert.deepEqual(
        again.map(({ since, endedAt }) => [since, endedAt === null]),
        [
            [finding.since, false],
            [NOW + 51 * MINUTE_MS, true],
        ],
    );
    assert.deepEqual(follow(incidents, [], NOW + 3 * HOUR_MS), []);
});

test('reports are counted by provider, minute, country and what became of them; free text makes no name', () => {
    const pulses = createPulses();
    const report = (facts: Partial<DeliveryReport>) =>
        makeReport({ ...{ provider: 'acme', messageKey: 'acme:1', channel: 'SMS', receivedAt: '' }, ...facts });
    pulses.count('main', report({ status: 'Delivered', country: 'GB' }), NOW + 12_345);
    pulses.count('main', report({ status: 'Rejected', failureClass: 'Spam Filtered', country: 'a:b' }), NOW + 50_000);
    pulses.count('main', report({ status: 'Sent' }), NOW + 59_999);
    const counts = pulses.take().map(({ name, at, count }) => `${name} ${at - NOW} ${count}`);
    assert.deepEqual(counts.sort(), [
        'class::Spam Filtered 0 1',
        'delivered:GB 0 1',
        'ended: 0 1',
        'ended:GB 0 1',
        'recent 10000 1',
        'recent 50000 2',
        'rejected: 0 1',
        'reports 0 3',
    ]);
    assert.deepEqual(pulses.take(), []);
});

test('a day of minutes is looked at by quarters of an hour, and nothing of it is counted twice or lost', async () => {
    const store = {
        pulses: ({ from, until, grain }: PulseRequest) =>
            Promise.resolve(
                Array.from({ length: 24 * 60 }, (_, index) => NOW - HOUR_MS * 12 + index * MINUTE_MS)
                    .filter((at) => at >= from && at < until)
                    .flatMap((at): Pulse[] => {
                        const late = at >= NOW + 30 * MINUTE_MS;
                        const start = at - (at % grain);
                        return [
                            pulse('ended:GB', start, 10),
                            pulse('delivered:GB', start, late ? 2 : 9),
                            pulse('class:GB:Temporary', start, late ? 8 : 1),
                        ];
                    }),
            ),
        totalsSince: () => Promise.resolve([]),
        ...{ remember: () => Promise.resolve(), recall: () => Promise.resolve(null) },
    };
    const anomalies = createAnomalies({
        org: 'main',
        store,
        settings: SETTINGS,
        overrides: () => NO_OVERRIDES,
        providers: new Map(),
        asked: () => [],
    });
    let found: readonly { readonly expected: number | null; readonly since: number }[] = [];
    for (let minute = 0; minute < 60 && found.length === 0; minute += 1)
        found = await anomalies.look(NOW + minute * MINUTE_MS);
    const [finding] = found;
    assert.equal(finding?.expected, 90, 'nine in ten arrived before');
    assert.ok(finding.since > NOW + 15 * MINUTE_MS && finding.since < NOW + 30 * MINUTE_MS);
});
