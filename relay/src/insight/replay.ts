/** Reads requests that are kept once more, under the mapping of today, and says or does what that changes. */
import { corrected, withdrawnOf } from '../core/correction.ts';
import type { Correction } from '../core/correction.ts';
import { reportPrefix } from '../core/history.ts';
import { emptyTracker, joinReports, reportKey } from '../core/merge.ts';
import type { Tracker } from '../core/merge.ts';
import type { DeliveryReport } from '../core/ports.ts';
import type { Scratch } from '../core/scratch.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { JournalledRequest, Store } from '../core/store.ts';

interface Read {
    readonly reports: readonly { readonly org: string; readonly report: DeliveryReport }[];
    readonly dead: readonly unknown[];
}

export interface ReplayOptions {
    readonly store: Pick<Store, 'requestsAfter' | 'request' | 'message' | 'correct' | 'append' | 'deadLetters'>;
    /** Each is room for what memory should not hold: reports of millions of messages. */
    readonly openScratch: () => Scratch;
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

const STEP = 500;
const CALL_SIZE = 200;
const MOST_LETTERS = 10_000;
/** At once: these classes, which one message of can suppress an address. */
const SUPPRESSES: ReadonlySet<string | null> = new Set(['Permanent', 'Opted Out']);

const nameOf = (org: string, messageKey: string): string => `${org}\n${messageKey}`;
/** Orgs have names without line breaks. */
function ofName(name: string): { readonly org: string; readonly messageKey: string } {
    const end = name.indexOf('\n');
    return { org: name.slice(0, end), messageKey: name.slice(end + 1) };
}
const standingOf = ({ status, errorCode, failureClass }: Snapshot): Standing => ({ status, errorCode, failureClass });

/** The requests are walked twice, however many messages they speak of: which ones, and what is said of those. */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
    const { openScratch } = options;
    const rooms = { selected: openScratch(), known: openScratch(), unknown: openScratch(), again: openScratch() };
    try {
        return await replayWith(options, rooms);
    } finally {
        for (const scratch of Object.values(rooms)) scratch.close();
    }
}

interface Rooms {
    /** Messages that are spoken of. */
    readonly selected: Scratch;
    /** Those that are known: the tracker as it was, then the reports. */
    readonly known: Scratch;
    /** Messages that nobody knows. */
    readonly unknown: Scratch;
    /** Requests that speak of those, by their ids. */
    readonly again: Scratch;
}

async function replayWith(options: ReplayOptions, { selected, known, unknown, again }: Rooms): Promise<ReplayResult> {
    const { store, read, apply, onProgress } = options;
    const result: ReplayResult = {
        ...{ requests: 0, messages: 0, oldestKept: null, differences: [], addresses: 0, gained: 0, lost: 0 },
        ...{ unknown: 0, erased: 0, readable: [], corrected: 0, readAgain: 0 },
    };
    const addresses = { all: new Set<string>(), gained: new Set<string>(), lost: new Set<string>() };

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
    async function select(): Promise<void> {
        const letters = await store.deadLetters({ settled: false, limit: MOST_LETTERS });
        const lettersOf = Map.groupBy(letters, ({ requestId }) => requestId);
        await walk((request) => {
            result.oldestKept = Math.min(result.oldestKept ?? request.receivedAt, request.receivedAt);
            if (!asked(request)) return;
            result.requests += 1;
            const { reports, dead } = read(request);
            for (const { org, report } of reports) selected.open(nameOf(org, report.messageKey));
            if (dead.length === 0) for (const { id } of lettersOf.get(request.id) ?? []) result.readable.push(id);
        });
        result.messages = selected.size;
    }

    /** What is known is read before their reports: every report in it is then in a request that the walk meets. */
    async function noteKnown(): Promise<void> {
        for (const [name] of selected.entries()) {
            const { org, messageKey } = ofName(name);
            const message = await store.message(org, messageKey);
            if (message === null) {
                unknown.open(name);
                continue;
            }
            known.open(name);
            known.add(name, JSON.stringify(message.tracker));
        }
        result.unknown = unknown.size;
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

    /** What all requests that are kept, also those outside of the range, say of these messages. */
    async function noteReports(): Promise<void> {
        await walk((request) => {
            const { reports } = read(request);
            for (const { org, report } of reports) {
                const name = nameOf(org, report.messageKey);
                if (known.has(name)) known.add(name, JSON.stringify(report));
                else if (asked(request) && unknown.has(name)) again.open(String(request.id));
            }
        });
    }

    function correctionOf(name: string, before: Tracker, reports: readonly DeliveryReport[]): Correction | null {
        const { org, messageKey } = ofName(name);
        const today = joinReports(emptyTracker(messageKey), reports);
        const complete = Date.parse(before.times.receivedAt?.value ?? '') >= (result.oldestKept ?? Infinity);
        const kept = new Set(reports.map((report) => reportPrefix(reportKey(report))));
        const { withdrawn, erased } = withdrawnOf(before, kept, complete);
        if (erased > 0) result.erased += 1;
        const correction = { org, messageKey, withdrawn, tracker: today };
        return compare(correction, before) ? correction : null;
    }

    async function settle(): Promise<void> {
        let corrections: Correction[] = [];
        const correct = async (): Promise<void> => {
            if (apply && corrections.length > 0) result.corrected += await store.correct(corrections, options.now());
            corrections = [];
        };
        for (const [name, [tracker, ...reports]] of known.entries()) {
            if (tracker === undefined || reports.length === 0) continue;
            // The casts hold: this wrote them.
            const said = reports.map((text) => JSON.parse(text) as DeliveryReport);
            const correction = correctionOf(name, JSON.parse(tracker) as Tracker, said);
            if (correction !== null) corrections.push(correction);
            if (corrections.length === CALL_SIZE) await correct();
        }
        await correct();
    }

    /** The running relay takes in what speaks of messages that nobody knows, as it does everything else. */
    async function readAgain(): Promise<void> {
        for (const [id] of again.entries()) {
            const request = await store.request(Number(id));
            if (request === null) continue; // erased meanwhile
            const { source, receivedAt, request: verified } = request;
            await store.append({ source, receivedAt, request: verified });
            result.readAgain += 1;
        }
    }

    await select();
    await noteKnown();
    await noteReports();
    await settle();
    if (apply) await readAgain();
    [result.addresses, result.gained, result.lost] = [addresses.all.size, addresses.gained.size, addresses.lost.size];
    return result;
}
