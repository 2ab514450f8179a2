import { BLANK, NARROWING } from './filters';
import type { DayRange, Filters } from './filters';

/** Null wants the blank ones; absent wants all. */
type Wanted = string | null | undefined;

/** Which messages lie behind a figure. */
export interface MessageScope extends DayRange {
    readonly campaignId?: Wanted;
    readonly channel?: Wanted;
    readonly provider?: Wanted;
    readonly country?: Wanted;
    readonly carrier?: Wanted;
    readonly senderType?: Wanted;
    readonly objectType?: Wanted;
    readonly location?: Wanted;
    /** With the location "Other": those that it does not stand for. */
    readonly listedLocations?: readonly string[];
    readonly failureClass?: Wanted;
    readonly errorCode?: Wanted;
    /** The UTC hour of the first report. */
    readonly hour?: number | undefined;
    readonly statuses?: readonly string[] | undefined;
    readonly isEngaged?: boolean;
    /** By the phone, mailbox or device itself. */
    readonly isConfirmed?: boolean;
    readonly isOptedOut?: boolean;
}

/** What the relay counts every location as that it does not list. */
export const OTHER_LOCATIONS = 'Other';

export const FAILED_STATUSES: readonly string[] = ['Failed', 'Undelivered', 'Rejected', 'Expired'];
export const SENT_STATUSES: readonly string[] = ['Sent', 'Unconfirmed', 'Unknown', 'Delivered', ...FAILED_STATUSES];
export const STATUSES: readonly string[] = ['Scheduled', 'Queued', ...SENT_STATUSES, 'Canceled'];

export function scopeOf(filters: Filters, range: DayRange): MessageScope {
    const chosen = NARROWING.filter((name) => filters[name] !== '');
    return {
        ...range,
        ...(filters.campaignId === '' ? {} : { campaignId: filters.campaignId }),
        ...Object.fromEntries(chosen.map((name) => [name, filters[name] === BLANK ? null : filters[name]])),
    };
}
