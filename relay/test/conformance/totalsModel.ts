/** Totals counted the plain way: all reports of each message joined, then every message looked at once. */
import fc from 'fast-check';
import { emptyTracker, joinReports } from '../../src/core/merge.ts';
import type { DeliveryReport } from '../../src/core/ports.ts';
import { snapshotOf } from '../../src/core/snapshot.ts';
import type { Summary } from '../../src/core/store.ts';
import { report } from '../unit/reportArbitrary.ts';

/** Rows that say something, by what they are about. */
type Rows = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function totalsOf(summaries: readonly Summary[]): Rows {
    const rows = summaries.map(({ dimensions, figures }): [string, Summary['figures']] => {
        const { day, campaignId, channel, provider, carrier, country, senderType, objectType, currency } = dimensions;
        const name = [day, campaignId, channel, provider, carrier, country, senderType, objectType, currency];
        return [[...name, dimensions.location].join('|'), figures];
    });
    return Object.fromEntries(rows.filter(([, figures]) => Object.keys(figures).length > 0));
}

/** The same rows, whatever their location. */
export function withoutLocations(rows: Rows): Rows {
    const sums: Record<string, Record<string, number>> = {};
    for (const [name, figures] of Object.entries(rows)) {
        const sum = (sums[`${name.slice(0, name.lastIndexOf('|'))}|`] ??= {});
        for (const [figure, count] of Object.entries(figures)) sum[figure] = (sum[figure] ?? 0) + count;
    }
    return sums;
}

/** Delivery times by the rule that the field's description gives, step by step. */
function bucket(milliseconds: number): number {
    let [end, number] = [100, 0];
    while (milliseconds > end * (1 + 1e-12)) [end, number] = [end * 1.1, number + 1];
    return number;
}

export function modelTotals(reports: readonly DeliveryReport[]): Rows {
    const rows: Record<string, Record<string, number>> = {};
    for (const [key, own] of Map.groupBy(reports, ({ messageKey }) => messageKey)) {
        const tracker = joinReports(emptyTracker(key), own);
        const message = snapshotOf(tracker);
        const earliest = own.map(({ receivedAt }) => receivedAt).sort()[0] ?? '';
        const [day = '', time = ''] = earliest.split('T');
        const kind = message.recordId === null ? '' : message.recordId.startsWith('003') ? 'Contact' : 'Other';
        const currency = message.price === null ? '' : message.priceCurrency;
        const { campaignId, channel, provider, carrier, country, senderType } = message;
        const branch = tracker.fields.branch?.value;
        const name = [day, campaignId, channel, provider, carrier, country, senderType, kind, currency, branch];
        const row = (rows[name.map((part) => part ?? '').join('|')] ??= {});
        const count = (figure: string, by = 1): void => void (row[figure] = (row[figure] ?? 0) + by);
        const hour = time.slice(0, 2);
        count('total');
        count(`hour:${hour}`);
        count(`status:${message.status ?? ''}`);
        if (message.status === 'Delivered') count(`hour:${hour}:delivered`);
        const isFailed = ['Expired', 'Failed', 'Undelivered', 'Rejected'].includes(message.status ?? '');
        if (isFailed) count(`hour:${hour}:failed`);
        if (message.failureClass !== null) {
            count(`class:${message.failureClass}`);
            count(`code:${message.failureClass}:${message.errorCode ?? ''}`);
        }
        const engaged = message.readAt !== null || message.clickedAt !== null || message.repliedAt !== null;
        if (message.readAt !== null) count('read');
        if (message.clickedAt !== null) count('clicked');
        if (message.repliedAt !== null) count('replied');
        if (message.optedOutAt !== null || message.complainedAt !== null) count('optedOut');
        if (engaged) count('engaged');
        if (message.status === 'Delivered' && message.deliveryConfidence === 'Handset') {
            count('handset');
            if (engaged) count('handsetEngaged');
        }
        // A snapshot has whole seconds only, the tracker has what the provider said.
        const took = Date.parse(tracker.times.deliveredAt?.value ?? '') - Date.parse(tracker.times.sentAt?.value ?? '');
        if (message.status === 'Delivered' && took >= 0) count(`latency:${bucket(took)}`);
        if (message.status === 'Unknown' && message.deliveryConfidence === 'Misleading') {
            count('misleading');
            const claimed = Date.parse(tracker.outcome?.value.statusAt ?? '');
            const wait = claimed - Date.parse(tracker.times.sentAt?.value ?? '');
            if (wait >= 0) count(`claimed:${bucket(wait)}`);
        }
        if (message.segments !== null) count('segments', message.segments);
        if (message.segments !== null && isFailed) count('failedSegments', message.segments);
        if (message.price !== null) {
            count('priced');
            count('cost', Math.round(Number(message.price) * 1_000_000));
            if (isFailed) count('failedCost', Math.round(Number(message.price) * 1_000_000));
        }
    }
    return rows;
}

/** Reports of a few messages. */
export const manyMessages: fc.Arbitrary<DeliveryReport[]> = fc.array(
    fc.tuple(report, fc.constantFrom('acme:1', 'acme:2', 'acme:3', 'acme:4')).map(([facts, messageKey]) => ({
        ...facts,
        messageKey,
    })),
    { minLength: 1, maxLength: 20 },
);

type Step = readonly DeliveryReport[] | 'restart';

/** Puts reports into another order, repeats some, cuts them into batches, and restarts between some of them. */
export const shuffled: fc.Arbitrary<(reports: readonly DeliveryReport[]) => Step[]> = fc
    .infiniteStream(fc.nat({ max: 999 }))
    .map((stream) => (reports: readonly DeliveryReport[]): Step[] => {
        const next = (below: number): number => (stream.next().value ?? 0) % below;
        const all = [...reports, ...reports.filter(() => next(3) === 0)];
        const order = all.map((each) => ({ each, place: next(1_000) })).sort((a, b) => a.place - b.place);
        const steps: Step[] = [];
        for (let rest = order.map(({ each }) => each); rest.length > 0;) {
            const size = 1 + next(6);
            steps.push(rest.slice(0, size));
            rest = rest.slice(size);
            if (next(8) === 0) steps.push('restart');
        }
        return steps;
    });
