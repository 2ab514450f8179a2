/** A snapshot's way from ready to confirmed, missing or dead. */
import { strict as assert } from 'node:assert';
import { joinTrackers } from '../../core/merge.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import { LANES } from '../../core/store.ts';
import { PUBLISHED_MS } from '../../core/usage.ts';
import type { Awaited, Claim, ClaimRequest, Flight, FlightNews, ForeignRow, Outlook } from '../../core/store.ts';
import type { Database } from './database.ts';
import { COLUMNS } from './queue.ts';
import type { MessageRow, Queue, TrackedRow } from './queue.ts';
import type { Totals } from './totals.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import { createUsageBook } from './usage.ts';
import type { UsageBook } from './usage.ts';

const READY = "org = ? AND phase = 'ready' AND misses < 2 AND due_at <= ?";
const SUSPECT = "org = ? AND phase = 'ready' AND misses >= 2 AND due_at <= ?";

export function createFlights(db: Database, queue: Queue, totals: Totals) {
    const usage = createUsageBook(db);
    const claim = createClaims(db, usage);
    const report = createNews(db, queue, totals, usage);
    return { takeCalls: usage.takeCalls, ...claim, ...report, ...createViews(db, usage), ...createControls(db, queue) };
}

function createClaims(db: Database, usage: UsageBook) {
    const picks = {
        fast: db.prepare<TrackedRow>(
            `SELECT ${COLUMNS}, tracker FROM message WHERE ${READY} AND lane = ${LANES.fast} ORDER BY due_at LIMIT ?`,
        ),
        any: db.prepare<TrackedRow>(
            `SELECT ${COLUMNS}, tracker FROM message WHERE ${READY} ORDER BY lane, due_at LIMIT ?`,
        ),
    };
    const suspects = db.prepare<TrackedRow>(`SELECT * FROM message WHERE ${SUSPECT} AND lane <= ? ORDER BY id LIMIT ?`);
    const named = db.prepare<TrackedRow>(
        `SELECT * FROM message WHERE ${SUSPECT} AND lane <= ? AND id IN (SELECT value FROM json_each(?))
         ORDER BY id LIMIT ?`,
    );
    const start = db.prepare(
        `UPDATE message SET phase = 'flight', flight_version = version, attempt = attempt + 1, published_at = ?,
         check_at = ? WHERE id IN (SELECT value FROM json_each(?))`,
    );

    function pick({ org, now, limit, pick }: ClaimRequest): TrackedRow[] {
        if (typeof pick === 'string') return picks[pick].all(org, now, limit);
        const last = pick.urgentOnly === true ? LANES.fast : LANES.slow;
        if (pick.suspects === 'all') return suspects.all(org, now, last, limit);
        return named.all(org, now, last, JSON.stringify(pick.suspects), limit);
    }

    function claim(request: ClaimRequest): Claim[] {
        return db.transaction(() => {
            const rows = pick(request);
            usage.add(request.org, 'events', request.now, rows.length);
            start.run(request.now, request.checkAt, JSON.stringify(rows.map(({ id }) => id)));
            return rows.map((row) => {
                const { id, key: messageKey, epoch, version, refusals, misses, failures } = row;
                const snapshot = snapshotOf(readTracker(row.tracker));
                const attempt = row.attempt + 1;
                return { id, attempt, messageKey, snapshot, epoch, version, refusals, misses, failures };
            });
        });
    }
    return { claim };
}

function createNews(db: Database, queue: Queue, totals: Totals, usage: UsageBook) {
    const inFlight = db.prepare<MessageRow>(
        `SELECT ${COLUMNS} FROM message WHERE id = ? AND attempt = ? AND phase = 'flight'`,
    );
    const known = db.prepare<Pick<TrackedRow, 'tracker'>>('SELECT tracker FROM message WHERE id = ?');
    const check = db.prepare('UPDATE message SET check_at = ? WHERE id = ?');
    const back = db.prepare(
        `UPDATE message SET phase = 'ready', due_at = ?, refusals = refusals + ?, misses = misses + ?,
         failures = failures + ? WHERE id = ?`,
    );
    const raise = db.prepare('UPDATE message SET version = version + 1 WHERE id = ?');
    const end = db.prepare(
        'UPDATE message SET phase = ?, confirmed = ?, refusals = 0, misses = 0, failures = 0 WHERE id = ?',
    );
    const adopt = db.prepare('UPDATE message SET tracker = ?, epoch = ?, version = ? WHERE id = ?');
    const addDead = db.prepare("INSERT INTO dead (kind, at, reason, org, message_key) VALUES ('message', ?, ?, ?, ?)");

    function confirm(row: MessageRow, confirmed: number, now: number): void {
        end.run('idle', confirmed, row.id);
        queue.land({ ...row, confirmed }, now);
    }

    function meet(row: MessageRow, foreign: ForeignRow, now: number): void {
        const { tracker } = known.get(row.id) ?? {};
        assert(tracker !== undefined, 'a message in flight has a tracker');
        const before = readTracker(tracker);
        const joined = joinTrackers(before, foreign.tracker);
        totals.note(row.org, before, joined);
        const theirs = JSON.stringify(snapshotOf(foreign.tracker));
        const saysAll = foreign.applied && JSON.stringify(snapshotOf(joined)) === theirs;
        const version = Math.max(row.version, foreign.version) + (saysAll ? 0 : 1);
        const epoch = Math.max(row.epoch, foreign.epoch);
        adopt.run(writeTracker(joined), epoch, version, row.id);
        confirm({ ...row, version }, saysAll ? version : row.confirmed, now);
    }

    function apply(row: MessageRow, news: FlightNews, now: number): void {
        switch (news.kind) {
            case 'unseen':
                check.run(news.checkAt, row.id);
                break;
            case 'returned':
                back.run(news.dueAt, news.refused ? 1 : 0, 0, 0, row.id);
                usage.add(row.org, 'events', row.published_at, -1);
                break;
            case 'missing':
                back.run(news.dueAt, 0, 1, 0, row.id);
                break;
            case 'failed':
                raise.run(row.id);
                back.run(news.dueAt, 0, 0, 1, row.id);
                break;
            case 'confirmed':
                confirm(row, row.flight_version, now);
                break;
            case 'foreign':
                meet(row, news.row, now);
                break;
            case 'dead':
                end.run('dead', row.confirmed, row.id);
                addDead.run(now, news.reason, row.org, row.key);
                queue.passTurn(row.org, row.address);
        }
    }

    return {
        report(flights: readonly Flight[], now: number): void {
            totals.transaction(now, () => {
                for (const { id, attempt, news } of flights) {
                    const row = inFlight.get(id, attempt);
                    if (row !== undefined) apply(row, news, now);
                }
            });
        },
    };
}

interface Count {
    readonly total: number;
    readonly since: number | null;
    readonly next: number | null;
}

function createViews(db: Database, usage: UsageBook) {
    // Counting stops where more would change nothing: a call carries 200.
    const ENOUGH = 201;
    const lane = db.prepare<Count>(
        `SELECT count(*) AS total, min(due_at) AS since FROM
         (SELECT due_at FROM message WHERE ${READY} AND lane = ? ORDER BY due_at LIMIT ${ENOUGH})`,
    );
    const suspects = db.prepare<Count>(`SELECT count(*) AS total FROM message WHERE ${SUSPECT} AND lane <= ?`);
    const flying = db.prepare<Count>(
        "SELECT count(*) AS total, min(check_at) AS next FROM message WHERE org = ? AND phase = 'flight'",
    );
    const due = ['misses < 2 AND lane = 0', 'misses < 2 AND lane = 1', 'misses >= 2'].map((rest) =>
        db.prepare<Count>(`SELECT min(due_at) AS next FROM message WHERE org = ? AND phase = 'ready' AND ${rest}`),
    );
    const awaited = db.prepare<Awaited>(
        `SELECT id, attempt, key AS messageKey, epoch, flight_version AS version, published_at AS publishedAt, misses,
         failures FROM message WHERE org = ? AND phase = 'flight' AND check_at <= ? ORDER BY check_at LIMIT ?`,
    );

    const ask = (statement: typeof lane, ...values: (string | number)[]): Count =>
        statement.get(...values) ?? { total: 0, since: null, next: null };

    return {
        outlook(org: string, now: number): Outlook {
            const slow = ask(lane, org, now, LANES.slow);
            const times = due.map((statement) => ask(statement, org).next).filter((next) => next !== null);
            return {
                fast: ask(lane, org, now, LANES.fast).total,
                slow: slow.total,
                slowSince: slow.since,
                suspects: ask(suspects, org, now, LANES.slow).total,
                urgentSuspects: ask(suspects, org, now, LANES.fast).total,
                inFlight: ask(flying, org).total,
                nextDueAt: times.length === 0 ? null : Math.min(...times),
                published: usage.since(org, 'events', now - PUBLISHED_MS),
            };
        },
        awaited: (org: string, now: number, limit: number): Awaited[] => awaited.all(org, now, limit),
        nextCheckAt: (org: string): number | null => ask(flying, org).next,
    };
}

function createControls(db: Database, queue: Queue) {
    const latest = db.prepare<TrackedRow>(
        `SELECT * FROM message AS idle WHERE org = ? AND phase = 'idle' AND confirmed > 0 AND confirmed = version
         AND NOT EXISTS (SELECT 1 FROM message WHERE org = idle.org AND address = idle.address
                         AND phase IN ('ready', 'flight'))
         ORDER BY id DESC LIMIT 1`,
    );
    const idle = db.prepare<TrackedRow>("SELECT * FROM message WHERE org = ? AND key = ? AND phase = 'idle'");
    const raise = db.prepare('UPDATE message SET version = version + 1 WHERE id = ?');

    function again(row: TrackedRow | undefined, now: number): boolean {
        if (row === undefined) return false;
        raise.run(row.id);
        queue.enqueue(row, snapshotOf(readTracker(row.tracker)), now);
        return true;
    }
    return {
        makeControl: (org: string, now: number): boolean => db.transaction(() => again(latest.get(org), now)),
        republish: (org: string, messageKeys: readonly string[], now: number): number =>
            db.transaction(() => messageKeys.filter((key) => again(idle.get(org, key), now)).length),
    };
}
