import { dayOf } from 'c/zonedDays';
import type { Item } from './activities';
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
    readonly items: readonly Item[];
}

/** Items by the reader's calendar days, in the order given. */
export function dayGroups(items: readonly Item[], now: number): DayGroup[] {
    const groups: { day: string; items: Item[] }[] = [];
    for (const item of items) {
        const day = item.occurredAt ? dayOf(Date.parse(item.occurredAt)) : '';
        const last = groups.at(-1);
        if (last?.day === day) last.items.push(item);
        else groups.push({ day, items: [item] });
    }
    const today = dayOf(now);
    const names = new Map([
        [today, LABELS.today],
        [dayOf(now - DAY_MS), LABELS.yesterday],
    ]);
    return groups.map(({ day, items: ofDay }) => ({
        day,
        name: names.get(day) ?? '',
        at: ofDay[0]?.occurredAt ?? null,
        year: day.slice(0, 4) === today.slice(0, 4) ? undefined : 'numeric',
        items: ofDay,
    }));
}
