import TIME_ZONE from '@salesforce/i18n/timeZone';

const DAY_MS = 86_400_000;

/** Swedish writes dates as ISO 8601 does. */
const calendar = new Intl.DateTimeFormat('sv', { timeZone: TIME_ZONE, dateStyle: 'short', timeStyle: 'medium' });

/** The day of an instant in the reader's time zone: `2026-11-21`. */
export const dayOf = (instant: number): string => calendar.format(instant).slice(0, 10);

/** The first instant of a day in the reader's time zone, some days later. */
export function startOfDay(day: string, daysLater = 0): Date {
    const asUtc = Date.parse(`${day}T00:00:00Z`) + daysLater * DAY_MS;
    const guess = asUtc - offsetAt(asUtc);
    return new Date(asUtc - offsetAt(guess)); // once more, as the clocks may change in between
}

/** How far the reader's clock is ahead of UTC. */
function offsetAt(instant: number): number {
    return Date.parse(`${calendar.format(instant).replace(' ', 'T')}Z`) - instant;
}
