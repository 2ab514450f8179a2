/** What is known of a message, and whether that is news for the CRM. */
import type { Tracker } from '../../core/merge.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import type { Database } from './database.ts';
import type { MessageRow, Queue } from './queue.ts';
import type { Totals } from './totals.ts';

export type Tracking = ReturnType<typeof createTracking>;

export function createTracking(db: Database, queue: Queue, totals: Totals) {
    const update = db.prepare('UPDATE message SET tracker = ?, version = ? WHERE id = ?');

    return {
        /** Keeps the joined tracker, `text`. Whether the message's snapshot is another one now, to be published. */
        save(row: MessageRow, before: Tracker, after: Tracker, text: string, now: number): boolean {
            totals.note(row.org, before, after);
            const snapshot = snapshotOf(after);
            const changed = JSON.stringify(snapshotOf(before)) !== JSON.stringify(snapshot);
            update.run(text, changed ? row.version + 1 : row.version, row.id);
            if (changed) queue.enqueue(row, snapshot, now);
            return changed;
        },
    };
}
