/** Reads the journal: parses each request, keeps what cannot be read, joins the rest into messages. */
import type { Logger } from 'pino';
import { located } from '../core/countries.ts';
import { describeError, RelayError } from '../core/errors.ts';
import { joinKeeps, keepOf } from '../core/keep.ts';
import type { Keep } from '../core/keep.ts';
import { plausible } from '../core/plausible.ts';
import type { DeliveryReport, ProviderAdapter } from '../core/ports.ts';
import type { JournalledRequest, NewDeadLetter, ParsedReport, Store } from '../core/store.ts';
import { startLoop } from '../core/timing.ts';
import type { Loop, Timing } from '../core/timing.ts';
import { isWanted } from '../core/wanted.ts';
import type { ReportEvent } from '../core/wanted.ts';
import type { Windows } from '../core/windows.ts';

export interface WorkerSource {
    readonly adapter: ProviderAdapter;
    readonly org: string;
    /** For how long its messages are known, if not for as long as the retention says. */
    readonly keep?: Keep | undefined;
    /** For how long its org keeps a message of this purpose. */
    readonly keptFor?: (purpose: string | null) => Keep | null;
    /** The report as its org wants it read. */
    readonly applied?: (report: DeliveryReport) => DeliveryReport;
    /** What it wants to hear; everything when absent. */
    readonly events?: readonly ReportEvent[] | undefined;
}

export interface WorkerOptions {
    readonly store: Pick<Store, 'nextRequests' | 'consume' | 'waiting'>;
    /** By `<provider>/<name>`. */
    readonly sources: ReadonlyMap<string, WorkerSource>;
    readonly windows: Windows;
    /** Called when messages of these orgs may have something new to publish. */
    readonly onChanged: (orgs: readonly string[]) => void;
    readonly timing: Timing;
    readonly log: Logger;
}

const BATCH = 500;
/** A reading is short, for reports of all orgs wait while the store takes it in; parsed it is some thousand reports. */
const BATCH_BYTES = 1024 * 1024;
/**
 * Where several orgs are read, a reading takes the store no longer than about this: a report of a small org waits for the
 * one under way, for its own, and then for the next at each call by which it is published.
 */
const TURN_MS = 60;
/** Of a whole reading: below it the commit itself would be most of it. */
const LEAST_TURN = 1 / 16;
/** Requests that arrive together are read together. */
const COMPANY_MS = 25;
/**
 * While more callers than this wait for their answers, those go first: reading takes a twentieth of the time, or a batch
 * a second. That is still several times what an org takes in the long run: 250,000 events an hour are 69 a second
 * (https://developer.salesforce.com/docs/atlas.en-us.platform_events.meta/platform_events/platform_event_limits.htm,
 * 2026-11-26).
 */
const CROWD = 32;
/** In smaller steps, so that the breaks between them are short as well: small orgs wait for one. */
const CROWD_BATCH = 100;
const CROWD_REST = 19;
const MAX_REST_MS = 1_000;
/** A command in another process may put requests back, so the journal is looked at even when nobody calls. */
const IDLE_MS = 1_000;
/** Longest stretch of parsing before the answering loop gets its turn. */
const STRETCH_MS = 10;

const QUARANTINED = 'quarantined: its signed time is too far from when it arrived; replay it by its id if you know why';

interface Parsed {
    readonly reports: ParsedReport[];
    /** Read, and not among the events that the source wants. */
    readonly unwanted: ParsedReport[];
    readonly dead: NewDeadLetter[];
    /** Reports of which a time cannot be, and was left out. */
    implausible: number;
}

/** Whether there was hardly room for another: then more is waiting. */
function isFull(requests: readonly JournalledRequest[], part: number): boolean {
    const bytes = requests.reduce((sum, { request }) => sum + request.body.length, 0);
    return requests.length >= BATCH || bytes > (BATCH_BYTES * part) / 2;
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const asStated = (report: DeliveryReport): DeliveryReport => report;
const asLongAsOthers = (): null => null;

/** What a request says; whatever keeps it from being read is a reason, never an exception. */
export function parseRequest(journalled: JournalledRequest, sources: ReadonlyMap<string, WorkerSource>): Parsed {
    const { id: requestId, source, receivedAt, request } = journalled;
    const letter = (element: number | null, reason: string): NewDeadLetter => {
        const kind = element === null ? 'request' : 'element';
        return { kind, source, requestId, element, reason };
    };
    const setAside = (reason: string): Parsed => ({
        ...{ reports: [], unwanted: [], dead: [letter(null, reason)], implausible: 0 },
    });
    const known = sources.get(source);
    if (known === undefined) return setAside('its source is no longer configured');
    if (request.quarantined) return setAside(QUARANTINED);
    const { adapter, org, applied = asStated, keptFor = asLongAsOthers } = known;
    try {
        const parsed: Parsed = { reports: [], unwanted: [], dead: [], implausible: 0 };
        const asked = joinKeeps(keepOf(request.url), known.keep ?? null);
        const elements = adapter.parse(request, { receivedAt: new Date(receivedAt).toISOString() });
        elements.forEach((element, index) => {
            if (!element.ok) parsed.dead.push(letter(index, element.reason));
            else {
                const { report: sane, dropped } = plausible(element.report);
                if (dropped.length > 0) parsed.implausible += 1;
                const report = applied(located(sane));
                const kept = joinKeeps(asked, keptFor(report.purpose));
                const keep = kept === null ? {} : { keep: { ...kept, requestId } };
                parsed[isWanted(known.events, report) ? 'reports' : 'unwanted'].push({ org, report, ...keep });
            }
        });
        return parsed;
    } catch (error) {
        const reason = error instanceof RelayError ? error.message : `the parser failed: ${String(error)}`;
        return setAside(reason);
    }
}

export function startWorker({ store, sources, windows, onChanged, timing, log }: WorkerOptions): Loop {
    async function parseAll(requests: readonly JournalledRequest[]): Promise<Parsed> {
        const all: Parsed = { reports: [], unwanted: [], dead: [], implausible: 0 };
        let since = timing.now();
        for (const request of requests) {
            const { reports, unwanted, dead, implausible } = parseRequest(request, sources);
            all.implausible += implausible;
            for (const report of reports) all.reports.push(report);
            for (const report of unwanted) all.unwanted.push(report);
            for (const letter of dead) all.dead.push(letter);
            if (timing.now() - since < STRETCH_MS) continue;
            await pause();
            since = timing.now();
        }
        return all;
    }

    async function take(requests: readonly JournalledRequest[], parsed: Parsed): Promise<void> {
        const { reports, unwanted, dead, implausible } = parsed;
        const result = await store.consume({ requests, reports, dead, windows, now: timing.now() });
        const counts = { unwanted: unwanted.length, dead: dead.length, implausible };
        log.info({ requests: requests.length, ...result, ...counts }, 'requests.consumed');
        for (const { source, requestId, element } of dead)
            log.warn({ source, requestId, element }, 'report.unreadable');
        if (result.changed > 0) onChanged([...new Set(reports.map(({ org }) => org))]);
    }

    /** A request that the store cannot take in, though it takes its dead letter, must not hold up the others for ever. */
    async function setAside(request: JournalledRequest, error: unknown): Promise<void> {
        const { id: requestId, source } = request;
        const reason = `the store could not take it in: ${describeError(error).message}`;
        const letter = { kind: 'request', source, requestId, element: null, reason } as const;
        await take([request], { reports: [], unwanted: [], dead: [letter], implausible: 0 });
    }

    function rest(full: boolean, worked: number): Promise<void> {
        const crowded = store.waiting() > CROWD;
        const company = full ? 0 : COMPANY_MS;
        const milliseconds = crowded ? Math.max(company, Math.min(MAX_REST_MS, worked * CROWD_REST)) : company;
        return new Promise((resolve) => void timing.after(milliseconds, resolve));
    }

    const orgs = Object.fromEntries(Array.from(sources, ([source, { org }]) => [source, org]));
    const several = new Set(Object.values(orgs)).size > 1;
    let size = BATCH;
    /** Of a whole reading, by what the last one took. */
    let turn = 1;

    async function takeTurn(requests: readonly JournalledRequest[], full: boolean): Promise<void> {
        const parsed = await parseAll(requests);
        const since = timing.now();
        await take(requests, parsed);
        if (!several) return;
        const fitting = (turn * TURN_MS) / Math.max(1, timing.now() - since);
        // What was not full tells only that as much would have been too much.
        turn = Math.min(full ? 1 : turn, Math.max(LEAST_TURN, Math.min(fitting, turn * 2)));
    }

    async function step(): Promise<number> {
        const since = timing.now();
        const limit = store.waiting() > CROWD ? Math.min(size, CROWD_BATCH) : size;
        const part = (turn * limit) / BATCH;
        const bytes = BATCH_BYTES * part;
        const requests = await store.nextRequests({ limit, bytes, orgs });
        const [first] = requests;
        if (first === undefined) return IDLE_MS;
        const full = isFull(requests, part);
        try {
            await takeTurn(requests, full);
            size = Math.min(BATCH, size * 2);
        } catch (error) {
            if (limit === 1) {
                await setAside(first, error);
                return 0;
            }
            size = Math.ceil(requests.length / 2);
            throw error;
        }
        await rest(full, timing.now() - since);
        return 0;
    }
    return startLoop(timing, step, (error) => log.error({ err: error }, 'worker.failed'));
}
