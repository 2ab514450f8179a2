import { ledgerOf } from '../ledger';
import type { Fallback } from '../ledger';

const START = Date.UTC(2026, 6, 17, 12);
/** Sent after 95 seconds, in a window of 90; delivered after so many, or never. */
const fallback = (deliveredAfter: number | null, purpose = 'OTP'): Fallback => ({
    purpose,
    startedAt: START,
    dueAt: START + 90_000,
    fallbackAt: START + 95_000,
    deliveredAt: deliveredAfter === null ? null : START + deliveredAfter * 1_000,
});
const many = (...waits: (number | null)[]): Fallback[] => waits.map((wait) => fallback(wait));

describe('the ledger of what came after all', () => {
    it('suggests the shortest window that would have contacted the fewest people twice, and says whom it spares', () => {
        const [ledger] = ledgerOf(many(97, 104, 118, 121, 133, 5_000, null, null));
        expect(ledger).toEqual({
            purpose: 'OTP',
            fallbacks: 8,
            doubles: 6,
            window: 90,
            suggested: 140,
            spared: 5,
            isThin: false,
        });
    });

    it('is right by counting: no window up to ten minutes leaves fewer, and no shorter one as few', () => {
        for (const seed of [1, 2, 3, 4, 5, 6]) {
            const waits = Array.from({ length: 12 }, (_, index) => 96 + ((index * 7919 * seed) % 800));
            const suggested = ledgerOf(many(...waits))[0]?.suggested;
            const left = (window: number): number => waits.filter((wait) => wait > window).length;
            const windows = Array.from({ length: 52 }, (_, index) => 90 + index * 10).filter((window) => window <= 600);
            const least = Math.min(...windows.map(left));
            expect(suggested).toBe(windows.find((window) => left(window) === least));
        }
    });

    it('suggests nothing from thin evidence, nor where no window helps', () => {
        expect(ledgerOf(many(97, 104, 118, 121, null))[0]).toMatchObject({ isThin: true, suggested: null });
        const hopeless = many(700, 800, 900, 1_000, 2_000);
        expect(ledgerOf(hopeless)[0]).toMatchObject({ isThin: false, suggested: null, doubles: 5 });
    });

    it('counts only what came after the fallback, each purpose by itself, that with the most doubles first', () => {
        const [first, second] = ledgerOf([...many(80, null), fallback(99, 'Donation')]);
        expect(first).toMatchObject({ purpose: 'Donation', doubles: 1 });
        expect(second).toMatchObject({ purpose: 'OTP', fallbacks: 2, doubles: 0 });
    });
});
