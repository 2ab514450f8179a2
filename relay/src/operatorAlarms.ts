/** What the relay's parts show that an operator has to know, brought together for the alarms. */
import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Signs } from './core/alarms.ts';
import type { Backlogs } from './core/backlog.ts';
import type { Store } from './core/store.ts';
import type { Loop, Timing } from './core/timing.ts';
import type { Vitals } from './core/vitals.ts';
import { startAlarms } from './insight/alarms.ts';
import { mailWay, webhookWay } from './insight/alarmWays.ts';
import type { OrgLink } from './salesforce/org.ts';

export interface OperatorAlarmsDeps {
    readonly store: Pick<Store, 'remember' | 'recall' | 'counts'>;
    readonly orgs: readonly OrgLink[];
    readonly backlog: () => Backlogs;
    readonly turnedAwaySince: (org: string | null) => number | null;
    readonly silentSources: () => readonly string[];
    readonly hops: () => Vitals['hops'];
    readonly timing: Timing;
    readonly log: Logger;
}

/** Of the file system below the embedded store; a PostgreSQL server's disk is its own operator's. */
async function diskUse({ store }: Config): Promise<Signs['full']> {
    if (store.kind !== 'sqlite') return [];
    const { blocks, bavail } = await statfs(store.directory);
    return blocks === 0 ? [] : [{ what: 'disk of dataDir', part: 1 - bavail / blocks }];
}

/** Nothing runs where nobody is to be told. */
export function startOperatorAlarms(config: Config, deps: OperatorAlarmsDeps): Pick<Loop, 'stop'> {
    const { webhook, email } = config.alarms;
    const ways = {
        ...(webhook === undefined ? {} : { webhook: webhookWay(webhook) }),
        ...(email === undefined ? {} : { email: mailWay(email) }),
    };
    if (Object.keys(ways).length === 0) return { stop: () => Promise.resolve() };
    const { store, orgs, timing, log } = deps;
    const pausedSince = new Map<string, number>();

    function paused(): Signs['paused'] {
        return orgs.flatMap((link) => {
            const health = link.health();
            if (health.status === 'working') {
                pausedSince.delete(link.org);
                return [];
            }
            const since = pausedSince.get(link.org) ?? timing.now();
            pausedSince.set(link.org, since);
            return [{ org: link.org, trouble: health.trouble, since }];
        });
    }
    function turnedAway(): Signs['turnedAway'] {
        const all = deps.turnedAwaySince(null);
        if (all !== null) return [{ subject: 'relay', since: all }];
        return orgs.flatMap(({ org }) => {
            const since = deps.turnedAwaySince(org);
            return since === null ? [] : [{ subject: org, since }];
        });
    }
    /** Where a provider collects its reports they are late on purpose. */
    const collected = config.sources.some(({ batchMinutes }) => batchMinutes > 0);
    const hops = (): Signs['hops'] =>
        Object.entries(deps.hops()).flatMap(([hop, { p95 }]) =>
            p95 === null || (hop === 'reported' && collected) ? [] : [{ hop, p95 }],
        );
    async function signs(): Promise<Signs> {
        const unread = { what: 'unread requests', part: deps.backlog().part };
        return {
            silentSources: deps.silentSources(),
            dead: (await store.counts()).dead,
            limits: orgs.flatMap((link) => link.forecasts().map((forecast) => ({ org: link.org, ...forecast }))),
            full: [...(await diskUse(config)), unread],
            turnedAway: turnedAway(),
            hops: hops(),
            paused: paused(),
        };
    }
    return startAlarms({ relay: config.heartbeat.name, store, ways, signs, settings: config.alarms, timing, log });
}
