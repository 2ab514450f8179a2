/** What one message adds to the totals: which row it is counted in, and what it counts there. A pure function of it. */
import { bucketOf } from './latency.ts';
import type { Field, Time, Tracker, Value } from './merge.ts';
import { TEST_PURPOSE } from './sample.ts';
import type { DeliveryStatus, FailureClass } from './vocabulary.ts';

/** What tells rows apart; what is not known is empty. */
export interface Dimensions {
    /** UTC day of the first receipt: 2026-07-17. */
    readonly day: string;
    readonly campaignId: string;
    readonly channel: string;
    readonly provider: string;
    readonly carrier: string;
    readonly country: string;
    readonly senderType: string;
    readonly objectType: string;
    /** Of the price; empty when there is none, or it names none. */
    readonly currency: string;
    /** One that the org lists, or "Other". Absent of none, so that rows begun before there were any go on. */
    readonly location?: string;
}

/**
 * Figures by name. Beside those listed here: `status:Sent`, `class:Permanent`, `code:Permanent:30005`, `latency:34`
 * (bucket), `hour:13`, `hour:13:delivered`, `hour:13:failed`. None is kept at 0.
 */
export type Figures = Readonly<Record<string, number>>;

export interface Contribution {
    readonly dimensions: Dimensions;
    readonly figures: Figures;
}

/** One unit of a price that has six decimals: sums of whole numbers are exact. */
export const PRICE_UNIT = 1_000_000;
/** What the CRM's field holds; a provider that says more is wrong. */
const MOST_PRICE = 1_000_000;
const MOST_SEGMENTS = 1_000;

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/ (key prefixes, 2026-11-26) */
const OBJECTS: Readonly<Record<string, string>> = {
    '001': 'Account',
    '003': 'Contact',
    '005': 'User',
    '006': 'Opportunity',
    '00Q': 'Lead',
    '00v': 'Campaign Member',
    '500': 'Case',
};

const FAILED: ReadonlySet<DeliveryStatus | null> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);

type Count = (name: string, by?: number) => void;

/** Null of a test message, and when nothing tells when it began, which is so only of a message without reports. */
export function contributionOf(tracker: Tracker): Contribution | null {
    const receivedAt = tracker.times.receivedAt?.value;
    if (receivedAt === undefined || tracker.fields.purpose?.value === TEST_PURPOSE) return null;
    const value = <F extends Field>(name: F): Value<F> | null => tracker.fields[name]?.value ?? null;
    const recordId = value('recordId');
    const price = priceOf(value('price'));
    const figures: Record<string, number> = {};
    const count: Count = (name, by = 1) => {
        if (by !== 0) figures[name] = (figures[name] ?? 0) + by;
    };
    count('total');
    countOutcome(tracker, receivedAt.slice(11, 13), count);
    countEngagement(tracker, count);
    const charged = { price, segments: segmentsOf(value('segments')) };
    countCharged(charged, FAILED.has(tracker.outcome?.value.status ?? null), count);
    const dimensions: Dimensions = {
        day: receivedAt.slice(0, 10),
        campaignId: value('campaignId') ?? '',
        channel: value('channel') ?? '',
        provider: value('provider') ?? '',
        carrier: value('carrier') ?? '',
        country: value('country') ?? '',
        senderType: value('senderType') ?? '',
        objectType: recordId === null ? '' : (OBJECTS[recordId.slice(0, 3)] ?? 'Other'),
        currency: price === null ? '' : (value('priceCurrency') ?? ''),
    };
    const location = value('branch');
    return { dimensions: location === null ? dimensions : { ...dimensions, location }, figures };
}

function countOutcome({ outcome, times }: Tracker, hour: string, count: Count): void {
    const { status = null, failureClass = null, errorCode = null } = outcome?.value ?? {};
    count(`status:${status ?? ''}`);
    count(`hour:${hour}`);
    if (failureClass !== null) {
        count(`class:${failureClass}`);
        count(`code:${failureClass}:${errorCode ?? ''}`);
    }
    if (FAILED.has(status)) count(`hour:${hour}:failed`);
    countMisleading(outcome, times, count);
    if (status !== 'Delivered') return;
    count(`hour:${hour}:delivered`);
    const [sent, delivered] = [times.sentAt?.value, times.deliveredAt?.value];
    const took = sent === undefined || delivered === undefined ? -1 : Date.parse(delivered) - Date.parse(sent);
    if (took >= 0) count(`latency:${bucketOf(took)}`); // clocks that disagree measure nothing
}

/** A "delivered" that is not believed: what it claims is counted apart, by which the route goes on to be judged. */
function countMisleading(outcome: Tracker['outcome'], { sentAt }: Tracker['times'], count: Count): void {
    const { status, deliveryConfidence, statusAt } = outcome?.value ?? {};
    if (status !== 'Unknown' || deliveryConfidence !== 'Misleading') return;
    count('misleading');
    if (sentAt === undefined || !statusAt) return;
    const took = Date.parse(statusAt) - Date.parse(sentAt.value);
    if (took >= 0) count(`claimed:${bucketOf(took)}`);
}

function countEngagement({ outcome, times }: Tracker, count: Count): void {
    const has = (name: Time): boolean => times[name] !== undefined;
    const engaged = has('readAt') || has('clickedAt') || has('repliedAt');
    if (has('readAt')) count('read');
    if (has('clickedAt')) count('clicked');
    if (has('repliedAt')) count('replied');
    if (has('optedOutAt') || has('complainedAt')) count('optedOut'); // either way they want no more of it
    if (engaged) count('engaged');
    const { status, deliveryConfidence } = outcome?.value ?? {};
    if (status !== 'Delivered' || deliveryConfidence !== 'Handset') return;
    count('handset');
    if (engaged) count('handsetEngaged');
}

/** What was charged for messages that did not arrive is counted apart as well. */
function countCharged(
    { price, segments }: { readonly price: number | null; readonly segments: number },
    isFailed: boolean,
    count: Count,
): void {
    if (price !== null) {
        count('priced');
        count('cost', price);
        if (isFailed) count('failedCost', price);
    }
    count('segments', segments);
    if (isFailed) count('failedSegments', segments);
}

/** 0 when it is none that makes sense. */
function segmentsOf(segments: number | null): number {
    const isOne = Number.isInteger(segments) && segments !== null && segments > 0 && segments <= MOST_SEGMENTS;
    return isOne ? segments : 0;
}

/** In whole units; null when there is none, or none that makes sense. */
function priceOf(price: string | null): number | null {
    if (price === null || price.trim() === '') return null;
    const number = Number(price);
    return Math.abs(number) <= MOST_PRICE ? Math.round(number * PRICE_UNIT) : null;
}

/** The codes of failures, most frequent first. */
export function codesOf(figures: Figures): { code: string; failureClass: FailureClass; count: number }[] {
    const codes = Object.entries(figures).flatMap(([name, count]) => {
        const [, failureClass, code = ''] = /^code:([^:]*):(.*)$/s.exec(name) ?? [];
        // The cast holds: countOutcome wrote it.
        return failureClass === undefined ? [] : [{ code, failureClass: failureClass as FailureClass, count }];
    });
    const text = ({ failureClass, code }: (typeof codes)[number]): string => `${failureClass}:${code}`;
    return codes.sort((a, b) => b.count - a.count || (text(a) < text(b) ? -1 : 1));
}

/** By bucket. `claimed`: of what is not believed as well. */
export function latencyOf(figures: Figures, claimed = false): Map<number, number> {
    const sums = new Map<number, number>();
    for (const [name, count] of Object.entries(figures)) {
        const [word, bucket] = name.split(':');
        if (word !== 'latency' && !(claimed && word === 'claimed')) continue;
        sums.set(Number(bucket), (sums.get(Number(bucket)) ?? 0) + count);
    }
    return new Map([...sums].sort(([a], [b]) => a - b));
}

/** Adds `by` times the figures to `sums`; what comes to 0 is left out. */
export function addFigures(sums: Map<string, number>, figures: Figures, by: 1 | -1 = 1): void {
    for (const [name, figure] of Object.entries(figures)) {
        const sum = (sums.get(name) ?? 0) + by * figure;
        if (sum === 0) sums.delete(name);
        else sums.set(name, sum);
    }
}
