/** `landed reconcile`: asks providers for messages without an end, and with `--report` says where anybody disagrees. */
import { writeFileSync } from 'node:fs';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { numberHashesOf } from '../core/hashedNumbers.ts';
import type { Store } from '../core/store.ts';
import { createReconciler } from '../insight/reconciliation.ts';
import type { Range, Tally } from '../insight/reconciliation.ts';
import { adapterOf } from '../providers/index.ts';
import { statusSourcesOf } from '../providers/statusApis.ts';
import { compareConfiguredOrg, compareProviderLog, createBook, tellReport } from './driftReport.ts';
import type { Book, Report } from './driftReport.ts';
import { csv } from './exportReports.ts';
import { startProgress } from './progress.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface ReconcileOptions {
    readonly config: string;
    /** Minutes; else `reconcile.afterMinutes`. */
    readonly olderThan?: number;
    /** Hours; else `reconcile.forHours`. */
    readonly forHours?: number;
    readonly limit: number;
    readonly dryRun?: boolean;
    readonly json?: boolean;
    /** Also compares with the rows of every org. */
    readonly report?: boolean;
    /** A provider's own log, of this source, read with this template. */
    readonly csv?: string;
    readonly source?: string;
    readonly template?: string;
    /** Columns of the log that say what it charges. */
    readonly bill?: string;
    /** Where the rows of the report go, as CSV. */
    readonly rows?: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SILENT = { info: () => undefined, warn: () => undefined }; // this command says it itself

function tell({ asked, news, unchanged, unknown, failed }: Tally, dryRun: boolean): string {
    const what = dryRun ? 'would be read as news' : 'are news, which the relay reads now';
    return `Asked ${asked} times: ${news} ${what}, ${unchanged} say what is known, ${unknown} are not known there, ${failed} were not answered.\n`;
}

type Asking = Omit<Range, 'unheard'>;

async function askProviders(
    config: Config,
    store: Store,
    range: Range,
    surroundings: Surroundings,
    book: Book,
): Promise<Tally> {
    const sources = statusSourcesOf(
        config.sources,
        (id) => adapterOf(id, config.customProviders),
        numberHashesOf(config.orgs),
    );
    const progress = startProgress(surroundings, 'Messages looked at', null);
    const { onStuck, onAnswer } = book;
    const reconciler = createReconciler({ store, sources, timing: systemTiming, log: SILENT, onStuck, onAnswer });
    const tally = await reconciler.reconcile(range, progress.update);
    progress.end();
    return tally;
}

async function fullReport(
    options: ReconcileOptions,
    config: Config,
    store: Store,
    range: Asking,
    surroundings: Surroundings,
): Promise<Report> {
    const book = createBook(range.dryRun);
    const { csv: path, source, template, bill } = options;
    const log =
        path === undefined
            ? null
            : await compareProviderLog({
                  config,
                  store,
                  path,
                  source,
                  template,
                  bill,
                  surroundings,
                  book,
                  dryRun: range.dryRun,
              });
    // A log alone asks nobody.
    if (options.report !== true) return { ...book.read(), asked: null, orgs: [], log };
    const orgs = [];
    for (const org of Object.keys(config.orgs))
        orgs.push(await compareConfiguredOrg({ config, store, org, range, surroundings, book }));
    const unheard = orgs.flatMap((each) => each.unheard.map((messageKey) => ({ org: each.org, messageKey })));
    const asked = await askProviders(config, store, { ...range, unheard }, surroundings, book);
    return { ...book.read(), asked, orgs, log };
}

/** Names people in its keys: its owner's only. */
function writeRows(path: string, { rows }: Report): void {
    const header = ['Where', 'Org', 'Message_Key', 'Drift', 'Ours', 'Theirs', 'Repaired'];
    const lines = rows.map((row) => [
        ...[row.where, row.org, row.messageKey, row.drift, row.ours ?? '', row.theirs ?? ''],
        row.repaired ? 'yes' : 'no',
    ]);
    writeFileSync(path, csv([header, ...lines]), { mode: 0o600 });
}

/** Resolves with the exit code: 1 when a provider or an org did not answer. */
export async function reconcile(options: ReconcileOptions, surroundings: Surroundings): Promise<number> {
    const config = readConfig(options.config, surroundings.env);
    const { afterMinutes, forHours } = config.reconcile;
    const now = systemTiming.now();
    const dryRun = options.dryRun === true;
    const range = {
        before: now - (options.olderThan ?? afterMinutes) * MINUTE_MS,
        since: now - (options.forHours ?? forHours) * HOUR_MS,
        ...{ limit: options.limit, dryRun },
    };
    if (options.report === true || options.csv !== undefined) {
        const report = await withStore(config, (store) => fullReport(options, config, store, range, surroundings));
        if (options.rows !== undefined) writeRows(options.rows, report);
        surroundings.stdout.write(
            options.json === true ? `${JSON.stringify({ dryRun, ...report })}\n` : tellReport(report, dryRun),
        );
        const unanswered = report.orgs.some(({ refused, left }) => refused !== null || left > 0);
        return unanswered || (report.asked?.failed ?? 0) > 0 ? 1 : 0;
    }
    if (config.sources.every(({ statusApi }) => statusApi === undefined))
        throw new UsageError('no source has statusApi, so nobody can be asked');
    const tally = await withStore(config, (store) =>
        askProviders(config, store, range, surroundings, createBook(dryRun)),
    );
    surroundings.stdout.write(
        options.json === true ? `${JSON.stringify({ dryRun, ...tally })}\n` : tell(tally, dryRun),
    );
    return tally.failed > 0 ? 1 : 0;
}
