/** Judges every half hour how far each route's receipts can be believed, tells the org, and holds reports to it. */
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { countCanaries, falseDeliveries } from '../core/canaries.ts';
import { doubting, NO_DOUBTS, unregisteredOf } from '../core/doubt.ts';
import type { Doubts } from '../core/doubt.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { DeliveryReport } from '../core/ports.ts';
import { DAYS } from '../core/routes.ts';
import { isObject } from '../core/reading.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import { judgeRoutes, routeKey } from '../core/trust.ts';
import type { CanaryCount, RouteTrust } from '../core/trust.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient, RecordClient } from './client.ts';
import { soqlText } from './soql.ts';

export interface TrustKeeperOptions {
    readonly org: string;
    readonly store: Pick<Store, 'remember' | 'recall' | 'speaksTo' | 'totalsSince'>;
    readonly client: Pick<OrgClient, 'query'> & RecordClient;
    /** While one of them is open, nothing is asked. */
    readonly breakers: readonly Breaker[];
    readonly settings: AlertSettings;
    readonly numbers: NumberHash | null;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface TrustKeeper extends Loop {
    applied(report: DeliveryReport): DeliveryReport;
    findings(): readonly Finding[];
    /** Resolves when what was known before the last stop is known again. */
    readonly recalled: Promise<void>;
}

const EVERY_MS = 1_800_000;
const FOLLOW_MS = 60_000;
const DAY_MS = 86_400_000;
const CALL_SIZE = 200;
/** The routes with the most messages; a table of more is read by nobody. */
const MOST_ROUTES = 1_000;
const MOST_CANARIES = 50;
/** As long as its fields. */
const KEY_CHARACTERS = 255;
const REASON_CHARACTERS = 2_000;

export const TRUST_SOQL = {
    policy: "SELECT Least_Trust__c FROM Delivery_Policy__mdt WHERE DeveloperName = 'Default'",
    senders: 'SELECT Sender__c, Country__c, State__c FROM Sender_Registration__mdt',
    canaries: 'SELECT Number__c FROM Canary_Number__mdt',
} as const;

const Memo = z.object({
    routes: z.array(z.string()),
    senders: z.array(z.object({ sender: z.string(), country: z.string() })),
    /** By key: what the org was told last. */
    told: z.record(z.string(), z.string()),
});
const Policy = z.array(z.object({ Least_Trust__c: z.number().nullish() })).transform(([row]) => row?.Least_Trust__c);
const Numbers = z.array(z.object({ Number__c: z.string() }).transform(({ Number__c: number }) => number.trim()));

const memoOf = (org: string): string => `trust ${org}`;

/** What the relay doubts for this org: also for commands beside it. */
export async function recallDoubts(store: Pick<Store, 'recall'>, org: string): Promise<z.infer<typeof Memo>> {
    const text = await store.recall(memoOf(org));
    return text === null ? { routes: [], senders: [], told: {} } : Memo.parse(JSON.parse(text));
}

/** A route that the totals know no more: its score is not left to stand for ever. */
function unheardOf(key: string): RouteTrust {
    const [provider = '', country = '', ...carrier] = key.split(':');
    return { provider, country, carrier: carrier.join(':'), messages: 0, score: null, reasons: [] };
}

export function trustRecord(trust: RouteTrust, judgedAt: string): Record<string, unknown> {
    const { provider, country, carrier, messages, score, reasons } = trust;
    return {
        Route_Key__c: routeKey(trust).slice(0, KEY_CHARACTERS),
        Name: [provider, country, carrier]
            .filter((word) => word !== '')
            .join(' ')
            .slice(0, 80),
        ...{ Provider__c: provider, Country__c: country, Carrier__c: carrier },
        ...{ Messages__c: messages, Score__c: score, Judged_At__c: judgedAt },
        Reasons__c:
            reasons
                .map((reason) => `${reason}.`)
                .join('\n')
                .slice(0, REASON_CHARACTERS) || null,
    };
}

export function startTrustKeeper(options: TrustKeeperOptions): TrustKeeper {
    const { org, store, client, breakers, settings, numbers, timing, log } = options;
    let apply = doubting(NO_DOUBTS);
    let told = new Map<string, string>();
    let findings: readonly Finding[] = [];

    async function recall(): Promise<void> {
        const memo = await recallDoubts(store, org);
        told = new Map(Object.entries(memo.told));
        apply = doubting(memo);
    }
    const recalled = recall();

    /** Null when nobody knows; what the org has no type for, or may not be asked, it does not say. */
    async function ask(soql: string): Promise<readonly unknown[] | null> {
        const result = await client.query(soql);
        if (result.kind === 'answered') return result.value;
        if (result.kind === 'refused') log.info({ org, code: result.code }, 'trust.refused');
        return result.kind === 'refused' ? [] : null;
    }
    /** A sender's own row may hold the number where a report's holds its hash. */
    const writingsOf = (canary: string): readonly string[] =>
        numbers === null ? [canary] : [canary, numbers.of(canary)];
    const named = (row: unknown): unknown =>
        numbers !== null && isObject(row) && typeof row['Recipient__c'] === 'string'
            ? { ...row, Recipient__c: numbers.of(row['Recipient__c']) }
            : row;

    async function askCanaries(canaries: readonly string[], since: string): Promise<CanaryCount[] | null> {
        if (canaries.length === 0) return [];
        const list = canaries.slice(0, MOST_CANARIES).flatMap(writingsOf).map(soqlText).join(', ');
        const rows = await ask(
            'SELECT Recipient__c, Provider__c, Country__c, Carrier__c, Received_At__c, Arrived_At__c, Read_At__c, ' +
                `Clicked_At__c, Replied_At__c FROM Message__c WHERE Recipient__c IN (${list}) AND Channel__c = 'SMS' ` +
                `AND Received_At__c >= ${since} AND (Status__c = 'Delivered' OR (Status__c = 'Unknown' AND ` +
                "Delivery_Confidence__c = 'Misleading')) ORDER BY Received_At__c DESC LIMIT 2000",
        );
        return rows === null ? null : countCanaries(rows.map(named), timing.now());
    }

    /** Only what is news: a score that stays needs no call. */
    async function tell(routes: readonly RouteTrust[]): Promise<void> {
        const judgedAt = new Date(timing.now()).toISOString();
        const textOf = ({ score, reasons }: RouteTrust): string =>
            JSON.stringify([score, score === 100 ? [] : reasons]);
        const judged = new Set(routes.map(routeKey));
        const gone = [...told.keys()].filter((key) => !judged.has(key)).map(unheardOf);
        const news = [...routes, ...gone].filter((route) => {
            const before = told.get(routeKey(route));
            return before === undefined ? route.score !== null : before !== textOf(route);
        });
        for (let from = 0; from < news.length; from += CALL_SIZE) {
            const part = news.slice(from, from + CALL_SIZE);
            const records = part.map((route) => trustRecord(route, judgedAt));
            const result = await client.upsert('Route_Trust__c', 'Route_Key__c', records);
            if (result.kind !== 'answered') return;
            result.value.forEach(({ success, errors }, index) => {
                const route = part[index]!; // one answer a record, in order
                if (success) told.set(routeKey(route), textOf(route));
                else log.warn({ org, code: errors[0]?.statusCode }, 'trust.refused');
            });
        }
    }

    async function judge(): Promise<boolean> {
        const [policy, senders, own] = [
            await ask(TRUST_SOQL.policy),
            await ask(TRUST_SOQL.senders),
            await ask(TRUST_SOQL.canaries),
        ];
        const now = timing.now();
        const first = new Date(now - (DAYS - 1) * DAY_MS).toISOString();
        const canaries = own === null ? null : await askCanaries(Numbers.parse(own), first);
        if (policy === null || senders === null || canaries === null) return false;
        const totals = await store.totalsSince(org, first.slice(0, 10));
        const judged = judgeRoutes(totals, canaries, new Date(now).toISOString().slice(0, 10), settings);
        const routes = judged.toSorted((a, b) => b.messages - a.messages).slice(0, MOST_ROUTES);
        const least = Policy.parse(policy) ?? 0;
        const doubts: Doubts = {
            routes: judged.flatMap((route) => (route.score !== null && route.score < least ? [routeKey(route)] : [])),
            senders: unregisteredOf(senders),
        };
        apply = doubting(doubts);
        findings = falseDeliveries(canaries, now);
        await tell(routes);
        await store.remember(memoOf(org), JSON.stringify({ ...doubts, told: Object.fromEntries(told) }));
        return true;
    }

    async function step(): Promise<number> {
        await recalled;
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, FOLLOW_MS);
        if (await store.speaksTo(org)) return (await judge()) ? EVERY_MS : FOLLOW_MS;
        await recall();
        return FOLLOW_MS;
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, err: error }, 'trust.failed'));
    return { ...loop, recalled, applied: (report) => apply(report), findings: () => findings };
}
