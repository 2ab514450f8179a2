import { assert, double, integer, property } from 'fast-check';
import { costText, countText, dayText, percentText, secondsText } from 'c/figureText';

describe('figures as people read them', () => {
    it('are grouped as in the locale of the reader', () => {
        expect(countText(1_234_567)).toBe('1,234,567');
        expect(dayText('2026-11-25')).toBe('Nov 25');
    });

    it('never look better than they are', () => {
        expect(percentText(94.96)).toBe('94.9\u00A0%');
        assert(
            property(double({ min: 0, max: 100, noNaN: true }), (percent) => {
                expect(Number.parseFloat(percentText(percent))).toBeLessThanOrEqual(percent + 1e-9);
            }),
        );
    });

    it('stay with their unit on one line', () => {
        assert(
            property(integer({ min: 0, max: 1_000_000 }), (seconds) => {
                expect(secondsText(seconds)).not.toContain(' ');
                expect(percentText(seconds % 101)).not.toContain(' ');
            }),
        );
    });

    it('are none where nothing is known', () => {
        expect([percentText(null), secondsText(null)]).toEqual(['c.Campaign_No_Figure', 'c.Campaign_No_Figure']);
    });

    it('carry their currency, also one that nobody knows', () => {
        expect(costText(0.0412, 'GBP')).toBe('£0.0412');
        expect(costText(59.1634, 'GBP')).toBe('£59.16');
        expect(costText(2, 'no currency')).toBe('2.00 no currency');
    });
});
