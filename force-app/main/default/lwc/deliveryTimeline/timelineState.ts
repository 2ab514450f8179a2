import type { Entry } from 'c/timelineEntry';
import type { Page } from './timelineEntries';

/** What is shown: entries newest first, and the newest page that is known, of which some may be held back. */
export interface Timeline extends Page {
    readonly newest: Page;
}

const NOTHING: Page = { entries: [], hasMore: false };
export const EMPTY: Timeline = { ...NOTHING, newest: NOTHING };

const idsOf = (entries: readonly Entry[]): ReadonlySet<string> => new Set(entries.map(({ id }) => id));

/**
 * Takes the newest page in. With `hold`, messages that are not yet shown stay back and nothing moves, so that a reader
 * keeps the place; what is shown follows its news all the same.
 */
export function withNewest(timeline: Timeline, newest: Page, hold: boolean): Timeline {
    if (hold && timeline.entries.length > 0) return { ...updated(timeline, newest), newest };
    const shown = idsOf(timeline.entries);
    const isGap = newest.hasMore && !newest.entries.some(({ id }) => shown.has(id));
    if (isGap || !newest.hasMore) return { ...newest, newest }; // what is between both is not known, or there is nothing below
    const ids = idsOf(newest.entries);
    const end = newest.entries.at(-1)?.sortKey ?? '';
    const older = timeline.entries.filter(({ id, sortKey }) => !ids.has(id) && sortKey < end);
    return {
        entries: [...newest.entries, ...older],
        hasMore: older.length > 0 ? timeline.hasMore : newest.hasMore,
        newest,
    };
}

function updated({ entries, hasMore }: Timeline, newest: Page): Page {
    const news = new Map(newest.entries.map((entry) => [entry.id, entry]));
    return { entries: entries.map((entry) => news.get(entry.id) ?? entry), hasMore };
}

/** Messages that came while the reader was further down. */
export function heldCount({ entries, newest }: Timeline): number {
    const shown = idsOf(entries);
    return newest.entries.filter(({ id }) => !shown.has(id)).length;
}

/** Shows what was held back. */
export const released = (timeline: Timeline): Timeline => withNewest(timeline, timeline.newest, false);

export function withOlder(timeline: Timeline, older: Page): Timeline {
    const shown = idsOf(timeline.entries);
    const added = older.entries.filter(({ id }) => !shown.has(id));
    return { ...timeline, entries: [...timeline.entries, ...added], hasMore: older.hasMore };
}
