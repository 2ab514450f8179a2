/** Tells the org of signs that concern more than one message: one record a subject and incident, with its newest count. */
import type { Logger } from 'pino';
import type { Alert, Store, ToldAlert } from '../core/store.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { RecordClient } from './client.ts';
import { startTeller } from './teller.ts';

export interface AlerterOptions {
    readonly org: string;
    readonly store: Pick<Store, 'claimAlerts' | 'alertsTold'>;
    readonly client: RecordClient;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly timing: Timing;
    readonly log: Logger;
}

const KEY = 'Alert_Key__c';
/** A count may grow by the second; nobody reads it that often. */
const AGAIN_MS = 60_000;
const HOUR_MS = 3_600_000;
/** As long as its field. */
const KEY_CHARACTERS = 255;

const iso = (time: number): string => new Date(time).toISOString();

/** `2026-07-17 12:05` */
const minuteOf = (time: number): string => iso(time).slice(0, 16).replace('T', ' ');

/** Counts are absolute, so writing them again changes nothing. */
export function alertRecord({ kind, campaignId, provider, windowStart, lastAt, observed, refusals }: Alert): object {
    const subject = campaignId === '' ? provider : `Campaign ${campaignId}`;
    const messages = observed === 1 ? '1 message was refused' : `${observed} messages were refused`;
    // Those that an older relay has told of are the clock's hours, and keep their key.
    const begun = iso(windowStart).slice(0, windowStart % HOUR_MS === 0 ? 13 : 16);
    const end = Math.max(lastAt, windowStart);
    return {
        [KEY]: `${kind}:${campaignId || provider}:${begun}`.slice(0, KEY_CHARACTERS),
        Kind__c: kind,
        Severity__c: kind === 'Configuration' ? 'High' : 'Medium',
        Subject__c: subject,
        Failure_Class__c: kind,
        Observed__c: observed,
        Window_Start__c: iso(windowStart),
        Window_End__c: iso(end),
        Detail__c: `${messages} from ${minuteOf(windowStart)} to ${minuteOf(end)} UTC (${subject}).`,
        ...(provider === '' ? {} : { Provider__c: provider }),
        // An id may be well formed and yet name no campaign of this org: then the alert goes without it.
        ...(campaignId === '' || refusals > 0 ? {} : { Campaign__c: campaignId }),
    };
}

export function startAlerter({ store, ...shared }: AlerterOptions): Loop {
    const { org } = shared;
    return startTeller<Alert, ToldAlert>({
        ...shared,
        ...{ what: 'alert', object: 'Delivery_Alert__c', key: KEY, waitMs: () => 0, everyMs: AGAIN_MS },
        claim: (now, againAt, limit) => store.claimAlerts({ org, now, againAt, limit }),
        record: alertRecord,
        taken: ({ id, observed }) => ({ kind: 'taken', id, observed }),
        refused: ({ id }, _code, againAt) => ({ kind: 'refused', id, againAt }),
        told: store.alertsTold,
    });
}
