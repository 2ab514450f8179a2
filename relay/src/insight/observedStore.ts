/** A store that tells the metrics what passes through it, so that no other part has to. */
import type { Clock } from '../core/ports.ts';
import type { Claim, ConsumedWork, ConsumeResult, Flight, FlightNews, Store } from '../core/store.ts';
import type { Pulses } from '../core/pulse.ts';
import type { Metrics } from './metrics.ts';

/** Receipts remembered until their message is published. Beyond it some are not measured; none waits for that. */
const REMEMBERED = 50_000;

/** What is seen, or will not be: of anything else the message is published again, and its report waits on. */
const ENDS: ReadonlySet<FlightNews['kind']> = new Set(['confirmed', 'foreign', 'dead']);

/** Epoch milliseconds. */
interface Receipt {
    readonly received: number;
    /** The provider's own time of the event; that of the receipt where it says none, or one to come. */
    readonly begun: number;
}

/** Adapters begin each key with their id. */
const providerOf = (messageKey: string): string => messageKey.slice(0, messageKey.indexOf(':'));

type Told = Pick<Metrics, 'report' | 'duplicates' | 'claimed' | 'outcome' | 'hop'>;

export function observeStore(store: Store, metrics: Told, clock: Clock, pulses: Pulses): Store {
    /** Of the oldest report that is in no published snapshot yet, by org and message. */
    const waiting = new Map<string, Receipt>();
    /** Of the oldest report whose effect nobody has seen yet, by the message's id. */
    const unseen = new Map<number, Receipt>();
    const publishedAt = new Map<number, { readonly org: string; readonly messageKey: string; readonly at: number }>();
    const nameOf = (org: string, messageKey: string): string => `${org}\n${messageKey}`;

    function noteReports({ reports }: ConsumedWork, { unchanged }: ConsumeResult): void {
        const told = new Set(unchanged.map(({ org, messageKey }) => nameOf(org, messageKey)));
        for (const { org, report } of reports) {
            const { provider, status, messageKey, occurredAt } = report;
            const received = Date.parse(report.receivedAt);
            metrics.report(provider, status ?? 'none');
            pulses.count(org, report, received);
            const occurred = occurredAt === null ? received : Date.parse(occurredAt);
            if (occurredAt !== null) metrics.hop('reported', org, provider, received - occurred);
            const name = nameOf(org, messageKey);
            // What says nothing new is not published: it would be taken for the receipt of whatever comes next.
            if (waiting.size >= REMEMBERED || waiting.has(name) || told.has(name)) continue;
            waiting.set(name, { received, begun: Math.min(occurred, received) });
        }
    }

    function noteClaim(org: string, { id, messageKey }: Claim): void {
        metrics.claimed(org);
        const name = nameOf(org, messageKey);
        const receipt = waiting.get(name);
        if (receipt === undefined) return;
        waiting.delete(name);
        if (unseen.size < REMEMBERED && !unseen.has(id)) unseen.set(id, receipt);
        metrics.hop('published', org, providerOf(messageKey), clock.now() - receipt.received);
    }

    function noteNews({ id, news }: Flight): void {
        const published = publishedAt.get(id);
        publishedAt.delete(id);
        if (news.kind === 'unseen') return; // not an outcome yet
        metrics.outcome(news.kind, published?.org ?? null);
        const receipt = unseen.get(id);
        if (ENDS.has(news.kind)) unseen.delete(id);
        if (news.kind !== 'confirmed' || published === undefined) return;
        const { org, messageKey, at } = published;
        metrics.hop('confirmed', org, providerOf(messageKey), clock.now() - at);
        if (receipt !== undefined) metrics.hop('whole', org, providerOf(messageKey), clock.now() - receipt.begun);
    }

    return {
        ...store,
        async consume(work) {
            const result = await store.consume(work);
            noteReports(work, result);
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
            for (const { id, messageKey, publishedAt: at } of flights) publishedAt.set(id, { org, messageKey, at });
            return flights;
        },
        async report(flights, now) {
            await store.report(flights, now);
            flights.forEach(noteNews);
        },
    };
}
