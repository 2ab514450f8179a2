/**
 * A provider's own log of messages, as its console exports it, compared with what the relay knows. Each row is put into
 * the form of a callback by a template and read by the provider's adapter, so a repair takes the way that a callback takes.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { parse } from 'csv-parse';
import { joinReports } from '../core/merge.ts';
import type { DeliveryReport, ProviderAdapter, RawRequest } from '../core/ports.ts';
import { asAnswered } from '../core/signature.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { KnownMessage, Store } from '../core/store.ts';
import { jsonOf } from './auditing.ts';
import { addCharge, emptyBill } from './billing.ts';
import type { Bill, Charge } from './billing.ts';
import { requestOf } from './audit.ts';
import { UsageError } from './surroundings.ts';

export type LogResult = 'same' | 'different' | 'weaker' | 'unheard' | 'unreadable';

export interface LogTally extends Record<LogResult, number> {
    rows: number;
    /** Put into the journal, to be read by the relay. */
    taken: number;
    /** Messages of ours, first heard of within the log's times, that it does not have; null where it tells no times. */
    notThere: number | null;
    /** What the log charges; null when nobody asked. */
    readonly bill: Bill | null;
    /** Why rows could not be read. */
    readonly reasons: Set<string>;
}

type Cells = Readonly<Record<string, string>>;
type FillIn = (cells: Cells) => RawRequest;

/** `{{Column}}`, or `{{Column|lower}}`, `|upper`, `|number`. */
const PLACE = /\{\{([^{}|]+)(?:\|(lower|upper|number))?\}\}/g;
const ONLY_PLACE = new RegExp(`^${PLACE.source}$`);

function cellOf(cells: Cells, column: string, change: string | undefined): string {
    const value = cells[column.trim()];
    if (value === undefined) throw new UsageError(`the log has no column "${column.trim()}"`);
    if (change === 'lower') return value.trim().toLowerCase();
    return change === 'upper' ? value.trim().toUpperCase() : value.trim();
}

const filled = (text: string, cells: Cells): string =>
    text.replaceAll(PLACE, (_, column: string, change?: string) => cellOf(cells, column, change));

/** A form or a query; what a blank cell fills alone is left out, for a blank says nothing. */
function filledForm(text: string, cells: Cells): string {
    const fields = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(text)) {
        const cell = filled(value, cells);
        if (cell !== '') fields.append(name, cell);
    }
    return fields.toString();
}

function filledJson(node: unknown, cells: Cells): unknown {
    if (typeof node === 'string') {
        const [, column, change] = ONLY_PLACE.exec(node) ?? [];
        if (column === undefined) return filled(node, cells);
        const cell = cellOf(cells, column, change);
        if (cell === '') return undefined;
        return change === 'number' ? Number(cell) : cell;
    }
    if (Array.isArray(node)) return node.map((each) => filledJson(each, cells));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, child]) => [name, filledJson(child, cells)]));
}

/** A captured callback in which names of columns stand for values: in a file, as `landed audit` takes them. */
export function templateOf(path: string, source: string): FillIn {
    let sample: RawRequest;
    try {
        sample = requestOf(readFileSync(path, 'utf8'));
    } catch (error) {
        throw new UsageError(`${path} cannot be read: ${(error as Error).message}`); // fs throws errors only
    }
    const [, query = ''] = sample.url.split('?');
    const body = sample.body.toString('utf8');
    const json = jsonOf(body);
    const isJson = typeof json === 'object' && json !== null;
    if (!/\{\{[^{}]+\}\}/.test(body + sample.url)) throw new UsageError(`${path} names no column as {{Column}}`);
    const type = isJson ? 'application/json' : 'application/x-www-form-urlencoded';
    return (cells) => ({
        method: sample.method,
        url: `/hooks/${source}?${filledForm(query, cells)}`.replace(/\?$/, ''),
        headers: { 'content-type': type, ...sample.headers },
        body: Buffer.from(isJson ? JSON.stringify(filledJson(json, cells)) : filledForm(body, cells)),
    });
}

const standingOf = ({ status, errorCode, failureClass }: Snapshot): string =>
    JSON.stringify([status, errorCode, failureClass]);

/** Whether a report of the log says what is known, more, or less. */
function compare(known: KnownMessage | null, report: DeliveryReport): Exclude<LogResult, 'unreadable'> {
    if (known === null) return 'unheard';
    const before = snapshotOf(known.tracker);
    if (report.status === before.status && (report.code ?? before.errorCode) === before.errorCode) return 'same';
    const after = snapshotOf(joinReports(known.tracker, [report]));
    return standingOf(before) === standingOf(after) ? 'weaker' : 'different';
}

export interface LogOptions {
    readonly csv: string;
    readonly fillIn: FillIn;
    /** What a row charges for its message. */
    readonly chargeOf: ((cells: Cells) => Charge) | null;
    /** `<provider>/<name>`. */
    readonly source: string;
    readonly org: string;
    readonly adapter: Pick<ProviderAdapter, 'id' | 'parse'>;
    /** As the source's org wants reports read. */
    readonly applied: (report: DeliveryReport) => DeliveryReport;
    readonly store: Pick<Store, 'message' | 'messagesAfter' | 'append'>;
    readonly repair: boolean;
    /** Another source of the provider and org may have sent what this log does not have. */
    readonly alone: boolean;
    readonly now: () => number;
    readonly onRow: (
        messageKey: string,
        result: LogResult | 'charged',
        ours: string | null,
        said: string | null,
        taken: boolean,
    ) => void;
    readonly onProgress: (rows: number) => void;
}

/** The worst word about a row's reports stands for the row. */
const WORST: readonly LogResult[] = ['unreadable', 'unheard', 'different', 'weaker', 'same'];

export async function compareLog(options: LogOptions): Promise<LogTally> {
    const { store, org, onProgress } = options;
    const tally: LogTally = {
        ...{ rows: 0, same: 0, different: 0, weaker: 0, unheard: 0, unreadable: 0 },
        ...{ taken: 0, notThere: null, reasons: new Set(), bill: options.chargeOf === null ? null : emptyBill() },
    };
    const there = new Set<string>();
    let [first, last] = [Infinity, -Infinity];

    function charge(cells: Cells, messageKey: string, known: KnownMessage): void {
        if (options.chargeOf === null || tally.bill === null || there.has(messageKey)) return;
        const drift = addCharge(tally.bill, options.chargeOf(cells), snapshotOf(known.tracker));
        if (drift !== null) options.onRow(messageKey, 'charged', drift.ours, drift.theirs, false);
    }

    async function look(cells: Cells): Promise<void> {
        const receivedAt = options.now();
        const request = asAnswered(options.fillIn(cells));
        const results: LogResult[] = [];
        for (const element of options.adapter.parse(request, { receivedAt: new Date(receivedAt).toISOString() })) {
            if (!element.ok || element.report.status === null) {
                tally.reasons.add(element.ok ? `unlisted status: ${element.report.rawStatus ?? ''}` : element.reason);
                results.push('unreadable');
                continue;
            }
            const report = options.applied(element.report);
            const known = await store.message(org, report.messageKey);
            const result = compare(known, report);
            results.push(result);
            if (known !== null) charge(cells, report.messageKey, known);
            there.add(report.messageKey);
            if (report.occurredAt !== null) {
                const at = Date.parse(report.occurredAt);
                [first, last] = [Math.min(first, at), Math.max(last, at)];
            }
            if (result === 'same') continue;
            const taken = options.repair && result !== 'weaker';
            const ours = known === null ? null : snapshotOf(known.tracker).status;
            options.onRow(report.messageKey, result, ours, report.rawStatus, taken);
        }
        const worst = WORST.find((each) => results.includes(each)) ?? 'unreadable';
        tally[worst] += 1;
        if (!options.repair || !(results.includes('unheard') || results.includes('different'))) return;
        await store.append({ source: options.source, receivedAt, request });
        tally.taken += 1;
    }

    const file = createReadStream(options.csv).pipe(parse({ columns: true, bom: true, skip_empty_lines: true }));
    for await (const cells of file as AsyncIterable<Cells>) {
        tally.rows += 1;
        try {
            await look(cells);
        } catch (error) {
            if (error instanceof UsageError) throw error;
            tally.unreadable += 1;
            tally.reasons.add(error instanceof Error ? error.message : String(error));
        }
        onProgress(tally.rows);
    }
    if (last > first && options.alone) tally.notThere = await countNotThere(options, there, first, last);
    return tally;
}

async function countNotThere(
    { store, org, adapter }: LogOptions,
    there: ReadonlySet<string>,
    first: number,
    last: number,
): Promise<number> {
    let count = 0;
    for (let after = 0; ;) {
        const step = await store.messagesAfter(after, 500);
        const end = step.at(-1);
        if (end === undefined) return count;
        after = end.id;
        for (const message of step) {
            const statusAt = Date.parse(snapshotOf(message.tracker).statusAt ?? '');
            const own = message.org === org && message.messageKey.startsWith(`${adapter.id}:`);
            if (own && statusAt >= first && statusAt <= last && !there.has(message.messageKey)) count += 1;
        }
    }
}
