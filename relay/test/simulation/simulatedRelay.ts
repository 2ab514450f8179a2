/** The relay's own worker, store, publisher and confirmer in one thread, so that it can be killed between any two steps. */
import { pino } from 'pino';
import { branchesOf } from '../../src/core/branches.ts';
import type { DeliveryReport, ProviderAdapter, VerifiedRequest } from '../../src/core/ports.ts';
import { unreadOf } from '../../src/core/store.ts';
import type { ReadingOrder, Store } from '../../src/core/store.ts';
import type { Timing } from '../../src/core/timing.ts';
import { createBreaker } from '../../src/salesforce/breaker.ts';
import { createBudget } from '../../src/salesforce/budget.ts';
import type { OrgClient } from '../../src/salesforce/client.ts';
import { startConfirmer } from '../../src/salesforce/confirmer.ts';
import { createPacer } from '../../src/salesforce/pacer.ts';
import { startPublisher } from '../../src/salesforce/publisher.ts';
import { createRounds } from '../../src/salesforce/rounds.ts';
import { createWindow } from '../../src/salesforce/window.ts';
import { openJournal } from '../../src/store/sqlite/journal.ts';
import { packRequests } from '../../src/store/sqlite/packedRequests.ts';
import { openState } from '../../src/store/sqlite/state.ts';
import { startTimers } from '../../src/worker/timers.ts';
import { startWorker } from '../../src/worker/worker.ts';
import type { Windows } from '../../src/core/windows.ts';
import type { SimulatedOrg } from './simulatedOrg.ts';

const ORG = 'main';
const SOURCE = 'acme/demo';
const SETTINGS = { maxLingerMs: 2_000, confirmAfterMs: 1_000, missingAfterMs: 30_000, maxAttempts: 10, apiShare: 0.5 };
const EVENTS = { eventShare: 0.8, urgentReserve: 0.1, hourlyEvents: null };
export const WINDOWS: Windows = { byPurpose: { otp: 90_000 }, otherwise: 2 * 24 * 3_600_000 };
/** More than any simulated world has. */
const ALL = 1_000_000;
const log = pino({ level: 'silent' });

/** A request's body is the list of its reports: parsing is tested elsewhere. */
export const acme: ProviderAdapter = {
    id: 'acme',
    label: 'Acme',
    methods: ['POST'],
    proof: 'signature',
    bodyLimit: 1,
    retryDelayMs: 300_000,
    statuses: {},
    codes: { codes: {}, words: {} },
    verify: () => {
        throw new Error('the simulation journals what is verified already');
    },
    // The cast holds: `accept` below wrote it.
    parse: ({ body }) =>
        (JSON.parse(body.toString()) as DeliveryReport[]).map((report) => ({ ok: true, report, raw: null })),
};

/** Of an operator's commands: no relay calls these. */
type Tools =
    | 'request'
    | 'replay'
    | 'drop'
    | 'message'
    | 'messagesAfter'
    | 'requestsAfter'
    | 'correct'
    | 'noteReplay'
    | 'replays'
    | 'erase'
    | 'compact';
type SimulatedStore = Omit<
    Store,
    | Tools
    | 'speaksTo'
    | 'companions'
    | 'exchange'
    | 'append'
    | 'purge'
    | 'expire'
    | 'checkWritable'
    | 'close'
    | 'unread'
    | 'unreadBySource'
>;

export interface Disk {
    readonly store: SimulatedStore;
    /** On disk, as after the 2xx. `query`: what the provider's address has after its path. */
    accept(reports: readonly DeliveryReport[], now: number, query?: string): void;
    /** As the relay does now and then: erases messages whose own time is over. */
    expire(now: number): void;
    /** As the relay does now and then: forgets what is older than this. */
    purge(before: number): void;
    /** Requests and messages that are still known. */
    kept(): { readonly requests: number; readonly messages: number };
}

/** Outlives every kill: what is committed is committed. */
export function createDisk(): Disk {
    const journal = openJournal({ path: ':memory:' });
    const state = openState({ path: ':memory:', lock: null });
    const id = state.attach(journal.id(), journal.highest());
    const soon =
        <A extends unknown[], R>(call: (...args: A) => R) =>
        async (...args: A): Promise<R> =>
            call(...args);
    return {
        store: {
            id,
            nextRequests: soon((order: ReadingOrder) =>
                journal.next(state.readUpTo(), order).map((journalled) => {
                    const request = { ...journalled.request, body: Buffer.from(journalled.request.body) };
                    return { ...journalled, request: request };
                }),
            ),
            unreadAmong: soon((ids: readonly number[]) => journal.unreadAmong(ids, state.readUpTo())),
            waiting: () => 0,
            consume: soon(state.consume),
            oldestUnread: soon(() => journal.oldestUnread(state.readUpTo())),
            fireTimers: soon(state.fireTimers),
            claimAlerts: soon(state.claimAlerts),
            alertsTold: soon(state.alertsTold),
            claimSummaries: soon(state.claimSummaries),
            summariesTold: soon(state.summariesTold),
            totalsSince: soon(state.totalsSince),
            pulses: soon(state.pulses),
            addPulses: soon(state.addPulses),
            remember: soon(state.remember),
            recall: soon(state.recall),
            outlook: soon(state.outlook),
            claim: soon(state.claim),
            takeCalls: soon(state.takeCalls),
            report: soon(state.report),
            awaited: soon(state.awaited),
            nextCheckAt: soon(state.nextCheckAt),
            makeControl: soon(state.makeControl),
            republish: soon(state.republish),
            deadLetters: soon(state.deadLetters),
            deadLetter: soon(state.deadLetter),
            counts: soon(() => ({ unread: journal.unread(state.readUpTo()), ...state.stateCounts() })),
            countsOf: soon((org: string, sources: readonly string[]) => ({
                unread: unreadOf(journal.unreadBySource(state.readUpTo()), sources),
                ...state.stateCountsOf(org, sources),
            })),
        },
        accept(reports, receivedAt, query = '') {
            const body = Buffer.from(JSON.stringify(reports));
            const request = {
                method: 'POST',
                url: `/hooks/acme/demo${query}`,
                headers: {},
                body,
            } as unknown as VerifiedRequest;
            journal.append(packRequests([{ source: SOURCE, receivedAt, request }]));
        },
        expire(now) {
            const messages = state.expired(now, ALL);
            const requestIds = messages.flatMap((message) => message.requestIds);
            journal.remove(requestIds, state.readUpTo());
            state.eraseMessages(messages, requestIds, now);
        },
        purge(before) {
            journal.purge(before, state.readUpTo(), ALL);
            state.purgeLetters(before, ALL);
            state.purgeMessages(before, ALL);
        },
        kept: () => ({
            requests: journal.after(0, ALL).length,
            // Without the empty row that keeps the highest id.
            messages: state.messagesAfter(0, ALL).filter(({ org }) => org === ORG).length,
        }),
    };
}

/** Calls are never short: a simulated org tells of no limit. */
export const plentiful = (clock: Timing, share: number) =>
    createBudget({
        ...{ clock, share, reserve: 0.1, onSpend: () => undefined, onError: () => undefined },
        take: (count) => Promise.resolve({ granted: count, used: count }),
    });

export interface SimulatedRelay {
    wake(): void;
    /** From here on nothing of this relay happens any more, whatever it was waiting for. */
    kill(): void;
}

/** `onStep`: after each commit of the store and each call of the org, before the relay knows of it. */
export function startSimulatedRelay(
    disk: Pick<Disk, 'store'>,
    org: SimulatedOrg,
    time: Timing,
    random: () => number,
    onStep: () => void = () => undefined,
): SimulatedRelay {
    let dead = false;
    const alive = (): boolean => !dead;
    const never = new Promise<never>(() => undefined);
    /** Every call of a dead relay waits for ever, and so does everything behind it. */
    function mortal<T extends object>(target: T): T {
        const wrapped = Object.entries(target).map(([name, value]: [string, unknown]) => {
            if (typeof value !== 'function') return [name, value];
            const call = value as (...args: unknown[]) => Promise<unknown>;
            return [
                name,
                async (...args: unknown[]) => {
                    if (!alive()) return never;
                    const result = await call(...args);
                    if (alive()) onStep();
                    return alive() ? result : never;
                },
            ];
        });
        return Object.fromEntries(wrapped) as T; // the same names, each with its own signature
    }
    const timing: Timing = {
        now: time.now,
        after: (milliseconds, call) => time.after(milliseconds, () => alive() && call()),
    };
    const store = mortal(disk.store);
    const breaker = createBreaker(timing, random);
    const client: OrgClient = mortal(org.clientFor(breaker));
    const budget = plentiful(timing, SETTINGS.apiShare);
    const pacer = createPacer(timing, EVENTS);
    const parts = { org: ORG, store, client, breaker, budget, pacer, window: createWindow(), rounds: createRounds() };
    const shared = { ...parts, numbers: null, settings: SETTINGS, timing, random, log };
    const publisher = startPublisher({ ...shared, onPublished: () => confirmer.wake() });
    const confirmer = startConfirmer({ ...shared, branchOf: branchesOf([]), onEnded: () => publisher.wake() });
    const sources = new Map([[SOURCE, { adapter: acme, org: ORG }]]);
    const wake = (): void => publisher.wake();
    const worker = startWorker({ store, sources, windows: WINDOWS, onChanged: wake, timing, log });
    startTimers({ store, providers: [acme], orgOf: { [SOURCE]: ORG }, onFired: wake, timing, log });
    return {
        wake: () => worker.wake(),
        kill() {
            dead = true;
        },
    };
}
