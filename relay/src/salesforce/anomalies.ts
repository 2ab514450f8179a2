/** What the figures of one org show: sudden changes every few seconds, what days tell every ten minutes; as incidents. */
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { unknownCodes, wrongOverrides } from '../core/anomalies.ts';
import type { CodeClasses } from '../core/classify.ts';
import type { CodeOverrides } from '../core/codeOverrides.ts';
import { follow } from '../core/incidents.ts';
import type { Incident } from '../core/incidents.ts';
import { MINUTE_MS, RECENT, REPORTS } from '../core/pulse.ts';
import type { Pulse } from '../core/pulse.ts';
import { artificialTraffic, DAYS, greyRoutes, pendingRises } from '../core/routes.ts';
import type { Store } from '../core/store.ts';
import { BASELINE_MS, shiftsOf, trafficSpikes, WINDOW_MS } from '../core/surges.ts';

export interface AnomaliesOptions {
    readonly org: string;
    readonly store: Pick<Store, 'pulses' | 'totalsSince' | 'remember' | 'recall'>;
    readonly settings: AlertSettings;
    readonly overrides: () => CodeOverrides;
    /** What their codes mean, as shipped. */
    readonly providers: ReadonlyMap<string, CodeClasses>;
    /** What the org's own records show, as it was asked last. */
    readonly asked: () => readonly Finding[];
}

const SLOW_EVERY_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
/** Minutes that may still grow are read again. */
const GROWING_MS = 3 * MINUTE_MS;

const floor = (time: number): number => time - (time % WINDOW_MS);

/** What is older than `before` and told by the minute is added up. */
function coarser(pulses: readonly Pulse[], before: number): readonly Pulse[] {
    const isFine = ({ name, at }: Pulse): boolean => name === RECENT || name === REPORTS || at >= before;
    if (pulses.every((pulse) => isFine(pulse) || pulse.at % WINDOW_MS === 0)) return pulses;
    const sums = new Map<string, Pulse>();
    for (const pulse of pulses) {
        if (isFine(pulse)) continue;
        const at = floor(pulse.at);
        const key = `${pulse.provider}\n${at}\n${pulse.name}`;
        sums.set(key, { ...pulse, at, count: pulse.count + (sums.get(key)?.count ?? 0) });
    }
    return [...sums.values(), ...pulses.filter(isFine)];
}

export function createAnomalies(options: AnomaliesOptions) {
    const { org, store, settings, overrides, providers, asked } = options;
    const memo = `incidents ${org}`;
    let pulses: readonly Pulse[] = [];
    let readUntil = 0;
    let slow: readonly Finding[] = [];
    let slowAt = 0;
    let incidents: readonly Incident[] | null = null;

    /** The last half hour by minutes, what was before it by quarters of an hour: a day of minutes is a lot to look at. */
    async function readPulses(now: number): Promise<void> {
        const oldest = now - BASELINE_MS - WINDOW_MS;
        const fine = floor(now - 2 * WINDOW_MS);
        const until = now + MINUTE_MS;
        if (readUntil < fine) {
            const coarse = await store.pulses({ org, from: oldest, until: fine, grain: WINDOW_MS });
            pulses = [...coarse, ...(await store.pulses({ org, from: fine, until, grain: MINUTE_MS }))];
        } else {
            const from = Math.max(oldest, readUntil - GROWING_MS);
            const fresh = await store.pulses({ org, from, until, grain: MINUTE_MS });
            const kept = pulses.filter(({ at }) => at >= oldest && at < from);
            pulses = [...coarser(kept, fine), ...fresh];
        }
        readUntil = now;
    }
    const isListed = (provider: string, code: string): boolean => {
        const table = providers.get(provider)?.codes ?? {};
        const isOverridden = overrides().used.some((own) => own.provider === provider && own.code === code);
        return isOverridden || Object.hasOwn(table, code);
    };
    async function judgeDays(now: number): Promise<void> {
        const first = new Date(now - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
        const totals = await store.totalsSince(org, first);
        const routes = [greyRoutes, artificialTraffic, pendingRises].flatMap((judge) => judge(totals, now, settings));
        slow = [...routes, ...unknownCodes(totals, now, isListed)];
        slowAt = now;
    }
    return {
        /** All incidents that are open, and those that have ended since the last look. */
        async look(now: number): Promise<readonly Incident[]> {
            // The cast holds: this wrote it.
            incidents ??= JSON.parse((await store.recall(memo)) ?? '[]') as Incident[];
            await readPulses(now);
            if (now - slowAt >= SLOW_EVERY_MS) await judgeDays(now);
            const sudden = [...trafficSpikes(pulses, now, settings), ...shiftsOf(pulses, now, settings)];
            const found = [...sudden, ...slow, ...wrongOverrides(overrides(), now), ...asked()];
            const known = incidents.length;
            incidents = follow(incidents, found, now);
            if (incidents.length + known > 0) await store.remember(memo, JSON.stringify(incidents));
            return incidents;
        },
    };
}
