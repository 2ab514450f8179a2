/** A store that tells the metrics what passes through it, so that no other part has to. */
import type { Clock } from '../core/ports.ts';
import type { Claim, ConsumedWork, Flight, Store } from '../core/store.ts';
import type { Pulses } from '../core/pulse.ts';
import type { Metrics } from './metrics.ts';

/** Receipts remembered until their message is published. Beyond it some are not measured; none waits for that. */
const REMEMBERED = 50_000;

/** Adapters begin each key with their id. */
const providerOf = (messageKey: string): string => messageKey.slice(0, messageKey.indexOf(':'));

export function observeStore(store: Store, metrics: Metrics, clock: Clock, pulses: Pulses): Store {
    /** When the oldest report was received that is in no published snapshot yet, by org and message. */
    const receivedAt = new Map<string, number>();
    const publishedAt = new Map<number, { readonly messageKey: string; readonly at: number }>();
    const nameOf = (org: string, messageKey: string): string => `${org}\n${messageKey}`;

    function noteReports({ reports }: ConsumedWork): void {
        for (const { org, report } of reports) {
            const { provider, status, messageKey, occurredAt } = report;
            const received = Date.parse(report.receivedAt);
            metrics.report(provider, status ?? 'none');
            pulses.count(org, report, received);
            if (occurredAt !== null) metrics.hop('reported', provider, received - Date.parse(occurredAt));
            const name = nameOf(org, messageKey);
            if (receivedAt.size < REMEMBERED && !receivedAt.has(name)) receivedAt.set(name, received);
        }
    }

    function noteClaim(org: string, { messageKey }: Claim): void {
        metrics.claimed(org);
        const name = nameOf(org, messageKey);
        const received = receivedAt.get(name);
        receivedAt.delete(name);
        if (received !== undefined) metrics.hop('published', providerOf(messageKey), clock.now() - received);
    }

    function noteNews({ id, news }: Flight): void {
        const published = publishedAt.get(id);
        publishedAt.delete(id);
        if (news.kind === 'unseen') return; // not an outcome yet
        metrics.outcome(news.kind);
        if (news.kind !== 'confirmed' || published === undefined) return;
        metrics.hop('confirmed', providerOf(published.messageKey), clock.now() - published.at);
    }

    return {
        ...store,
        async consume(work) {
            const result = await store.consume(work);
            noteReports(work);
            metrics.duplicates(result.duplicates);
            return result;
        },
        async claim(request) {
            const claims = await store.claim(request);
            for (const claim of claims) noteClaim(request.org, claim);
            return claims;
        },
        async awaited(org, now, limit) {
            const flights = await store.awaited(org, now, limit);
            for (const { id, messageKey, publishedAt: at } of flights) publishedAt.set(id, { messageKey, at });
            return flights;
        },
        async report(flights, now) {
            await store.report(flights, now);
            flights.forEach(noteNews);
        },
    };
}
