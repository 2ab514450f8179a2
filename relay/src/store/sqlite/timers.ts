/** When messages that are awaited become unconfirmed: one row each, gone once it has fired or has become needless. */
import { joinReports } from '../../core/merge.ts';
import type { Tracker } from '../../core/merge.ts';
import { unconfirmedReport } from '../../core/report.ts';
import { isAwaited, ripeOf, windowEnd } from '../../core/windows.ts';
import type { DueTimers, Windows } from '../../core/windows.ts';
import type { Database } from './database.ts';
import type { TrackedRow } from './queue.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Totals } from './totals.ts';
import type { Tracking } from './tracking.ts';

interface Timer {
    readonly message: number;
    readonly due_at: number;
}

export type Timers = ReturnType<typeof createTimers>;

export function createTimers(db: Database, tracking: Tracking, totals: Totals) {
    const set = db.prepare('INSERT OR REPLACE INTO timer (message, org, provider, due_at) VALUES (?, ?, ?, ?)');
    const clear = db.prepare('DELETE FROM timer WHERE message = ?');
    /** The next that occurs: one step through the index, however many timers each has. */
    const kindAfter = db.prepare<{ org: string; provider: string }>(
        'SELECT org, provider FROM timer WHERE (org, provider) > (?, ?) ORDER BY org, provider LIMIT 1',
    );
    const due = db.prepare<Timer>(
        'SELECT message, due_at FROM timer WHERE org = ? AND provider = ? AND due_at <= ? ORDER BY due_at LIMIT ?',
    );
    const find = db.prepare<TrackedRow>('SELECT * FROM message WHERE id = ?');

    /** Of a new message. Whether there is anything to wait for. */
    function start(messageId: number, org: string, tracker: Tracker, windows: Windows): boolean {
        const dueAt = windowEnd(tracker, windows);
        const provider = tracker.fields.provider?.value;
        if (dueAt === null || provider === undefined) return false;
        set.run(messageId, org, provider, dueAt);
        return true;
    }

    /** After every change of a message: sets its timer anew, or takes it away. */
    function renew(messageId: number, org: string, tracker: Tracker, windows: Windows): void {
        if (!start(messageId, org, tracker, windows)) clear.run(messageId);
    }

    function* kinds() {
        let kind = kindAfter.get('', '');
        for (; kind !== undefined; kind = kindAfter.get(kind.org, kind.provider)) yield kind;
    }

    function ripe(asked: DueTimers): Timer[] {
        const all = [...kinds()].flatMap(({ org, provider }) => {
            const { providers, dueBy } = ripeOf(asked, org);
            return providers.includes(provider) ? due.all(org, provider, dueBy, asked.limit) : [];
        });
        return all.sort((a, b) => a.due_at - b.due_at).slice(0, asked.limit);
    }

    function fire(timer: Timer, now: number): boolean {
        clear.run(timer.message);
        const row = find.get(timer.message);
        if (row === undefined) return false;
        const before = readTracker(row.tracker);
        const { channel, provider } = before.fields;
        // A row of another relay may have told the end of it meanwhile.
        if (!isAwaited(before) || channel === undefined || provider === undefined) return false;
        const message = { messageKey: row.key, channel: channel.value, provider: provider.value };
        const report = unconfirmedReport(message, new Date(timer.due_at).toISOString());
        const after = joinReports(before, [report]);
        return tracking.save(row, before, after, writeTracker(after), now);
    }

    return {
        start,
        renew,
        fireTimers: (asked: DueTimers): number =>
            totals.transaction(asked.now, () => ripe(asked).filter((timer) => fire(timer, asked.now)).length),
    };
}
