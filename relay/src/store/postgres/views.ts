/** How much waits, and for whom; and messages as they stand, for whoever wants to look. */
import { LANES } from '../../core/store.ts';
import type { Counts, KnownMessage, Outlook, Unread } from '../../core/store.ts';
import { PUBLISHED_MS } from '../../core/usage.ts';
import { readTracker } from '../trackerText.ts';
import type { Database } from './database.ts';
import type { Membership } from './membership.ts';
import { fromColumn, toColumn } from './text.ts';

/** Counting stops where more would change nothing: a call carries 200. */
const ENOUGH = 201;

const lane = (number: number): string => `
    SELECT count(*) AS total, min(due_at) AS since FROM (
        SELECT due_at FROM message WHERE org = $1 AND phase = 'ready' AND misses < 2 AND due_at <= $2
        AND lane = ${number} ORDER BY due_at LIMIT ${ENOUGH}) AS first`;
const firstDue = (which: string): string =>
    `(SELECT min(due_at) FROM message WHERE org = $1 AND phase = 'ready' AND ${which})`;

const OUTLOOK = `
    SELECT fast.total AS fast, slow.total AS slow, slow.since AS "slowSince",
        (SELECT count(*) FROM message WHERE org = $1 AND phase = 'ready' AND misses >= 2 AND due_at <= $2) AS suspects,
        (SELECT count(*) FROM message WHERE org = $1 AND phase = 'ready' AND misses >= 2 AND due_at <= $2
            AND lane = ${LANES.fast}) AS "urgentSuspects",
        (SELECT count(*) FROM message WHERE org = $1 AND phase = 'flight') AS "inFlight",
        least(${firstDue('misses < 2 AND lane = 0')}, ${firstDue('misses < 2 AND lane = 1')},
              ${firstDue('misses >= 2')}) AS "nextDueAt",
        (SELECT coalesce(json_agg(json_build_object('at', at, 'count', count) ORDER BY at), '[]') FROM usage
            WHERE org = $1 AND kind = 'events' AND at > $3 AND count > 0) AS published
    FROM (${lane(LANES.fast)}) AS fast, (${lane(LANES.slow)}) AS slow`;

/** Of an org that another relay speaks to: there is nothing to do. */
const NOTHING: Outlook = {
    ...{ fast: 0, slow: 0, slowSince: null, suspects: 0, urgentSuspects: 0, inFlight: 0, nextDueAt: null },
    published: [],
};

type KnownRow = Omit<KnownMessage, 'tracker'> & { readonly tracker: string };

const KNOWN = `SELECT m.id, m.org, m.key AS "messageKey", t.text AS tracker, m.epoch, m.version, m.confirmed, m.phase,
    m.queued_at AS "changedAt", m.published_at AS "publishedAt" FROM message m JOIN tracker t ON t.message = m.id`;

const known = ({ messageKey, tracker, ...row }: KnownRow): KnownMessage => ({
    ...{ ...row, messageKey: fromColumn(messageKey), tracker: readTracker(tracker) },
});

export function createViews(db: Database, membership: Membership) {
    return {
        async outlook(org: string, now: number): Promise<Outlook> {
            if (!(await membership.keeps(org))) return NOTHING;
            const [outlook] = await db.rows<Outlook>(OUTLOOK, [org, now, now - PUBLISHED_MS]);
            return outlook ?? NOTHING;
        },
        async message(org: string, messageKey: string): Promise<KnownMessage | null> {
            const [row] = await db.rows<KnownRow>(`${KNOWN} WHERE m.org = $1 AND m.key = $2`, [
                org,
                toColumn(messageKey),
            ]);
            return row === undefined ? null : known(row);
        },
        async messagesAfter(id: number, limit: number): Promise<KnownMessage[]> {
            const rows = await db.rows<KnownRow>(`${KNOWN} WHERE m.id > $1 ORDER BY m.id LIMIT $2`, [id, limit]);
            return rows.map(known);
        },
        /** Where millions wait it takes its time: not over the connections that callers wait for. */
        unreadBySource: (): Promise<Unread[]> =>
            db.rows<Unread>('SELECT source, count(*) AS requests FROM unread GROUP BY source'),
        async stateCounts(): Promise<Omit<Counts, 'unread'>> {
            // One count for each partial index: together they never read the table.
            const [counts] = await db.rows<Omit<Counts, 'unread'>>(
                `SELECT (SELECT count(*) FROM message WHERE phase = 'waiting')
                      + (SELECT count(*) FROM message WHERE phase = 'ready' AND misses < 2)
                      + (SELECT count(*) FROM message WHERE phase = 'ready' AND misses >= 2)
                      + (SELECT count(*) FROM message WHERE phase = 'flight') AS unpublished,
                        (SELECT count(*) FROM message WHERE phase = 'flight') AS "inFlight",
                        (SELECT count(*) FROM dead WHERE replayed_at IS NULL) AS dead`,
            );
            return counts ?? { unpublished: 0, inFlight: 0, dead: 0 };
        },
        async stateCountsOf(org: string, sources: readonly string[]): Promise<Omit<Counts, 'unread'>> {
            const [counts] = await db.rows<Omit<Counts, 'unread'>>(
                `SELECT (SELECT count(*) FROM message WHERE org = $1 AND phase = 'waiting')
                      + (SELECT count(*) FROM message WHERE org = $1 AND phase = 'ready' AND misses < 2)
                      + (SELECT count(*) FROM message WHERE org = $1 AND phase = 'ready' AND misses >= 2)
                      + (SELECT count(*) FROM message WHERE org = $1 AND phase = 'flight') AS unpublished,
                        (SELECT count(*) FROM message WHERE org = $1 AND phase = 'flight') AS "inFlight",
                        (SELECT count(*) FROM dead WHERE replayed_at IS NULL
                         AND (org = $1 OR org IS NULL AND source = ANY($2))) AS dead`,
                [org, sources],
            );
            return counts ?? { unpublished: 0, inFlight: 0, dead: 0 };
        },
    };
}
