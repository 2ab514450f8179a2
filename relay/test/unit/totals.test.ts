/** Totals are a fold over the messages: in any order, repeated, in any batches, and killed at any statement. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf, BUCKET_ENDS, percentile } from '../../src/core/latency.ts';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { makeReport } from '../../src/core/report.ts';
import { contributionOf } from '../../src/core/totals.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import { openDatabase } from '../../src/store/sqlite/database.ts';
import type { Database } from '../../src/store/sqlite/database.ts';
import { STATE_MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { createState } from '../../src/store/sqlite/state.ts';
import { manyMessages, modelTotals, shuffled, totalsOf } from '../conformance/totalsModel.ts';

const NOW = Date.UTC(2026, 6, 17, 12);
const WINDOWS = { byPurpose: { otp: 60_000 }, otherwise: 3_600_000 };
const DUE = { providers: ['acme'], dueBy: NOW + 1e9, now: NOW + 1e9, limit: 100 };

class Killed extends Error {}

/** The database of a process that dies at its `fuse.left`-th write. */
function mortal(db: Database, fuse: { left: number }): Database {
    return {
        ...db,
        prepare<R>(sql: string) {
            const statement = db.prepare<R>(sql);
            return {
                run(...values) {
                    fuse.left -= 1;
                    if (fuse.left === 0) throw new Killed();
                    return statement.run(...values);
                },
                get: (...values) => statement.get(...values),
                all: (...values) => statement.all(...values),
                iterate: (...values) => statement.iterate(...values),
            };
        },
    };
}

const opened = (): Database => openDatabase(':memory:', STATE_MIGRATIONS);

function told(db: Database): ReturnType<typeof totalsOf> {
    const request = { org: 'main', now: NOW * 2, againAt: NOW * 2, limit: 1_000 };
    return totalsOf(createState(db).claimSummaries(request));
}

test('killed at any statement and started again, totals are those of the messages, each counted once', () => {
    fc.assert(
        fc.property(
            manyMessages,
            shuffled,
            fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
            (reports, arrange, lives) => {
                const db = opened();
                createState(db).attach('journal', 0);
                const left = [...lives];
                const live = () => createState(mortal(db, { left: left.shift() ?? Infinity }));
                let state = createState(db);
                /** Does it again, in a new life, until it is done. */
                const survive = (work: () => void): void => {
                    for (;;) {
                        try {
                            work();
                            return;
                        } catch (error) {
                            if (!(error instanceof Killed)) throw error;
                            survive(() => void (state = live()));
                        }
                    }
                };
                survive(() => void (state = live()));
                arrange(reports).forEach((step, index) => {
                    if (step === 'restart') survive(() => void (state = live()));
                    else {
                        const parsed = step.map((report) => ({ org: 'main', report }));
                        const work = {
                            requests: [{ id: index + 1, source: 'acme/demo' }],
                            reports: parsed,
                            dead: [],
                            windows: WINDOWS,
                            now: NOW,
                        };
                        survive(() => void state.consume(work));
                    }
                });
                assert.deepEqual(told(db), modelTotals(reports));
                db.close();
            },
        ),
        { numRuns: 60 },
    );
});

test('a store that was begun before there were totals counts the messages it has, once', () => {
    fc.assert(
        fc.property(manyMessages, (reports) => {
            const db = opened();
            const state = createState(db);
            state.attach('journal', 0);
            const parsed = reports.map((report) => ({ org: 'main', report }));
            state.consume({
                requests: [{ id: 1, source: 'acme/demo' }],
                reports: parsed,
                dead: [],
                windows: WINDOWS,
                now: NOW,
            });
            db.prepare('DELETE FROM summary').run();
            db.prepare("DELETE FROM meta WHERE name = 'totals'").run();
            createState(db);
            assert.deepEqual(told(db), modelTotals(reports));
            db.close();
        }),
        { numRuns: 30 },
    );
});

test('a window that closes is counted in the same transaction', () => {
    const db = opened();
    const state = createState(db);
    state.attach('journal', 0);
    const sent = makeReport({
        ...{ provider: 'acme', messageKey: 'acme:1', channel: 'SMS', status: 'Sent' },
        receivedAt: new Date(NOW).toISOString(),
    });
    const reports = [{ org: 'main', report: sent }];
    state.consume({ requests: [{ id: 1, source: 'acme/demo' }], reports, dead: [], windows: WINDOWS, now: NOW });
    const fuse = { left: 2 };
    assert.throws(() => createState(mortal(db, fuse)).fireTimers(DUE), Killed);
    const before = Object.values(told(db))[0];
    assert.deepEqual([before?.['status:Sent'], before?.['status:Unconfirmed']], [1, undefined]);
    assert.equal(createState(db).fireTimers(DUE), 1);
    const after = Object.values(told(db))[0];
    assert.deepEqual([after?.['status:Sent'], after?.['status:Unconfirmed'], after?.['total']], [undefined, 1, 1]);
    db.close();
});

const messageWith = (facts: Partial<DeliveryReport>) =>
    contributionOf(
        joinReports(emptyTracker('acme:1'), [
            makeReport({
                ...{ provider: 'acme', messageKey: 'acme:1', channel: 'SMS', receivedAt: '2026-07-17T12:00:00.000Z' },
                ...facts,
            }),
        ]),
    );

test('prices are summed exactly, and what cannot be a price or a number of segments counts nothing', () => {
    assert.equal(messageWith({ price: '0.007900', priceCurrency: 'EUR' })?.figures['cost'], 7_900);
    assert.equal(messageWith({ price: '0.007900', priceCurrency: 'EUR' })?.dimensions.currency, 'EUR');
    for (const price of ['', 'free', 'NaN', '1e300']) {
        const { figures, dimensions } = messageWith({ price, priceCurrency: 'EUR' }) ?? {};
        assert.deepEqual([figures?.['cost'], figures?.['priced'], dimensions?.currency], [undefined, undefined, '']);
    }
    const priced = { price: '0.007900', priceCurrency: 'EUR', segments: 2 };
    const lost = (status: DeliveryStatus): unknown[] => {
        const { failedCost, failedSegments } = messageWith({ ...priced, status })?.figures ?? {};
        return [failedCost, failedSegments];
    };
    assert.deepEqual(lost('Rejected'), [7_900, 2]);
    assert.deepEqual(lost('Delivered'), [undefined, undefined]);
    for (const segments of [-1, 1.5, 1e9]) assert.equal(messageWith({ segments })?.figures['segments'], undefined);
});

test('a delivery that seems to come before its sending measures nothing', () => {
    const times = { sentAt: '2026-07-17T12:00:05.000Z', deliveredAt: '2026-07-17T12:00:04.000Z' };
    const { figures = {} } = messageWith({ ...times, status: 'Delivered' }) ?? {};
    assert.deepEqual(
        Object.keys(figures).filter((name) => name.startsWith('latency')),
        [],
    );
});

test('a percentile of histograms is within five percent of the exact one, also when they are added up', () => {
    fc.assert(
        fc.property(
            fc.array(fc.array(fc.integer({ min: 100, max: 600_000_000 }), { minLength: 1, maxLength: 50 }), {
                minLength: 1,
                maxLength: 4,
            }),
            fc.constantFrom(0.5, 0.95, 1),
            (rows, part) => {
                const all = rows.flat().sort((a, b) => a - b);
                const sum = new Map<number, number>();
                for (const row of rows)
                    for (const time of row) sum.set(bucketOf(time), (sum.get(bucketOf(time)) ?? 0) + 1);
                const exact = all[Math.ceil(all.length * part) - 1] ?? 0;
                const found = percentile(sum, part) ?? 0;
                assert.ok(Math.abs(found - exact) <= exact * 0.0501, `${found} instead of ${exact}`);
            },
        ),
    );
    assert.equal(percentile(new Map(), 0.5), null);
    assert.equal(bucketOf(0), 0);
    assert.equal(bucketOf(1e15), BUCKET_ENDS.length - 1);
});
