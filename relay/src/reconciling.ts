/** What the relay compares and asks by itself, so that nothing stays wrong because a callback or an event was lost. */
import type { Config } from './config.ts';
import { numberHashesOf } from './core/hashedNumbers.ts';
import type { Outage } from './core/outage.ts';
import { startLoop } from './core/timing.ts';
import type { Loop } from './core/timing.ts';
import { createReconciler } from './insight/reconciliation.ts';
import type { Range, ReconcilerOptions } from './insight/reconciliation.ts';
import type { Log } from './log.ts';
import { adapterOf } from './providers/index.ts';
import { statusSourcesOf } from './providers/statusApis.ts';
import type { Comparison } from './salesforce/comparison.ts';
import type { OrgLink } from './salesforce/org.ts';

export interface ReconcilingDeps extends Pick<ReconcilerOptions, 'store' | 'timing'> {
    readonly log: Log;
    readonly orgs: () => readonly Pick<OrgLink, 'org' | 'compare'>[];
}

export interface Reconciling extends Loop {
    afterOutage(outage: Outage): void;
    /** As the last comparison found it, org by org. */
    drift(): readonly Comparison[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** After a start, for what came while nothing ran. */
const FIRST_COMPARISON_MS = 10 * MINUTE_MS;
/** Of one round; the rest is asked in the next. */
const MOST_QUESTIONS = 1_000;

/** Asks providers now and then, and compares with the orgs, where the configuration says so; asks after an outage in any case. */
export function startReconciling(config: Config, { store, timing, log, orgs }: ReconcilingDeps): Reconciling {
    const { everyMinutes, compareHours, afterMinutes, forHours } = config.reconcile;
    const sources = statusSourcesOf(
        config.sources,
        (id) => adapterOf(id, config.customProviders),
        numberHashesOf(config.orgs),
    );
    const reconciler = createReconciler({ store, sources, timing, log });
    const every = everyMinutes === null || sources.length === 0 ? null : everyMinutes * MINUTE_MS;
    const compareEvery = compareHours === null ? null : compareHours * 60 * MINUTE_MS;
    let nextAt = timing.now() + (every ?? DAY_MS);
    let compareAt = timing.now() + Math.min(compareEvery ?? DAY_MS, FIRST_COMPARISON_MS);
    let stopped = false;
    let drift: readonly Comparison[] = [];
    let gap: { readonly outage: Outage; readonly at: number } | null = null;

    const since = (now: number): number => now - forHours * 60 * MINUTE_MS;
    const ask = (before: number, unheard: Range['unheard'] = []): Promise<unknown> =>
        reconciler.reconcile({ before, since: since(timing.now()), limit: MOST_QUESTIONS, dryRun: false, unheard });

    /** One org after the other; then the providers are asked for what only a sender knows of. */
    async function compare(now: number): Promise<void> {
        const before = now - afterMinutes * MINUTE_MS;
        const found: Comparison[] = [];
        for (const { compare: compareOrg } of orgs()) {
            if (stopped) return;
            const comparison = await compareOrg({ since: since(now), before, isOver: () => stopped });
            if (comparison === null) continue;
            const { unheard, ...counts } = comparison;
            log.info({ ...counts, unheard: unheard.length }, 'org.compared');
            found.push(comparison);
        }
        drift = found;
        const unheard = found.flatMap(({ org, unheard: keys }) => keys.map((messageKey) => ({ org, messageKey })));
        if (sources.length > 0 && unheard.length > 0) await ask(before, unheard);
    }

    async function step(): Promise<number> {
        const now = timing.now();
        if (gap !== null && now >= gap.at) {
            const { from, to } = gap.outage;
            gap = null;
            log.info({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }, 'gap.reconciled');
            await ask(to);
        }
        if (every !== null && now >= nextAt) {
            nextAt = now + every;
            await ask(now - afterMinutes * MINUTE_MS);
        }
        if (compareEvery !== null && now >= compareAt) {
            compareAt = now + compareEvery;
            await compare(now);
        }
        const next = [every === null ? DAY_MS : nextAt - now, gap === null ? DAY_MS : gap.at - now];
        return Math.max(0, Math.min(...next, compareEvery === null ? DAY_MS : compareAt - now));
    }
    const loop = startLoop(timing, step, (error) => log.error({ err: error }, 'reconciliation.failed'));
    // At first the providers repeat by themselves what they could not deliver.
    const patience = Math.max(
        0,
        ...sources.map(({ adapter }) => adapterOf(adapter.id, config.customProviders).retryDelayMs),
    );
    return {
        ...loop,
        drift: () => drift,
        stop() {
            stopped = true;
            return loop.stop();
        },
        /** What came, or should have come, in the meantime is asked for where a provider can be asked. */
        afterOutage(outage: Outage): void {
            if (sources.length === 0) return;
            gap = { outage, at: timing.now() + patience };
            loop.wake();
        },
    };
}
