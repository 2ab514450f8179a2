/** How the reader narrowed the timeline; an empty text means everything. Dates are days of the reader's calendar. */
export interface Filters {
    readonly channel: string;
    readonly statusGroup: string;
    readonly from: string;
    readonly to: string;
}

export const NO_FILTERS: Filters = { channel: '', statusGroup: '', from: '', to: '' };

/** What the reader asks by; each status is in one group. */
export const STATUS_GROUPS: Readonly<Record<string, readonly string[]>> = {
    waiting: ['Scheduled', 'Queued', 'Sent', 'Unconfirmed'],
    delivered: ['Delivered'],
    failed: ['Expired', 'Failed', 'Undelivered', 'Rejected'],
    unclear: ['Unknown', 'Canceled'],
};

export const isNarrowed = (filters: Filters): boolean => Object.values(filters).some((value) => value !== '');
