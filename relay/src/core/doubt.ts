/** Receipts that are not believed: of a route that is not trusted enough, and of a sender that is not registered. Pure. */
import { z } from 'zod';
import type { DeliveryReport } from './ports.ts';
import { routeKey } from './trust.ts';
import type { DeliveryStatus } from './vocabulary.ts';

export interface SenderPlace {
    readonly sender: string;
    /** Empty: wherever it sends to. */
    readonly country: string;
}

export interface Doubts {
    /** Keys of routes whose score is below what the org asks for. */
    readonly routes: readonly string[];
    /** Senders that somebody says are not registered. */
    readonly senders: readonly SenderPlace[];
}

export const NO_DOUBTS: Doubts = { routes: [], senders: [] };

const FAILED: ReadonlySet<DeliveryStatus | null> = new Set(['Expired', 'Failed', 'Undelivered', 'Rejected']);
const nameOf = ({ sender, country }: SenderPlace): string => `${sender.toLowerCase()}\n${country}`;

/**
 * "Delivered" becomes Unknown, for it may have arrived; a failure stays what it is. Both are marked, so that neither is
 * credited, nor suppresses, nor ends a suppression. What a person does or refuses is no receipt, and holds.
 */
export function doubting({ routes, senders }: Doubts): (report: DeliveryReport) => DeliveryReport {
    const doubted = new Set(routes);
    const unregistered = new Set(senders.map(nameOf));
    if (doubted.size + unregistered.size === 0) return (report) => report;

    function isDoubted({ provider, country, carrier, sender }: DeliveryReport): boolean {
        const place = country ?? '';
        if (doubted.has(routeKey({ provider, country: place, carrier: carrier ?? '' }))) return true;
        return sender !== null && [place, ''].some((each) => unregistered.has(nameOf({ sender, country: each })));
    }
    return (report) => {
        if (report.channel !== 'SMS' || report.failureClass === 'Opted Out') return report;
        const isDelivered = report.status === 'Delivered';
        if (!isDelivered && !FAILED.has(report.status)) return report;
        if (!isDoubted(report)) return report;
        const marked = { ...report, confidence: 'Misleading' } as const;
        return isDelivered ? { ...marked, status: 'Unknown', deliveredAt: null } : marked;
    };
}

/** As the org answers. */
const SenderRow = z.object({
    Sender__c: z.string(),
    Country__c: z.string().nullish(),
    State__c: z.string(),
});
const NOT_REGISTERED = 'Not Registered';

/** A record that says nothing clear makes nobody's receipts doubtful. */
export function unregisteredOf(rows: readonly unknown[]): SenderPlace[] {
    return rows.flatMap((each): SenderPlace[] => {
        const { data } = SenderRow.safeParse(each);
        if (data?.State__c !== NOT_REGISTERED) return [];
        return [{ sender: data.Sender__c.trim(), country: data.Country__c?.trim().toUpperCase() ?? '' }];
    });
}
