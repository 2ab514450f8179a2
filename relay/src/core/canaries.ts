/** Numbers of our own among the recipients: whether what is reported as delivered to them has arrived. Pure. */
import { z } from 'zod';
import type { Finding } from './anomalies.ts';
import { routeKey } from './trust.ts';
import type { CanaryCount } from './trust.ts';

/** A message to one of them that is reported as delivered, as the org answers. */
const Row = z.object({
    Recipient__c: z.string(),
    Provider__c: z.string().nullish(),
    Country__c: z.string().nullish(),
    Carrier__c: z.string().nullish(),
    Received_At__c: z.string(),
    Arrived_At__c: z.string().nullish(),
    Read_At__c: z.string().nullish(),
    Clicked_At__c: z.string().nullish(),
    Replied_At__c: z.string().nullish(),
});
type Row = z.infer<typeof Row>;

/** People look at their phones once a day. */
const PATIENCE_MS = 86_400_000;

/** A person has seen it, or the phone has answered: the carrier of the report has no part in either. */
const hasArrived = (row: Row): boolean =>
    [row.Arrived_At__c, row.Read_At__c, row.Clicked_At__c, row.Replied_At__c].some((at) => (at ?? null) !== null);

/**
 * By route. What has not been seen for a day counts as missed, but only on a phone that somebody looks at: one on which
 * nothing was ever seen proves nothing.
 */
export function countCanaries(answered: readonly unknown[], now: number): CanaryCount[] {
    const rows = answered.flatMap((each) => {
        const { data } = Row.safeParse(each);
        return data === undefined ? [] : [data];
    });
    const watched = new Set(rows.filter(hasArrived).map((row) => row.Recipient__c));
    const counts = new Map<string, { -readonly [K in keyof CanaryCount]: CanaryCount[K] }>();
    for (const row of rows) {
        const missed = !hasArrived(row);
        if (missed && (!watched.has(row.Recipient__c) || now - Date.parse(row.Received_At__c) < PATIENCE_MS)) continue;
        const { Provider__c: provider, Country__c: country, Carrier__c: carrier } = row;
        const route = { provider: provider ?? '', country: country ?? '', carrier: carrier ?? '' };
        const count = counts.get(routeKey(route)) ?? { ...route, arrived: 0, missed: 0 };
        count[missed ? 'missed' : 'arrived'] += 1;
        counts.set(routeKey(route), count);
    }
    return [...counts.values()];
}

export function falseDeliveries(counts: readonly CanaryCount[], now: number): Finding[] {
    return counts
        .filter(({ missed }) => missed > 0)
        .map(({ provider, country, carrier, missed, arrived }) => {
            const subject = [provider, country, carrier].filter((word) => word !== '').join(' ');
            return {
                ...{ kind: 'False Delivery', campaignId: '', failureClass: '', subject, provider, country, carrier },
                ...{ since: now, observed: missed, expected: 0 },
                detail: `Of ${missed + arrived} messages to numbers of your own by ${subject}, all reported as delivered, ${missed} had not arrived a day later.`,
            };
        });
}
