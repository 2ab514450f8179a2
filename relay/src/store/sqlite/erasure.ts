/** Taking messages out for good, and remembering of each only that it was there. */
import { createHmac, randomBytes } from 'node:crypto';
import { emptyTracker } from '../../core/merge.ts';
import type { Tracker } from '../../core/merge.ts';
import type { Database } from './database.ts';
import type { Queue } from './queue.ts';
import { readTracker, writeTracker } from '../trackerText.ts';

interface ErasedRow {
    readonly id: number;
    readonly org: string;
    readonly key: string;
    readonly address: string;
    readonly epoch: number;
    readonly tracker: string;
}

const COLUMNS = 'id, org, key, address, epoch, tracker';
/** The org of the row that keeps the highest id from being given again. No configured org has this name. */
const NO_ORG = '';

export type Tombstones = ReturnType<typeof createTombstones>;

/** The hash's key is this store's own: a list of ids from elsewhere cannot be compared with it. */
export function createTombstones(db: Database) {
    const keep = db.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('tombstoneKey', ?)");
    const secret = db.prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'tombstoneKey'");
    const some = db.prepare<{ found: 0 | 1 }>('SELECT EXISTS (SELECT 1 FROM tombstone) AS found');
    const find = db.prepare('SELECT 1 FROM tombstone WHERE hash = ?');
    const add = db.prepare('INSERT OR REPLACE INTO tombstone (hash, status, epoch, at) VALUES (?, ?, ?, ?)');
    keep.run(randomBytes(32).toString('hex'));
    const key = secret.get()?.value ?? '';
    const hashOf = (org: string, messageKey: string): Buffer =>
        createHmac('sha256', key).update(`${org}\n${messageKey}`).digest();

    return {
        any: (): boolean => some.get()?.found === 1,
        has: (org: string, messageKey: string): boolean => find.get(hashOf(org, messageKey)) !== undefined,
        add(org: string, messageKey: string, tracker: Tracker, epoch: number, now: number): void {
            add.run(hashOf(org, messageKey), tracker.outcome?.value.status ?? '', epoch, now);
        },
    };
}

export function createErasure(db: Database, queue: Queue, tombstones: Tombstones) {
    const one = db.prepare<ErasedRow>(`SELECT ${COLUMNS} FROM message WHERE org = ? AND key = ?`);
    const old = db.prepare<ErasedRow>(
        `SELECT ${COLUMNS} FROM message WHERE phase IN ('idle', 'dead') AND queued_at < ?
         AND id NOT IN (SELECT message FROM timer) AND id < (SELECT max(id) FROM message) ORDER BY queued_at LIMIT ?`,
    );
    const over = db.prepare<ErasedRow & { requests: string }>(
        `SELECT ${COLUMNS}, requests FROM expiry JOIN message ON message.id = expiry.message
         WHERE expiry.due_at <= ? AND phase IN ('idle', 'dead') ORDER BY expiry.due_at LIMIT ?`,
    );
    const highest = db.prepare<{ id: number }>('SELECT max(id) AS id FROM message');
    const remove = db.prepare('DELETE FROM message WHERE id = ?');
    const blank = db.prepare(
        `UPDATE message SET org = '${NO_ORG}', key = ?, address = ?, tracker = ?, phase = 'idle', version = 0,
         confirmed = 0, queued_at = 0 WHERE id = ?`,
    );
    const clearTimer = db.prepare('DELETE FROM timer WHERE message = ?');
    const clearExpiry = db.prepare('DELETE FROM expiry WHERE message = ?');
    // The history knows the beginning of each key: 72 bits, which no other report of the org shares.
    const forgetReport = db.prepare("DELETE FROM report WHERE org = ? AND key BETWEEN ? AND ? || '~'");
    const lettersOf = db.prepare('DELETE FROM dead WHERE org = ? AND message_key = ?');
    const lettersIn = db.prepare('DELETE FROM dead WHERE request_id IN (SELECT value FROM json_each(?))');

    /** Ids are never given twice: news of an old flight must not meet a new message. So the highest stays, empty. */
    function drop({ id }: ErasedRow): void {
        if (id !== highest.get()?.id) {
            remove.run(id);
            return;
        }
        const nothing = `erased ${id}`;
        clearTimer.run(id);
        clearExpiry.run(id);
        blank.run(nothing, nothing, writeTracker(emptyTracker(nothing)), id);
    }

    /** Returns how many dead letters went with it. */
    function eraseRow(row: ErasedRow, now: number): number {
        const { org, key, address, epoch } = row;
        if (org === NO_ORG) {
            drop(row);
            return 0;
        }
        const tracker = readTracker(row.tracker);
        tombstones.add(org, key, tracker, epoch, now);
        for (const entry of tracker.history.entries) forgetReport.run(org, entry.key, entry.key);
        const letters = lettersOf.run(org, key).changes;
        drop(row);
        queue.passTurn(org, address);
        return letters;
    }

    type Names = readonly { readonly org: string; readonly messageKey: string }[];

    return {
        eraseMessages(names: Names, requestIds: readonly number[], now: number) {
            return db.transaction(() => {
                let [messages, deadLetters] = [0, lettersIn.run(JSON.stringify(requestIds)).changes];
                for (const { org, messageKey } of names) {
                    const row = one.get(org, messageKey);
                    if (row === undefined) continue;
                    deadLetters += eraseRow(row, now);
                    messages += 1;
                }
                return { messages, deadLetters };
            });
        },
        purgeMessages(before: number, limit: number): number {
            return db.transaction(() => {
                const rows = old.all(before, limit);
                for (const row of rows) eraseRow(row, before);
                return rows.length;
            });
        },
        /** Messages whose own time is over, and the requests that spoke of them. */
        expired(now: number, limit: number) {
            return over.all(now, limit).map(({ org, key: messageKey, requests }) => ({
                ...{ org, messageKey },
                requestIds: JSON.parse(requests) as number[], // the cast holds: expiry.ts wrote it
            }));
        },
    };
}
