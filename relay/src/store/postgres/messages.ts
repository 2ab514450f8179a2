/**
 * Messages of one org while a transaction changes them: read in bulk, changed in memory, written in bulk. The org's lock
 * is held meanwhile, so nobody else changes them.
 */
import type { Snapshot } from '../../core/snapshot.ts';
import type { Lane } from '../lane.ts';
import type { Queries } from './database.ts';
import { fromColumn, toColumn, toIndex } from './text.ts';

export type Phase = 'idle' | 'waiting' | 'ready' | 'flight' | 'dead';

/** As it is to be when the transaction ends. */
export interface Message {
    readonly id: number;
    readonly org: string;
    readonly key: string;
    epoch: number;
    version: number;
    confirmed: number;
    phase: Phase;
    address: string;
    lane: Lane;
    queuedAt: number;
    dueAt: number;
    readonly attempt: number;
    readonly flightVersion: number;
    readonly publishedAt: number;
    checkAt: number;
    refusals: number;
    misses: number;
    failures: number;
}

export interface Tracked extends Message {
    /** As `writeTracker` wrote it. */
    tracker: string;
}

export const COLUMNS = `m.id, m.org, m.key, m.epoch, m.version, m.confirmed, m.phase, m.address, m.lane,
    m.queued_at AS "queuedAt", m.due_at AS "dueAt", m.attempt, m.flight_version AS "flightVersion",
    m.published_at AS "publishedAt", m.check_at AS "checkAt", m.refusals, m.misses, m.failures`;
const TRACKED = `SELECT ${COLUMNS}, t.text AS tracker FROM message m JOIN tracker t ON t.message = m.id`;

const holds = (phase: Phase): boolean => phase === 'ready' || phase === 'flight';

/** What the address of a snapshot is: messages without one have a turn of their own. */
export const addressOf = ({ recipient, messageKey }: Snapshot): string => toIndex(recipient ?? messageKey);

export interface Messages {
    /** Those of them that are known. */
    byKey(keys: readonly string[]): Promise<Map<string, Tracked>>;
    byId(ids: readonly number[]): Promise<Map<number, Message>>;
    trackers(ids: readonly number[]): Promise<Map<number, string>>;
    /** Needed before `holder` and `first` are asked about these. */
    readTurns(addresses: Iterable<string>): Promise<void>;
    /** Whose turn it is. */
    holder(address: string): Message | undefined;
    /** Who waits in front. */
    first(address: string): Message | undefined;
    /** A message that nobody has heard of yet; `ids` are reserved beforehand. */
    create(message: Pick<Message, 'key' | 'phase' | 'address' | 'lane'>, tracker: string, now: number): Message;
    reserve(count: number): Promise<void>;
    changed(message: Message): void;
    setTracker(message: Message, tracker: string): void;
    /** Writes what has changed. */
    write(): Promise<void>;
}

export function createMessages(tx: Queries, org: string): Messages {
    const known = new Map<number, Message>();
    const wasHolding = new Set<number>();
    const byAddress = new Map<string, Set<Message>>();
    const created: Tracked[] = [];
    const touched = new Set<Message>();
    const texts = new Map<number, string>();
    let ids: number[] = [];

    /** One object a message, however often it is read. */
    function keep<M extends Message>(row: M): M {
        const before = known.get(row.id) as M | undefined; // the cast holds: rows of a message differ in no column
        if (before !== undefined) return before;
        known.set(row.id, row);
        if (holds(row.phase)) wasHolding.add(row.id);
        place(row);
        return row;
    }
    function place(message: Message): void {
        const there = byAddress.get(message.address) ?? new Set<Message>();
        byAddress.set(message.address, there.add(message));
    }
    const at = (address: string, phase: (phase: Phase) => boolean): Message[] =>
        [...(byAddress.get(address) ?? [])].filter((each) => each.address === address && phase(each.phase));

    async function write(): Promise<void> {
        if (created.length > 0) await insert(tx, org, created);
        for (const message of created) touched.delete(message);
        const enters = ({ id, phase }: Message): boolean => holds(phase) && !wasHolding.has(id);
        // Of one address one has the turn at any time, also between two rows: who leaves goes first.
        await update(
            tx,
            [...touched].filter((each) => !enters(each)),
        );
        await update(tx, [...touched].filter(enters));
        if (texts.size > 0) await updateTrackers(tx, texts);
    }

    return {
        async byKey(keys) {
            const columns = keys.map(toColumn);
            const rows = await tx.rows<Tracked>(`${TRACKED} WHERE m.org = $1 AND m.key = ANY($2)`, [org, columns]);
            return new Map(rows.map((row) => [fromColumn(row.key), keep({ ...row, key: fromColumn(row.key) })]));
        },
        async byId(all) {
            const rows = await tx.rows<Message>(`SELECT ${COLUMNS} FROM message m WHERE m.id = ANY($1)`, [all]);
            return new Map(rows.map((row) => [row.id, keep({ ...row, key: fromColumn(row.key) })]));
        },
        async trackers(all) {
            if (all.length === 0) return new Map();
            const rows = await tx.rows<{ id: number; text: string }>(
                'SELECT message AS id, text FROM tracker WHERE message = ANY($1)',
                [all],
            );
            return new Map(rows.map(({ id, text }) => [id, text]));
        },
        async readTurns(addresses) {
            const wanted = [...new Set(addresses)];
            if (wanted.length === 0) return;
            const rows = await tx.rows<Message>(TURNS, [org, wanted]);
            for (const row of rows) keep({ ...row, key: fromColumn(row.key) });
        },
        holder: (address) => at(address, holds)[0],
        first: (address) =>
            at(address, (phase) => phase === 'waiting').sort(
                (a, b) => a.lane - b.lane || a.queuedAt - b.queuedAt || a.id - b.id,
            )[0],
        async reserve(count) {
            if (count === 0) return;
            const rows = await tx.rows<{ id: number }>(
                "SELECT nextval(pg_get_serial_sequence('message', 'id')) AS id FROM generate_series(1, $1::integer)",
                [count],
            );
            ids = rows.map(({ id }) => id);
        },
        create({ key, phase, address, lane }, tracker, now) {
            const id = ids.shift();
            if (id === undefined) throw new Error('more messages than ids were reserved for');
            const none = { epoch: 0, confirmed: 0, attempt: 0, flightVersion: 0, publishedAt: 0, checkAt: 0 };
            const counts = { refusals: 0, misses: 0, failures: 0 };
            const message: Tracked = {
                ...{ id, org, key, version: 1, phase, address, lane, queuedAt: now, dueAt: now, tracker },
                ...{ ...none, ...counts },
            };
            created.push(message);
            place(message);
            return message;
        },
        changed(message) {
            touched.add(message);
            place(message);
        },
        setTracker: (message, tracker) => void texts.set(message.id, tracker),
        write,
    };
}

/** Of each address, the holder of the turn and the first that waits: nobody else matters to one transaction. */
const TURNS = `
    SELECT ${COLUMNS} FROM message m WHERE m.org = $1 AND m.address = ANY($2) AND m.phase IN ('ready', 'flight')
    UNION ALL
    SELECT first.* FROM unnest($2::text[]) AS a (address) CROSS JOIN LATERAL (
        SELECT ${COLUMNS} FROM message m WHERE m.org = $1 AND m.address = a.address AND m.phase = 'waiting'
        ORDER BY m.lane, m.queued_at, m.id LIMIT 1) AS first`;

async function insert(tx: Queries, org: string, created: readonly Tracked[]): Promise<void> {
    const rows = created.map(({ id, key, version, phase, address, lane, queuedAt, dueAt, tracker }) => ({
        ...{ id, key: toColumn(key), version, phase, address, lane, queued: queuedAt, due: dueAt, tracker },
    }));
    await tx.run(
        `WITH r AS (SELECT * FROM json_to_recordset($1) AS r (id bigint, key text, version bigint, phase text,
                    address text, lane smallint, queued bigint, due bigint, tracker text)),
         added AS (INSERT INTO message (id, org, key, version, phase, address, lane, queued_at, due_at)
                   OVERRIDING SYSTEM VALUE SELECT id, $2, key, version, phase, address, lane, queued, due FROM r)
         INSERT INTO tracker (message, text) SELECT id, tracker FROM r`,
        [JSON.stringify(rows), org],
    );
}

async function update(tx: Queries, messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const rows = messages.map((each) => ({
        ...{ id: each.id, epoch: each.epoch, version: each.version, confirmed: each.confirmed, phase: each.phase },
        ...{ address: each.address, lane: each.lane, queued: each.queuedAt, due: each.dueAt, checked: each.checkAt },
        ...{ refusals: each.refusals, misses: each.misses, failures: each.failures },
    }));
    await tx.run(
        `UPDATE message SET epoch = r.epoch, version = r.version, confirmed = r.confirmed, phase = r.phase,
             address = r.address, lane = r.lane, queued_at = r.queued, due_at = r.due, check_at = r.checked,
             refusals = r.refusals, misses = r.misses, failures = r.failures
         FROM json_to_recordset($1) AS r (id bigint, epoch bigint, version bigint, confirmed bigint, phase text,
             address text, lane smallint, queued bigint, due bigint, checked bigint, refusals integer, misses integer,
             failures integer)
         WHERE message.id = r.id`,
        [JSON.stringify(rows)],
    );
}

async function updateTrackers(tx: Queries, texts: ReadonlyMap<number, string>): Promise<void> {
    await tx.run(
        `UPDATE tracker SET text = r.text FROM json_to_recordset($1) AS r (id bigint, text text)
         WHERE tracker.message = r.id`,
        [JSON.stringify([...texts].map(([id, text]) => ({ id, text })))],
    );
}
