/** Taking in parsed reports: each once, joined into its message. */
import { emptyTracker, joinReports, reportKey } from '../../core/merge.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import type { ConsumedWork, ConsumeResult, NewDeadLetter, ParsedReport } from '../../core/store.ts';
import { erasedAmong, NOTHING } from '../consumed.ts';
import type { Alerts } from './alerts.ts';
import type { Database } from './database.ts';
import type { Tombstones } from './erasure.ts';
import type { Expiry } from './expiry.ts';
import { COLUMNS } from './queue.ts';
import type { Queue, TrackedRow } from './queue.ts';
import type { Reading } from './reading.ts';
import type { Timers } from './timers.ts';
import type { Totals } from './totals.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Tracking } from './tracking.ts';

const byCodePoints = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Parts {
    readonly queue: Queue;
    readonly tracking: Tracking;
    readonly timers: Timers;
    readonly totals: Totals;
    readonly tombstones: Tombstones;
    readonly expiry: Expiry;
    readonly reading: Reading;
    readonly noteAlert: Alerts['note'];
}

export function createConsumer(db: Database, parts: Parts) {
    const { queue, tracking, timers, totals, tombstones, expiry, reading, noteAlert } = parts;
    const addKey = db.prepare('INSERT OR IGNORE INTO report (org, key) VALUES (?, ?)');
    const find = db.prepare<TrackedRow>(`SELECT ${COLUMNS}, tracker FROM message WHERE org = ? AND key = ?`);
    const addDead = db.prepare(
        'INSERT INTO dead (kind, at, reason, source, request_id, element) VALUES (?, ?, ?, ?, ?, ?)',
    );

    /** By message, in the order of the keys: the order in which every relay locks rows. */
    function byMessage(reports: readonly ParsedReport[]): [string, string, ParsedReport[]][] {
        const groups = new Map<string, [string, string, ParsedReport[]]>();
        for (const parsed of reports) {
            const { org, report } = parsed;
            const name = `${org}\n${report.messageKey}`;
            const group = groups.get(name);
            if (group === undefined) groups.set(name, [org, report.messageKey, [parsed]]);
            else group[2].push(parsed);
        }
        return [...groups.entries()].sort(([a], [b]) => byCodePoints(a, b)).map(([, group]) => group);
    }

    function withoutErased(reports: readonly ParsedReport[]): readonly ParsedReport[] {
        if (!tombstones.any()) return reports;
        return reports.filter(({ org, report }) => !tombstones.has(org, report.messageKey));
    }

    /** Remembers the reports' keys; returns how many were known. */
    function countDuplicates(reports: readonly ParsedReport[]): number {
        return reports.filter(({ org, report }) => addKey.run(org, reportKey(report)).changes === 0).length;
    }

    /** Whether the message's snapshot is another one now. */
    function join(org: string, key: string, group: readonly ParsedReport[], work: ConsumedWork): boolean {
        const found = find.get(org, key);
        const reports = group.map(({ report }) => report);
        const before = found === undefined ? emptyTracker(key) : readTracker(found.tracker);
        const after = joinReports(before, reports);
        const text = writeTracker(after);
        if (found !== undefined) expiry.note(found.id, after, group, work.now);
        if (text === found?.tracker) return false;
        noteAlert(org, before, after, Math.max(...reports.map(({ receivedAt }) => Date.parse(receivedAt))));
        if (found === undefined) {
            totals.note(org, before, after);
            const id = queue.add(org, text, snapshotOf(after), work.now);
            timers.start(id, org, after, work.windows);
            expiry.note(id, after, group, work.now);
            return true;
        }
        timers.renew(found.id, org, after, work.windows);
        return tracking.save(found, before, after, text, work.now);
    }

    function bury({ kind, reason, source, requestId, element }: NewDeadLetter, now: number): void {
        addDead.run(kind, now, reason, source, requestId, element);
    }

    function consume(work: ConsumedWork): ConsumeResult {
        const { requests, reports, dead, now } = work;
        return totals.transaction(now, () => {
            // Consumed before, by a call whose answer was lost.
            if (!reading.advance(requests)) return NOTHING;
            const living = withoutErased(reports);
            const dropped = reports.length - living.length;
            const duplicates = countDuplicates(living);
            // Duplicates are joined as well: copies may differ in what the key leaves out, such as the references in the
            // callback's address, and which of them came first must not matter. The join takes nothing twice.
            const messages = byMessage(living);
            const unchanged = messages.filter(([org, key, group]) => !join(org, key, group, work));
            for (const letter of dead) bury(letter, now);
            return {
                ...{ reports: reports.length, duplicates, dropped, changed: messages.length - unchanged.length },
                unchanged: [
                    ...unchanged.map(([org, messageKey]) => ({ org, messageKey })),
                    ...erasedAmong(reports, living),
                ],
            };
        });
    }

    return { consume };
}
