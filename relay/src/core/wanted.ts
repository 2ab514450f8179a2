/** Which reports a source wants: the others are journaled and answered, and change nothing. */
import type { DeliveryReport } from './ports.ts';
import type { DeliveryStatus } from './vocabulary.ts';

/** As providers name them when a webhook is registered. */
export const REPORT_EVENTS = [
    ...(['queued', 'sent', 'delivered', 'failed', 'expired'] as const),
    ...(['rejected', 'canceled', 'unknown', 'engagement'] as const),
] as const;
export type ReportEvent = (typeof REPORT_EVENTS)[number];

/** Unconfirmed is the relay's own, no provider's. */
const EVENT_OF: Readonly<Record<Exclude<DeliveryStatus, 'Unconfirmed'>, ReportEvent>> = {
    ...({ Scheduled: 'queued', Queued: 'queued', Sent: 'sent', Delivered: 'delivered' } as const),
    ...({ Undelivered: 'failed', Failed: 'failed', Expired: 'expired', Rejected: 'rejected' } as const),
    ...({ Canceled: 'canceled', Unknown: 'unknown' } as const),
};

/** What a person has asked for is heard, whatever a source wants. */
const ALWAYS: ReadonlySet<string | null> = new Set(['Opted Out', 'Opted In', 'Complained']);

type Told = Pick<DeliveryReport, 'status' | 'engagement' | 'failureClass'>;

/** A report that says neither is of a word that Landed does not know: it is kept, so that it is counted and seen. */
export function isWanted(events: readonly ReportEvent[] | undefined, report: Told): boolean {
    const { status, engagement, failureClass } = report;
    if (events === undefined || ALWAYS.has(engagement) || ALWAYS.has(failureClass)) return true;
    if (status === null || status === 'Unconfirmed') return engagement === null || events.includes('engagement');
    return events.includes(EVENT_OF[status]);
}
