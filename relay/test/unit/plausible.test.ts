/** Times that cannot be are left out, and never what they are about. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { plausible } from '../../src/core/plausible.ts';
import type { VerifiedRequest } from '../../src/core/ports.ts';
import { bsr } from '../../src/providers/bsr.ts';
import { parseRequest } from '../../src/worker/worker.ts';
import { reportOf } from '../conformance/fixtures.ts';
import { bsrReport } from '../service/harness.ts';

const RECEIVED = Date.UTC(2026, 6, 17, 12);
const HOUR = 3_600_000;
const at = (time: number): string => new Date(time).toISOString();
const report = reportOf({ messageKey: 'acme:1', receivedAt: at(RECEIVED) });

test('a time of delivery far ahead, from before 2000 or before the message began is left out; the delivery stands', () => {
    const cases: [string, Parameters<typeof reportOf>[0] | object, readonly string[]][] = [
        ['now', { occurredAt: at(RECEIVED) }, []],
        ['a clock that is ahead', { occurredAt: at(RECEIVED + HOUR), deliveredAt: at(RECEIVED + HOUR) }, []],
        ['tomorrow', { occurredAt: at(RECEIVED + 24 * HOUR) }, ['occurredAt']],
        ['the year nought', { occurredAt: '0001-01-01T00:00:00.000Z' }, ['occurredAt']],
        ['a receipt that took a week', { occurredAt: at(RECEIVED - 168 * HOUR) }, []],
        ['before it was sent', { sentAt: at(RECEIVED), deliveredAt: at(RECEIVED - 2 * HOUR) }, ['deliveredAt']],
        ['just before it was sent', { sentAt: at(RECEIVED), deliveredAt: at(RECEIVED - HOUR / 2) }, []],
        [
            'planned',
            { status: 'Scheduled', occurredAt: at(RECEIVED + 99 * HOUR), scheduledAt: at(RECEIVED + 99 * HOUR) },
            [],
        ],
    ];
    for (const [what, facts, dropped] of cases) {
        const given = { ...report, ...facts };
        const seen = plausible(given);
        assert.deepEqual(seen.dropped, dropped, what);
        assert.equal(seen.report.status, given.status, what);
    }
});

test('whatever the times are, nothing else of the report changes, and a second look finds nothing', () => {
    const time = fc.option(
        fc
            .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
            .map((date) => date.toISOString()),
    );
    fc.assert(
        fc.property(fc.record({ occurredAt: time, sentAt: time, queuedAt: time, deliveredAt: time }), (times) => {
            const { report: kept, dropped } = plausible({ ...report, ...times });
            for (const [name, value] of Object.entries({ ...report, ...times })) {
                const wanted = dropped.some((each) => each === name) ? null : value;
                assert.equal(kept[name as keyof typeof kept], wanted); // the cast holds: a report's own name
            }
            assert.deepEqual(plausible(kept).dropped, []);
        }),
    );
});

test('the relay reads a report with an impossible time of delivery as delivered, at no time', () => {
    const read = (delivered: string) => {
        const body = Buffer.from(JSON.stringify(bsrReport({ id: 'a', at: delivered })));
        // Only an adapter makes a verified request; this one was signed by nobody.
        const request = { method: 'POST', url: '/hooks/bsr/demo', headers: {}, body } as unknown as VerifiedRequest;
        const sources = new Map([['bsr/demo', { adapter: bsr, org: 'main' }]]);
        return parseRequest({ id: 1, source: 'bsr/demo', receivedAt: RECEIVED + HOUR, request }, sources);
    };
    const [wrong, right] = [read('2031-07-17T12:05:03Z'), read('2026-07-17T12:05:03Z')];
    assert.deepEqual([wrong.implausible, right.implausible], [1, 0]);
    const kept = wrong.reports[0]?.report ?? assert.fail();
    assert.deepEqual([kept.status, kept.occurredAt, kept.deliveredAt], ['Delivered', null, null]);
    assert.equal(right.reports[0]?.report.occurredAt, '2026-07-17T12:05:03.000Z');
    assert.equal(wrong.dead.length, 0);
});
