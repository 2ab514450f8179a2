import { latenciesOf } from '../latencies';

const NOW = Date.UTC(2026, 6, 17, 12);
const MINUTE = 60_000;
const times = (provider: string, hop: string, ...buckets: (readonly [number, number])[]): object => ({
    ...{ provider, hop, buckets },
});
const relay = (minutesAgo: number, ...all: object[]) => ({
    lastSeenAt: NOW - minutesAgo * MINUTE,
    text: JSON.stringify(all),
});
/** Where the middle of such a bucket is, in seconds. */
const middle = (bucket: number): number => (0.1 * 1.1 ** bucket * (1 + 1 / 1.1)) / 2;

describe('what reports take', () => {
    it('is taken from the sum of what all relays measured, not from their percentiles', () => {
        // Each relay by itself would say that half of them took long.
        const [first, ...others] = latenciesOf(
            [relay(1, times('bsr', 'whole', [20, 98])), relay(2, times('bsr', 'whole', [20, 1], [64, 2]))],
            NOW,
        );
        expect(others).toEqual([]);
        expect(first?.whole?.count).toBe(101);
        expect(first?.whole?.half).toBeCloseTo(middle(20));
        expect(first?.whole?.nearlyAll).toBeCloseTo(middle(64));
        expect(first?.isOver).toBe(true);
    });

    it('stands with the hops in the order of the way, and who is over the objective first', () => {
        const bsr = [
            times('bsr', 'confirmed', [30, 1]),
            times('bsr', 'whole', [50, 9]),
            times('bsr', 'reported', [9, 9]),
        ];
        const found = latenciesOf(
            [relay(1, ...bsr, times('twilio', 'whole', [63, 5]), times('sinch', 'reported', [80, 1]))],
            NOW,
        );
        expect(found.map(({ provider, isOver }) => [provider, isOver])).toEqual([
            ['twilio', true],
            ['bsr', false],
            ['sinch', false],
        ]);
        expect(found[1]?.hops.map(({ hop }) => hop)).toEqual(['reported', 'confirmed']);
        expect(found[2]?.whole).toBeNull();
    });

    it('leaves out what was told more than an hour ago, or cannot be read', () => {
        const old = relay(61, times('bsr', 'whole', [1, 1]));
        const broken = { lastSeenAt: NOW, text: '[{"provider":' };
        expect(
            latenciesOf([old, broken, { lastSeenAt: null, text: null }, { lastSeenAt: NOW, text: null }], NOW),
        ).toEqual([]);
    });
});
