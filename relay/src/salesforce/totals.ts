/** Writes the totals that the store keeps to the CRM: absolute figures by a key of their own, only rows that changed. */
import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import { percentile } from '../core/latency.ts';
import type { Store, Summary, ToldSummary } from '../core/store.ts';
import type { Loop, Timing } from '../core/timing.ts';
import { codesOf, latencyOf, PRICE_UNIT } from '../core/totals.ts';
import type { Figures } from '../core/totals.ts';
import { FAILURE_CLASSES, STATUSES } from '../core/vocabulary.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { RecordClient } from './client.ts';
import { startTeller } from './teller.ts';

export interface TotalsOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'claimSummaries' | 'summariesTold'>;
    readonly client: RecordClient;
    readonly budget: Budget;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly settings: { readonly totalsEverySeconds: number };
    readonly timing: Timing;
    readonly log: Logger;
}

const KEY = 'Summary_Key__c';
/** Codes of failures that a row lists; the last entry sums up the rest. */
const MOST_CODES = 100;
/** So that all of them fit into their field, however JSON escapes them. */
const CODE_CHARACTERS = 40;
/** What the platform answers when a lookup names no record that the user may see. */
const NO_SUCH_CAMPAIGN: ReadonlySet<string> = new Set([
    'INVALID_CROSS_REFERENCE_KEY',
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    'ENTITY_IS_DELETED',
    'MALFORMED_ID',
    'FIELD_INTEGRITY_EXCEPTION',
]);

/** By name in the figures; absent means 0. */
const COUNTS: Readonly<Record<string, string>> = {
    Total__c: 'total',
    No_Status__c: 'status:',
    ...Object.fromEntries(Object.keys(STATUSES).map((status) => [`${status}__c`, `status:${status}`])),
    ...Object.fromEntries(FAILURE_CLASSES.map((name) => [`${name.replace(' ', '_')}_Failures__c`, `class:${name}`])),
    Read__c: 'read',
    Clicked__c: 'clicked',
    Replied__c: 'replied',
    Opted_Out__c: 'optedOut',
    Engaged__c: 'engaged',
    Handset_Delivered__c: 'handset',
    Handset_Engaged__c: 'handsetEngaged',
    Segments__c: 'segments',
    Priced__c: 'priced',
};

const cut = (text: string, length: number): string => text.slice(0, length);
const orNull = (text: string, length: number): string | null => (text === '' ? null : cut(text, length));

function failureCodes(figures: Figures): string {
    const codes = codesOf(figures);
    const listed = codes.length > MOST_CODES ? codes.slice(0, MOST_CODES - 1) : codes;
    const rest = codes.slice(listed.length).reduce((sum, { count }) => sum + count, 0);
    const entries: object[] = listed.map(({ code, failureClass, count }) => ({
        ...{ code: cut(code, CODE_CHARACTERS), class: failureClass, count },
    }));
    return JSON.stringify(rest === 0 ? entries : [...entries, { code: null, class: null, count: rest }]);
}

function hours(figures: Figures): string {
    const all = Array.from({ length: 24 }, (_, hour) => {
        const name = `hour:${String(hour).padStart(2, '0')}`;
        return [hour, figures[name] ?? 0, figures[`${name}:delivered`] ?? 0, figures[`${name}:failed`] ?? 0];
    });
    return JSON.stringify(all.filter(([, messages]) => messages !== 0));
}

function latencyFields(figures: Figures): object {
    const histogram = latencyOf(figures);
    const seconds = (part: number): number | null => {
        const milliseconds = percentile(histogram, part);
        return milliseconds === null ? null : Math.round(milliseconds / 100) / 10;
    };
    return {
        Latency_P50__c: seconds(0.5),
        Latency_P95__c: seconds(0.95),
        Latency_Measured__c: [...histogram.values()].reduce((sum, count) => sum + count, 0),
        Latency_Histogram__c: JSON.stringify([...histogram]),
    };
}

/**
 * What failed is a part of all: never below zero, nor more than all. A message that was counted before failures were
 * counted apart takes away, once it is delivered after all, what it never brought.
 */
const partOf = (all = 0, failed = 0): number => Math.max(Math.min(0, all), Math.min(Math.max(0, all), failed));

/** Blanks are written as well: a row that has moved away says so. */
export function summaryRecord(storeId: string, { dimensions, figures, unlinked }: Summary): object {
    const { day, campaignId, channel, provider, carrier, country, senderType, objectType, currency } = dimensions;
    const { location } = dimensions;
    return {
        [KEY]: `${storeId}:${day}:${hash('sha256', JSON.stringify(dimensions), 'base64url')}`,
        Store__c: storeId,
        Day__c: day,
        Campaign_Id__c: orNull(campaignId, 18),
        Campaign__c: campaignId === '' || unlinked ? null : campaignId,
        Channel__c: orNull(channel, 40),
        Provider__c: orNull(provider, 80),
        Carrier__c: orNull(carrier, 255),
        Country__c: orNull(country, 80),
        Sender_Type__c: orNull(senderType, 40),
        Object_Type__c: orNull(objectType, 40),
        Cost_Currency__c: orNull(currency, 3),
        // An older package has no such field; a row without a location never had one.
        ...(location !== undefined && { Location__c: cut(location, 80) }),
        Cost__c: (figures['cost'] ?? 0) / PRICE_UNIT,
        Failed_Cost__c: partOf(figures['cost'], figures['failedCost']) / PRICE_UNIT,
        ...Object.fromEntries(Object.entries(COUNTS).map(([field, name]) => [field, figures[name] ?? 0])),
        Failed_Segments__c: partOf(figures['segments'], figures['failedSegments']),
        Failure_Codes__c: failureCodes(figures),
        Hours__c: hours(figures),
        ...latencyFields(figures),
    };
}

export function startTotals({ store, budget, settings, ...shared }: TotalsOptions): Loop {
    const { org } = shared;
    return startTeller<Summary, ToldSummary>({
        ...shared,
        ...{ what: 'summary', object: 'Delivery_Summary__c', key: KEY },
        waitMs: () => budget.lingerMs(),
        everyMs: settings.totalsEverySeconds * 1_000,
        claim: (now, againAt, limit) => store.claimSummaries({ org, now, againAt, limit }),
        record: (summary) => summaryRecord(store.id, summary),
        taken: ({ id, version }) => ({ kind: 'taken', id, version }),
        refused: ({ id }, code, againAt) => ({ kind: 'refused', id, unlink: NO_SUCH_CAMPAIGN.has(code), againAt }),
        told: (news) => store.summariesTold(news),
    });
}
