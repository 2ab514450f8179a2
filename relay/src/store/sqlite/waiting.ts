/** What of the journal the state has not taken in yet, source by source. */
import { inOrder, rotated, shareOut } from '../../core/shares.ts';
import type { WaitingRequest } from '../../core/shares.ts';
import type { ReadingOrder, Unread } from '../../core/store.ts';
import type { Database } from './database.ts';

/** How far the state has read: up to `floor` of every source, and further of those that are named. */
export interface ReadUpTo {
    readonly floor: number;
    readonly sources: Readonly<Record<string, number>>;
}

/** Of a source: so many are after the first id, up to the second. What was erased of them is still counted. */
interface Counted {
    readonly from: number;
    readonly to: number;
    readonly requests: number;
}

/** One reading brings at most this many bytes of bodies into memory (and always one request). */
export const READ_BYTES = 8 * 1024 * 1024;
/** So few are counted anew each time; of more, only what has come and gone since. */
const COUNTED = 1_000;
/** Heads of a queue that are looked at together, at least. */
const HEADS = 16;
/** The sources that occur, one step through their index for each. */
const SOURCES = `
    WITH RECURSIVE known (source) AS (
        SELECT min(source) FROM request
        UNION ALL
        SELECT (SELECT min(source) FROM request WHERE source > known.source) FROM known WHERE known.source IS NOT NULL
    )
    SELECT source FROM known WHERE source IS NOT NULL`;
/** Whether the state has taken it in, with the sources' marks as JSON and the floor. */
export const READ = 'id <= coalesce((SELECT value FROM json_each(?) WHERE key = source), ?)';
export const readMarks = ({ floor, sources }: ReadUpTo): [string, number] => [JSON.stringify(sources), floor];

export function createWaiting(db: Database) {
    const known = db.prepare<{ source: string }>(SOURCES);
    const heads = db.prepare<WaitingRequest>(
        'SELECT id, length(body) AS bytes FROM request WHERE source = ? AND id > ? ORDER BY id LIMIT ?',
    );
    const first = db.prepare<{ id: number; at: number }>(
        'SELECT id, received_at AS at FROM request WHERE source = ? AND id > ? ORDER BY id LIMIT 1',
    );
    const counted = db.prepare<{ count: number }>(
        'SELECT count(*) AS count FROM request WHERE source = ? AND id > ? AND id <= ?',
    );
    const last = db.prepare<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM request');
    const unreadOf = db.prepare<{ id: number }>(
        `SELECT id FROM request WHERE id IN (SELECT value FROM json_each(?)) AND NOT (${READ})`,
    );
    const counts = new Map<string, Counted>();
    let turn = 0;

    /** The first of each source that has any. */
    const firsts = ({ floor, sources }: ReadUpTo) =>
        known.all().flatMap(({ source }) => {
            const from = sources[source] ?? floor;
            const found = first.get(source, from);
            return found === undefined ? [] : [{ source, from, ...found }];
        });

    function* queueOf(source: string, from: number, step: number): Generator<WaitingRequest> {
        for (let after = from; ;) {
            const rows = heads.all(source, after, step);
            yield* rows;
            const end = rows.at(-1);
            if (end === undefined || rows.length < step) return;
            after = end.id;
        }
    }

    /** Of a source between two ids, the second included. */
    const between = (source: string, after: number, to: number): number => counted.get(source, after, to)?.count ?? 0;

    function count(source: string, from: number, to: number): number {
        const before = counts.get(source);
        const requests =
            before === undefined || before.requests < COUNTED || before.from > from
                ? between(source, from, to)
                : before.requests - between(source, before.from, from) + between(source, before.to, to);
        counts.set(source, { from, to, requests });
        return requests;
    }

    function unread(readUpTo: ReadUpTo): Unread[] {
        const to = last.get()?.id ?? 0;
        return firsts(readUpTo).map(({ source, from }) => ({ source, requests: count(source, from, to) }));
    }

    return {
        /** The ids of what is read next. */
        next(readUpTo: ReadUpTo, { limit, bytes = READ_BYTES, orgs = {} }: ReadingOrder): number[] {
            const waiting = Map.groupBy(firsts(readUpTo), ({ source }) => orgs[source] ?? source);
            const step = Math.max(HEADS, Math.ceil(limit / Math.max(1, waiting.size)));
            const queues = rotated([...waiting.values()], turn++).map((own) =>
                inOrder(own.map(({ source, from }) => queueOf(source, from, step))),
            );
            return shareOut(queues, { requests: limit, bytes });
        },
        bySource: unread,
        count: (readUpTo: ReadUpTo): number => unread(readUpTo).reduce((sum, { requests }) => sum + requests, 0),
        among: (ids: readonly number[], readUpTo: ReadUpTo): number[] =>
            unreadOf.all(JSON.stringify(ids), ...readMarks(readUpTo)).map(({ id }) => id),
        /** When the first of each source was received; ids are given in the order of arrival. */
        oldest: (readUpTo: ReadUpTo): Record<string, number> =>
            Object.fromEntries(firsts(readUpTo).map(({ source, at }) => [source, at])),
    };
}
