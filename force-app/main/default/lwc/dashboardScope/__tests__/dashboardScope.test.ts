import { addDays, BLANK, choicesOf, daysIn, narrow, NO_FILTERS, rangeOf, scopeOf } from 'c/dashboardScope';
import type { Filters } from 'c/dashboardScope';
import type { SummaryRow } from 'c/deliveryFigures';

const NOW = new Date('2026-03-01T00:30:00Z');
const filters = (part: Partial<Filters>): Filters => ({ ...NO_FILTERS, ...part });

describe('the days of the dashboard', () => {
    it.each([
        [filters({ preset: 'today' }), '2026-03-01', '2026-03-01', 1],
        [filters({ preset: '7' }), '2026-02-23', '2026-03-01', 7],
        [filters({ preset: '30' }), '2026-01-31', '2026-03-01', 30],
        [filters({ preset: 'custom', from: '2026-02-27', to: '2026-03-01' }), '2026-02-27', '2026-03-01', 3],
        [filters({ preset: 'custom', from: '2026-03-01', to: '2026-02-27' }), '2026-02-27', '2026-03-01', 3],
        [filters({ preset: 'custom' }), '2026-01-31', '2026-03-01', 30],
        [filters({ preset: 'custom', from: '2010-01-01', to: '2026-03-01' }), '2025-03-01', '2026-03-01', 366],
    ])('are %j', (chosen, from, to, count) => {
        const range = rangeOf(chosen, NOW);
        expect(range).toEqual({ from, to });
        const days = daysIn(range);
        expect(days).toHaveLength(count);
        expect(days.at(-1)).toBe(to);
    });

    it('follow the calendar', () => {
        expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
        expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    });
});

describe('filters', () => {
    const row = (country: string | null, channel: string): SummaryRow => ({ country, channel }) as SummaryRow;
    const rows = [row('GB', 'SMS'), row(null, 'SMS'), row('DE', 'Email')];

    it('narrow by all that is chosen, also by what is not known', () => {
        expect(narrow(rows, NO_FILTERS)).toEqual(rows);
        expect(narrow(rows, filters({ country: BLANK }))).toEqual([rows[1]]);
        expect(narrow(rows, filters({ country: 'GB', channel: 'Email' }))).toEqual([]);
    });

    it('offer what there is', () => {
        expect(choicesOf(rows, 'country')).toEqual([BLANK, 'DE', 'GB']);
    });

    it('say which messages lie behind the figures', () => {
        const range = { from: '2026-02-23', to: '2026-03-01' };
        expect(scopeOf(filters({ country: BLANK, channel: 'SMS', campaignId: '701' }), range)).toEqual({
            ...range,
            campaignId: '701',
            country: null,
            channel: 'SMS',
        });
    });
});
