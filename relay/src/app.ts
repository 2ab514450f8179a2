/** Builds the relay from its configuration. Whoever calls decides about time, chance and where the log goes. */
import type { AddressInfo } from 'node:net';
import relayPackage from '../package.json' with { type: 'json' };
import type { Config } from './config.ts';
import { startBacklog } from './core/backlog.ts';
import { numberHashesOf } from './core/hashedNumbers.ts';
import { createPulses } from './core/pulse.ts';
import { budgetLeft } from './core/outage.ts';
import type { Timing } from './core/timing.ts';
import { startLoop } from './core/timing.ts';
import type { Heard } from './core/vitals.ts';
import type { Windows } from './core/windows.ts';
import { get as getText } from './ingest/keys.ts';
import type { Get } from './ingest/keys.ts';
import { createIngest } from './ingest/server.ts';
import { createMetrics } from './insight/metrics.ts';
import { startOutages } from './insight/outages.ts';
import { createVitals, hearBoth } from './insight/vitals.ts';
import { observeStore } from './insight/observedStore.ts';
import type { Log } from './log.ts';
import { startOperatorAlarms } from './operatorAlarms.ts';
import { adapterOf, adaptersOf } from './providers/index.ts';
import { retryScheduleOf } from './providers/retrySchedules.ts';
import { startReconciling } from './reconciling.ts';
import { startOrgLink } from './salesforce/org.ts';
import { openStore } from './store/open.ts';
import { startTimers } from './worker/timers.ts';
import { startWorker } from './worker/worker.ts';

export interface RelayDeps {
    readonly log: Log;
    readonly timing: Timing;
    /** From 0 to below 1. */
    readonly random: () => number;
    /** The store is gone and nothing works any more: end the process, so that it is started again. */
    readonly onFatal: (error: Error) => void;
    /** Fetches the keys that providers publish; as everybody does when absent. */
    readonly get?: Get;
}

export interface Relay {
    /** Resolves when requests are answered. */
    start(): Promise<{ readonly url: string }>;
    /** Answers what has been asked, finishes what is under way, closes the store. */
    stop(): Promise<void>;
}

const DAY_MS = 86_400_000;
const PURGE_EVERY_MS = 3_600_000;
/** Rows of one purge: short enough that a commit of new requests hardly waits. */
const PURGE_STEP = 500;
/** A burst is told within a minute of its beginning. */
const PULSE_EVERY_MS = 5_000;
const EXPIRE_EVERY_MS = 10_000;
/** Heartbeats are rarer. */
const EXCHANGE_EVERY_MS = 5_000;

function windowsOf({ windows: { purposes, otherSeconds } }: Config): Windows {
    const own = Object.entries(purposes).map(([name, seconds]): [string, number] => [
        name.toLowerCase(),
        seconds * 1_000,
    ]);
    return { byPurpose: Object.fromEntries(own), otherwise: otherSeconds * 1_000 };
}

function urlOf({ address, port, family }: AddressInfo): string {
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** The relay's own version. */
const { version } = relayPackage;

export function createRelay(config: Config, deps: RelayDeps): Relay {
    let stopParts: () => Promise<void> = () => Promise.resolve();
    return {
        async start() {
            const { url, stop } = await startRelay(config, deps);
            stopParts = stop;
            return { url };
        },
        stop: () => stopParts(),
    };
}

async function startRelay(config: Config, { log, timing, random, onFatal, get = getText }: RelayDeps) {
    const onError = (error: unknown): void => log.error({ err: error }, 'store.failed');
    const engine = await openStore(config.store, { serving: true, timing, onDeath: onFatal, onError });
    const vitals = createVitals(timing);
    const standing = {
        outageSecondsLeft: () =>
            Object.fromEntries(
                Object.entries(left()).flatMap(([source, rest]) => (rest === null ? [] : [[source, rest / 1_000]])),
            ),
        codes: () =>
            orgs.map(({ org, overrides }) => {
                const { used, wrong } = overrides();
                return { org, used: used.length, wrong: wrong.length };
            }),
        backlogs: () => backlog.now().orgs,
        drift: () => reconciliation.drift(),
        paces: () => orgs.map(({ org, pace }) => ({ org, pace: pace() })),
        limits: () => orgs.flatMap((link) => link.forecasts().map((forecast) => ({ org: link.org, ...forecast }))),
    };
    const metrics = hearBoth(
        createMetrics(() => engine.counts(), standing),
        vitals,
    );
    const pulses = createPulses();
    const store = observeStore(engine, metrics, timing, pulses);
    const sources = config.sources.map((source) => ({
        ...source,
        adapter: adapterOf(source.provider, config.customProviders),
    }));

    const reconciliation = startReconciling(config, { store, timing, log, orgs: () => orgs });
    const outages = startOutages({
        ...{ store, timing, onError },
        onEnded(outage) {
            const [from, to] = [outage.from, outage.to].map((time) => new Date(time).toISOString());
            log.warn({ from, to }, 'outage.ended');
            reconciliation.afterOutage(outage);
        },
    });
    const orgOf = Object.fromEntries(sources.map(({ adapter, name, org }) => [`${adapter.id}/${name}`, org]));
    /** By source: until its first reports are lost; null where nobody knows. */
    const left = (): Readonly<Record<string, number | null>> =>
        Object.fromEntries(
            sources.map(({ adapter, name, org }) => [
                `${adapter.id}/${name}`,
                budgetLeft(retryScheduleOf(adapter), outages.since(org), timing.now()),
            ]),
        );
    const backlog = startBacklog({
        ...{ unreadBySource: () => store.unreadBySource(), orgs: Object.keys(config.orgs), orgOf },
        ...{ most: config.limits.unreadRequests, timing, onError },
    });

    const namesOf = (org: string): string[] =>
        sources.flatMap((source) => (source.org === org ? [`${source.adapter.id}/${source.name}`] : []));
    let others: readonly Heard[] = [];
    const exchange = startLoop(timing, () => exchangeStep(), onError);
    async function exchangeStep(): Promise<number> {
        others = await store.exchange(vitals.heard());
        return EXCHANGE_EVERY_MS;
    }

    const providers = new Map(adaptersOf(config.customProviders).map(({ id, codes }) => [id, codes]));
    const numbers = numberHashesOf(config.orgs);
    const orgs = Object.entries(config.orgs).map(([org, { publishing: settings, ...facts }]) =>
        startOrgLink({
            ...{ org, ...facts, numbers: numbers(org), settings },
            ...{ store, timing, random, log },
            heartbeat: { ...config.heartbeat, version },
            alerts: config.alerts,
            vitals: () => vitals.read(org, namesOf(org), others),
            reach: () => ({
                turnedAwaySince: outages.since(org),
                overShare: backlog.overloaded(org) === 'org',
                left: left(),
            }),
            providers,
            onApiCall: () => metrics.apiCall(org),
        }),
    );
    const wakeOrgs = (): void => orgs.forEach((org) => org.wake());
    // Nothing is read before it is known how: an org that is down at the start changes no meaning.
    await Promise.all(orgs.map(({ recalled }) => recalled));
    const linkOf = new Map(orgs.map((link) => [link.org, link]));
    const worker = startWorker({
        store,
        sources: new Map(
            sources.map((source) => [
                `${source.adapter.id}/${source.name}`,
                {
                    ...source,
                    applied: (report) => linkOf.get(source.org)?.applied(report) ?? report,
                    keptFor: (purpose) => linkOf.get(source.org)?.keptFor(purpose) ?? null,
                },
            ]),
        ),
        windows: windowsOf(config),
        onChanged: (names) => orgs.forEach((link) => names.includes(link.org) && link.wake()),
        timing,
        log,
    });
    const timers = startTimers({
        store,
        providers: adaptersOf(config.customProviders),
        orgOf,
        onFired: wakeOrgs,
        timing,
        log,
    });
    const purge = startLoop(timing, () => purgeStep(), onError);
    async function purgeStep(): Promise<number> {
        if (!config.retention.bySchedule) return PURGE_EVERY_MS;
        const removed = await store.purge(timing.now() - config.retention.days * DAY_MS, PURGE_STEP);
        return removed > 0 ? 0 : PURGE_EVERY_MS;
    }

    const expiry = startLoop(timing, () => expiryStep(), onError);
    async function expiryStep(): Promise<number> {
        const erased = await store.expire(timing.now(), PURGE_STEP);
        return erased > 0 ? 0 : EXPIRE_EVERY_MS;
    }

    /** What was counted in the last seconds before a crash is lost; nothing hangs on it. */
    const pulse = startLoop(timing, () => pulseStep(), onError);
    async function pulseStep(): Promise<number> {
        const taken = pulses.take();
        if (taken.length > 0) await store.addPulses(taken, timing.now());
        return PULSE_EVERY_MS;
    }

    const alarms = startOperatorAlarms(config, {
        ...{ store, orgs, timing, log, backlog: backlog.now, turnedAwaySince: outages.since },
        hops: vitals.hops,
        silentSources: () => {
            const heard = Object.keys(config.orgs).flatMap((org) => vitals.read(org, namesOf(org), others).sources);
            return heard.filter(({ silent }) => silent).map(({ source }) => source);
        },
    });

    let publicUrl = config.publicUrl ?? '';
    const ingest = createIngest({
        sources,
        trustedProxies: config.listen.trustedProxies,
        publicUrl: () => publicUrl,
        store,
        metrics,
        orgs: () =>
            Object.fromEntries(
                orgs.map(({ org, health }) => {
                    const overloaded = backlog.overloaded(org) === 'org';
                    return [org, { ...health(), ...(overloaded ? { overloaded } : {}) }];
                }),
            ),
        overloaded: backlog.overloaded,
        onStored: () => worker.wake(),
        onTurnedAway(org, alone) {
            timers.turnedAway(org);
            outages.turnedAway(alone ? org : null);
        },
        ...{ get, clock: timing, log },
    });

    async function stop(): Promise<void> {
        await ingest.close();
        const parts = [
            worker,
            timers,
            exchange,
            purge,
            expiry,
            pulse,
            alarms,
            outages,
            reconciliation,
            backlog,
            ...orgs,
        ];
        await Promise.all(parts.map((part) => part.stop()));
        await store.close();
        log.info('relay.stopped');
    }
    try {
        await ingest.listen({ host: config.listen.host, port: config.listen.port });
    } catch (error) {
        await stop();
        throw error;
    }
    // The cast holds: a server that listens at a port has an address.
    const url = urlOf(ingest.server.address() as AddressInfo);
    if (publicUrl === '') publicUrl = url;
    return { url, stop };
}
