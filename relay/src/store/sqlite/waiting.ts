/** What of the journal the state has not taken in yet, source by source. */
import { inOrder, rotated, shareOut } from '../../core/shares.ts';
import type { WaitingRequest } from '../../core/shares.ts';
import type { ReadingOrder } from '../../core/store.ts';
import type { Database } from './database.ts';

/** How far the state has read: up to `floor` of every source, and further of those that are named. */
export interface ReadUpTo {
    readonly floor: number;
    readonly sources: Readonly<Record<string, number>>;
}

/** One reading brings at most this many bytes of bodies into memory (and always one request). */
export const READ_BYTES = 8 * 1024 * 1024;
/** So many are counted one by one; of more, the span of their ids says enough. */
const COUNTED = 10_000;
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
        'SELECT count(*) AS count FROM (SELECT 1 FROM request WHERE source = ? AND id > ? LIMIT ?)',
    );
    const last = db.prepare<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM request');
    const unreadOf = db.prepare<{ id: number }>(
        `SELECT id FROM request WHERE id IN (SELECT value FROM json_each(?)) AND NOT (${READ})`,
    );
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

    return {
        /** The ids of what is read next. */
        next(readUpTo: ReadUpTo, { limit, bytes = READ_BYTES, orgs = {} }: ReadingOrder): number[] {
            const unread = Map.groupBy(firsts(readUpTo), ({ source }) => orgs[source] ?? source);
            const step = Math.max(HEADS, Math.ceil(limit / Math.max(1, unread.size)));
            const queues = rotated([...unread.values()], turn++).map((own) =>
                inOrder(own.map(({ source, from }) => queueOf(source, from, step))),
            );
            return shareOut(queues, { requests: limit, bytes });
        },
        count(readUpTo: ReadUpTo): number {
            const unread = firsts(readUpTo);
            let total = 0;
            for (const { source, from } of unread) {
                if (total < COUNTED) total += counted.get(source, from, COUNTED - total)?.count ?? 0;
            }
            if (total < COUNTED) return total;
            return (last.get()?.id ?? 0) - Math.min(...unread.map(({ id }) => id)) + 1;
        },
        among: (ids: readonly number[], readUpTo: ReadUpTo): number[] =>
            unreadOf.all(JSON.stringify(ids), ...readMarks(readUpTo)).map(({ id }) => id),
        /** When the first of those requests was received; ids are given in the order of arrival. */
        oldest(readUpTo: ReadUpTo): number | null {
            const times = firsts(readUpTo).map(({ at }) => at);
            return times.length === 0 ? null : Math.min(...times);
        },
    };
}
