/** Dates, date/times and times of day in their stored text forms. The running user's time zone is UTC. */
import { FormulaValueError } from './language.ts';

export const DAY = 86_400_000;

export function addDays(date: string, days: number): string {
    return dateOf(millisOf(date) + Math.trunc(days) * DAY);
}

export interface DateParts {
    readonly year: number;
    readonly month: number;
    readonly day: number;
}

export function dateOf(millis: number): string {
    return dateTimeOf(millis).slice(0, -14);
}

/** The latest moment of the year 9999; later ones cannot be stored. */
const LAST = Date.UTC(10_000, 0, 1) - 1;

export function dateTimeOf(millis: number): string {
    if (!(Math.abs(millis) <= LAST)) throw new FormulaValueError('The date is out of range');
    return new Date(millis).toISOString();
}

/** A moment as a date/time field keeps it. */
export function wholeSecond(millis: number): string {
    return dateTimeOf(Math.floor(millis / 1000) * 1000);
}

export function timeOf(millis: number): string {
    const inDay = ((millis % DAY) + DAY) % DAY;
    return new Date(inDay).toISOString().slice(11);
}

export function millisOf(dateOrDateTime: string): number {
    return Date.parse(dateOrDateTime.includes('T') ? dateOrDateTime : `${dateOrDateTime}T00:00:00.000Z`);
}

export function millisOfTime(time: string): number {
    return Date.parse(`1970-01-01T${time}`);
}

export function parts(date: string): DateParts {
    const at = new Date(millisOf(date));
    return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

export function daysInMonth(year: number, month: number): number {
    return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function makeDate(year: number, month: number, day: number): string {
    const valid = year >= 0 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    if (!valid) throw new FormulaValueError(`${year}-${month}-${day} is not a date`);
    const pad = (part: number, width: number): string => String(part).padStart(width, '0');
    return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** The last day of a month stays the last day: https://help.salesforce.com/s/articleView?id=sf.customize_functions_addmonths.htm (2026-11-21). */
export function addMonths(dateOrDateTime: string, months: number): string {
    const { year, month, day } = parts(dateOrDateTime);
    const total = year * 12 + (month - 1) + Math.trunc(months);
    const [newYear, newMonth] = [Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
    const lastDay = daysInMonth(newYear, newMonth);
    const newDay = day === daysInMonth(year, month) ? lastDay : Math.min(day, lastDay);
    return makeDate(newYear, newMonth, newDay) + dateOrDateTime.slice(10);
}
