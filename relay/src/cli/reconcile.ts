/** `landed reconcile`: asks providers for messages without an end; a running relay reads what they answer. */
import { readConfig } from '../config.ts';
import { createReconciler } from '../insight/reconciliation.ts';
import type { Tally } from '../insight/reconciliation.ts';
import { adapterOf } from '../providers/index.ts';
import { statusSourcesOf } from '../providers/statusApis.ts';
import { startProgress } from './progress.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface ReconcileOptions {
    readonly config: string;
    /** Minutes; else `reconcile.afterMinutes`. */
    readonly olderThan?: number;
    readonly limit: number;
    readonly dryRun?: boolean;
    readonly json?: boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function tell({ asked, news, unchanged, unknown, failed }: Tally, dryRun: boolean): string {
    const what = dryRun ? 'would be read as news' : 'are news, which the relay reads now';
    return `Asked ${asked} times: ${news} ${what}, ${unchanged} say what is known, ${unknown} are not known there, ${failed} were not answered.\n`;
}

/** Resolves with the exit code: 1 when a provider did not answer. */
export async function reconcile(options: ReconcileOptions, surroundings: Surroundings): Promise<number> {
    const config = readConfig(options.config, surroundings.env);
    const sources = statusSourcesOf(config.sources, (id) => adapterOf(id, config.customProviders));
    if (sources.length === 0) throw new UsageError('no source has statusApi, so nobody can be asked');
    const { afterMinutes, forHours } = config.reconcile;
    const now = systemTiming.now();
    const dryRun = options.dryRun === true;
    const log = { info: () => undefined, warn: () => undefined }; // this command says it itself
    const tally = await withStore(config, async (store) => {
        const progress = startProgress(surroundings, 'Messages looked at', null);
        const range = {
            before: now - (options.olderThan ?? afterMinutes) * MINUTE_MS,
            since: now - forHours * HOUR_MS,
        };
        const reconciler = createReconciler({ store, sources, timing: systemTiming, log });
        const counted = await reconciler.reconcile({ ...range, limit: options.limit, dryRun }, progress.update);
        progress.end();
        return counted;
    });
    surroundings.stdout.write(
        options.json === true ? `${JSON.stringify({ dryRun, ...tally })}\n` : tell(tally, dryRun),
    );
    return tally.failed > 0 ? 1 : 0;
}
