import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketOf } from '../../src/core/latency.ts';
import type { Contribution } from '../../src/core/totals.ts';
import { judgeRoutes } from '../../src/core/trust.ts';
import type { CanaryCount, RouteTrust } from '../../src/core/trust.ts';

const TODAY = '2026-07-17';
const SETTINGS = { greyRouteMessages: 200 };

type Figures = Record<string, number>;
const row = (figures: Figures, dimensions: Partial<Contribution['dimensions']> = {}): Contribution => ({
    dimensions: {
        ...{ day: '2026-07-16', campaignId: 'C', channel: 'SMS', provider: 'bsr', carrier: 'Grey', country: 'GB' },
        ...{ senderType: '', objectType: '', currency: '', ...dimensions },
    },
    figures,
});
const latency = (seconds: number): string => `latency:${bucketOf(seconds * 1_000)}`;
/** A route that nothing speaks against. */
const fair = (messages: number, engaged = Math.round(messages / 10)): Figures => ({
    ...{ total: messages, 'status:Delivered': messages, engaged },
    ...{ [latency(2)]: messages / 2, [latency(9)]: messages / 4, [latency(40)]: messages / 4 },
});
const OTHERS = row(fair(1_000), { carrier: 'Fair' });

function judged(rows: readonly Contribution[], canaries: readonly CanaryCount[] = []): RouteTrust {
    const all = judgeRoutes([...rows, OTHERS], canaries, TODAY, SETTINGS);
    return all.find(({ carrier }) => carrier === 'Grey') ?? assert.fail();
}
const canaries = (missed: number, arrived: number): CanaryCount[] => [
    { provider: 'bsr', country: 'GB', carrier: 'Grey', missed, arrived },
];

test('each sign lowers the score by its own, and says why with its figures', () => {
    const constant = { total: 400, 'status:Delivered': 400, engaged: 40, [latency(3)]: 400 };
    const cases: readonly [Contribution[], CanaryCount[], number, RegExp | null][] = [
        [[row(fair(400))], [], 100, null],
        [
            [row(fair(400, 0))],
            [],
            60,
            /^0 % of what is reported as delivered is reacted to, against 10 % on other routes$/,
        ],
        [[row(constant)], [], 60, /^100 % of the receipts came after the same time$/],
        [[row({ ...fair(200, 20), total: 400 })], [], 70, /^50 % of the messages of the days before have no receipt$/],
        [[row(fair(400), { campaignId: '' })], [], 80, /^100 % of the receipts are of messages that name neither/],
        [[row(fair(400))], canaries(2, 2), 0, /^2 of 4 messages to numbers of your own were reported as delivered/],
    ];
    for (const [rows, own, score, reason] of cases) {
        const { score: found, reasons } = judged(rows, own);
        assert.equal(found, score, reasons.join());
        assert.equal(reasons.length, reason === null ? 0 : 1);
        if (reason !== null) assert.match(reasons[0] ?? '', reason);
    }
    assert.equal(judged([row({ ...constant, engaged: 0 })]).score, 20, 'two signs together');
});

test('messages of today may still end, and what is not believed counts as claimed all the same', () => {
    assert.equal(judged([row({ ...fair(200, 20), total: 400 }, { day: TODAY })]).score, 100);
    const { 'status:Delivered': delivered = 0, ...rest } = fair(400, 0);
    const believed = judged([row(fair(400, 0))]);
    const doubted = judged([row({ ...rest, misleading: delivered, 'status:Unknown': delivered })]);
    assert.deepEqual(doubted, believed, 'or a route would be trusted again for not being trusted');
});

test('only text messages are judged: a mail server or a push service answers for all at once', () => {
    const mail = row({ total: 900, 'status:Delivered': 900, [latency(1)]: 900 }, { channel: 'Email' });
    assert.deepEqual(judgeRoutes([mail], [], TODAY, SETTINGS), []);
});

const COUNTS = fc.record({
    delivered: fc.nat(900),
    engaged: fc.nat(900),
    open: fc.nat(900),
    orphans: fc.oneof(fc.constant(0), fc.nat(900)),
    same: fc.nat(900),
    spread: fc.nat(900),
    missed: fc.nat(9),
    arrived: fc.nat(9),
});
type Counts = typeof COUNTS extends fc.Arbitrary<infer T> ? Readonly<T> : never;
const rowsOf = ({ delivered, engaged, open, orphans, same, spread }: Counts): Contribution[] => {
    const ended = { total: delivered, 'status:Delivered': delivered, engaged: Math.min(engaged, delivered) };
    return [
        row({ ...ended, [latency(3)]: same }),
        row({ total: open, [latency(9)]: spread, [latency(40)]: spread, [latency(200)]: spread }),
        row({ total: orphans, 'status:Expired': orphans }, { campaignId: '' }),
    ];
};
const scoreOf = (counts: Counts): number | null =>
    judged(rowsOf(counts), canaries(counts.missed, counts.arrived)).score;

test('the more speaks against a route, the lower its score, never the higher', () => {
    const worse: readonly ((counts: Counts, by: number) => Counts)[] = [
        (counts, by) => ({ ...counts, engaged: Math.max(0, Math.min(counts.engaged, counts.delivered) - by) }),
        (counts, by) => ({ ...counts, same: counts.same + by + 3 * counts.spread }),
        (counts, by) => ({ ...counts, missed: counts.missed + by }),
        (counts, by) => ({
            ...counts,
            missed: counts.missed + Math.min(by, counts.arrived),
            arrived: Math.max(0, counts.arrived - by),
        }),
        (counts, by) => (counts.orphans > 0 ? counts : { ...counts, open: counts.open + by }),
    ];
    fc.assert(
        fc.property(COUNTS, fc.nat(worse.length - 1), fc.integer({ min: 1, max: 500 }), (counts, which, by) => {
            const [before, after] = [scoreOf(counts), scoreOf(worse[which]?.(counts, by) ?? counts)];
            if (before !== null && after !== null) assert.ok(after <= before, `${before} → ${after}`);
        }),
        { numRuns: 300 },
    );
});

test('thin evidence gives no verdict, whatever it looks like', () => {
    fc.assert(
        fc.property(COUNTS, (counts) => {
            const total = counts.delivered + counts.open + counts.orphans;
            const { score, reasons } = judged(rowsOf(counts), canaries(counts.missed, counts.arrived));
            assert.equal(score === null, total < 200 && counts.missed < 2);
            if (score === null) assert.deepEqual(reasons, []);
            else assert.equal(score === 100, reasons.length === 0 || score === 100);
        }),
    );
});

test('in any order, and however the same figures are spread over campaigns and hours, the scores are the same', () => {
    fc.assert(
        fc.property(fc.array(COUNTS, { minLength: 1, maxLength: 3 }), fc.nat(), (many, seed) => {
            const rows = many.flatMap((counts, index) =>
                rowsOf(counts).map(({ figures, dimensions }) =>
                    row(figures, { ...dimensions, carrier: `N${index % 2}` }),
                ),
            );
            const shuffled = rows
                .map((each, index) => ({ each, place: (index * 7_919 + seed) % 10_007 }))
                .sort((a, b) => a.place - b.place)
                .map(({ each }) => each);
            const split = shuffled.flatMap(({ figures, dimensions }) => {
                const half = Object.fromEntries(Object.entries(figures).map(([name, count]) => [name, count / 2]));
                return [row(half, dimensions), row(half, { ...dimensions, senderType: 'Long Code' })];
            });
            const judge = (of: readonly Contribution[]) => judgeRoutes(of, [], TODAY, SETTINGS);
            assert.deepEqual(judge(shuffled), judge(rows));
            assert.deepEqual(judge(split), judge(rows));
        }),
        { numRuns: 50 },
    );
});
