/** What `landed reconcile --report` finds out, collected and told. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { Store } from '../core/store.ts';
import { providerOf } from '../insight/reconciliation.ts';
import type { ReconcilerOptions, Range, Tally } from '../insight/reconciliation.ts';
import { adapterOf } from '../providers/index.ts';
import { compareOrg } from '../salesforce/comparison.ts';
import type { Comparison } from '../salesforce/comparison.ts';
import { namingOf } from '../salesforce/namespace.ts';
import { createReader } from '../salesforce/orgReader.ts';
import type { OrgReader } from '../salesforce/orgReader.ts';
import { SignInError, signIn } from '../salesforce/signIn.ts';
import { chargeReader, tellBill } from './billing.ts';
import { startProgress } from './progress.ts';
import { compareLog, templateOf } from './providerLog.ts';
import type { LogTally } from './providerLog.ts';
import { systemTiming } from './serve.ts';
import { sourceOf } from './sources.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { readersOf } from './walk.ts';

export interface ReportRow {
    readonly where: 'org' | 'provider' | 'log';
    readonly org: string;
    readonly messageKey: string;
    readonly drift: string;
    readonly ours: string | null;
    readonly theirs: string | null;
    /** Published again, or put into the journal for the relay to read. */
    readonly repaired: boolean;
}

export interface ProviderTally {
    readonly provider: string;
    /** Without an end. */
    stuck: number;
    asked: number;
    same: number;
    different: number;
    unknown: number;
    unanswered: number;
}

export interface OrgReport extends Comparison {
    /** Why the org could not be asked at all. */
    readonly refused: string | null;
}

type LogReport = Omit<LogTally, 'reasons'> & { readonly source: string; readonly reasons: readonly string[] };

export interface Report {
    readonly asked: Tally | null;
    readonly providers: readonly ProviderTally[];
    readonly orgs: readonly OrgReport[];
    readonly log: LogReport | null;
    readonly rows: readonly ReportRow[];
}

export interface Book extends Required<Pick<ReconcilerOptions, 'onStuck' | 'onAnswer'>> {
    note(row: ReportRow): void;
    read(): Pick<Report, 'providers' | 'rows'>;
}

const WORDS = { news: 'different', unchanged: 'same', unknown: 'unknown', failed: 'unanswered' } as const;

export function createBook(dryRun: boolean): Book {
    const providers = new Map<string, ProviderTally>();
    const rows: ReportRow[] = [];
    function tallyOf(messageKey: string): ProviderTally {
        const provider = providerOf(messageKey);
        const fresh = { provider, stuck: 0, asked: 0, same: 0, different: 0, unknown: 0, unanswered: 0 };
        const tally = providers.get(provider) ?? fresh;
        providers.set(provider, tally);
        return tally;
    }
    return {
        onStuck: ({ messageKey }) => void (tallyOf(messageKey).stuck += 1),
        onAnswer({ org, messageKey, tracker }, result, said) {
            const tally = tallyOf(messageKey);
            const drift = WORDS[result];
            tally.asked += 1;
            tally[drift] += 1;
            if (drift === 'same') return;
            const ours = snapshotOf(tracker).status;
            const repaired = drift === 'different' && !dryRun;
            rows.push({ where: 'provider', org, messageKey, drift, ours, theirs: said.at(-1) ?? null, repaired });
        },
        note: (row) => void rows.push(row),
        read: () => ({ providers: [...providers.values()], rows }),
    };
}

/** Of the calls that an org has left today. */
const PART = 0.1;
/** Where the org does not tell how many are left. */
const FEW = 100;
/** Between two questions: others work in that org. */
const PAUSE_MS = 100;

interface OrgTask {
    readonly config: Config;
    readonly store: Store;
    readonly org: string;
    readonly range: Range;
    readonly surroundings: Surroundings;
    readonly book: Book;
}

export async function compareConfiguredOrg(task: OrgTask): Promise<OrgReport> {
    const { config, store, org, range, surroundings, book } = task;
    const nothing = { compared: 0, agree: 0, underWay: 0, missing: 0, behind: 0, failed: 0, other: 0, dead: 0 };
    const none = { org, ...nothing, republished: 0, unheard: [], questions: 0, left: 0 };
    const settings = config.orgs[org];
    if (settings === undefined) throw new UsageError(`there is no org "${org}"`);
    let reader: OrgReader;
    try {
        const session = await signIn(settings.auth, systemTiming);
        reader = createReader(session, settings.apiVersion, namingOf(settings.namespace));
    } catch (error) {
        if (!(error instanceof SignInError)) throw error;
        return { ...none, refused: error.code };
    }
    const remaining = (await reader.limits()).limits.DailyApiRequests?.Remaining;
    const progress = startProgress(surroundings, `Messages compared with ${org}`, null);
    let refused: string | null = null;
    const client = {
        async query(soql: string) {
            const answer = await reader.query(soql);
            if (answer.kind === 'refused') refused = answer.code;
            return answer;
        },
    };
    const comparison = await compareOrg({
        ...{ org, store, client, since: range.since, before: range.before, repair: !range.dryRun },
        limit: remaining === undefined ? FEW : Math.floor(remaining * PART),
        now: systemTiming.now,
        pause: () => sleep(PAUSE_MS),
        onDrift: (row) => book.note({ where: 'org', ...row }),
        onProgress: progress.update,
    });
    progress.end();
    return { ...comparison, refused };
}

interface LogTask extends Omit<OrgTask, 'org' | 'range'> {
    readonly path: string;
    readonly source: string | undefined;
    readonly template: string | undefined;
    /** Columns of what it charges. */
    readonly bill: string | undefined;
    readonly dryRun: boolean;
}

export async function compareProviderLog(task: LogTask): Promise<LogReport> {
    const { config, store, path, source: name, template, bill, surroundings, book, dryRun } = task;
    if (name === undefined || template === undefined)
        throw new UsageError('--csv needs --source, whose log it is, and --template, how a row reads as a callback');
    const { provider, org } = sourceOf(config, name);
    const reader = (await readersOf(config, store)).get(name);
    const progress = startProgress(surroundings, 'Rows', null);
    const { reasons, ...tally } = await compareLog({
        ...{ csv: path, source: name, org, store, repair: !dryRun, now: systemTiming.now, onProgress: progress.update },
        fillIn: templateOf(template, name),
        chargeOf: bill === undefined ? null : chargeReader(bill),
        adapter: adapterOf(provider, config.customProviders),
        applied: reader?.applied ?? ((report) => report),
        alone: config.sources.filter((each) => each.provider === provider && each.org === org).length === 1,
        onRow: (messageKey, drift, ours, theirs, repaired) =>
            book.note({ where: 'log', org, messageKey, drift, ours, theirs, repaired }),
    });
    progress.end();
    return { source: name, ...tally, reasons: [...reasons] };
}

function tellOrg(report: OrgReport, dryRun: boolean): string {
    const { org, compared, questions, agree, underWay, missing, behind, failed, other, dead } = report;
    const { republished, unheard, left, refused } = report;
    if (refused !== null && compared === 0) return `Org ${org} could not be asked: ${refused}.\n`;
    const again = dryRun ? '' : `; ${republished} are published again`;
    return [
        `Org ${org}: ${compared} compared with ${questions} questions: ${agree} agree, ${underWay} on their way, ${missing} missing, ${behind} behind, ${failed} not applied, ${other} otherwise there, ${dead} dead letters${again}.\n`,
        unheard.length === 0 ? '' : `  ${unheard.length} rows that a sender made, and that no report has reached.\n`,
        left === 0 ? '' : `  ${left} not compared${refused === null ? ', to spare API calls' : ` (${refused})`}.\n`,
    ].join('');
}

function tellLog(log: LogReport, dryRun: boolean): string {
    const { source, rows, same, different, weaker, unheard, unreadable, taken, notThere, reasons, bill } = log;
    const read = dryRun ? '' : `; ${taken} are put into the journal`;
    return [
        `Log of ${source}: ${rows} rows: ${same} the same, ${different} different, ${weaker} say less than is known, ${unheard} never heard of, ${unreadable} not readable${read}.\n`,
        bill === null ? '' : tellBill(bill),
        notThere === null ? '' : `  ${notThere} messages of that time are not in it.\n`,
        ...reasons.map((reason) => `  not readable: ${reason}\n`),
    ].join('');
}

export function tellReport({ providers, orgs, log, rows }: Report, dryRun: boolean): string {
    return [
        ...providers.map(
            ({ provider, stuck, asked, same, different, unknown, unanswered }) =>
                `${provider}: ${stuck} without an end, asked ${asked} times: ${same} the same, ${different} different, ${unknown} not known there, ${unanswered} not answered.\n`,
        ),
        ...orgs.map((org) => tellOrg(org, dryRun)),
        log === null ? '' : tellLog(log, dryRun),
        rows.length === 0 ? 'No drift.\n' : `${rows.length} rows of drift; --rows FILE or --json lists them.\n`,
    ].join('');
}
