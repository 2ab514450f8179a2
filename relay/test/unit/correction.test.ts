import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { corrected, withdrawnOf } from '../../src/core/correction.ts';
import { reportPrefix } from '../../src/core/history.ts';
import { emptyTracker, joinReports, reportKey } from '../../src/core/merge.ts';
import type { DeliveryReport, VerifiedRequest } from '../../src/core/ports.ts';
import { makeReport, unconfirmedReport } from '../../src/core/report.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import { replay } from '../../src/insight/replay.ts';
import { openScratch } from '../../src/store/scratch.ts';
import { MESSAGE_KEY, report, reports } from './reportArbitrary.ts';

const RUNS = { numRuns: 200 };
const track = (all: readonly DeliveryReport[]) => joinReports(emptyTracker(MESSAGE_KEY), all);
const keysOf = (all: readonly DeliveryReport[]): Set<string> =>
    new Set(all.map((each) => reportPrefix(reportKey(each))));

/** What a replay makes of a message of which `kept` can still be read, as `kept` says today. */
function replayed(known: ReturnType<typeof track>, kept: readonly DeliveryReport[], complete: boolean) {
    const { withdrawn } = withdrawnOf(known, keysOf(kept), complete);
    return corrected(known, { org: 'main', messageKey: MESSAGE_KEY, withdrawn, tracker: track(kept) });
}

test('the same mapping changes nothing, whatever was erased and whatever came meanwhile', () => {
    const cases = reports.chain((all) =>
        fc.record({ all: fc.constant(all), kept: fc.subarray(all, { minLength: 1 }), later: fc.array(report) }),
    );
    fc.assert(
        fc.property(cases, ({ all, kept, later }) => {
            // Only Landed itself says that a message is unconfirmed, and always in the same words.
            fc.pre([...all, ...later].every(({ status }) => status !== 'Unconfirmed'));
            const known = track(all);
            // Some reports are copies of others under one key: what is left of one key is not all that it said.
            const whole = all.filter((each) => keysOf(kept).has(reportPrefix(reportKey(each))));
            assert.deepEqual(replayed(known, whole, false), known);
            assert.deepEqual(replayed(known, all, true), known);
            const { withdrawn } = withdrawnOf(known, keysOf(all), true);
            const fresh = later.filter((each) => !keysOf(all).has(reportPrefix(reportKey(each))));
            const correction = { org: 'main', messageKey: MESSAGE_KEY, withdrawn, tracker: track(all) };
            const since = joinReports(known, fresh);
            assert.deepEqual(corrected(since, correction), since);
        }),
        RUNS,
    );
});

test('of reports that can all be read, nothing is left of what an earlier mapping said', () => {
    fc.assert(
        fc.property(reports, reports, (before, today) => {
            fc.pre(keysOf(today).size >= keysOf(before).size);
            fc.pre(before.every(({ status }) => status !== 'Unconfirmed')); // only Landed itself says so
            const channel = track(today).fields.channel?.value ?? 'SMS';
            const message = { messageKey: MESSAGE_KEY, provider: 'acme', channel };
            const own = unconfirmedReport(message, '2026-01-02T00:00:00.000Z');
            const known = joinReports(track(before), [own]);
            const expected = joinReports(track(today), [own]);
            assert.deepEqual(snapshotOf(replayed(known, today, true)), snapshotOf(expected));
        }),
        RUNS,
    );
});

test('what only an erased request said stays, beside what is read otherwise now', () => {
    const base = { receivedAt: '2026-01-01T00:00:00.000Z', provider: 'acme', channel: 'SMS' } as const;
    const make = (facts: Partial<DeliveryReport>): DeliveryReport => ({
        ...unconfirmedReport({ ...base, messageKey: MESSAGE_KEY }, base.receivedAt),
        ...{ eventId: null, ...facts },
    });
    const queued = make({ status: 'Queued', rawStatus: 'queued', purpose: 'otp' });
    const wrong = make({ status: 'Delivered', rawStatus: 'accepted' });
    const right = make({ status: 'Sent', rawStatus: 'accepted' });
    const known = track([queued, wrong]);
    const after = snapshotOf(replayed(known, [right], false));
    assert.deepEqual([after.status, after.deliveredAt, after.purpose], ['Sent', null, 'otp']);
    assert.equal(withdrawnOf(known, keysOf([right]), false).erased, 1);
});

test('a replay reads the kept requests twice, however many messages they speak of', async () => {
    const [total, each] = [21_000, 3_000];
    const reportsOf = (id: number): DeliveryReport[] =>
        Array.from({ length: each }, (_, index) =>
            makeReport({
                ...{ provider: 'acme', messageKey: `acme:${id * each + index}`, channel: 'SMS', status: 'Delivered' },
                receivedAt: new Date(id).toISOString(),
            }),
        );
    // The body is never looked at: `read` knows what each says.
    const request = { method: 'POST', url: '/', headers: {}, body: Buffer.alloc(0) } as unknown as VerifiedRequest;
    const requests = Array.from({ length: total / each }, (_, id) => ({
        id: id + 1,
        source: 's',
        receivedAt: id,
        request,
    }));
    let walks = 0;
    const result = await replay({
        store: {
            requestsAfter(after, limit) {
                if (after === 0) walks += 1;
                return Promise.resolve(requests.slice(after, after + limit));
            },
            message: () => Promise.resolve(null),
            request: (id) => Promise.resolve(requests[id - 1] ?? null),
            append: () => Promise.resolve(),
            correct: () => Promise.resolve(0),
            deadLetters: () => Promise.resolve([]),
        },
        read: ({ id }) => ({ reports: reportsOf(id - 1).map((of) => ({ org: 'main', report: of })), dead: [] }),
        ...{ openScratch, since: 0, until: 1e9, source: null, apply: true, now: () => 0, onProgress: () => undefined },
    });
    assert.deepEqual([walks, result.messages, result.unknown, result.readAgain], [2, total, total, requests.length]);
});
