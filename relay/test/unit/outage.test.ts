import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { reachedAt } from '../../src/core/forecast.ts';
import { budgetLeft, durationText } from '../../src/core/outage.ts';
import { PROVIDERS } from '../../src/providers/index.ts';
import { RETRY_SCHEDULES, retryScheduleOf } from '../../src/providers/retrySchedules.ts';
import { statusRecord, troubleOf } from '../../src/salesforce/heartbeat.ts';
import { createPacer } from '../../src/salesforce/pacer.ts';
import { startLimits } from '../../src/salesforce/limits.ts';
import { startOutages } from '../../src/insight/outages.ts';
import { createVitals } from '../../src/insight/vitals.ts';
import { createVirtualTime } from '../simulation/virtualTime.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('every provider has its outage budget, and the page that says so or that none does', () => {
    assert.deepEqual(Object.keys(RETRY_SCHEDULES).sort(), PROVIDERS.map(({ id }) => id).sort());
    for (const [id, { lostAfterMs, documented, source }] of Object.entries(RETRY_SCHEDULES)) {
        assert.equal(lostAfterMs === null, source === 'none', id);
        if (documented) assert.match(source, /^https:\/\/\S+ \(\d{4}-\d{2}-\d{2}\)$/, id);
    }
    const own = retryScheduleOf({ id: 'acme', retryDelayMs: 1_000 });
    assert.deepEqual([own.lostAfterMs, own.documented], [1_000, false]);
});

test('the budget counts down in an outage, below nothing, and is whole without one', () => {
    const sinch = retryScheduleOf({ id: 'sinch', retryDelayMs: 0 });
    assert.equal(durationText(budgetLeft(sinch, null, 5 * HOUR) ?? 0), '22 h 45 min');
    assert.equal(durationText(budgetLeft(sinch, HOUR, 3 * HOUR) ?? 0), '20 h 45 min');
    assert.equal(budgetLeft(retryScheduleOf({ id: 'twilio', retryDelayMs: 0 }), 0, MINUTE), -45_000);
    assert.equal(budgetLeft(retryScheduleOf({ id: 'plivo', retryDelayMs: 0 }), 0, MINUTE), null);
    assert.deepEqual([0, 131_000, 7 * 24 * HOUR].map(durationText), ['0 s', '2 min 11 s', '7 days']);
});

test('a limit is reached when the pace of the last hour says so, and never where nothing is used', () => {
    fc.assert(
        fc.property(
            fc.integer({ min: 1, max: 1_000 }),
            fc.integer({ min: 0, max: 10_000 }),
            fc.integer({ min: 2, max: 7 }),
            (perTenMinutes, used, count) => {
                const samples = Array.from({ length: count }, (_, index) => ({
                    ...{ at: index * 10 * MINUTE, used: used + index * perTenMinutes },
                }));
                const last = samples.at(-1) ?? assert.fail();
                const at = reachedAt(samples, last.used + 3 * perTenMinutes) ?? assert.fail();
                assert.ok(Math.abs(at - (last.at + 30 * MINUTE)) < 1);
                assert.equal(reachedAt(samples, last.used), last.at, 'it is');
            },
        ),
    );
    const still = [0, 10, 20].map((minutes) => ({ at: minutes * MINUTE, used: 5 }));
    assert.equal(reachedAt(still, 100), null);
    assert.equal(reachedAt([{ at: 0, used: 5 }], 100), null);
    const renewed = [0, 10, 20, 30].map((minutes, index) => ({
        at: minutes * MINUTE,
        used: [900, 990, 10, 20][index] ?? 0,
    }));
    assert.equal(reachedAt(renewed, 1_000), 30 * MINUTE + 98 * 10 * MINUTE, 'a new hour begins anew');
});

test('the org is asked every ten minutes, and the heartbeat says which allocation ends when', async () => {
    const time = createVirtualTime(Date.UTC(2026, 6, 17, 12));
    let left = 250_000;
    const pacer = createPacer(time, { eventShare: 0.8, urgentReserve: 0.1, hourlyEvents: null });
    const limits = startLimits({
        pacer,
        ...{ org: 'main', breakers: [{ waitMs: () => 0 }] as never, timing: time, log: pino({ level: 'silent' }) },
        store: { speaksTo: () => Promise.resolve(true) },
        client: {
            limits: () => {
                left -= 60_000;
                const value = { HourlyPublishedPlatformEvents: { Max: 250_000, Remaining: left } };
                return Promise.resolve({ kind: 'answered', value } as const);
            },
        },
    });
    await time.run(Date.UTC(2026, 6, 17, 12, 16));
    await limits.stop();
    const forecasts = limits.forecasts();
    // 120,000 at 12:10:02, 60,000 in ten minutes: the other 130,000 last for 21 minutes and 40 seconds more.
    const emptyAt = Date.UTC(2026, 6, 17, 12, 31, 42);
    assert.deepEqual(forecasts, [{ name: 'hourly events', used: 120_000, limit: 250_000, emptyAt }]);
    const now = Date.UTC(2026, 6, 17, 12, 15);
    const moment = {
        ...{
            now,
            expectedBy: 0,
            oldestUnread: null,
            usage: null,
            forecasts,
            pace: pacer.pace(),
            calls: { urgent: 9, ordinary: 1 },
            overrides: { used: [], wrong: [{ record: 'A', reason: 'invented' }] },
        },
        counts: { unread: 0, unpublished: 0, inFlight: 0, dead: 0 },
        vitals: createVitals(time).read(
            'main',
            ['sinch/main'],
            [{ confirmed: 0, sources: [heard('sinch/main', now)] }],
        ),
        reach: { turnedAwaySince: now, overShare: true, left: { 'sinch/main': 81_900_000 } },
    };
    assert.equal(
        troubleOf(moment),
        'too many requests of this org wait to be read; turning providers away since 12:15 UTC; hourly events end at 12:31 UTC; 1 provider code is wrong',
    );
    const record = statusRecord('s', { everySeconds: 60, name: 'n', version: '1' }, moment);
    assert.equal(record['Events_Limit__c'], 250_000);
    assert.match(String(record['Sources__c']), /"outageSecondsLeft":81900/);
    const quiet = { ...moment, reach: { turnedAwaySince: null, overShare: false, left: {} }, forecasts: [] };
    for (const [urgent, words] of [
        [20_000, /^hourly events short: only urgent reports go; /],
        [0, /^hourly events used up: all reports wait; /],
    ] as const) {
        const pace = { allocation: 250_000, known: true, share: 200_000, used: 180_000, room: { urgent, ordinary: 0 } };
        assert.match(troubleOf({ ...quiet, pace }) ?? '', words);
        const status = statusRecord('s', { everySeconds: 60, name: 'n', version: '1' }, { ...quiet, pace });
        assert.deepEqual([status['State__c'], status['Events_Limit__c']], ['Degraded', 250_000]);
    }
});

const heard = (source: string, at: number) => ({ source, firstAt: at, lastAt: at, calls: 1, requests: 1 });

test('an outage is the time since the store was last alive, or that in which requests are turned away', async () => {
    const time = createVirtualTime(0);
    const memory = new Map([['alive', '-600000']]);
    const ended: [number, number, string?][] = [];
    const outages = startOutages({
        store: {
            remember: (name, value) => Promise.resolve(void memory.set(name, value)),
            recall: (name) => Promise.resolve(memory.get(name) ?? null),
        },
        timing: time,
        onEnded: ({ from, to, org }) => ended.push(org === undefined ? [from, to] : [from, to, org]),
        onError: (error) => assert.fail(String(error)),
    });
    await time.run(50_000);
    assert.deepEqual(ended, [[-600_000, 0]]);
    time.after(5_000, () => outages.turnedAway(null));
    time.after(25_000, () => outages.turnedAway(null));
    await time.run(70_000);
    assert.deepEqual([outages.since(null), outages.since('main')], [55_000, 55_000]);
    assert.equal(memory.get('alive'), '50000', 'one that turns requests away is not alive');
    await time.run(200_000);
    assert.deepEqual([ended[1], outages.since(null)], [[55_000, 75_000], null]);
    time.after(5_000, () => outages.turnedAway('big'));
    time.after(25_000, () => outages.turnedAway('big'));
    await time.run(230_000);
    assert.deepEqual(['big', 'small', null].map(outages.since), [205_000, null, null], 'no outage of the others');
    assert.equal(memory.get('alive'), '230000', 'it takes in what the others send');
    await time.run(300_000);
    assert.deepEqual(ended[2], [205_000, 225_000, 'big']);
    await outages.stop();
});
