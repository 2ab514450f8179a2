/** Looks for what only figures show, and tells the org: one alert a kind, subject and window, or an incident. */
import type { Logger } from 'pino';
import { lowDeliveryRates, newDeadLetters, silentSources } from '../core/anomalies.ts';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import type { CodeClasses } from '../core/classify.ts';
import type { CodeOverrides } from '../core/codeOverrides.ts';
import type { Incident } from '../core/incidents.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Vitals } from '../core/vitals.ts';
import { createAnomalies } from './anomalies.ts';
import type { Breaker } from './breaker.ts';
import type { RecordClient } from './client.ts';

export interface WatchOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'countsOf' | 'totalsSince' | 'speaksTo' | 'pulses' | 'remember' | 'recall'>;
    readonly client: RecordClient;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly vitals: () => Vitals;
    readonly overrides: () => CodeOverrides;
    readonly providers: ReadonlyMap<string, CodeClasses>;
    readonly asked: () => readonly Finding[];
    readonly settings: AlertSettings;
    readonly timing: Timing;
    readonly log: Logger;
}

/** Sudden changes are told within a minute. */
const EVERY_MS = 15_000;
/** How often it looks at what changes slowly. */
const RATES_EVERY_MS = 60_000;
/** How often the growing figures of one alert are told. */
const AGAIN_MS = 60_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const CALL_SIZE = 200;
/** As long as its field. */
const KEY_CHARACTERS = 255;

const SEVERE: ReadonlySet<Finding['kind']> = new Set(['Silent Provider', 'Artificial Traffic']);

function recordOf(key: string, finding: Finding): Record<string, unknown> {
    const { kind, campaignId, subject, provider, carrier, country, failureClass, observed, expected, detail } = finding;
    return {
        Alert_Key__c: key.slice(0, KEY_CHARACTERS),
        Kind__c: kind,
        Severity__c: SEVERE.has(kind) ? 'High' : 'Medium',
        Subject__c: subject,
        Observed__c: observed,
        Detail__c: detail,
        ...(provider === '' ? {} : { Provider__c: provider }),
        ...(carrier === '' ? {} : { Carrier__c: carrier }),
        ...(country === '' ? {} : { Country__c: country }),
        ...(failureClass === '' ? {} : { Failure_Class__c: failureClass }),
        ...(expected === null ? {} : { Expected__c: expected }),
        ...(campaignId === '' ? {} : { Campaign__c: campaignId }),
    };
}

/** Written by key, so that a relay that begins anew writes the same alert again, not another. */
export function findingRecord(storeId: string, finding: Finding): Record<string, unknown> {
    const { kind, subject, since } = finding;
    const hour = new Date(Math.floor(since / HOUR_MS) * HOUR_MS).toISOString();
    const key = `${kind}:${storeId}:${hour.slice(0, 13)}:${subject}`;
    return { ...recordOf(key, finding), Window_Start__c: hour };
}

/** One an incident: it is resolved when it has ended, unless a person has done so before. */
export function incidentRecord(storeId: string, incident: Incident): Record<string, unknown> {
    const { kind, subject, since, endedAt, foundAt } = incident;
    const begun = new Date(since).toISOString();
    const end = endedAt === null ? {} : { Window_End__c: new Date(foundAt).toISOString(), Status__c: 'Resolved' };
    const key = `${kind}:${storeId}:${begun.slice(0, 16)}:${subject}`;
    return { ...recordOf(key, incident), Window_Start__c: begun, ...end };
}

export function startWatch(options: WatchOptions): Loop {
    const { org, store, client, breakers, vitals, settings, timing, log } = options;
    /** By key: what the org has taken and when, so that nothing is told twice, and nothing that grows every moment. */
    const told = new Map<string, { readonly record: Record<string, unknown>; readonly at: number }>();
    /** Keys whose campaign the org does not know: they go without it. */
    const unlinked = new Set<string>();
    let dead: number | null = null;
    const anomalies = createAnomalies(options);
    let rates: Finding[] = [];
    let ratesAt = 0;

    async function judgeRates(now: number): Promise<void> {
        // Messages of yesterday evening end today.
        const totals = await store.totalsSince(org, new Date(now - DAY_MS).toISOString().slice(0, 10));
        const { sources } = vitals();
        const names = sources.map(({ source }) => source);
        const counts = await store.countsOf(org, names);
        const letters = newDeadLetters(dead, counts.dead, now);
        dead = counts.dead;
        rates = [...lowDeliveryRates(totals, settings), ...silentSources(sources), ...letters];
        ratesAt = now;
    }

    async function find(): Promise<Record<string, unknown>[]> {
        const now = timing.now();
        if (now - ratesAt >= RATES_EVERY_MS) await judgeRates(now);
        return [
            ...rates.map((finding) => findingRecord(store.id, finding)),
            ...(await anomalies.look(now)).map((incident) => incidentRecord(store.id, incident)),
        ];
    }

    function isNews(key: string, record: Record<string, unknown>, now: number): boolean {
        const before = told.get(key);
        if (before === undefined || before.record['Status__c'] !== record['Status__c']) return true;
        return now - before.at >= AGAIN_MS && JSON.stringify(before.record) !== JSON.stringify(record);
    }

    async function tell(findings: readonly Record<string, unknown>[]): Promise<void> {
        const now = timing.now();
        const records = findings.map((finding) => {
            const key = String(finding['Alert_Key__c']);
            if (!unlinked.has(key)) return { key, record: finding };
            const rest = { ...finding };
            delete rest['Campaign__c'];
            return { key, record: rest };
        });
        const news = records.filter(({ key, record }) => isNews(key, record, now)).slice(0, CALL_SIZE);
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
            if (success) told.set(key, { record, at: now });
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
