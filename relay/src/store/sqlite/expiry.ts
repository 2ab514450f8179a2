/** Messages that are to be known for a shorter time than the others: until when, and in which requests they came. */
import { endOf, joinKeeps } from '../../core/keep.ts';
import type { Keep } from '../../core/keep.ts';
import type { Tracker } from '../../core/merge.ts';
import type { ParsedReport } from '../../core/store.ts';
import type { Database } from './database.ts';

interface ExpiryRow {
    readonly minutes: number | null;
    readonly once_delivered: 0 | 1;
    readonly requests: string;
}

export type Expiry = ReturnType<typeof createExpiry>;

export function createExpiry(db: Database) {
    const find = db.prepare<ExpiryRow>('SELECT minutes, once_delivered, requests FROM expiry WHERE message = ?');
    const set = db.prepare(
        'INSERT OR REPLACE INTO expiry (message, minutes, once_delivered, requests, due_at) VALUES (?, ?, ?, ?, ?)',
    );

    /** After reports have been joined into the message. */
    function note(messageId: number, tracker: Tracker, reports: readonly ParsedReport[], now: number): void {
        const asked = reports.flatMap(({ keep }) => (keep === undefined ? [] : [keep]));
        if (asked.length === 0) return;
        const row = find.get(messageId);
        const known: Keep | null = row === undefined ? null : { ...row, onceDelivered: row.once_delivered === 1 };
        const keep = asked.reduce<Keep | null>(joinKeeps, known);
        if (keep === null) return;
        // The cast holds: this wrote it.
        const earlier = row === undefined ? [] : (JSON.parse(row.requests) as number[]);
        const requests = new Set([...earlier, ...asked.map(({ requestId }) => requestId)]);
        const due = endOf(tracker, keep, now);
        set.run(messageId, keep.minutes, keep.onceDelivered ? 1 : 0, JSON.stringify([...requests]), due);
    }
    return { note };
}
