/** Times that a provider cannot mean: the report counts, and the time does not. Pure. */
import type { DeliveryReport } from './ports.ts';

const HOUR_MS = 3_600_000;
/** A provider's clock may be ahead of ours, and a zone that it does not name an hour off; no more. */
const AHEAD_MS = HOUR_MS;
/** Before any of these providers sent anything: a zero, or a year that was cut off. */
const FIRST = Date.UTC(2000, 0, 1);
const TIMES = ['occurredAt', 'queuedAt', 'sentAt', 'deliveredAt'] as const;

type Time = (typeof TIMES)[number];

/** When the message began, as the report itself tells, if it does. */
function begunAt({ queuedAt, sentAt }: DeliveryReport): number {
    const times = [queuedAt, sentAt].flatMap((time) => (time === null ? [] : [Date.parse(time)]));
    const known = times.filter((time) => time >= FIRST);
    return known.length === 0 ? FIRST : Math.min(...known);
}

/**
 * The report without the times that cannot be: after its receipt, before 2000, or of an end that comes before the
 * message's own beginning. Its status stands: a wrong clock must not lose a delivery. Planned times may be ahead.
 */
export function plausible(report: DeliveryReport): {
    readonly report: DeliveryReport;
    readonly dropped: readonly Time[];
} {
    const latest = Date.parse(report.receivedAt) + AHEAD_MS;
    const begun = begunAt(report);
    const ended = report.status === 'Delivered' || report.deliveredAt !== null;
    const dropped = TIMES.filter((name) => {
        const value = report[name];
        if (value === null || (name === 'occurredAt' && report.status === 'Scheduled')) return false;
        const time = Date.parse(value);
        const isEnd = name === 'deliveredAt' || (name === 'occurredAt' && ended);
        return !(time >= FIRST && time <= latest) || (isEnd && time < begun - HOUR_MS);
    });
    if (dropped.length === 0) return { report, dropped };
    return { report: { ...report, ...Object.fromEntries(dropped.map((name) => [name, null])) }, dropped };
}
