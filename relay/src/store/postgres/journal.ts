/** Requests as they arrived, and who reads which of them. */
import type { VerifiedRequest } from '../../core/ports.ts';
import { rotated, shareOut } from '../../core/shares.ts';
import type { WaitingRequest } from '../../core/shares.ts';
import type { JournalledRequest, NewRequest, ReadingOrder } from '../../core/store.ts';
import type { Database, Queries } from './database.ts';
import type { Membership } from './membership.ts';

interface RequestRow {
    readonly id: number;
    readonly source: string;
    readonly received_at: number;
    readonly method: 'GET' | 'POST';
    readonly url: string;
    readonly headers: string;
    readonly quarantined: boolean;
    readonly body: Buffer;
}

/** One reading brings at most this many bytes of bodies into memory (and always one request). */
const READ_BYTES = 8 * 1024 * 1024;
/** So many are counted one by one; of more, the span of their ids says enough. */
const COUNTED = 10_000;

function requestOf({ id, source, received_at: receivedAt, quarantined, ...row }: RequestRow): JournalledRequest {
    const headers = JSON.parse(row.headers) as Record<string, string>; // written by `append`
    const { method, url, body } = row;
    // The cast holds: only verified requests are appended.
    const verified = { method, url, headers, body } as unknown as VerifiedRequest;
    return { id, source, receivedAt, request: quarantined ? { ...verified, quarantined } : verified };
}

/** The bodies travel as one parameter, in binary, cut where the rows say. */
const APPEND = `
    WITH stored AS (
        INSERT INTO request (source, received_at, method, url, headers, quarantined, body)
        SELECT r.source, r.at, r.method, r.url, r.headers, r.quarantined, substring($2::bytea FROM r.start FOR r.bytes)
        FROM json_to_recordset($1) AS r (source text, at bigint, method text, url text, headers text,
                                         quarantined boolean, start integer, bytes integer)
        RETURNING id, received_at, octet_length(body) AS bytes, source
    )
    INSERT INTO unread (id, received_at, bytes, source) SELECT id, received_at, bytes, source FROM stored`;

/** The sources that occur take one step through their index each. */
const KNOWN = `
    WITH RECURSIVE known (source) AS (
        SELECT min(source) FROM unread
        UNION ALL
        SELECT (SELECT min(source) FROM unread WHERE source > known.source) FROM known WHERE known.source IS NOT NULL
    )`;

/** The first of each source that nobody else reads. */
const HEADS = `${KNOWN}
    SELECT known.source, head.id, head.bytes FROM known CROSS JOIN LATERAL (
        SELECT id, bytes FROM unread WHERE source = known.source AND (relay IS NULL OR relay = $1)
        ORDER BY id LIMIT $2) AS head
    ORDER BY head.id`;

/** Whoever reads it. */
const OLDEST = `${KNOWN}
    SELECT known.source, first.at FROM known
    CROSS JOIN LATERAL (SELECT min(received_at) AS at FROM unread WHERE source = known.source) AS first
    WHERE first.at IS NOT NULL`;

/** A relay that was buried leases nothing: its row is locked against its burial while the rows are marked. */
const LEASE = `
    WITH alive AS (SELECT token FROM relay WHERE token = $1 FOR KEY SHARE),
    head AS (
        SELECT id FROM unread WHERE id = ANY($2) AND (relay IS NULL OR relay = $1) AND EXISTS (SELECT FROM alive)
        ORDER BY id FOR UPDATE SKIP LOCKED
    ),
    leased AS (UPDATE unread SET relay = $1 FROM head WHERE unread.id = head.id RETURNING unread.id)
    SELECT request.* FROM request JOIN leased ON leased.id = request.id ORDER BY request.id`;
/** How often it is looked for others where another relay was quicker. */
const LEASE_TRIES = 3;

/** Of the requests in `head`, as many as one reading may bring. */
const WALK = `
    WITH head AS (SELECT id, octet_length(body) AS bytes FROM request WHERE id > $1 ORDER BY id LIMIT $2),
    fitting AS (
        SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place, sum(bytes) OVER (ORDER BY id) AS total
                        FROM head) AS counted
        WHERE place = 1 OR total <= $3
    )
    SELECT request.* FROM request JOIN fitting ON fitting.id = request.id ORDER BY request.id`;

export async function append(db: Queries, requests: readonly NewRequest[]): Promise<void> {
    let start = 1;
    const rows = requests.map(({ source, receivedAt, request: { method, url, headers, body, quarantined } }) => {
        const row = { source, at: receivedAt, method, url, headers: JSON.stringify(headers) };
        start += body.length;
        return { ...row, quarantined: quarantined === true, start: start - body.length, bytes: body.length };
    });
    await db.run(APPEND, [JSON.stringify(rows), Buffer.concat(requests.map(({ request }) => request.body))]);
}

export function createJournal(db: Database, membership: Membership) {
    async function unread(): Promise<number> {
        const [row] = await db.rows<{ counted: number; span: number | null }>(
            `SELECT (SELECT count(*) FROM (SELECT FROM unread LIMIT ${COUNTED}) AS first) AS counted,
                    (SELECT max(id) - min(id) + 1 FROM unread) AS span`,
        );
        const { counted = 0, span = null } = row ?? {};
        return counted < COUNTED ? counted : (span ?? counted);
    }
    let turn = 0;

    /** The ids of what is read next. */
    async function choose({ limit, bytes = READ_BYTES, orgs = {} }: ReadingOrder): Promise<number[]> {
        const heads = await db.rows<WaitingRequest & { source: string }>(HEADS, [membership.token(), limit]);
        const unread = Map.groupBy(heads, ({ source }) => orgs[source] ?? source);
        return shareOut(rotated([...unread.values()], turn++), { requests: limit, bytes });
    }
    return {
        append: (requests: readonly NewRequest[]): Promise<void> => append(db, requests),
        async check(now: number): Promise<void> {
            await db.run(
                "INSERT INTO meta VALUES ('checked', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [String(now)],
            );
        },
        async next(order: ReadingOrder): Promise<JournalledRequest[]> {
            for (let tries = 0; tries < LEASE_TRIES; tries += 1) {
                const ids = await choose(order);
                if (ids.length === 0) return [];
                const rows = await db.rows<RequestRow>(LEASE, [membership.token(), ids]);
                if (rows.length > 0) return rows.map(requestOf);
            }
            return [];
        },
        async unreadAmong(ids: readonly number[]): Promise<number[]> {
            const rows = await db.rows<{ id: number }>('SELECT id FROM unread WHERE id = ANY($1)', [ids]);
            return rows.map(({ id }) => id);
        },
        async oldestUnread(): Promise<Record<string, number>> {
            const rows = await db.rows<{ source: string; at: number }>(OLDEST);
            return Object.fromEntries(rows.map(({ source, at }) => [source, at]));
        },
        async find(id: number): Promise<JournalledRequest | null> {
            const [row] = await db.rows<RequestRow>('SELECT * FROM request WHERE id = $1', [id]);
            return row === undefined ? null : requestOf(row);
        },
        async after(id: number, limit: number): Promise<JournalledRequest[]> {
            const rows = await db.rows<RequestRow>(WALK, [id, limit, READ_BYTES]);
            return rows.map(requestOf);
        },
        unread,
        purge: (before: number, limit: number): Promise<number> =>
            db.run(
                `DELETE FROM request WHERE id IN (
                    SELECT id FROM request WHERE received_at < $1
                    AND NOT EXISTS (SELECT FROM unread WHERE unread.id = request.id) ORDER BY received_at LIMIT $2)`,
                [before, limit],
            ),
    };
}

export type Journal = ReturnType<typeof createJournal>;
