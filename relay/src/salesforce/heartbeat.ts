/** Tells the org how the relay is, and by when it will do so again: what the dead-man's switch in the org goes by. */
import type { Logger } from 'pino';
import type { CodeOverrides } from '../core/codeOverrides.ts';
import type { Counts, Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Timing } from '../core/timing.ts';
import type { ProviderTimes, Vitals } from '../core/vitals.ts';
import type { Breaker } from './breaker.ts';
import type { Room } from '../core/usage.ts';
import type { Budget } from './budget.ts';
import type { RecordClient } from './client.ts';
import type { LimitForecast } from './limits.ts';
import type { Pace } from './pacer.ts';

export interface HeartbeatOptions {
    readonly org: string;
    readonly store: Pick<Store, 'id' | 'countsOf' | 'oldestUnread' | 'speaksTo' | 'companions'>;
    readonly client: RecordClient;
    readonly budget: Budget;
    readonly breakers: readonly Breaker[];
    readonly vitals: () => Vitals;
    readonly reach: () => Reach;
    readonly forecasts: () => readonly LimitForecast[];
    readonly pace: () => Pace | null;
    readonly overrides: () => CodeOverrides;
    readonly settings: HeartbeatSettings;
    readonly timing: Timing;
    readonly log: Logger;
}

export interface HeartbeatSettings {
    readonly everySeconds: number;
    /** What people call this relay. */
    readonly name: string;
    readonly version: string;
}

/** Whether providers can deliver, and how much longer those that cannot repeat by themselves. */
export interface Reach {
    /** Since when requests are turned away; null while they are kept. */
    readonly turnedAwaySince: number | null;
    /** The org has more than its share of what waits to be read: only its own are turned away. */
    readonly overShare: boolean;
    /** By source: milliseconds until its first reports are lost; null where nobody knows. */
    readonly left: Readonly<Record<string, number | null>>;
}

interface Moment {
    readonly now: number;
    /** null: this is the last word, and no other is expected. */
    readonly expectedBy: number | null;
    /** Of the org alone: what other orgs have is nothing to it. */
    readonly counts: Counts;
    readonly oldestUnread: number | null;
    readonly usage: ReturnType<Budget['usage']>;
    readonly vitals: Vitals;
    readonly reach: Reach;
    readonly forecasts: readonly LimitForecast[];
    readonly pace: Pace | null;
    readonly calls: Room;
    readonly overrides: CodeOverrides;
}

const KEY = 'Relay_Key__c';
/** The first goes out when the relay has found its feet. */
const FIRST_AFTER_MS = 2_000;
/** So many beats may be missed, and a minute for what the platform takes, before anybody is alarmed. */
const MISSED_BEATS = 3;
const GRACE_MS = 60_000;
/** How long a shutdown waits for its last word to be heard. */
const LAST_WORD_MS = 5_000;
/** How soon a relay that takes over an org tells it so. */
const STAND_BY_MS = 5_000;
const MOST_SOURCES = 100;
/** Sorts behind every time. */
const NOT_YET = Number.MAX_SAFE_INTEGER;
const TROUBLE_CHARACTERS = 255;
/** As long as its field. */
const LATENCY_CHARACTERS = 131_072;

const iso = (time: number | null): string | null => (time === null ? null : new Date(time).toISOString());
const seconds = (milliseconds: number | null): number | null =>
    milliseconds === null ? null : Math.round(milliseconds) / 1_000;

const clock = (time: number): string => `${new Date(time).toISOString().slice(11, 16)} UTC`;

/** Nothing fails for it: what has to wait is published when the hour has gone on. */
function slowedBy(what: string, room: Room | undefined): string[] {
    if (room === undefined || room.ordinary > 0) return [];
    return [room.urgent > 0 ? `${what} short: only urgent reports go` : `${what} used up: all reports wait`];
}

/** What needs a look, in a few words; null while nothing does. */
export function troubleOf({
    counts: { dead },
    vitals,
    reach,
    forecasts,
    pace,
    calls,
    overrides,
}: TroubleSigns): string | null {
    const silent = vitals.sources.filter((source) => source.silent).map(({ source }) => source);
    const since = reach.turnedAwaySince;
    const wrong = overrides.wrong.length;
    const empty = forecasts.flatMap(({ name, emptyAt }) =>
        emptyAt === null ? [] : [`${name} end at ${clock(emptyAt)}`],
    );
    const words = [
        ...(reach.overShare ? ['too many requests of this org wait to be read'] : []),
        ...(since === null ? [] : [`turning providers away since ${clock(since)}`]),
        ...(dead > 0 ? [dead === 1 ? '1 dead letter' : `${dead} dead letters`] : []),
        ...empty,
        ...slowedBy('hourly events', pace?.room),
        ...slowedBy('API calls', calls),
        ...(wrong > 0 ? [wrong === 1 ? '1 provider code is wrong' : `${wrong} provider codes are wrong`] : []),
        ...(silent.length > 0 ? [`silent: ${silent.join(', ')}`] : []),
    ];
    return words.length === 0 ? null : words.join('; ').slice(0, TROUBLE_CHARACTERS);
}
type TroubleSigns = Pick<Moment, 'counts' | 'vitals' | 'reach' | 'forecasts' | 'pace' | 'calls' | 'overrides'>;

const secondsLeft = (left: number | null | undefined): object =>
    typeof left === 'number' ? { outageSecondsLeft: Math.round(left / 1_000) } : {};

/** For the page, which adds up those of several relays: the busiest providers come first, and all hops of one or none. */
export function latenciesText(times: readonly ProviderTimes[]): string {
    const countOf = (own: readonly ProviderTimes[]): number =>
        own.reduce((sum, { buckets }) => sum + buckets.reduce((all, [, count]) => all + count, 0), 0);
    const providers = [...Map.groupBy(times, ({ provider }) => provider).values()].sort(
        (a, b) => countOf(b) - countOf(a),
    );
    const parts: string[] = [];
    let length = '[]'.length;
    for (const own of providers) {
        const part = own.map(({ provider, hop, buckets }) => JSON.stringify({ provider, hop, buckets })).join();
        length += part.length + 1;
        if (length > LATENCY_CHARACTERS) break;
        parts.push(part);
    }
    return `[${parts.join()}]`;
}

export function statusRecord(
    storeId: string,
    { name, version }: HeartbeatSettings,
    moment: Moment,
): Record<string, unknown> {
    const { now, expectedBy, counts, oldestUnread, usage, vitals, reach, forecasts, pace, overrides } = moment;
    const { reported, published, confirmed } = vitals.hops;
    const trouble = troubleOf(moment);
    const events = forecasts.find(({ name }) => name === 'hourly events');
    const running = trouble === null ? 'Running' : 'Degraded';
    const sources = [...vitals.sources].sort(
        (a, b) => Number(b.silent) - Number(a.silent) || (a.lastAt ?? NOT_YET) - (b.lastAt ?? NOT_YET),
    );
    return {
        [KEY]: storeId,
        Name: name,
        State__c: expectedBy === null ? 'Stopped on Purpose' : running,
        Trouble__c: trouble,
        Last_Seen_At__c: iso(now),
        Expected_By__c: iso(expectedBy),
        Started_At__c: iso(vitals.startedAt),
        Relay_Version__c: version,
        Backlog__c: counts.unread + counts.unpublished,
        Oldest_Waiting_At__c: iso(oldestUnread),
        In_Doubt__c: counts.inFlight,
        Dead_Letters__c: counts.dead,
        Accepted_Today__c: vitals.accepted,
        Confirmed_Today__c: vitals.confirmed,
        Reported_P50__c: seconds(reported.p50),
        Reported_P95__c: seconds(reported.p95),
        Published_P50__c: seconds(published.p50),
        Published_P95__c: seconds(published.p95),
        Confirmed_P50__c: seconds(confirmed.p50),
        Confirmed_P95__c: seconds(confirmed.p95),
        Latencies__c: latenciesText(vitals.times),
        Api_Calls_Used__c: usage?.used ?? null,
        Api_Calls_Limit__c: usage?.limit ?? null,
        Api_Calls_Made__c: vitals.apiCalls,
        Events_Used__c: vitals.events,
        Events_Limit__c: events?.limit ?? (pace?.known === true ? pace.allocation : null),
        Code_Overrides__c: overrides.used.length,
        Silent_Sources__c: sources.filter(({ silent }) => silent).length,
        Sources__c: JSON.stringify(
            sources.slice(0, MOST_SOURCES).map((source) => ({
                ...{ ...source, lastAt: iso(source.lastAt) },
                ...secondsLeft(reach.left[source.source]),
            })),
        ),
    };
}

export function startHeartbeat(options: HeartbeatOptions): { stop(): Promise<void> } {
    const { org, store, client, budget, breakers, vitals, settings, timing, log } = options;
    const { reach, forecasts, pace, overrides } = options;
    const everyMs = settings.everySeconds * 1_000;

    async function beat(last: boolean): Promise<void> {
        const signs = { vitals: vitals(), reach: reach(), forecasts: forecasts(), pace: pace() };
        const sources = signs.vitals.sources.map(({ source }) => source);
        const [counts, unreadSince] = await Promise.all([store.countsOf(org, sources), store.oldestUnread()]);
        const now = timing.now();
        const expectedBy = last ? null : now + MISSED_BEATS * everyMs + GRACE_MS;
        const usage = budget.usage();
        const calls = budget.room();
        const times = sources.flatMap((source) => unreadSince[source] ?? []);
        const oldestUnread = times.length === 0 ? null : Math.min(...times);
        const moment = { now, expectedBy, counts, oldestUnread, usage, ...signs, calls, overrides: overrides() };
        const result = await client.upsert('Relay_Status__c', KEY, [statusRecord(store.id, settings, moment)]);
        const code = result.kind === 'answered' ? result.value[0]?.errors[0]?.statusCode : undefined;
        if (code === undefined) log.debug({ org, outcome: result.kind }, 'heartbeat.sent');
        else log.warn({ org, code }, 'heartbeat.refused');
    }

    let first = true;
    async function step(): Promise<number> {
        if (first) {
            first = false;
            return FIRST_AFTER_MS;
        }
        const wait = Math.max(...breakers.map((breaker) => breaker.waitMs()));
        if (wait > 0) return Math.min(wait, everyMs);
        if (!(await store.speaksTo(org))) return STAND_BY_MS;
        await beat(false);
        return everyMs;
    }
    /** Only the last relay of a store may call off the alarm. */
    async function farewell(): Promise<void> {
        if ((await store.speaksTo(org)) && (await store.companions()) === 0) await beat(true);
    }
    const loop = startLoop(timing, step, (error) => log.error({ org, err: error }, 'heartbeat.failed'));
    return {
        async stop() {
            await loop.stop();
            // A relay that nobody has heard of yet needs no farewell.
            if (first || breakers.some((breaker) => breaker.waitMs() > 0)) return;
            let enough = (): void => undefined;
            const patience = new Promise<void>((resolve) => (enough = timing.after(LAST_WORD_MS, resolve)));
            const word = farewell().catch((error: unknown) => log.error({ org, err: error }, 'heartbeat.failed'));
            await Promise.race([word, patience]);
            enough();
        },
    };
}
