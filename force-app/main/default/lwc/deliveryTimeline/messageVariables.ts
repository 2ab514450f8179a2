import { CHANNELS } from 'c/channelWords';
import { STATUS_GROUPS } from 'c/timelineFilters';
import type { Filters } from 'c/timelineFilters';
import { startOfDay } from 'c/zonedDays';

export interface MessageVariables {
    readonly recordId: string;
    readonly channels: readonly string[];
    readonly anyChannel: string | null;
    readonly statuses: readonly string[];
    readonly anyStatus: string | null;
    readonly from: string;
    readonly before: string;
}

/** Sort keys begin with a time in UTC, `2026-11-21 10:00:04Z`, so these lie before and after all of them. */
const BEGINNING = '0';
const END = '9';

/**
 * The variables of one page: up to twenty messages below `before`. A condition that should not narrow is met by every
 * row through its `any…` half, which names the record itself; null there matches no row of the record.
 */
export function messageVariables(recordId: string, filters: Filters, before: string | null): MessageVariables {
    const { channel, statusGroup, from, to } = filters;
    return {
        recordId,
        channels: channel === '' ? CHANNELS : [channel],
        anyChannel: channel === '' ? recordId : null,
        statuses: STATUS_GROUPS[statusGroup] ?? Object.values(STATUS_GROUPS).flat(),
        anyStatus: statusGroup in STATUS_GROUPS ? null : recordId,
        from: from === '' ? BEGINNING : sortKeyAt(startOfDay(from)),
        before: before ?? (to === '' ? END : sortKeyAt(startOfDay(to, 1))),
    };
}

function sortKeyAt(instant: Date): string {
    return instant.toISOString().slice(0, 19).replace('T', ' ');
}
