/** Whose turn it is: of all messages to one address, one at a time is ready or in flight; the others wait. */
import type { Snapshot } from '../../core/snapshot.ts';
import { laneOf } from '../lane.ts';
import type { Lane } from '../lane.ts';
import type { Database } from './database.ts';

export interface MessageRow {
    readonly id: number;
    readonly org: string;
    readonly key: string;
    readonly tracker: string;
    readonly epoch: number;
    readonly version: number;
    readonly confirmed: number;
    readonly phase: 'idle' | 'waiting' | 'ready' | 'flight' | 'dead';
    readonly address: string;
    readonly lane: Lane;
    readonly due_at: number;
    readonly attempt: number;
    readonly flight_version: number;
    readonly published_at: number;
    readonly refusals: number;
    readonly misses: number;
    readonly failures: number;
}

export type Queue = ReturnType<typeof createQueue>;

export function createQueue(db: Database) {
    const turn = db.prepare<{ id: number; lane: Lane; phase: string }>(
        "SELECT id, lane, phase FROM message WHERE org = ? AND address = ? AND phase IN ('ready', 'flight')",
    );
    const next = db.prepare<{ id: number; lane: Lane }>(
        `SELECT id, lane FROM message WHERE org = ? AND address = ? AND phase = 'waiting'
         ORDER BY lane, queued_at, id LIMIT 1`,
    );
    const ready = db.prepare("UPDATE message SET phase = 'ready' WHERE id = ?");
    const hurry = db.prepare('UPDATE message SET lane = ? WHERE id = ?');
    const wait = db.prepare(
        "UPDATE message SET phase = 'waiting', address = ?, lane = ?, queued_at = ?, due_at = ? WHERE id = ?",
    );
    const revive = db.prepare(
        'UPDATE dead SET replayed_at = ? WHERE org = ? AND message_key = ? AND replayed_at IS NULL',
    );

    /** Gives the address's turn to the next that waits, if nobody has it; an urgent one hurries the holder. */
    function passTurn(org: string, address: string): void {
        const first = next.get(org, address);
        if (first === undefined) return;
        const holder = turn.get(org, address);
        if (holder === undefined) ready.run(first.id);
        else if (holder.phase === 'ready' && first.lane < holder.lane) hurry.run(first.lane, holder.id);
    }

    /** The message has something to publish. */
    function enqueue(row: MessageRow, snapshot: Snapshot, now: number): void {
        const lane = laneOf(snapshot);
        if (row.phase === 'idle' || row.phase === 'dead') {
            if (row.phase === 'dead') revive.run(now, row.org, row.key);
            const address = snapshot.recipient ?? row.key;
            wait.run(address, lane, now, now, row.id);
            passTurn(row.org, address);
        } else if (lane < row.lane) {
            hurry.run(lane, row.id);
            if (row.phase === 'waiting') passTurn(row.org, row.address);
        }
    }

    /** The flight is over. What has become new meanwhile queues behind the others of its address. */
    function land(row: MessageRow, now: number): void {
        if (row.version > row.confirmed) wait.run(row.address, row.lane, now, now, row.id);
        passTurn(row.org, row.address);
    }

    return { enqueue, land, passTurn };
}
