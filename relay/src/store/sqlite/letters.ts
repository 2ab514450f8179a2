/** Dead letters: what could not be read, or could not be published, with its reason. */
import { snapshotOf } from '../../core/snapshot.ts';
import type { DeadLetter } from '../../core/store.ts';
import type { Database } from './database.ts';
import type { Queue, TrackedRow } from './queue.ts';
import { readTracker } from '../trackerText.ts';

const COLUMNS = `id, kind, at, reason, source, request_id AS requestId, element, org, message_key AS messageKey,
    replayed_at AS settledAt, dropped_at AS droppedAt`;

export function createLetters(db: Database, queue: Queue) {
    const open = db.prepare<DeadLetter>(`SELECT ${COLUMNS} FROM dead WHERE replayed_at IS NULL ORDER BY id LIMIT ?`);
    const all = db.prepare<DeadLetter>(`SELECT ${COLUMNS} FROM dead ORDER BY id LIMIT ?`);
    const one = db.prepare<DeadLetter>(`SELECT ${COLUMNS} FROM dead WHERE id = ?`);
    const mark = db.prepare('UPDATE dead SET replayed_at = ?, dropped_at = NULL WHERE id = ?');
    const drop = db.prepare(
        'UPDATE dead SET replayed_at = ?1, dropped_at = ?1 WHERE id IN (SELECT value FROM json_each(?2)) AND replayed_at IS NULL',
    );
    const message = db.prepare<TrackedRow>("SELECT * FROM message WHERE org = ? AND key = ? AND phase = 'dead'");
    const count = db.prepare<{ total: number }>('SELECT count(*) AS total FROM dead WHERE replayed_at IS NULL');
    // One count for each partial index: together they never read the table.
    const unpublished = db.prepare<{ total: number }>(
        `SELECT (SELECT count(*) FROM message WHERE phase = 'waiting')
              + (SELECT count(*) FROM message WHERE phase = 'ready' AND misses < 2)
              + (SELECT count(*) FROM message WHERE phase = 'ready' AND misses >= 2)
              + (SELECT count(*) FROM message WHERE phase = 'flight') AS total`,
    );
    const flying = db.prepare<{ total: number }>("SELECT count(*) AS total FROM message WHERE phase = 'flight'");
    const unpublishedOf = db.prepare<{ total: number }>(
        `SELECT (SELECT count(*) FROM message WHERE org = ?1 AND phase = 'waiting')
              + (SELECT count(*) FROM message WHERE org = ?1 AND phase = 'ready' AND misses < 2)
              + (SELECT count(*) FROM message WHERE org = ?1 AND phase = 'ready' AND misses >= 2)
              + (SELECT count(*) FROM message WHERE org = ?1 AND phase = 'flight') AS total`,
    );
    const flyingOf = db.prepare<{ total: number }>(
        "SELECT count(*) AS total FROM message WHERE org = ? AND phase = 'flight'",
    );
    const countOf = db.prepare<{ total: number }>(
        `SELECT count(*) AS total FROM dead WHERE replayed_at IS NULL
         AND (org = ? OR org IS NULL AND source IN (SELECT value FROM json_each(?)))`,
    );
    const purge = db.prepare('DELETE FROM dead WHERE id IN (SELECT id FROM dead WHERE at < ? LIMIT ?)');

    const total = (statement: typeof count, ...values: string[]): number => statement.get(...values)?.total ?? 0;

    return {
        deadLetters: ({ settled, limit }: { readonly settled: boolean; readonly limit: number }): DeadLetter[] =>
            (settled ? all : open).all(limit),
        deadLetter: (id: number): DeadLetter | null => one.get(id) ?? null,
        markReplayed(id: number, now: number): void {
            db.transaction(() => mark.run(now, id));
        },
        replayMessage({ id, org, messageKey }: DeadLetter, now: number): void {
            db.transaction(() => {
                const row = message.get(org, messageKey);
                if (row !== undefined) queue.enqueue(row, snapshotOf(readTracker(row.tracker)), now);
                mark.run(now, id);
            });
        },
        dropLetters(ids: readonly number[], now: number): void {
            db.transaction(() => drop.run(now, JSON.stringify(ids)));
        },
        purgeLetters: (before: number, limit: number): number => purge.run(before, limit).changes,
        stateCounts: () => ({ unpublished: total(unpublished), inFlight: total(flying), dead: total(count) }),
        stateCountsOf: (org: string, sources: readonly string[]) => ({
            unpublished: total(unpublishedOf, org),
            inFlight: total(flyingOf, org),
            dead: total(countOf, org, JSON.stringify(sources)),
        }),
    };
}
