import { foldFigures } from './figures';
import type { Figures } from './figures';
import type { CountName, SummaryRow } from './summaryRow';

/** The rows of one value, which is null where the relay knows none. */
export interface Group {
    readonly value: string | null;
    readonly figures: Figures;
}

export type Dimension =
    'day' | 'campaignId' | 'channel' | 'provider' | 'carrier' | 'country' | 'senderType' | 'objectType' | 'location';

/** The largest group first; equal ones by name, so that an update does not shuffle them. */
export function groupBy(rows: readonly SummaryRow[], dimension: Dimension): Group[] {
    const groups = new Map<string | null, SummaryRow[]>();
    for (const row of rows) {
        const value = row[dimension];
        const group = groups.get(value);
        if (group) group.push(row);
        else groups.set(value, [row]);
    }
    return [...groups]
        .map(([value, members]) => ({ value, figures: foldFigures(members) }))
        .sort((a, b) => b.figures.messages - a.figures.messages || compareText(a.value, b.value));
}

export function compareText(a: string | null, b: string | null): number {
    return (a ?? '').localeCompare(b ?? '');
}

/** Every day of the range, also those without a message. */
export function trend(rows: readonly SummaryRow[], days: readonly string[]): { day: string; figures: Figures }[] {
    const byDay = new Map(groupBy(rows, 'day').map(({ value, figures }) => [value, figures]));
    const nothing = foldFigures([]);
    return days.map((day) => ({ day, figures: byDay.get(day) ?? nothing }));
}

/** Failure classes as the data has them, with the count that belongs to each. */
export const CLASS_COUNTS: readonly (readonly [string, CountName])[] = [
    ['Permanent', 'permanent'],
    ['Temporary', 'temporary'],
    ['Spam Filtered', 'spamFiltered'],
    ['Opted Out', 'optedOutFailures'],
    ['Configuration', 'configuration'],
    ['Unknown', 'unknownFailures'],
];

export interface ClassCount {
    readonly failureClass: string;
    readonly count: number;
}

export function failureClasses(rows: readonly SummaryRow[]): ClassCount[] {
    return CLASS_COUNTS.map(([failureClass, name]) => ({
        failureClass,
        count: rows.reduce((sum, { counts }) => sum + counts[name], 0),
    }))
        .filter(({ count }) => count > 0)
        .sort((a, b) => b.count - a.count);
}

export interface FailureCode {
    readonly provider: string | null;
    readonly code: string | null;
    readonly failureClass: string | null;
    readonly count: number;
}

/** A code means something only with its provider. */
export function failureCodes(rows: readonly SummaryRow[]): FailureCode[] {
    const found = new Map<string, FailureCode>();
    for (const { provider, codes } of rows) {
        for (const { code, failureClass, count } of codes) {
            const key = JSON.stringify([provider, code, failureClass]);
            const before = found.get(key)?.count ?? 0;
            found.set(key, { provider, code, failureClass, count: before + count });
        }
    }
    return [...found.values()].sort((a, b) => b.count - a.count || compareText(a.code, b.code));
}

export interface HeatRow {
    readonly country: string | null;
    readonly failed: number;
    /** By hour, 24 of them. */
    readonly cells: readonly { readonly messages: number; readonly failed: number }[];
}

const HOURS = 24;

/** Failures by UTC hour for each country, the country with the most first. */
export function failuresByHour(rows: readonly SummaryRow[]): HeatRow[] {
    const countries = [...new Set(rows.map(({ country }) => country))];
    return countries
        .map((country) => {
            const cells = Array.from({ length: HOURS }, () => ({ messages: 0, failed: 0 }));
            for (const { hour, messages, failed } of rows.flatMap((row) =>
                row.country === country ? row.hours : [],
            )) {
                const cell = cells[hour];
                if (!cell) continue;
                cell.messages += messages;
                cell.failed += failed;
            }
            return { country, failed: cells.reduce((sum, cell) => sum + cell.failed, 0), cells };
        })
        .sort((a, b) => b.failed - a.failed || compareText(a.country, b.country));
}
