/** Looks every minute for what only figures show, and tells the org: one alert a kind, subject and window. */
import type { Logger } from 'pino';
import { lowDeliveryRates, newDeadLetters, silentSources } from '../core/anomalies.ts';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Vitals } from '../core/vitals.ts';
import type { Breaker } from './breaker.ts';
import type { RecordClient } from './client.ts';

export interface WatchOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'counts' | 'totalsSince' | 'speaksTo'>;
    readonly client: RecordClient;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly vitals: () => Vitals;
    readonly settings: AlertSettings;
    readonly timing: Timing;
    readonly log: Logger;
}

const EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CALL_SIZE = 200;
/** As long as its field. */
const KEY_CHARACTERS = 255;

/** Written by key, so that a relay that begins anew writes the same alert again, not another. */
export function findingRecord(storeId: string, finding: Finding, withCampaign: boolean): Record<string, unknown> {
    const { kind, campaignId, subject, provider, since, observed, detail } = finding;
    const hour = new Date(Math.floor(since / HOUR_MS) * HOUR_MS).toISOString();
    return {
        Alert_Key__c: `${kind}:${storeId}:${hour.slice(0, 13)}:${subject}`.slice(0, KEY_CHARACTERS),
        Kind__c: kind,
        Severity__c: kind === 'Silent Provider' ? 'High' : 'Medium',
        Subject__c: subject,
        Observed__c: observed,
        Window_Start__c: hour,
        Detail__c: detail,
        ...(provider === '' ? {} : { Provider__c: provider }),
        ...(campaignId === '' || !withCampaign ? {} : { Campaign__c: campaignId }),
    };
}

export function startWatch(options: WatchOptions): Loop {
    const { org, store, client, breakers, vitals, settings, timing, log } = options;
    /** By key: what the org has taken, so that nothing is told twice. */
    const told = new Map<string, string>();
    /** Keys whose campaign the org does not know: they go without it. */
    const unlinked = new Set<string>();
    let dead: number | null = null;

    async function find(): Promise<Finding[]> {
        const now = timing.now();
        // Messages of yesterday evening end today.
        const totals = await store.totalsSince(org, new Date(now - DAY_MS).toISOString().slice(0, 10));
        const counts = await store.counts();
        const letters = newDeadLetters(dead, counts.dead, now);
        dead = counts.dead;
        return [...lowDeliveryRates(totals, settings), ...silentSources(vitals().sources), ...letters];
    }

    async function tell(findings: readonly Finding[]): Promise<void> {
        const records = findings.map((finding) => {
            const record = findingRecord(store.id, finding, true);
            const key = String(record['Alert_Key__c']);
            return { key, record: unlinked.has(key) ? findingRecord(store.id, finding, false) : record };
        });
        const news = records.filter(({ key, record }) => told.get(key) !== JSON.stringify(record)).slice(0, CALL_SIZE);
        if (news.length === 0) return;
        const result = await client.upsert(
            'Delivery_Alert__c',
            'Alert_Key__c',
            news.map(({ record }) => record),
        );
        log.info({ org, count: news.length, outcome: result.kind }, 'finding.told');
        if (result.kind !== 'answered') return;
        result.value.forEach(({ success, errors }, index) => {
            const { key, record } = news[index]!; // one answer a record, in order
            if (success) told.set(key, JSON.stringify(record));
            else log.warn({ org, code: errors[0]?.statusCode }, 'finding.refused');
            if (!success && 'Campaign__c' in record) unlinked.add(key);
        });
    }

    async function step(): Promise<number> {
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, EVERY_MS);
        if (!(await store.speaksTo(org))) return EVERY_MS;
        await tell(await find());
        return EVERY_MS;
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, 'finding.failed'));
}
