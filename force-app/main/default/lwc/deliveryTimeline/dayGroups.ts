import type { Entry } from 'c/timelineEntry';
import { dayOf } from 'c/zonedDays';
import { LABELS } from './labels';

const DAY_MS = 86_400_000;

export interface DayGroup {
    readonly day: string;
    /** `Today` and `Yesterday`; else empty, and the date stands for itself. */
    readonly name: string;
    /** A moment of that day. */
    readonly at: string | null;
    /** Only given where it is not this year. */
    readonly year: 'numeric' | undefined;
    readonly entries: readonly Entry[];
}

/** Entries by the reader's calendar days, in the order given. */
export function dayGroups(entries: readonly Entry[], now: number): DayGroup[] {
    const groups: { day: string; entries: Entry[] }[] = [];
    for (const entry of entries) {
        const day = entry.occurredAt ? dayOf(Date.parse(entry.occurredAt)) : '';
        const last = groups.at(-1);
        if (last?.day === day) last.entries.push(entry);
        else groups.push({ day, entries: [entry] });
    }
    const today = dayOf(now);
    const names = new Map([
        [today, LABELS.today],
        [dayOf(now - DAY_MS), LABELS.yesterday],
    ]);
    return groups.map(({ day, entries: ofDay }) => ({
        day,
        name: names.get(day) ?? '',
        at: ofDay[0]?.occurredAt ?? null,
        year: day.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric',
        entries: ofDay,
    }));
}
