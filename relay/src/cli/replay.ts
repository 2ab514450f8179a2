/** `landed replay`: reads requests that are kept under the mapping of today, shows what that changes, and applies it. */
import { readConfig } from '../config.ts';
import type { AppliedReplay } from '../core/store.ts';
import { replay } from '../insight/replay.ts';
import type { Difference, ReplayResult, Standing } from '../insight/replay.ts';
import { openScratch } from '../store/scratch.ts';
import { parseRequest } from '../worker/worker.ts';
import { timeOf } from './exportReports.ts';
import { startProgress } from './progress.ts';
import { systemTiming } from './serve.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { readersOf } from './walk.ts';

export interface ReplayCommand {
    readonly config: string;
    /** Receipt, at or after; a day means its beginning in UTC. */
    readonly since: string;
    /** Receipt, before; a day means its end. Else all that has come. */
    readonly until?: string;
    readonly source?: string;
    readonly apply?: boolean;
    readonly json?: boolean;
}

const iso = (time: number): string => new Date(time).toISOString();
const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
const wordsOf = ({ status, failureClass, errorCode }: Standing): string =>
    [status ?? 'no status', failureClass, errorCode === null ? null : `code ${errorCode}`].filter(Boolean).join(', ');

/** Differences that read the same, most frequent first. */
function changesOf(differences: readonly Difference[]): string[] {
    const kinds = Map.groupBy(differences, ({ before, after, fields }) => {
        const [was, is] = [wordsOf(before), wordsOf(after)];
        return was === is ? `${was}: ${fields.filter((name) => name !== 'history').join(', ')}` : `${was} → ${is}`;
    });
    return [...kinds].sort(([, a], [, b]) => b.length - a.length).map(([words, all]) => `  ${all.length}  ${words}\n`);
}

function tell(result: ReplayResult, since: number, apply: boolean): string {
    const { requests, messages, oldestKept, differences, readable } = result;
    const changed = plural(differences.length, 'message');
    const lines = [
        `Read ${plural(requests, 'request')}, which speak of ${plural(messages, 'message')}.\n`,
        apply ? `${plural(result.corrected, 'message')} corrected:\n` : `${changed} would change; --apply does it:\n`,
        ...changesOf(differences),
        `People: ${plural(result.addresses, 'address', 'addresses')}; of ${result.lost} a message no longer says what suppresses, of ${result.gained} one newly does.\n`,
    ];
    if (oldestKept === null || oldestKept > since) {
        const oldest = oldestKept === null ? 'nothing is kept' : `the oldest request kept is of ${iso(oldestKept)}`;
        lines.push(`Retention: ${oldest}; what came before is erased and stays as it was read then.\n`);
    }
    if (result.erased > 0)
        lines.push(`${plural(result.erased, 'message')} keep what erased requests said of them, beside the rest.\n`);
    if (result.unknown > 0) {
        const what = apply
            ? `${plural(result.readAgain, 'request')} put back to be read`
            : '--apply has them read again';
        lines.push(`${plural(result.unknown, 'message')} that nobody knew: ${what}.\n`);
    }
    if (readable.length > 0)
        lines.push(`Dead letters that can be read today: landed dead replay ${readable.join(' ')}\n`);
    return lines.join('');
}

function rangeOf({ since, until }: ReplayCommand, now: number): { readonly since: number; readonly until: number } {
    const range = { since: timeOf(since, false), until: until === undefined ? now : timeOf(until, true) };
    if (range.since >= range.until) throw new UsageError('--since must be before --until');
    return range;
}

export async function replayRequests(options: ReplayCommand, surroundings: Surroundings): Promise<void> {
    const config = readConfig(options.config, surroundings.env);
    const [apply, source] = [options.apply === true, options.source ?? null];
    // A request that comes while this runs is read by the relay; the clock of the one that received it may be ahead.
    const range = rangeOf(options, Number.MAX_SAFE_INTEGER);
    const isKnown = config.sources.some(({ provider, name }) => `${provider}/${name}` === source);
    if (source !== null && !isKnown) throw new UsageError(`there is no source "${source}"`);
    const result = await withStore(config, async (store) => {
        const sources = await readersOf(config, store);
        const progress = startProgress(surroundings, 'Requests read', null);
        const read = (request: Parameters<typeof parseRequest>[0]) => parseRequest(request, sources);
        const work = { store, read, openScratch, ...range, source, apply };
        const done = await replay({ ...work, now: systemTiming.now, onProgress: progress.update });
        progress.end();
        if (apply) await store.noteReplay(noteOf(done, options, surroundings));
        return done;
    });
    const { differences, oldestKept, ...counts } = result;
    const json = {
        ...{ apply, source, since: iso(range.since), until: options.until === undefined ? null : iso(range.until) },
        ...{ ...counts, oldestKept: oldestKept === null ? null : iso(oldestKept), differences },
    };
    surroundings.stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : tell(result, range.since, apply));
}

function noteOf(result: ReplayResult, options: ReplayCommand, { env }: Surroundings): AppliedReplay {
    return {
        ...{ at: systemTiming.now(), by: env['USER'] ?? env['LOGNAME'] ?? 'unknown', source: options.source ?? null },
        ...{ since: options.since, until: options.until ?? 'now' },
        ...{ requests: result.requests, corrected: result.corrected, readAgain: result.readAgain },
    };
}

/** What was applied so far, and by whom. */
export async function listReplays(
    { config, json }: Pick<ReplayCommand, 'config' | 'json'>,
    surroundings: Surroundings,
): Promise<void> {
    const all = await withStore(readConfig(config, surroundings.env), (store) => store.replays());
    const lines = all.map(
        ({ at, by, source, since, until, requests, corrected, readAgain }) =>
            `${iso(at)}  ${by}  ${source ?? 'every source'}  ${since} to ${until}  ${plural(requests, 'request')}, ${corrected} corrected, ${readAgain} read again\n`,
    );
    surroundings.stdout.write(json === true ? `${JSON.stringify(all)}\n` : lines.join('') || 'None was applied.\n');
}
