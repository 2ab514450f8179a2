/** Reads requests that are kept once more, under the mapping of today, and says or does what that changes. */
import { corrected, withdrawnOf } from '../core/correction.ts';
import type { Correction } from '../core/correction.ts';
import { reportPrefix } from '../core/history.ts';
import { emptyTracker, joinReports, reportKey } from '../core/merge.ts';
import type { Tracker } from '../core/merge.ts';
import type { DeliveryReport } from '../core/ports.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { JournalledRequest, Store } from '../core/store.ts';

interface Read {
    readonly reports: readonly { readonly org: string; readonly report: DeliveryReport }[];
    readonly dead: readonly unknown[];
}

export interface ReplayOptions {
    readonly store: Pick<Store, 'requestsAfter' | 'message' | 'correct' | 'append' | 'deadLetters'>;
    /** Under the mapping of today. */
    readonly read: (request: JournalledRequest) => Read;
    /** Epoch milliseconds of receipt, from and until before. */
    readonly since: number;
    readonly until: number;
    /** `<provider>/<name>`; null: every one. */
    readonly source: string | null;
    readonly apply: boolean;
    readonly now: () => number;
    readonly onProgress: (requests: number) => void;
}

/** How a message stands, in what people go by. */
export type Standing = Pick<Snapshot, 'status' | 'errorCode' | 'failureClass'>;

export interface Difference {
    readonly org: string;
    readonly messageKey: string;
    readonly before: Standing;
    readonly after: Standing;
    /** Names of the values that are others. */
    readonly fields: readonly string[];
}

export interface ReplayResult {
    requests: number;
    messages: number;
    /** Receipt of the oldest request that is kept; null when none is. */
    oldestKept: number | null;
    differences: Difference[];
    /** Addresses of the messages that differ, and those of them for which a message now says what suppresses, or no more. */
    addresses: number;
    gained: number;
    lost: number;
    /** Messages that nobody knew: their requests are read again by the relay. */
    unknown: number;
    /** Messages of which a part came in requests that are erased: what those said stays. */
    erased: number;
    /** Open dead letters whose request can be read today. */
    readable: number[];
    corrected: number;
    readAgain: number;
}

/** Messages whose reports are held in memory at a time; the requests are walked once for each such lot. */
const LOT = 20_000;
const STEP = 500;
const CALL_SIZE = 200;
const MOST_LETTERS = 10_000;
/** At once: these classes, which one message of can suppress an address. */
const SUPPRESSES: ReadonlySet<string | null> = new Set(['Permanent', 'Opted Out']);

interface Rebuilt {
    tracker: Tracker;
    readonly kept: Set<string>;
}

const nameOf = (org: string, messageKey: string): string => `${org}\n${messageKey}`;
const standingOf = ({ status, errorCode, failureClass }: Snapshot): Standing => ({ status, errorCode, failureClass });

export async function replay(options: ReplayOptions): Promise<ReplayResult> {
    const { store, read, apply, onProgress } = options;
    const result: ReplayResult = {
        ...{ requests: 0, messages: 0, oldestKept: null, differences: [], addresses: 0, gained: 0, lost: 0 },
        ...{ unknown: 0, erased: 0, readable: [], corrected: 0, readAgain: 0 },
    };
    const addresses = { all: new Set<string>(), gained: new Set<string>(), lost: new Set<string>() };
    /** Messages that nobody knows. */
    const unknown = new Set<string>();

    async function walk(look: (request: JournalledRequest) => void): Promise<void> {
        let [after, walked] = [0, 0];
        for (;;) {
            const step = await store.requestsAfter(after, STEP);
            const last = step.at(-1);
            if (last === undefined) return;
            step.forEach(look);
            after = last.id;
            walked += step.length;
            onProgress(walked);
        }
    }
    const asked = ({ source, receivedAt }: JournalledRequest): boolean =>
        (options.source === null || source === options.source) &&
        receivedAt >= options.since &&
        receivedAt < options.until;

    /** Which messages are spoken of in the requests that were asked for. */
    async function select(): Promise<{ readonly org: string; readonly messageKey: string }[]> {
        const letters = await store.deadLetters({ settled: false, limit: MOST_LETTERS });
        const lettersOf = Map.groupBy(letters, ({ requestId }) => requestId);
        const selected = new Map<string, { readonly org: string; readonly messageKey: string }>();
        await walk((request) => {
            result.oldestKept = Math.min(result.oldestKept ?? request.receivedAt, request.receivedAt);
            if (!asked(request)) return;
            result.requests += 1;
            const { reports, dead } = read(request);
            for (const { org, report } of reports)
                selected.set(nameOf(org, report.messageKey), { org, messageKey: report.messageKey });
            if (dead.length === 0) for (const { id } of lettersOf.get(request.id) ?? []) result.readable.push(id);
        });
        return [...selected.values()];
    }

    /** What all requests that are kept, also those outside of the range, say of these messages today. */
    async function rebuild(names: ReadonlySet<string>): Promise<Map<string, Rebuilt>> {
        const all = new Map<string, Rebuilt>();
        await walk((request) => {
            for (const { org, report } of read(request).reports) {
                const name = nameOf(org, report.messageKey);
                if (!names.has(name)) continue;
                const one = all.get(name) ?? { tracker: emptyTracker(report.messageKey), kept: new Set<string>() };
                one.tracker = joinReports(one.tracker, [report]);
                one.kept.add(reportPrefix(reportKey(report)));
                all.set(name, one);
            }
        });
        return all;
    }

    function compare(correction: Correction, known: Tracker): boolean {
        const today = corrected(known, correction);
        const [before, after] = [snapshotOf(known), snapshotOf(today)];
        const told = (Object.keys(after) as (keyof Snapshot)[]).filter((name) => before[name] !== after[name]);
        const isMoved = known.fields.branch?.value !== today.fields.branch?.value;
        const fields = isMoved ? [...told, 'location in the totals'] : told;
        if (fields.length === 0) return false;
        const { org, messageKey } = correction;
        result.differences.push({ org, messageKey, before: standingOf(before), after: standingOf(after), fields });
        const address = after.recipient ?? before.recipient ?? messageKey;
        addresses.all.add(address);
        const [was, is] = [SUPPRESSES.has(before.failureClass), SUPPRESSES.has(after.failureClass)];
        if (was !== is) addresses[is ? 'gained' : 'lost'].add(address);
        return true;
    }

    async function settle(lot: readonly { readonly org: string; readonly messageKey: string }[]): Promise<void> {
        // What is known is read first: every report in it is then in a request that the walk meets.
        const known = new Map<string, Tracker>();
        for (const { org, messageKey } of lot) {
            const message = await store.message(org, messageKey);
            if (message === null) unknown.add(nameOf(org, messageKey));
            else known.set(nameOf(org, messageKey), message.tracker);
        }
        const rebuilt = await rebuild(new Set(known.keys()));
        const corrections = lot.flatMap(({ org, messageKey }): Correction[] => {
            const [tracker, today] = [known.get(nameOf(org, messageKey)), rebuilt.get(nameOf(org, messageKey))];
            if (tracker === undefined || today === undefined) return [];
            const complete = Date.parse(tracker.times.receivedAt?.value ?? '') >= (result.oldestKept ?? Infinity);
            const { withdrawn, erased } = withdrawnOf(tracker, today.kept, complete);
            if (erased > 0) result.erased += 1;
            const correction = { org, messageKey, withdrawn, tracker: today.tracker };
            return compare(correction, tracker) ? [correction] : [];
        });
        if (!apply) return;
        for (let from = 0; from < corrections.length; from += CALL_SIZE)
            result.corrected += await store.correct(corrections.slice(from, from + CALL_SIZE), options.now());
    }

    /** The running relay takes in what speaks of messages that nobody knows, as it does everything else. */
    async function readAgain(): Promise<void> {
        const requests: JournalledRequest[] = [];
        await walk((request) => {
            if (!asked(request)) return;
            const { reports } = read(request);
            if (reports.some(({ org, report }) => unknown.has(nameOf(org, report.messageKey)))) requests.push(request);
        });
        for (const { source, receivedAt, request } of requests) await store.append({ source, receivedAt, request });
        result.readAgain = requests.length;
    }

    const selected = await select();
    result.messages = selected.length;
    for (let from = 0; from < selected.length; from += LOT) await settle(selected.slice(from, from + LOT));
    result.unknown = unknown.size;
    if (apply && unknown.size > 0) await readAgain();
    [result.addresses, result.gained, result.lost] = [addresses.all.size, addresses.gained.size, addresses.lost.size];
    return result;
}
