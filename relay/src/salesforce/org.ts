/** Everything the relay does with one org: its own connection, pace, limits and loops. */
import type { Logger } from 'pino';
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { branchesOf, branching } from '../core/branches.ts';
import type { CodeClasses } from '../core/classify.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { DeliveryReport } from '../core/ports.ts';
import type { Store } from '../core/store.ts';
import type { Timing } from '../core/timing.ts';
import type { Vitals } from '../core/vitals.ts';
import { startAlerter } from './alerter.ts';
import { lateQuestion, SENDERS_QUESTION, startAsker } from './asker.ts';
import { createBreaker, createPulse } from './breaker.ts';
import type { Breaker } from './breaker.ts';
import { createBudget } from './budget.ts';
import { createClient } from './client.ts';
import { compareOrg } from './comparison.ts';
import type { Comparison, ComparisonOptions } from './comparison.ts';
import { startCodeReader } from './codeReader.ts';
import type { CodeReader } from './codeReader.ts';
import { startKeepReader } from './keepReader.ts';
import type { KeepReader } from './keepReader.ts';
import { startConfirmer } from './confirmer.ts';
import { createPacer } from './pacer.ts';
import type { Pace, PacerSettings } from './pacer.ts';
import { startPublisher } from './publisher.ts';
import type { Trouble } from './callErrors.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { HeartbeatSettings, Reach } from './heartbeat.ts';
import { startLimits } from './limits.ts';
import type { LimitForecast } from './limits.ts';
import { namingOf } from './namespace.ts';
import { startPeopleHasher } from './peopleHasher.ts';
import { createRounds } from './rounds.ts';
import { createSessions } from './sessions.ts';
import { signIn } from './signIn.ts';
import type { OrgAuth } from './signIn.ts';
import { startTotals } from './totals.ts';
import { startTrustKeeper } from './trustKeeper.ts';
import { startWatch } from './watch.ts';
import { createWindow } from './window.ts';

/** Of one comparison: some hundred thousand messages. What is older waits for the next. */
const MOST_QUESTIONS = 1_000;

export interface OrgOptions {
    readonly org: string;
    readonly apiVersion: string;
    /** Of the package in this org. */
    readonly namespace: string | null;
    /** That its totals tell apart. */
    readonly locations: readonly string[];
    readonly auth: OrgAuth;
    /** Where it is to be told no number of a person. */
    readonly numbers: NumberHash | null;
    readonly settings: PacerSettings & {
        readonly apiShare: number;
        readonly maxLingerMs: number;
        readonly confirmAfterMs: number;
        readonly missingAfterMs: number;
        readonly maxAttempts: number;
        readonly totalsEverySeconds: number;
    };
    readonly store: Store;
    readonly timing: Timing;
    readonly random: () => number;
    readonly heartbeat: HeartbeatSettings;
    readonly alerts: AlertSettings;
    readonly vitals: () => Vitals;
    readonly reach: () => Reach;
    /** Of all that this relay knows, by their ids. */
    readonly providers: ReadonlyMap<string, CodeClasses>;
    /** Called before each call of the org's API. */
    readonly onApiCall: () => void;
    readonly log: Logger;
}

/** Whether the org takes what is published, or why it is left alone for a while. */
export type OrgHealth =
    | { readonly status: 'working' }
    | { readonly status: 'paused'; readonly trouble: Trouble; readonly retryInSeconds: number };

export interface OrgLink {
    readonly org: string;
    /** There is something new to publish. */
    wake(): void;
    health(): OrgHealth;
    forecasts(): readonly LimitForecast[];
    /** Messages first heard of in that time with their rows; what the org lacks is published again. Null: another relay's turn, or the org is away. */
    compare(range: Pick<ComparisonOptions, 'since' | 'before' | 'isOver'>): Promise<Comparison | null>;
    /** How the hourly events are shared out; null until something was to be published. */
    pace(): Pace | null;
    readonly overrides: CodeReader['overrides'];
    /** The report as this org wants it read, once `recalled` has resolved. */
    applied(report: DeliveryReport): DeliveryReport;
    readonly keptFor: KeepReader['keptFor'];
    readonly recalled: Promise<unknown>;
    stop(): Promise<void>;
}

export function startOrgLink({ apiVersion, namespace, locations, auth, onApiCall, ...shared }: OrgOptions): OrgLink {
    const { org, timing, random, settings, log } = shared;
    const budget = createBudget({
        ...{ clock: timing, share: settings.apiShare, reserve: settings.urgentReserve, onSpend: onApiCall },
        take: (count, most) => shared.store.takeCalls({ org, now: timing.now(), count, most }),
        onError: (error) => log.error({ org, err: error }, 'budget.failed'),
    });
    const urgently = (): number => budget.waitMs('urgent');
    const ordinarily = (): number => budget.waitMs('ordinary');
    const pulse = createPulse(timing);
    const breakerWith = (gate: () => number): Breaker => createBreaker(timing, random, gate, pulse);
    const breaker = breakerWith(urgently);
    const sessions = createSessions({ org, apiVersion, signIn: () => signIn(auth, timing), clock: timing, log });
    const connection = { org, sessions, budget, naming: namingOf(namespace), log };
    const client = createClient({ ...connection, breaker });
    const pacer = createPacer(timing, settings);
    const branchOf = branchesOf(locations);
    const branched = branching(branchOf);
    const parts = { ...shared, client, breaker, budget, pacer, window: createWindow(), rounds: createRounds() };
    const publisher = startPublisher({ ...parts, onPublished: () => confirmer.wake() });
    const confirmer = startConfirmer({ ...parts, branchOf, onEnded: () => publisher.wake() });
    // Its own breaker: an org that will not hear of alerts must get its delivery reports all the same.
    const alertBreaker = breakerWith(ordinarily);
    const alertClient = createClient({ ...connection, breaker: alertBreaker });
    const alerter = startAlerter({ ...shared, client: alertClient, breakers: [breaker, alertBreaker] });
    const codesBreaker = breakerWith(ordinarily);
    const codesClient = createClient({ ...connection, breaker: codesBreaker });
    const codes = startCodeReader({ ...shared, client: codesClient, breakers: [breaker, codesBreaker] });
    const keeps = startKeepReader({ ...shared, client: codesClient, breakers: [breaker, codesBreaker] });
    const trustBreaker = breakerWith(ordinarily);
    const trustClient = createClient({ ...connection, breaker: trustBreaker });
    const trust = startTrustKeeper({
        ...{ ...shared, settings: shared.alerts },
        ...{ client: trustClient, breakers: [breaker, trustBreaker] },
    });
    const askers = [lateQuestion(shared.alerts), SENDERS_QUESTION].map((question) => {
        const askerBreaker = breakerWith(ordinarily);
        const askerClient = createClient({ ...connection, breaker: askerBreaker });
        return startAsker({ ...shared, question, client: askerClient, breakers: [breaker, askerBreaker] });
    });
    const asked = (): readonly Finding[] => [trust, ...askers].flatMap((each) => each.findings());
    const watchBreaker = breakerWith(ordinarily);
    const watch = startWatch({
        ...{ ...shared, settings: shared.alerts, overrides: codes.overrides, asked },
        client: createClient({ ...connection, breaker: watchBreaker }),
        breakers: [breaker, watchBreaker],
    });
    const totalsBreaker = breakerWith(ordinarily);
    const totalsClient = createClient({ ...connection, breaker: totalsBreaker });
    const totals = startTotals({ ...shared, client: totalsClient, breakers: [breaker, totalsBreaker], budget });
    const peopleBreaker = breakerWith(ordinarily);
    const { numbers } = shared;
    const people =
        numbers === null
            ? null
            : startPeopleHasher({
                  ...{ ...shared, numbers, client: createClient({ ...connection, breaker: peopleBreaker }) },
                  breakers: [breaker, peopleBreaker],
              });
    const limitsBreaker = breakerWith(ordinarily);
    const limitsClient = createClient({ ...connection, breaker: limitsBreaker });
    const limits = startLimits({ ...shared, client: limitsClient, breakers: [breaker, limitsBreaker], pacer });
    const heartbeatBreaker = breakerWith(urgently);
    const heartbeat = startHeartbeat({
        ...shared,
        client: createClient({ ...connection, breaker: heartbeatBreaker }),
        ...{ breakers: [breaker, heartbeatBreaker], budget, settings: shared.heartbeat },
        ...{ forecasts: limits.forecasts, pace: pacer.pace, overrides: codes.overrides },
    });
    const compareBreaker = breakerWith(ordinarily);
    const compareClient = createClient({ ...connection, breaker: compareBreaker });
    return {
        org,
        async compare(range) {
            const waits = Math.max(breaker.waitMs(), compareBreaker.waitMs()) > 0;
            if (waits || !(await shared.store.speaksTo(org))) return null;
            const found = await compareOrg({
                ...{ org, store: shared.store, client: compareClient, ...range, limit: MOST_QUESTIONS, repair: true },
                now: timing.now,
                pause: () => new Promise((resolve) => void timing.after(budget.lingerMs(), resolve)),
            });
            if (found.republished > 0) publisher.wake();
            return found;
        },
        wake: () => publisher.wake(),
        ...{ overrides: codes.overrides, forecasts: limits.forecasts, pace: pacer.pace },
        applied(report) {
            const read = branched(trust.applied(codes.applied(report)));
            return numbers?.report(read) ?? read;
        },
        keptFor: keeps.keptFor,
        recalled: Promise.all([codes.recalled, keeps.recalled, trust.recalled]),
        health() {
            const trouble = breaker.trouble();
            if (trouble === null) return { status: 'working' };
            return { status: 'paused', trouble, retryInSeconds: Math.ceil(breaker.waitMs() / 1000) };
        },
        async stop() {
            const parts = [publisher, confirmer, alerter, codes, keeps, trust, ...askers, watch, totals, limits];
            await Promise.all(parts.map((part) => part.stop()));
            await people?.stop();
            await heartbeat.stop(); // after the others, so that its last word is true
        },
    };
}
