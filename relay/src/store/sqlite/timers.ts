/** When messages that are awaited become unconfirmed: one row each, gone once it has fired or has become needless. */
import { joinReports } from '../../core/merge.ts';
import type { Tracker } from '../../core/merge.ts';
import { unconfirmedReport } from '../../core/report.ts';
import type { DueTimers } from '../../core/store.ts';
import { isAwaited, windowEnd } from '../../core/windows.ts';
import type { Windows } from '../../core/windows.ts';
import type { Database } from './database.ts';
import type { TrackedRow } from './queue.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Totals } from './totals.ts';
import type { Tracking } from './tracking.ts';

type TimerRow = TrackedRow & { readonly timer_due_at: number };

export type Timers = ReturnType<typeof createTimers>;

export function createTimers(db: Database, tracking: Tracking, totals: Totals) {
    const set = db.prepare('INSERT OR REPLACE INTO timer (message, provider, due_at) VALUES (?, ?, ?)');
    const clear = db.prepare('DELETE FROM timer WHERE message = ?');
    const due = db.prepare<TimerRow>(
        `SELECT message.*, timer.due_at AS timer_due_at FROM timer JOIN message ON message.id = timer.message
         WHERE provider = ? AND timer.due_at <= ? ORDER BY timer.due_at LIMIT ?`,
    );

    /** Of a new message. Whether there is anything to wait for. */
    function start(messageId: number, tracker: Tracker, windows: Windows): boolean {
        const dueAt = windowEnd(tracker, windows);
        const provider = tracker.fields.provider?.value;
        if (dueAt === null || provider === undefined) return false;
        set.run(messageId, provider, dueAt);
        return true;
    }

    /** After every change of a message: sets its timer anew, or takes it away. */
    function renew(messageId: number, tracker: Tracker, windows: Windows): void {
        if (!start(messageId, tracker, windows)) clear.run(messageId);
    }

    function fire(row: TimerRow, now: number): boolean {
        clear.run(row.id);
        const before = readTracker(row.tracker);
        const { channel, provider } = before.fields;
        // A row of another relay may have told the end of it meanwhile.
        if (!isAwaited(before) || channel === undefined || provider === undefined) return false;
        const message = { messageKey: row.key, channel: channel.value, provider: provider.value };
        const report = unconfirmedReport(message, new Date(row.timer_due_at).toISOString());
        const after = joinReports(before, [report]);
        return tracking.save(row, before, after, writeTracker(after), now);
    }

    return {
        start,
        renew,
        fireTimers({ providers, dueBy, now, limit }: DueTimers): number {
            return totals.transaction(now, () => {
                const rows = providers.flatMap((provider) => due.all(provider, dueBy, limit));
                return rows.filter((row) => fire(row, now)).length;
            });
        },
    };
}
