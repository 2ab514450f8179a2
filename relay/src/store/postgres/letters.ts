/** Dead letters: what could not be read, or could not be published, with its reason. */
import { strict as assert } from 'node:assert';
import { snapshotOf } from '../../core/snapshot.ts';
import type { DeadLetter } from '../../core/store.ts';
import { readTracker } from '../trackerText.ts';
import type { Database, Queries } from './database.ts';
import { append } from './journal.ts';
import type { Journal } from './journal.ts';
import { createLedger } from './ledger.ts';
import type { Membership } from './membership.ts';
import { addressOf } from './messages.ts';
import { fromColumn } from './text.ts';

const COLUMNS = `id, kind, at, reason, source, request_id AS "requestId", element, org, message_key AS "messageKey",
    replayed_at AS "settledAt", dropped_at AS "droppedAt"`;

const DROP = 'UPDATE dead SET replayed_at = $1, dropped_at = $1 WHERE id = ANY($2::bigint[]) AND replayed_at IS NULL';

const letterOf = ({ reason, messageKey, ...row }: DeadLetter): DeadLetter => ({
    ...row,
    reason: fromColumn(reason),
    messageKey: messageKey === null ? null : fromColumn(messageKey),
});

export function createLetters(db: Database, membership: Membership, journal: Journal) {
    async function deadLetter(id: number): Promise<DeadLetter | null> {
        const [row] = await db.rows<DeadLetter>(`SELECT ${COLUMNS} FROM dead WHERE id = $1`, [id]);
        return row === undefined ? null : letterOf(row);
    }
    const mark = (tx: Queries, id: number, now: number): Promise<number> =>
        tx.run('UPDATE dead SET replayed_at = $1, dropped_at = NULL WHERE id = $2', [now, id]);

    async function bringBack(tx: Queries, org: string, messageKey: string, now: number): Promise<void> {
        const ledger = createLedger(tx, org);
        const message = (await ledger.messages.byKey([messageKey])).get(messageKey);
        if (message?.phase !== 'dead') return;
        const snapshot = snapshotOf(readTracker(message.tracker));
        await ledger.messages.readTurns([addressOf(snapshot)]);
        ledger.turns.enqueue(message, snapshot, now);
        await ledger.write(now);
    }

    return {
        async deadLetters({ settled, limit }: { readonly settled: boolean; readonly limit: number }) {
            const open = settled ? '' : 'WHERE replayed_at IS NULL';
            const rows = await db.rows<DeadLetter>(`SELECT ${COLUMNS} FROM dead ${open} ORDER BY id LIMIT $1`, [limit]);
            return rows.map(letterOf);
        },
        deadLetter,
        async replay(letterId: number, now: number): Promise<void> {
            const letter = await deadLetter(letterId);
            assert(letter !== null, `there is no dead letter ${letterId}`);
            const { org, messageKey } = letter;
            const found = letter.kind === 'message' ? null : await journal.find(letter.requestId ?? 0);
            assert(
                letter.kind === 'message' || found !== null,
                `the request of dead letter ${letterId} is no longer kept`,
            );
            await membership.change(db, org === null ? [] : [org], async (tx) => {
                if (found !== null) {
                    await append(tx, [{ ...found, request: { ...found.request, quarantined: false } }]);
                } else if (org !== null && messageKey !== null) await bringBack(tx, org, messageKey, now);
                await mark(tx, letterId, now);
            });
        },
        async drop(ids: readonly number[], now: number): Promise<void> {
            await db.run(DROP, [now, ids]);
        },
        purge: async (before: number, limit: number): Promise<number> =>
            (await db.run('DELETE FROM dead WHERE id IN (SELECT id FROM dead WHERE at < $1 LIMIT $2)', [
                before,
                limit,
            ])) +
            (await db.run('DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE window_start < $1 LIMIT $2)', [
                before,
                limit,
            ])),
    };
}
