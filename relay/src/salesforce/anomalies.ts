/** What the figures of one org show: sudden changes every few seconds, what days tell every ten minutes; as incidents. */
import type { AlertSettings, Finding } from '../core/anomalies.ts';
import { follow } from '../core/incidents.ts';
import type { Incident } from '../core/incidents.ts';
import { MINUTE_MS } from '../core/pulse.ts';
import type { Pulse } from '../core/pulse.ts';
import { artificialTraffic, DAYS, greyRoutes, pendingRises } from '../core/routes.ts';
import type { Store } from '../core/store.ts';
import { BASELINE_MS, shiftsOf, trafficSpikes, WINDOW_MS } from '../core/surges.ts';

export interface AnomaliesOptions {
    readonly org: string;
    readonly store: Pick<Store, 'pulsesSince' | 'totalsSince' | 'remember' | 'recall'>;
    readonly settings: AlertSettings;
}

const SLOW_EVERY_MS = 10 * MINUTE_MS;
const DAY_MS = 86_400_000;
/** Minutes that may still grow are read again. */
const GROWING_MS = 3 * MINUTE_MS;

export function createAnomalies({ org, store, settings }: AnomaliesOptions) {
    const memo = `incidents ${org}`;
    let pulses: readonly Pulse[] = [];
    let readUntil = 0;
    let slow: readonly Finding[] = [];
    let slowAt = 0;
    let incidents: readonly Incident[] | null = null;

    async function readPulses(now: number): Promise<void> {
        const oldest = now - BASELINE_MS - WINDOW_MS;
        const from = Math.max(oldest, readUntil - GROWING_MS);
        const fresh = await store.pulsesSince(org, from);
        pulses = [...pulses.filter(({ at }) => at >= oldest && at < from), ...fresh];
        readUntil = now;
    }
    async function judgeDays(now: number): Promise<void> {
        const first = new Date(now - (DAYS - 1) * DAY_MS).toISOString().slice(0, 10);
        const totals = await store.totalsSince(org, first);
        slow = [greyRoutes, artificialTraffic, pendingRises].flatMap((judge) => judge(totals, now, settings));
        slowAt = now;
    }
    return {
        /** All incidents that are open, and those that have ended since the last look. */
        async look(now: number): Promise<readonly Incident[]> {
            // The cast holds: this wrote it.
            incidents ??= JSON.parse((await store.recall(memo)) ?? '[]') as Incident[];
            await readPulses(now);
            if (now - slowAt >= SLOW_EVERY_MS) await judgeDays(now);
            const found = [...trafficSpikes(pulses, now, settings), ...shiftsOf(pulses, now, settings), ...slow];
            const known = incidents.length;
            incidents = follow(incidents, found, now);
            if (incidents.length + known > 0) await store.remember(memo, JSON.stringify(incidents));
            return incidents;
        },
    };
}
