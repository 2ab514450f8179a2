import { assert, array, constantFrom, date, double, integer, option, property, record } from 'fast-check';
import {
    countryVerdict,
    deliveryRate,
    failureClasses,
    failureCodes,
    failuresByHour,
    findingOf,
    foldFigures,
    groupBy,
    percentile,
    readRows,
    verdictOf,
} from 'c/deliveryFigures';
import type { Dimension, Figures, SummaryRow } from 'c/deliveryFigures';

/*
 * The independent model: messages, counted one by one. The rows are made of them as the relay's documentation says, in
 * groups that the model never looks at.
 */
const STATUSES = {
    Scheduled: 'scheduled',
    Queued: 'queued',
    Sent: 'sent',
    Unconfirmed: 'unconfirmed',
    Unknown: 'unknown',
    Delivered: 'delivered',
    Failed: 'failed',
    Undelivered: 'undelivered',
    Rejected: 'rejected',
    Expired: 'expired',
    Canceled: 'canceled',
    None: 'noStatus',
} as const;
type Status = keyof typeof STATUSES;
const FAILED: readonly Status[] = ['Failed', 'Undelivered', 'Rejected', 'Expired'];
const NOT_SENT: readonly Status[] = ['Scheduled', 'Queued', 'Canceled', 'None'];

const anyMessage = record({
    status: constantFrom(...(Object.keys(STATUSES) as Status[])),
    country: option(constantFrom('GB', 'DE', 'US')),
    provider: constantFrom('twilio', 'sinch'),
    code: constantFrom('30003', '30005', ''),
    hour: integer({ min: 0, max: 23 }),
    seconds: double({ min: 0.2, max: 90_000, noNaN: true }),
    isEngaged: constantFrom(true, false),
    isConfirmed: constantFrom(true, false),
    price: option(integer({ min: 1, max: 90_000 })),
    segments: integer({ min: 0, max: 4 }),
    day: date({ min: new Date('2026-11-01'), max: new Date('2026-11-05'), noInvalidDate: true }),
});
type Message = typeof anyMessage extends { generate(...a: never[]): { value: infer M } } ? M : never;
const messages = array(anyMessage, { maxLength: 60 });

const isFailed = ({ status }: Message): boolean => FAILED.includes(status);
const isCredited = ({ status, isEngaged, isConfirmed }: Message): boolean =>
    status === 'Delivered' && isConfirmed && isEngaged;
const dayOf = ({ day }: Message): string => day.toISOString().slice(0, 10);

/** The first bucket whose end is not before it, found by counting up. */
function bucketOf(seconds: number): number {
    let bucket = 0;
    for (let end = 0.1; end < seconds; end *= 1.1) bucket += 1;
    return bucket;
}

/** One row for each message: the finest split there is. */
const cell = (value: unknown): { value: unknown } => ({ value });
function nodeOf(message: Message): never {
    const failed = isFailed(message);
    const node: Record<string, unknown> = {
        Id: 'a01000000000001AAA',
        day: cell(dayOf(message)),
        provider: cell(message.provider),
        country: cell(message.country),
        currency: cell(message.price === null ? null : 'USD'),
        cost: cell((message.price ?? 0) / 1_000_000),
        failedCost: cell(failed ? (message.price ?? 0) / 1_000_000 : 0),
        segments: cell(message.segments),
        failedSegments: cell(failed ? message.segments : 0),
        total: cell(1),
        [STATUSES[message.status]]: cell(1),
        engaged: cell(message.isEngaged ? 1 : 0),
        credited: cell(isCredited(message) ? 1 : 0),
        permanent: cell(failed && message.code === '30005' ? 1 : 0),
        temporary: cell(failed && message.code !== '30005' ? 1 : 0),
        codes: cell(
            JSON.stringify(
                failed
                    ? [{ code: message.code, class: message.code === '30005' ? 'Permanent' : 'Temporary', count: 1 }]
                    : [],
            ),
        ),
        hours: cell(JSON.stringify([[message.hour, 1, message.status === 'Delivered' ? 1 : 0, failed ? 1 : 0]])),
        latency: cell(JSON.stringify(message.status === 'Delivered' ? [[bucketOf(message.seconds), 1]] : [])),
    };
    return node as never; // the shape of the answer
}

const rowsOf = (from: readonly Message[]): SummaryRow[] => readRows(from.map(nodeOf));

describe('the figures of a set of totals', () => {
    it('are those of the messages, counted one by one', () => {
        assert(
            property(messages, (all) => {
                const figures = foldFigures(rowsOf(all));
                const count = (is: (message: Message) => boolean): number => all.filter(is).length;
                expect(figures.messages).toBe(all.length);
                expect(figures.sent).toBe(count(({ status }) => !NOT_SENT.includes(status)));
                expect(figures.delivered).toBe(count(({ status }) => status === 'Delivered'));
                expect(figures.failed).toBe(count(isFailed));
                expect(figures.engaged).toBe(count(({ isEngaged }) => isEngaged));
                expect(figures.credited).toBe(count(isCredited));
                const segments = (of: readonly Message[]): number => of.reduce((sum, one) => sum + one.segments, 0);
                expect(figures.segments).toBe(segments(all));
                expect(figures.failedSegments).toBe(segments(all.filter(isFailed)));
                expect(figures.unknown).toBe(count(({ status }) => status === 'Unknown'));
                expect(figures.open).toBe(count(({ status }) => status === 'Sent'));
                const rate = deliveryRate(figures);
                expect(rate).toBe(figures.sent === 0 ? null : (figures.delivered / figures.sent) * 100);
            }),
        );
    });

    it('are the same however the messages are split into rows, and add up over any dimension', () => {
        assert(
            property(messages, constantFrom<Dimension>('country', 'provider', 'day'), (all, dimension) => {
                const whole = foldFigures(rowsOf(all));
                const parts = groupBy(rowsOf(all), dimension);
                const names = ['messages', 'sent', 'delivered', 'failed', 'engaged'] as const;
                for (const name of names) {
                    expect(parts.reduce((sum, { figures }) => sum + figures[name], 0)).toBe(whole[name]);
                }
                expect(new Set(parts.map(({ value }) => value)).size).toBe(parts.length);
            }),
        );
    });

    it('cost what the priced messages cost, for those of them that were delivered', () => {
        assert(
            property(messages, (all) => {
                const priced = all.filter(({ price }) => price !== null);
                const [cost] = foldFigures(rowsOf(all)).costs;
                expect(cost === undefined).toBe(priced.length === 0);
                if (!cost) return;
                expect(cost.amount).toBeCloseTo(
                    priced.reduce((sum, { price }) => sum + (price ?? 0), 0) / 1_000_000,
                    9,
                );
                expect(cost.delivered).toBe(priced.filter(({ status }) => status === 'Delivered').length);
                expect(cost.credited).toBe(priced.filter(isCredited).length);
                const lost = priced.filter(isFailed).reduce((sum, { price }) => sum + (price ?? 0), 0);
                expect(cost.failed).toBeCloseTo(lost / 1_000_000, 9);
            }),
        );
    });

    it('name failures by class, by code with its provider, and by hour, each as often as it happened', () => {
        assert(
            property(messages, (all) => {
                const failures = all.filter(isFailed);
                const rows = rowsOf(all);
                expect(failureClasses(rows).reduce((sum, { count }) => sum + count, 0)).toBe(failures.length);
                for (const { provider, code, count } of failureCodes(rows)) {
                    expect(count).toBe(failures.filter((one) => one.provider === provider && one.code === code).length);
                }
                expect(failureCodes(rows).reduce((sum, { count }) => sum + count, 0)).toBe(failures.length);
                for (const { country, cells } of failuresByHour(rows)) {
                    const there = all.filter((one) => one.country === country);
                    const inHour = (hour: number): Message[] => there.filter((each) => each.hour === hour);
                    const counted = Array.from({ length: 24 }, (_, hour) => ({
                        messages: inHour(hour).length,
                        failed: inHour(hour).filter(isFailed).length,
                    }));
                    expect(cells).toEqual(counted);
                }
            }),
        );
    });
});

describe('percentiles of merged histograms', () => {
    it('are within five percent of those of the times themselves', () => {
        assert(
            property(array(anyMessage, { minLength: 1, maxLength: 60 }), constantFrom(0.5, 0.95, 1), (all, part) => {
                const delivered = all.map((one) => ({ ...one, status: 'Delivered' as const }));
                const times = delivered.map(({ seconds }) => seconds).sort((a, b) => a - b);
                const exact = times[Math.ceil(times.length * part) - 1] ?? NaN;
                const read = percentile(foldFigures(rowsOf(delivered)).latency, part) ?? NaN;
                expect(Math.abs(read - exact) / exact).toBeLessThan(0.0501);
            }),
        );
    });

    it('are none without a delivery', () => {
        expect(percentile(new Map(), 0.5)).toBeNull();
        expect(percentile(new Map([[3, 0]]), 0.5)).toBeNull();
    });
});

describe('the verdict on a rate', () => {
    it.each([
        [100, 'good'],
        [95, 'good'],
        [94.999, 'watch'],
        [90, 'watch'],
        [89.999, 'flagged'],
        [0, 'flagged'],
        [null, 'none'],
    ] as const)('%s percent is %s', (rate, verdict) => {
        expect(verdictOf(rate)).toBe(verdict);
    });
});

describe('the verdict on the rate of a country', () => {
    it.each([
        ['GB', 96, 'good', 88.8],
        ['GB', 88.8, 'watch', 88.8],
        ['GB', 88.7, 'flagged', 88.8],
        ['GB', null, 'none', 88.8],
        ['FR', 89, 'flagged', undefined],
        [null, 92, 'watch', undefined],
    ] as const)('of %s at %s percent is %s', (country, rate, verdict, benchmark) => {
        expect(countryVerdict(country, rate)).toEqual({ verdict, benchmark });
    });
});

describe('where to look', () => {
    const figures = (part: Partial<Figures>): Figures => ({ ...foldFigures([]), messages: 100, sent: 100, ...part });

    it('is the message, when it arrives and moves nobody', () => {
        expect(findingOf(figures({ delivered: 98, engaged: 2 }))).toBe('message');
        expect(findingOf(figures({ delivered: 98, engaged: 20 }))).toBe('none');
    });

    it('is the way, when few arrive, whatever those do', () => {
        expect(findingOf(figures({ delivered: 80, failed: 20, engaged: 60 }))).toBe('infrastructure');
    });

    it('is not known while receipts that could still make it good are to come', () => {
        expect(findingOf(figures({ delivered: 40, open: 58, failed: 2 }))).toBe('waiting');
        expect(findingOf(figures({ delivered: 40, open: 20, failed: 40 }))).toBe('infrastructure');
    });

    it('is nowhere when nothing was sent', () => {
        expect(findingOf(foldFigures([]))).toBe('none');
    });
});

describe('rows of totals', () => {
    it('that somebody wrote over by hand read as empty where they make no sense', () => {
        const node = {
            Id: 'a01000000000001AAA',
            total: cell(3),
            codes: cell('{'),
            hours: cell('[7]'),
            latency: cell('""'),
        };
        const [row] = readRows([node as never]);
        expect(row).toMatchObject({ codes: [], hours: [] });
        expect(row!.latency.size).toBe(0);
    });

    it('that have lost all their messages say nothing', () => {
        expect(readRows([{ Id: 'a01000000000001AAA', total: cell(0) } as never])).toEqual([]);
    });
});
