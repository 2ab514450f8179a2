import type { SummaryRow } from 'c/deliveryFigures';

export const PRESETS = ['today', '7', '30', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

/** What the reader chose; an empty text does not narrow. */
export interface Filters {
    readonly preset: Preset;
    readonly from: string;
    readonly to: string;
    readonly campaignId: string;
    readonly channel: string;
    readonly provider: string;
    readonly country: string;
    readonly objectType: string;
}

export const NO_FILTERS: Filters = {
    preset: '30',
    from: '',
    to: '',
    campaignId: '',
    channel: '',
    provider: '',
    country: '',
    objectType: '',
};

/** The filters that rows are narrowed by after they were read. */
export const NARROWING = ['channel', 'provider', 'country', 'objectType'] as const;
export type Narrowing = (typeof NARROWING)[number];

/** Stands in a filter for rows in which the relay knows no value. */
export const BLANK = '(blank)';

/** UTC days as the totals have them, both included. */
export interface DayRange {
    readonly from: string;
    readonly to: string;
}

const DAY_MS = 86_400_000;
/** A year and a day; a longer range is cut at its beginning. */
const MOST_DAYS = 366;

export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

export function addDays(day: string, count: number): string {
    return dayOf(new Date(Date.parse(day) + count * DAY_MS));
}

export function rangeOf({ preset, from, to }: Filters, now: Date): DayRange {
    const today = dayOf(now);
    if (preset === 'custom') {
        const end = to === '' ? today : to;
        const start = from === '' ? addDays(end, -29) : from;
        const [first, last] = start <= end ? [start, end] : [end, start];
        const earliest = addDays(last, 1 - MOST_DAYS);
        return { from: first < earliest ? earliest : first, to: last };
    }
    return { from: preset === 'today' ? today : addDays(today, 1 - Number(preset)), to: today };
}

export function daysIn({ from, to }: DayRange): string[] {
    const days: string[] = [];
    for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
    return days;
}

const wanted = (filter: string): string | null => (filter === BLANK ? null : filter);

export function narrow(rows: readonly SummaryRow[], filters: Filters): SummaryRow[] {
    const chosen = NARROWING.filter((name) => filters[name] !== '');
    return rows.filter((row) => chosen.every((name) => row[name] === wanted(filters[name])));
}

/** What there is to choose from, in order. */
export function choicesOf(rows: readonly SummaryRow[], name: Narrowing): string[] {
    return [...new Set(rows.map((row) => row[name] ?? BLANK))].sort((a, b) => a.localeCompare(b));
}
