/**
 * SOQL's date literals as half-open ranges of days, in the user's time zone, which is GMT here. Weeks start on Sunday.
 * https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_dateformats.htm (2026-11-21)
 */
export interface DayRange {
    readonly start: Date;
    /** The first day after the range. */
    readonly end: Date;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
const DAY = 86_400_000;

/** Undefined for a literal that there is not. The fiscal year is the calendar's, the standard. */
export function dateLiteralRange(name: string, now: number): DayRange | undefined {
    const literal = name.replace(/FISCAL_(?=QUARTER|YEAR)/, '');
    const today = startOf('DAY', new Date(now));
    const days = simpleDays(literal, today);
    if (days) return days;
    const relative = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(literal);
    if (relative) {
        const unit = relative[2] as Unit; // one of the four units that the pattern lists
        const offset = relative[1] === 'LAST' ? -1 : relative[1] === 'NEXT' ? 1 : 0;
        return units(unit, today, offset, offset + 1);
    }
    return countedRange(literal, today);
}

function simpleDays(literal: string, today: Date): DayRange | undefined {
    switch (literal) {
        case 'YESTERDAY':
            return units('DAY', today, -1, 0);
        case 'TODAY':
            return units('DAY', today, 0, 1);
        case 'TOMORROW':
            return units('DAY', today, 1, 2);
        case 'LAST_90_DAYS':
            return units('DAY', today, -90, 1);
        case 'NEXT_90_DAYS':
            return units('DAY', today, 1, 91);
        default:
            return undefined;
    }
}

function countedRange(literal: string, today: Date): DayRange | undefined {
    const match = /^(LAST_N|NEXT_N|N)_(DAY|WEEK|MONTH|QUARTER|YEAR)S(_AGO)?:(\d+)$/.exec(literal);
    if (!match || (match[1] === 'N') !== (match[3] !== undefined)) return undefined;
    const unit = match[2] as Unit; // one of the five units that the pattern lists
    const count = Number(match[4]);
    if (match[1] === 'N') return units(unit, today, -count, -count + 1);
    if (match[1] === 'NEXT_N') return units(unit, today, 1, count + 1);
    // "For the day range, the current day is included"; weeks, months, quarters and years end before the current one.
    return units(unit, today, -count, unit === 'DAY' ? 1 : 0);
}

function units(unit: Unit, today: Date, from: number, to: number): DayRange {
    const start = startOf(unit, today);
    return { start: shift(unit, start, from), end: shift(unit, start, to) };
}

function startOf(unit: Unit, date: Date): Date {
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth();
    switch (unit) {
        case 'DAY':
            return new Date(Date.UTC(year, month, date.getUTCDate()));
        case 'WEEK':
            return new Date(Date.UTC(year, month, date.getUTCDate() - date.getUTCDay()));
        case 'MONTH':
            return new Date(Date.UTC(year, month, 1));
        case 'QUARTER':
            return new Date(Date.UTC(year, month - (month % 3), 1));
        case 'YEAR':
            return new Date(Date.UTC(year, 0, 1));
    }
}

function shift(unit: Unit, start: Date, by: number): Date {
    if (unit === 'DAY') return new Date(start.getTime() + by * DAY);
    if (unit === 'WEEK') return new Date(start.getTime() + by * 7 * DAY);
    const months = { MONTH: 1, QUARTER: 3, YEAR: 12 }[unit];
    return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + by * months, 1));
}
