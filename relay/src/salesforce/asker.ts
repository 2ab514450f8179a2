/** Asks the org now and then what its own records show that no report tells: what waits too long, who sends unregistered. */
import type { Logger } from 'pino';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { lateMessages } from '../core/late.ts';
import { COUNTRIES_THAT_ASK, unregisteredSenders } from '../core/senderRules.ts';
import type { Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { OrgClient } from './client.ts';
import { soqlText } from './soql.ts';

export interface Question {
    readonly name: string;
    readonly everyMs: number;
    readonly soql: (now: number) => readonly string[];
    /** One answer a query. */
    readonly judge: (answers: readonly (readonly unknown[])[], now: number) => readonly Finding[];
}

export interface AskerOptions {
    readonly org: string;
    readonly question: Question;
    readonly store: Pick<Store, 'speaksTo'>;
    readonly client: Pick<OrgClient, 'query'>;
    /** While one of them is open, or no API call is to spare, nothing is asked. */
    readonly breakers: readonly Breaker[];
    readonly timing: Timing;
    readonly log: Logger;
}

export interface Asker extends Loop {
    /** As the org said last; while it is away, that stands. */
    findings(): readonly Finding[];
}

const FOLLOW_MS = 60_000;
const DAY_MS = 86_400_000;
/** Of more at once nobody would read. */
const MOST_LINES = 50;
const MOST_SENDERS = 500;

const iso = (time: number): string => new Date(time).toISOString();

/** What is older than three days is unconfirmed by then, and `CreatedDate` has an index. */
export function lateSoql(now: number, least: number): string {
    return (
        'SELECT Campaign_Id__c, Provider__c, Status__c, COUNT(Id) messages FROM Message__c ' +
        `WHERE CreatedDate >= ${iso(now - 3 * DAY_MS)} AND Late_After__c < ${iso(now)} ` +
        "AND Status__c IN ('Scheduled', 'Queued', 'Sent') GROUP BY Campaign_Id__c, Provider__c, Status__c " +
        `HAVING COUNT(Id) >= ${least} ORDER BY COUNT(Id) DESC LIMIT ${MOST_LINES}`
    );
}

export function sendersSoql(now: number): string {
    return (
        'SELECT Sender__c, Sender_Type__c, Country__c, COUNT(Id) messages FROM Message__c ' +
        `WHERE CreatedDate >= ${iso(now - DAY_MS)} AND Channel__c = 'SMS' AND Sender__c != null ` +
        `AND Country__c IN (${COUNTRIES_THAT_ASK.map(soqlText).join(', ')}) ` +
        `GROUP BY Sender__c, Sender_Type__c, Country__c ORDER BY COUNT(Id) DESC LIMIT ${MOST_SENDERS}`
    );
}

/** 144 calls a day. */
export const lateQuestion = (settings: Pick<AlertSettings, 'lateMessages'>): Question => ({
    ...{ name: 'late', everyMs: 600_000 },
    soql: (now) => [lateSoql(now, settings.lateMessages)],
    judge: ([lines = []], now) => lateMessages(lines, now, settings),
});

/** 96 calls a day. */
export const SENDERS_QUESTION: Question = {
    ...{ name: 'senders', everyMs: 1_800_000 },
    soql: (now) => [sendersSoql(now), 'SELECT Sender__c, Country__c, State__c FROM Sender_Registration__mdt'],
    judge: ([sent = [], notes = []], now) => unregisteredSenders(sent, notes, now),
};

export function startAsker(options: AskerOptions): Asker {
    const { org, question, store, client, breakers, timing, log } = options;
    const { name, everyMs } = question;
    let findings: readonly Finding[] = [];

    async function step(): Promise<number> {
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, FOLLOW_MS);
        if (!(await store.speaksTo(org))) {
            findings = []; // the relay that speaks to the org tells of them
            return FOLLOW_MS;
        }
        const now = timing.now();
        const answers: (readonly unknown[])[] = [];
        for (const soql of question.soql(now)) {
            const result = await client.query(soql);
            if (result.kind === 'refused') {
                // An older package does not let this user read it: then nobody knows.
                log.info({ org, question: name, code: result.code }, 'question.refused');
                findings = [];
                return everyMs;
            }
            if (result.kind !== 'answered') return FOLLOW_MS;
            answers.push(result.value);
        }
        findings = question.judge(answers, now);
        return everyMs;
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, question: name, err: error }, 'question.failed'));
    return { ...loop, findings: () => findings };
}
