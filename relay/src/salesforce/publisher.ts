/** Publishes the newest snapshots of one org's messages: urgent ones at once, the rest in company. */
import type { Logger } from 'pino';
import type { NumberHash } from '../core/hashedNumbers.ts';
import type { Claim, ClaimRequest, Flight, FlightNews, Outlook, Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import type { Room } from '../core/usage.ts';
import { backoffMs } from './backoff.ts';
import type { Breaker } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { Trouble } from './callErrors.ts';
import type { OrgClient, SaveResult } from './client.ts';
import { eventOf } from './event.ts';
import { EVENT_NAME } from './eventFields.generated.ts';
import { verdictOf } from './outcomes.ts';
import type { Verdict } from './outcomes.ts';
import type { Pacer } from './pacer.ts';
import type { Rounds } from './rounds.ts';
import type { Window } from './window.ts';

export interface PublisherOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'outlook' | 'claim' | 'report' | 'makeControl'>;
    readonly client: OrgClient;
    readonly breaker: Breaker;
    readonly budget: Budget;
    readonly pacer: Pacer;
    readonly window: Window;
    readonly rounds: Rounds;
    /** Where the org is to be told no number. */
    readonly numbers: NumberHash | null;
    readonly settings: { readonly maxLingerMs: number; readonly confirmAfterMs: number; readonly maxAttempts: number };
    /** Called when snapshots are on their way: there is something to look for. */
    readonly onPublished: () => void;
    readonly timing: Timing;
    readonly random: () => number;
    readonly log: Logger;
}

/** What one call of `composite/sobjects` may carry. */
const CALL_SIZE = 200;
const PARALLEL_CALLS = 4;
/** Even with calls to spare, reports that are in no hurry wait this long for company. */
const LEAST_LINGER_MS = 50;
/** A command in another process may bring back a dead message. */
const IDLE_MS = 1_000;
/** The hour has to go on, or somebody has to tell of more: no need to look every second. */
const NO_ROOM_MS = 5_000;
const RETRY_BASE_MS = 1_000;
const RETRY_CAP_MS = 300_000;

const NUMBER_IN_KEY = 'its key holds a number, from before hashedNumbers (docs/private-numbers.md)';

/** Codes of a single record that tell of the whole org. */
const TROUBLES: Readonly<Partial<Record<Verdict, Trouble>>> = { limit: 'limit', setup: 'setup', outage: 'outage' };

export function startPublisher(options: PublisherOptions): Loop {
    const { org, store, breaker, budget, pacer, window, rounds, settings, timing, log } = options;
    const calls = createCalls(options);

    async function claim(pick: ClaimRequest['pick'], limit: number): Promise<Claim[]> {
        const now = timing.now();
        return [...(await store.claim({ org, now, limit, pick, checkAt: now + settings.confirmAfterMs }))];
    }

    /** Zero when something of the outlook should leave now. */
    function lingerMs({ fast, slow, slowSince }: Outlook): number {
        if (fast > 0 || slow >= CALL_SIZE || slowSince === null) return 0;
        const usual = Math.min(Math.max(LEAST_LINGER_MS, budget.lingerMs()), settings.maxLingerMs);
        const linger = Math.max(usual, budget.stretchMs());
        return Math.max(0, slowSince + linger - timing.now());
    }

    async function publishNormally(outlook: Outlook, room: Room): Promise<number> {
        const places = window.size - outlook.inFlight;
        if (places <= 0) return IDLE_MS; // a confirmation wakes this loop
        const linger = lingerMs(outlook);
        if (linger > 0) return linger;
        const { size } = calls;
        const { pick, most } = pickOf(outlook, room, Math.min(places, size * PARALLEL_CALLS));
        const claims = await claim(pick, most);
        const parts = Array.from({ length: Math.ceil(claims.length / size) }, (_, index) =>
            claims.slice(index * size, (index + 1) * size),
        );
        await Promise.all(parts.map(calls.publish));
        return 0;
    }

    async function publishSuspects(suspects: readonly number[] | 'all', room: Room): Promise<number> {
        const urgentOnly = room.ordinary <= 0;
        const most = Math.min(calls.size, window.size, urgentOnly ? room.urgent : room.ordinary);
        const claims = await claim({ suspects, urgentOnly }, most);
        rounds.begin(claims.map(({ id }) => id));
        if (claims.length > 0 && (await calls.publish(claims))) rounds.taken();
        return 0;
    }

    async function step(): Promise<number> {
        const wait = breaker.waitMs();
        if (wait > 0) return wait;
        const now = timing.now();
        const all = await store.outlook(org, now);
        const hourly = pacer.room(all.published);
        const room = budget.waitMs('ordinary') > 0 ? { ...hourly, ordinary: 0 } : hourly;
        if (room.urgent <= 0) return NO_ROOM_MS;
        const outlook = room.ordinary > 0 ? all : urgentOf(all);
        const turn = rounds.next(outlook);
        if (turn.kind === 'suspects') return publishSuspects(turn.group, room);
        if (turn.kind === 'drain') return IDLE_MS; // confirmations wake this loop
        if (turn.kind === 'control') {
            rounds.controlMade(await store.makeControl(org, now));
            return 0;
        }
        if (outlook.fast + outlook.slow > 0) return publishNormally(outlook, room);
        const rest = (outlook.nextDueAt ?? now) - now;
        return rest > 0 ? Math.min(rest, IDLE_MS) : IDLE_MS;
    }
    return startLoop(timing, step, (error) => log.error({ org, err: error }, 'publisher.failed'));
}

/** What is left to do when the others have to wait. */
const urgentOf = (all: Outlook): Outlook => ({ ...all, slow: 0, slowSince: null, suspects: all.urgentSuspects });

/** Where there is not room for all, the urgent ones go alone: the reserve is theirs, and so is what comes before it. */
export function pickOf({ fast }: Pick<Outlook, 'fast'>, room: Room, places: number) {
    return fast > 0 && room.ordinary < places
        ? ({ pick: 'fast', most: Math.min(places, room.urgent) } as const)
        : ({ pick: 'any', most: Math.min(places, room.ordinary) } as const);
}

interface Calls {
    /** How many snapshots the next call should carry. */
    readonly size: number;
    /** Publishes in one call and records what became of each; whether the org says that it took them all. */
    readonly publish: (claims: readonly Claim[]) => Promise<boolean>;
}

function createCalls(options: PublisherOptions): Calls {
    const { org, store, client, breaker, numbers, settings, onPublished, timing, random, log } = options;

    const later = (): FlightNews => ({ kind: 'returned', dueAt: timing.now(), refused: false });

    /** The org refused this one: again after a while, unless it never will do. */
    function refusal({ messageKey, refusals }: Claim, code: string): FlightNews {
        const verdict = verdictOf(code);
        const exhausted = refusals + 1 >= settings.maxAttempts;
        const dead = verdict === 'dead' || (verdict === 'retry' && exhausted);
        const line = { org, messageKey, attempt: refusals + 1, outcome: dead ? 'dead' : 'retry', code };
        log[dead ? 'warn' : 'info'](line, 'delivery.attempted');
        if (dead) return { kind: 'dead', reason: code };
        const pause = backoffMs(refusals, RETRY_BASE_MS, RETRY_CAP_MS, random);
        return { kind: 'returned', dueAt: timing.now() + pause, refused: verdict === 'retry' };
    }

    /** null when the org took it: the claim has said already when to look for the effect. */
    function newsOf(claim: Claim, result: SaveResult): FlightNews | null {
        if (result.success) return null;
        const code = result.errors[0]?.statusCode ?? 'UNKNOWN_ERROR';
        const trouble = TROUBLES[verdictOf(code)];
        if (trouble !== undefined) breaker.failed(trouble);
        return refusal(claim, code);
    }

    async function tell(
        claims: readonly Claim[],
        newsFor: (claim: Claim, index: number) => FlightNews | null,
    ): Promise<void> {
        const flights = claims.flatMap((claim, index): Flight[] => {
            const news = newsFor(claim, index);
            return news === null ? [] : [{ id: claim.id, attempt: claim.attempt, news }];
        });
        if (flights.length > 0) await store.report(flights, timing.now());
    }

    let size = CALL_SIZE;

    /** An org that refuses the whole call is shown its halves, until only the guilty are left. */
    async function refused(claims: readonly Claim[], code: string): Promise<void> {
        if (claims.length === 1) return tell(claims, (claim) => refusal(claim, code));
        const middle = Math.ceil(claims.length / 2);
        if (verdictOf(code) !== 'dead') {
            // It may be the org and not the call: no hurry, and smaller calls from now on.
            size = middle;
            breaker.failed('outage');
            return tell(claims, later);
        }
        await publish(claims.slice(0, middle));
        await publish(claims.slice(middle));
    }

    /** What was known before numbers were hashed may hold one; where its key does, nothing of it can be told. */
    async function withoutNumbers(claims: readonly Claim[]): Promise<readonly Claim[]> {
        if (numbers === null) return claims;
        const told: Claim[] = [];
        const untold: Claim[] = [];
        for (const claim of claims) {
            const snapshot = numbers.snapshot(claim.snapshot);
            if (snapshot === null) untold.push(claim);
            else told.push({ ...claim, snapshot });
        }
        if (untold.length > 0) log.warn({ org, count: untold.length }, 'delivery.withheld');
        await tell(untold, () => ({ kind: 'dead', reason: NUMBER_IN_KEY }));
        return told;
    }

    async function publish(claimed: readonly Claim[]): Promise<boolean> {
        const claims = await withoutNumbers(claimed);
        if (claims.length === 0) return false;
        const since = timing.now();
        const statusPublishedAt = new Date(since).toISOString();
        const events = claims.map(({ snapshot, epoch, version }) =>
            eventOf(snapshot, { store: store.id, epoch, version, statusPublishedAt }),
        );
        const result = await client.create(EVENT_NAME, events);
        const outcome = result.kind === 'trouble' ? result.trouble : result.kind;
        log.info({ org, count: claims.length, outcome, durationMs: timing.now() - since }, 'publish.attempted');
        if (result.kind === 'refused') {
            await refused(claims, result.code);
            return false;
        }
        if (result.kind === 'answered') {
            const saved = claims.map((_, index) => result.value[index] ?? { success: false, errors: [] });
            size = Math.min(CALL_SIZE, size * 2);
            await tell(claims, (claim, index) => newsOf(claim, saved[index] ?? { success: false, errors: [] }));
            onPublished();
            return saved.every(({ success }) => success);
        }
        // Without an answer the org may have taken them all the same: better to look than to publish twins.
        if (result.kind === 'trouble' && result.trouble === 'unanswered') onPublished();
        else await tell(claims, later);
        return false;
    }
    return {
        get size() {
            return size;
        },
        publish,
    };
}
