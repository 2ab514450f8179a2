import type { SummaryRow } from 'c/deliveryFigures';
import type { SummaryAnswer } from 'c/summaryPage';

/** A page of totals that was asked for, and its rows when they are there. */
export interface Page {
    readonly key: string;
    readonly after: string | null;
    readonly rows?: readonly SummaryRow[];
    readonly next?: string | null;
}

/** Pages of 2,000 rows. More than that many is not read: the dashboard says so instead. */
export const MOST_PAGES = 5;

export const firstPage = (question: string): Page[] => [{ key: `${question} 0`, after: null }];

/** What the pages are after one of them has answered: the next is asked for, and those behind the last go. */
export function withAnswer(pages: readonly Page[], key: string, { rows = [], next = null }: SummaryAnswer): Page[] {
    const index = pages.findIndex((page) => page.key === key);
    const answered = pages[index];
    if (!answered) return [...pages]; // of a question that nobody asks any more
    const upToIt = [...pages.slice(0, index), { ...answered, rows, next }];
    if (next === null || upToIt.length === MOST_PAGES) return upToIt;
    const following = pages.slice(index + 1);
    if (following[0]?.after === next) return [...upToIt, ...following];
    const question = key.slice(0, key.lastIndexOf(' '));
    return [...upToIt, { key: `${question} ${index + 1}`, after: next }];
}

export const rowsOf = (pages: readonly Page[]): SummaryRow[] => pages.flatMap(({ rows }) => rows ?? []);

export const isComplete = (pages: readonly Page[]): boolean => pages.every(({ rows }) => rows !== undefined);

/** More rows than are read: what is shown is not all. */
export const isCut = (pages: readonly Page[]): boolean =>
    pages.length === MOST_PAGES && typeof pages.at(-1)?.next === 'string';
