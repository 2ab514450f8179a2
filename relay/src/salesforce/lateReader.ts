/** Asks the org every ten minutes what waits for longer than its policy allows; the policies are the org's own. */
import type { Logger } from 'pino';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { lateMessages } from '../core/late.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient } from './client.ts';

export interface LateReaderOptions {
    readonly org: string;
    readonly store: Pick<Store, 'speaksTo'>;
    readonly client: Pick<OrgClient, 'query'>;
    /** While one of them is open, or no API call is to spare, nothing is asked. */
    readonly breakers: readonly Breaker[];
    readonly settings: AlertSettings;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface LateReader extends Loop {
    /** As the org said last; while it is away, that stands. */
    findings(): readonly Finding[];
}

/** 144 calls a day. */
const EVERY_MS = 600_000;
const FOLLOW_MS = 60_000;
/** Older ones are unconfirmed by then, and `CreatedDate` has an index. */
const DAYS_BACK = 3;
const DAY_MS = 86_400_000;
/** Of more at once nobody would read. */
const MOST_LINES = 50;

export function lateSoql(now: number, least: number): string {
    const created = new Date(now - DAYS_BACK * DAY_MS).toISOString();
    return (
        'SELECT Campaign_Id__c, Provider__c, Status__c, COUNT(Id) messages FROM Message__c ' +
        `WHERE CreatedDate >= ${created} AND Late_After__c < ${new Date(now).toISOString()} ` +
        "AND Status__c IN ('Scheduled', 'Queued', 'Sent') GROUP BY Campaign_Id__c, Provider__c, Status__c " +
        `HAVING COUNT(Id) >= ${least} ORDER BY COUNT(Id) DESC LIMIT ${MOST_LINES}`
    );
}

export function startLateReader(options: LateReaderOptions): LateReader {
    const { org, store, client, breakers, settings, timing, log } = options;
    let findings: readonly Finding[] = [];

    async function step(): Promise<number> {
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, FOLLOW_MS);
        if (!(await store.speaksTo(org))) {
            findings = []; // the relay that speaks to the org tells of them
            return FOLLOW_MS;
        }
        const now = timing.now();
        const result = await client.query(lateSoql(now, settings.lateMessages));
        if (result.kind === 'answered') findings = lateMessages(result.value, now, settings);
        // An older package does not let this user read the field.
        if (result.kind === 'refused') log.info({ org, code: result.code }, 'late.refused');
        return result.kind === 'answered' || result.kind === 'refused' ? EVERY_MS : FOLLOW_MS;
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, err: error }, 'late.failed'));
    return { ...loop, findings: () => findings };
}
