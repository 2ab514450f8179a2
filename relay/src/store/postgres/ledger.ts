/** One transaction over one org's messages: what it changes, and what follows from that. */
import { unconfirmedReport } from '../../core/report.ts';
import { joinReports } from '../../core/merge.ts';
import type { Tracker } from '../../core/merge.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import { isAwaited, windowEnd } from '../../core/windows.ts';
import type { Windows } from '../../core/windows.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Queries } from './database.ts';
import { createMessages } from './messages.ts';
import type { Message, Messages, Tracked } from './messages.ts';
import { createTally } from './tally.ts';
import type { Tally } from './tally.ts';
import { toColumn } from './text.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';

export interface Ledger {
    readonly messages: Messages;
    readonly turns: Turns;
    readonly tally: Tally;
    /** Keeps the joined tracker. Whether the message's snapshot is another one now, to be published. */
    save(message: Message, before: Tracker, after: Tracker, text: string, now: number): boolean;
    /** After every change of a message: sets its timer anew, or takes it away. */
    time(message: Message, tracker: Tracker, windows: Windows): void;
    /** The window of the message has closed. Whether that is news. */
    expire(message: Tracked, dueAt: number, now: number): boolean;
    bury(message: Message, reason: string): void;
    write(now: number): Promise<void>;
}

interface Timer {
    readonly id: number;
    readonly provider: string;
    readonly due: number;
}

export function createLedger(tx: Queries, org: string): Ledger {
    const messages = createMessages(tx, org);
    const turns = createTurns(messages);
    const tally = createTally(tx, org);
    const timers = new Map<number, Timer>();
    const untimed = new Set<number>();
    const dead: { readonly key: string; readonly reason: string }[] = [];

    function save(message: Message, before: Tracker, after: Tracker, text: string, now: number): boolean {
        tally.note(before, after);
        const snapshot = snapshotOf(after);
        messages.setTracker(message, text);
        if (JSON.stringify(snapshotOf(before)) === JSON.stringify(snapshot)) return false;
        message.version += 1;
        messages.changed(message);
        turns.enqueue(message, snapshot, now);
        return true;
    }

    return {
        ...{ messages, turns, tally, save },
        time({ id }, tracker, windows) {
            const due = windowEnd(tracker, windows);
            const provider = tracker.fields.provider?.value;
            if (due === null || provider === undefined) untimed.add(id);
            else timers.set(id, { id, provider, due });
        },
        expire(message, dueAt, now) {
            untimed.add(message.id);
            const before = readTracker(message.tracker);
            const { channel, provider } = before.fields;
            // A row of another relay may have told the end of it meanwhile.
            if (!isAwaited(before) || channel === undefined || provider === undefined) return false;
            const subject = { messageKey: message.key, channel: channel.value, provider: provider.value };
            const after = joinReports(before, [unconfirmedReport(subject, new Date(dueAt).toISOString())]);
            return save(message, before, after, writeTracker(after), now);
        },
        bury: ({ key }, reason) => void dead.push({ key: toColumn(key), reason: toColumn(reason) }),
        async write(now) {
            await messages.write();
            await writeTimers(tx, org, [...timers.values()], [...untimed]);
            await writeDead(tx, org, dead, now);
            await revive(tx, org, turns.revived, now);
            await tally.write(now);
        },
    };
}

async function writeTimers(
    tx: Queries,
    org: string,
    timers: readonly Timer[],
    untimed: readonly number[],
): Promise<void> {
    if (untimed.length > 0) await tx.run('DELETE FROM timer WHERE message = ANY($1)', [untimed]);
    if (timers.length === 0) return;
    await tx.run(
        `INSERT INTO timer (message, org, provider, due_at)
         SELECT id, $2, provider, due FROM json_to_recordset($1) AS r (id bigint, provider text, due bigint)
         ON CONFLICT (message) DO UPDATE
         SET org = excluded.org, provider = excluded.provider, due_at = excluded.due_at
         WHERE timer.due_at <> excluded.due_at OR timer.provider <> excluded.provider`,
        [JSON.stringify(timers), org],
    );
}

async function writeDead(tx: Queries, org: string, dead: readonly object[], now: number): Promise<void> {
    if (dead.length === 0) return;
    await tx.run(
        `INSERT INTO dead (kind, at, reason, org, message_key)
         SELECT 'message', $3, r.reason, $2, r.key FROM json_to_recordset($1) AS r (key text, reason text)`,
        [JSON.stringify(dead), org, now],
    );
}

async function revive(tx: Queries, org: string, messages: readonly Message[], now: number): Promise<void> {
    if (messages.length === 0) return;
    await tx.run(`UPDATE dead SET replayed_at = $3 WHERE org = $1 AND message_key = ANY($2) AND replayed_at IS NULL`, [
        org,
        messages.map(({ key }) => toColumn(key)),
        now,
    ]);
}
