/** Whose turn it is: of all messages to one address, one at a time is ready or in flight; the others wait. */
import type { Snapshot } from '../../core/snapshot.ts';
import { laneOf } from '../lane.ts';
import type { Lane } from '../lane.ts';
import type { Database } from './database.ts';

/** What the queue and the flights go by. The tracker, by far the longest column, is read only where it is looked into. */
export interface MessageRow {
    readonly id: number;
    readonly org: string;
    readonly key: string;
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

export interface TrackedRow extends MessageRow {
    /** As `writeTracker` wrote it. */
    readonly tracker: string;
}

export const COLUMNS = `id, org, key, epoch, version, confirmed, phase, address, lane, due_at, attempt, flight_version,
    published_at, refusals, misses, failures`;

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
    const enter = db.prepare(
        'UPDATE message SET phase = ?, address = ?, lane = ?, queued_at = ?, due_at = ? WHERE id = ?',
    );
    const create = db.prepare(
        `INSERT INTO message (phase, address, lane, queued_at, due_at, org, key, tracker, version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
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

    /** Puts a message in: at its turn if nobody has it, else waiting. */
    function takePlace(org: string, address: string, put: (phase: 'ready' | 'waiting') => void): void {
        const free = turn.get(org, address) === undefined;
        put(free ? 'ready' : 'waiting');
        if (!free) passTurn(org, address);
    }

    /** A message that nobody has heard of yet, which has to be published as it is. Returns its id. */
    function add(org: string, tracker: string, snapshot: Snapshot, now: number): number {
        const [key, lane] = [snapshot.messageKey, laneOf(snapshot)];
        const address = snapshot.recipient ?? key;
        let id = 0;
        takePlace(org, address, (phase) => {
            id = create.run(phase, address, lane, now, now, org, key, tracker).lastInsertRowid;
        });
        return id;
    }

    /** The message has something to publish. */
    function enqueue(row: MessageRow, snapshot: Snapshot, now: number): void {
        const lane = laneOf(snapshot);
        if (row.phase === 'idle' || row.phase === 'dead') {
            if (row.phase === 'dead') revive.run(now, row.org, row.key);
            const address = snapshot.recipient ?? row.key;
            takePlace(row.org, address, (phase) => enter.run(phase, address, lane, now, now, row.id));
        } else if (lane < row.lane) {
            hurry.run(lane, row.id);
            if (row.phase === 'waiting') passTurn(row.org, row.address);
        }
    }

    /** The flight is over. What has become new meanwhile queues behind the others of its address. */
    function land(row: MessageRow, now: number): void {
        if (row.version > row.confirmed) enter.run('waiting', row.address, row.lane, now, now, row.id);
        passTurn(row.org, row.address);
    }

    return { add, enqueue, land, passTurn };
}
