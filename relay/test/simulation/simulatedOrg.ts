/** An org as the relay meets it: a bus that forms its own batches, a flow that upserts or rolls back, and bad days. */
import type { CallResult, OrgClient, SaveResult } from '../../src/salesforce/client.ts';
import type { Trouble } from '../../src/salesforce/callErrors.ts';
import { rankOf } from '../../src/core/merge.ts';
import type { DeliveryStatus } from '../../src/core/vocabulary.ts';
import type { Breaker } from '../../src/salesforce/breaker.ts';
import type { VirtualTime } from './virtualTime.ts';

export type Fields = Readonly<Record<string, string | number | null>>;

export interface Weather {
    /** Chances from 0 to 1, asked for each call, event or batch. */
    readonly callFails: number;
    readonly answerLost: number;
    readonly recordRefused: number;
    readonly eventLost: number;
    readonly effectFails: number;
    /** Batches of more events than this roll back whole. */
    readonly batchLimit: number;
    /** What becomes of a call, where it is no chance: null lets it pass. */
    readonly trouble?: (now: number, calls: number) => Trouble | null;
}

export const FAIR: Weather = {
    callFails: 0,
    answerLost: 0,
    recordRefused: 0,
    eventLost: 0,
    effectFails: 0,
    batchLimit: 200,
};

export interface SimulatedOrg {
    readonly rows: ReadonlyMap<string, Fields>;
    /** Publishing calls and queries so far. */
    readonly calls: { readonly at: number; readonly kind: 'create' | 'query'; readonly size: number }[];
    /** When a call was answered with such a trouble. */
    readonly troubles: { readonly at: number; readonly trouble: Trouble }[];
    /** Times that a message's final status gave way to a lower one. */
    readonly regressions: () => number;
    weather: Weather;
    /** The same org, seen through one relay's breaker. */
    clientFor(breaker: Breaker): OrgClient;
}

const BATCH = 200;
const text = (fields: Fields, name: string): string => String(fields[name]);

const GROUP = ['Status', 'Status_At', 'Provider_Status', 'Error_Code', 'Failure_Class', 'Permanent_Evidence'];
/** They move with the group; of copies that agree on it, the earliest counts. */
const GROUP_TIMES = ['Status_Received_At__c', 'Status_Published_At__c'];
const STAGES = [
    'Scheduled',
    'Queued',
    'Sent',
    'Delivered',
    'Failed',
    'Read',
    'Clicked',
    'Replied',
    'Opted_Out',
    'Received',
];

const rank = (fields: Fields): number => rankOf((fields['Status__c'] ?? null) as DeliveryStatus | null, 'SMS');

/** What the flow Message_KeepHighest makes of a row and an event; null when the event is an old one of the same store. */
export function keepHighest(row: Fields, event: Fields): Fields | null {
    const sameStore = row['Store__c'] === event['Store__c'];
    if (sameStore && Number(event['Version__c']) < Number(row['Version__c'])) return null;
    const at = (fields: Fields): string => String(fields['Status_At__c'] ?? '');
    const wins = rank(event) > rank(row) || (rank(event) === rank(row) && at(event) >= at(row));
    const joined: Record<string, Fields[string]> = { ...row, ...event };
    const agrees = GROUP.every((name) => (event[`${name}__c`] ?? null) === (row[`${name}__c`] ?? null));
    for (const name of GROUP) joined[`${name}__c`] = (wins ? event : row)[`${name}__c`] ?? null;
    for (const name of GROUP_TIMES) {
        joined[name] = agrees ? earliest(name, row, event) : ((wins ? event : row)[name] ?? null);
    }
    for (const name of STAGES) joined[`${name}_At__c`] = earliest(`${name}_At__c`, row, event);
    return joined;
}

const earliest = (name: string, ...all: readonly Fields[]): string | null =>
    all
        .flatMap((fields) => fields[name] ?? [])
        .map(String)
        .sort()[0] ?? null;

/** `poisonous` messages make the flow fail, and everything that shares their batch with them. */
export function createSimulatedOrg(
    time: VirtualTime,
    random: () => number,
    poisonous: ReadonlySet<string>,
): SimulatedOrg {
    const rows = new Map<string, Fields>();
    const queue: Fields[] = [];
    let delivering = false;
    const chance = (probability: number): boolean => random() < probability;
    const between = (low: number, high: number): number => low + Math.floor(random() * (high - low));

    let regressions = 0;
    const org: SimulatedOrg = {
        ...{ rows, calls: [], troubles: [], weather: FAIR, clientFor },
        regressions: () => regressions,
    };

    function apply(event: Fields): void {
        const { Record_Id__c: recordId, ...fields } = event;
        const key = text(event, 'Message_Key__c');
        const row = rows.get(key);
        const arriving = { ...fields, ...(recordId === undefined ? {} : { Related_Record_Id__c: recordId }) };
        const kept = row === undefined ? arriving : keepHighest(row, arriving);
        if (kept === null) return;
        if (row !== undefined && rank(kept) < rank(row)) regressions += 1;
        rows.set(key, { ...kept, Effect_Status__c: chance(org.weather.effectFails) ? 'Failed' : 'Applied' });
    }

    function deliver(): void {
        const batch = queue.splice(0, between(1, BATCH + 1));
        const spoilt = batch.some((event) => poisonous.has(text(event, 'Message_Key__c')));
        if (!spoilt && batch.length <= org.weather.batchLimit) batch.forEach(apply);
        delivering = queue.length > 0;
        if (delivering) time.after(between(1, 100), deliver);
    }

    function publish(events: readonly Fields[]): void {
        for (const event of events) if (!chance(org.weather.eventLost)) queue.push(event);
        if (delivering) return;
        delivering = true;
        time.after(between(1, 1_000), deliver);
    }

    function create(events: readonly Fields[]): SaveResult[] {
        const refused = events.map(() => chance(org.weather.recordRefused));
        publish(events.filter((_event, index) => refused[index] !== true));
        return refused.map((no) =>
            no ? { success: false, errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] } : { success: true, errors: [] },
        );
    }

    function query(soql: string): Fields[] {
        const keys = [...soql.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, key]) =>
            (key ?? '').replaceAll(/\\(.)/g, '$1'),
        );
        return keys.flatMap((key) => {
            const row = rows.get(key);
            return row === undefined ? [] : [row];
        });
    }

    function clientFor(breaker: Breaker): OrgClient {
        const trouble = (kind: Trouble): CallResult<never> => {
            breaker.failed(kind);
            org.troubles.push({ at: time.now(), trouble: kind });
            return { kind: 'trouble', trouble: kind, code: 'SIMULATED' };
        };
        async function call<T>(kind: 'create' | 'query', size: number, work: () => T): Promise<CallResult<T>> {
            if (!breaker.enter()) return { kind: 'held' };
            org.calls.push({ at: time.now(), kind, size });
            await new Promise<void>((resolve) => time.after(between(5, 300), resolve));
            const certain = org.weather.trouble?.(time.now(), org.calls.length) ?? null;
            if (certain !== null) return trouble(certain);
            if (chance(org.weather.callFails)) return trouble(chance(0.5) ? 'unsent' : 'outage');
            const value = work();
            await new Promise<void>((resolve) => time.after(between(5, 300), resolve));
            if (chance(org.weather.answerLost)) return trouble('unanswered');
            breaker.succeeded();
            return { kind: 'answered', value };
        }
        return {
            create: (_object, records) => call('create', records.length, () => create(records as readonly Fields[])),
            query: (soql) => call('query', 1, () => query(soql)),
        };
    }
    return org;
}
