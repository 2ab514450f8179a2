/** Tells the org of signs that concern more than one message: one record a subject and hour, with its newest count. */
import type { Logger } from 'pino';
import type { Alert, Store, ToldAlert } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Breaker } from './breaker.ts';
import type { AlertClient, SaveResult } from './client.ts';

export interface AlerterOptions {
    readonly org: string;
    readonly store: Pick<Store, 'claimAlerts' | 'alertsTold'>;
    readonly client: AlertClient;
    /** While one of them is open, nothing is told. */
    readonly breakers: readonly Breaker[];
    readonly timing: Timing;
    readonly log: Logger;
}

const OBJECT = 'Delivery_Alert__c';
const KEY = 'Alert_Key__c';
const CALL_SIZE = 200;
/** A count may grow by the second; nobody reads it that often. */
const AGAIN_MS = 60_000;
/** Up to about an hour between attempts on what the org refuses. */
const MOST_DOUBLINGS = 6;
const IDLE_MS = 1_000;
const HOUR_MS = 3_600_000;
/** As long as its field. */
const KEY_CHARACTERS = 255;

const iso = (time: number): string => new Date(time).toISOString();

/** Counts are absolute, so writing them again changes nothing. */
export function alertRecord({ kind, campaignId, provider, windowStart, observed, refusals }: Alert): object {
    const subject = campaignId === '' ? provider : `Campaign ${campaignId}`;
    const hour = iso(windowStart);
    const messages = observed === 1 ? '1 message was refused' : `${observed} messages were refused`;
    return {
        [KEY]: `${kind}:${campaignId || provider}:${hour.slice(0, 13)}`.slice(0, KEY_CHARACTERS),
        Kind__c: kind,
        Severity__c: kind === 'Configuration' ? 'High' : 'Medium',
        Subject__c: subject,
        Failure_Class__c: kind,
        Observed__c: observed,
        Window_Start__c: hour,
        Window_End__c: iso(windowStart + HOUR_MS),
        Detail__c: `${messages} in the hour from ${hour.slice(0, 16).replace('T', ' ')} UTC (${subject}).`,
        ...(provider === '' ? {} : { Provider__c: provider }),
        // An id may be well formed and yet name no campaign of this org: then the alert goes without it.
        ...(campaignId === '' || refusals > 0 ? {} : { Campaign__c: campaignId }),
    };
}

export function startAlerter({ org, store, client, breakers, timing, log }: AlerterOptions): Loop {
    function outcomeOf(alert: Alert, result: SaveResult | undefined): ToldAlert {
        const { id, observed, refusals } = alert;
        if (result?.success === true) return { kind: 'taken', id, observed };
        const code = result?.errors[0]?.statusCode ?? 'UNKNOWN_ERROR';
        log.warn({ org, alert: id, code, refusals: refusals + 1 }, 'alert.refused');
        return { kind: 'refused', id, againAt: timing.now() + AGAIN_MS * 2 ** Math.min(refusals, MOST_DOUBLINGS) };
    }

    async function step(): Promise<number> {
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, AGAIN_MS);
        const now = timing.now();
        const alerts = await store.claimAlerts({ org, now, againAt: now + AGAIN_MS, limit: CALL_SIZE });
        if (alerts.length === 0) return IDLE_MS;
        const result = await client.upsert(OBJECT, KEY, alerts.map(alertRecord));
        log.info({ org, count: alerts.length, outcome: result.kind }, 'alerts.told');
        if (result.kind === 'answered' || result.kind === 'refused') {
            const answers = result.kind === 'answered' ? result.value : alerts.map(() => refusedWith(result.code));
            await store.alertsTold(alerts.map((alert, index) => outcomeOf(alert, answers[index])));
        }
        return alerts.length < CALL_SIZE ? IDLE_MS : 0;
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, 'alerter.failed'));
}

const refusedWith = (code: string): SaveResult => ({ success: false, errors: [{ statusCode: code }] });
