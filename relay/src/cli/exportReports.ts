/** `landed export`: what is known of the messages of a time, as CSV that no spreadsheet takes for formulas. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { stringify } from 'csv-stringify/sync';
import { readConfig } from '../config.ts';
import { snapshotOf } from '../core/snapshot.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { KnownMessage } from '../core/store.ts';
import { EVENT_FIELDS } from '../salesforce/eventFields.generated.ts';
import { startProgress } from './progress.ts';
import { withStore } from './store.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';
import { walk } from './walk.ts';

/** Values that a message must have, all of them. */
export interface Filters {
    readonly org?: string;
    readonly provider?: string;
    readonly channel?: string;
    readonly status?: string;
    readonly failureClass?: string;
    readonly campaign?: string;
    readonly purpose?: string;
}

export interface ExportOptions extends Filters {
    readonly config: string;
    /** First receipt, at or after; a day means its beginning in UTC. */
    readonly from: string;
    /** First receipt, before; a day means its end. */
    readonly to: string;
    readonly out?: string;
}

const DAY_MS = 86_400_000;
const BYTE_ORDER_MARK = '\uFEFF';

/** A day or a time, in epoch milliseconds; `end` of a day when it closes the range. */
export function timeOf(written: string, end: boolean): number {
    const day = /^\d{4}-\d{2}-\d{2}$/.test(written);
    const time = day || /(?:Z|[+-]\d{2}:\d{2})$/.test(written) ? Date.parse(written) : NaN;
    if (Number.isNaN(time)) throw new UsageError(`"${written}" is neither a day (2026-07-17) nor a time with its zone`);
    return day && end ? time + DAY_MS : time;
}

/** As in the package's Message__c, without what only the relay needs. */
const NAMES = (Object.keys(EVENT_FIELDS) as (keyof typeof EVENT_FIELDS)[]).filter(
    (name): name is keyof Snapshot & keyof typeof EVENT_FIELDS =>
        !['store', 'version', 'epoch', 'statusPublishedAt'].includes(name),
);
const HEADER = ['Org', ...NAMES.map((name) => EVENT_FIELDS[name].field), 'Confirmed_In_CRM'];

export const csv = (rows: readonly (readonly unknown[])[]): string =>
    stringify(
        rows.map((row) => [...row]),
        { escape_formulas: true, record_delimiter: 'windows' },
    );

function fits(filters: Filters, org: string, snapshot: Snapshot): boolean {
    const asked: readonly (readonly [string | undefined, string | null])[] = [
        [filters.org, org],
        [filters.provider, snapshot.provider],
        [filters.channel, snapshot.channel],
        [filters.status, snapshot.status],
        [filters.failureClass, snapshot.failureClass],
        [filters.campaign, snapshot.campaignId],
        [filters.purpose, snapshot.purpose],
    ];
    return asked.every(([wanted, value]) => wanted === undefined || wanted.toLowerCase() === value?.toLowerCase());
}

function rowOf({ org, confirmed, version }: KnownMessage, snapshot: Snapshot): unknown[] {
    return [org, ...NAMES.map((name) => snapshot[name] ?? ''), confirmed >= version ? 'yes' : 'no'];
}

/** A file that only its owner can read: it names people. */
function fileAt(path: string) {
    const stream = createWriteStream(path, { mode: 0o600 });
    return {
        write: (text: string) => void stream.write(text),
        async end() {
            stream.end();
            await once(stream, 'close');
        },
    };
}

export async function exportReports(options: ExportOptions, surroundings: Surroundings): Promise<void> {
    const [from, to] = [timeOf(options.from, false), timeOf(options.to, true)];
    if (from >= to) throw new UsageError('--from must be before --to');
    const config = readConfig(options.config, surroundings.env);
    const file = options.out === undefined ? null : fileAt(options.out);
    const target = file ?? surroundings.stdout;
    let count = 0;
    target.write(BYTE_ORDER_MARK + csv([HEADER]));
    await withStore(config, async (store) => {
        const progress = startProgress(surroundings, 'Messages', null);
        await walk(
            store.messagesAfter,
            (message) => {
                const snapshot = snapshotOf(message.tracker);
                const receivedAt = Date.parse(snapshot.receivedAt ?? '');
                if (!(receivedAt >= from && receivedAt < to) || !fits(options, message.org, snapshot)) return;
                target.write(csv([rowOf(message, snapshot)]));
                count += 1;
            },
            progress.update,
        );
        progress.end();
    });
    if (file === null) return;
    await file.end();
    surroundings.stdout.write(`Wrote ${count} messages to ${options.out ?? ''}.\n`);
}
