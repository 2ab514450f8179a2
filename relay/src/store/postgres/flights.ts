/** A snapshot's way from ready to confirmed, missing or dead. */
import { strict as assert } from 'node:assert';
import { joinTrackers } from '../../core/merge.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import { CALLS_MS, SLOT_MS, slotOf } from '../../core/usage.ts';
import type {
    Awaited,
    CallsTaken,
    CallsWanted,
    Claim,
    ClaimRequest,
    Flight,
    FlightNews,
    ForeignRow,
} from '../../core/store.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Database, Queries } from './database.ts';
import { createLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import type { Membership } from './membership.ts';
import { addressOf, COLUMNS } from './messages.ts';
import type { Message, Tracked } from './messages.ts';
import { fromColumn } from './text.ts';

const READY = "org = $1 AND phase = 'ready' AND misses < 2 AND due_at <= $2";
const SUSPECT = "org = $1 AND phase = 'ready' AND misses >= 2 AND due_at <= $2";

/** What the pick means in SQL; `$5` are the named suspects. */
function picked(pick: ClaimRequest['pick']): string {
    if (pick === 'fast') return `${READY} AND lane = 0 ORDER BY due_at, id`;
    if (pick === 'any') return `${READY} ORDER BY lane, due_at, id`;
    const lanes = pick.urgentOnly === true ? 'AND lane = 0' : '';
    return `${SUSPECT} ${lanes} ${pick.suspects === 'all' ? '' : 'AND id = ANY($5)'} ORDER BY id`;
}

/**
 * The attempt is the flight's own fencing token: what is said of another is not taken. What is claimed counts as used
 * from here on, so that a relay which takes over knows of it.
 */
const start = (pick: ClaimRequest['pick']): string => `
    WITH due AS (SELECT id FROM message WHERE ${picked(pick)} LIMIT $3 FOR UPDATE SKIP LOCKED),
    used AS (INSERT INTO usage (org, kind, at, count)
             SELECT $1, 'events', $2::bigint - $2::bigint % ${SLOT_MS}, count(*) FROM due HAVING count(*) > 0
             ON CONFLICT (org, kind, at) DO UPDATE SET count = usage.count + excluded.count),
    m AS (UPDATE message SET phase = 'flight', flight_version = version, attempt = attempt + 1, published_at = $2,
          check_at = $4 FROM due WHERE message.id = due.id RETURNING message.*)
    SELECT ${COLUMNS}, t.text AS tracker FROM m JOIN tracker t ON t.message = m.id`;

const inOrder = (a: Message, b: Message): number => a.lane - b.lane || a.dueAt - b.dueAt || a.id - b.id;

function claimOf({ id, attempt, epoch, version, refusals, misses, failures, ...row }: Tracked): Claim {
    const snapshot = snapshotOf(readTracker(row.tracker));
    return {
        ...{ id, attempt, messageKey: fromColumn(row.key), snapshot, epoch, version },
        refusals,
        misses,
        failures,
    };
}

export function createFlights(db: Database, membership: Membership) {
    return {
        async claim({ org, now, limit, pick, checkAt }: ClaimRequest): Promise<Claim[]> {
            if (!(await membership.keeps(org))) return [];
            const named = typeof pick === 'string' || pick.suspects === 'all' ? [] : [pick.suspects];
            return membership.change(db, [org], async (tx, kept) => {
                if (!kept.has(org)) return [];
                const rows = await tx.rows<Tracked>(start(pick), [org, now, limit, checkAt, ...named]);
                return rows.sort(inOrder).map(claimOf);
            });
        },
        async report(flights: readonly Flight[], now: number): Promise<void> {
            const ids = flights.map(({ id }) => id);
            const orgs = await db.rows<{ org: string }>('SELECT DISTINCT org FROM message WHERE id = ANY($1)', [ids]);
            if (orgs.length === 0) return;
            const names = orgs.map(({ org }) => org).sort();
            await membership.change(db, names, async (tx) => {
                for (const org of names) await reportOf(tx, org, flights, now);
            });
        },
        /** Under the org's lock, so that two relays never take the same. */
        async takeCalls({ org, now, count, most }: CallsWanted): Promise<CallsTaken> {
            return membership.change(db, [org], async (tx) => {
                const [row] = await tx.rows<{ used: number }>(CALLS_USED, [org, now - CALLS_MS]);
                const used = row?.used ?? 0;
                const granted = Math.max(0, Math.min(count, most - used));
                if (granted > 0) await tx.run(TAKE_CALLS, [org, slotOf(now), granted]);
                return { granted, used: used + granted };
            });
        },
        async awaited(org: string, now: number, limit: number): Promise<Awaited[]> {
            if (!(await membership.keeps(org))) return [];
            const rows = await db.rows<Awaited>(
                `SELECT id, attempt, key AS "messageKey", epoch, flight_version AS version,
                 published_at AS "publishedAt", misses, failures
                 FROM message WHERE org = $1 AND phase = 'flight' AND check_at <= $2 ORDER BY check_at, id LIMIT $3`,
                [org, now, limit],
            );
            return rows.map((row) => ({ ...row, messageKey: fromColumn(row.messageKey) }));
        },
        async nextCheckAt(org: string): Promise<number | null> {
            if (!(await membership.keeps(org))) return null;
            const [row] = await db.rows<{ at: number | null }>(
                "SELECT min(check_at) AS at FROM message WHERE org = $1 AND phase = 'flight'",
                [org],
            );
            return row?.at ?? null;
        },
        async makeControl(org: string, now: number): Promise<boolean> {
            if (!(await membership.keeps(org))) return false;
            return membership.change(db, [org], async (tx, kept) => kept.has(org) && (await makeControl(tx, org, now)));
        },
        republish: (org: string, messageKeys: readonly string[], now: number): Promise<number> =>
            membership.change(db, [org], (tx) => publishAgain(tx, org, messageKeys, now)),
    };
}

async function makeControl(tx: Queries, org: string, now: number): Promise<boolean> {
    const [row] = await tx.rows<{ key: string }>(
        `SELECT key FROM message AS idle WHERE org = $1 AND phase = 'idle' AND confirmed > 0 AND confirmed = version
         AND NOT EXISTS (SELECT FROM message WHERE org = $1 AND address = idle.address AND phase IN ('ready', 'flight'))
         ORDER BY id DESC LIMIT 1`,
        [org],
    );
    return row !== undefined && (await publishAgain(tx, org, [fromColumn(row.key)], now)) > 0;
}

async function publishAgain(tx: Queries, org: string, keys: readonly string[], now: number): Promise<number> {
    const ledger = createLedger(tx, org);
    const found = [...(await ledger.messages.byKey(keys)).values()].filter(({ phase }) => phase === 'idle');
    const known = found.map((message) => ({ message, snapshot: snapshotOf(readTracker(message.tracker)) }));
    await ledger.messages.readTurns(known.flatMap(({ message, snapshot }) => [message.address, addressOf(snapshot)]));
    for (const { message, snapshot } of known) {
        message.version += 1;
        ledger.messages.changed(message);
        ledger.turns.enqueue(message, snapshot, now);
    }
    await ledger.write(now);
    return known.length;
}

async function reportOf(tx: Queries, org: string, flights: readonly Flight[], now: number): Promise<void> {
    const ledger = createLedger(tx, org);
    const messages = await ledger.messages.byId(flights.map(({ id }) => id));
    const own = flights.flatMap((flight) => {
        const message = messages.get(flight.id);
        return message?.org === org ? [{ ...flight, message }] : [];
    });
    await ledger.messages.readTurns(own.map(({ message }) => message.address));
    const trackers = await ledger.messages.trackers(
        own.filter(({ news }) => news.kind === 'foreign').map(({ id }) => id),
    );
    const returned: number[] = [];
    for (const { id, attempt, news, message } of own) {
        if (message.phase !== 'flight' || message.attempt !== attempt) continue;
        if (news.kind === 'returned') returned.push(slotOf(message.publishedAt));
        if (news.kind === 'foreign') meet(ledger, message, trackers.get(id), news.row, now);
        else apply(ledger, message, news, now);
    }
    await ledger.write(now);
    if (returned.length > 0) await tx.run(NOT_USED, [org, returned]);
}

const CALLS_USED = `
    SELECT coalesce(sum(count), 0)::bigint AS used FROM usage WHERE org = $1 AND kind = 'calls' AND at > $2`;
const TAKE_CALLS = `
    INSERT INTO usage (org, kind, at, count) VALUES ($1, 'calls', $2, $3)
    ON CONFLICT (org, kind, at) DO UPDATE SET count = usage.count + excluded.count`;

/** Of each slot as many as are named of it. */
const NOT_USED = `
    UPDATE usage SET count = usage.count - r.count
    FROM (SELECT at, count(*) AS count FROM unnest($2::bigint[]) AS at GROUP BY at) AS r
    WHERE usage.org = $1 AND usage.kind = 'events' AND usage.at = r.at`;

function confirm(ledger: Ledger, message: Message, confirmed: number, now: number): void {
    Object.assign(message, { phase: 'idle', confirmed, refusals: 0, misses: 0, failures: 0 });
    ledger.messages.changed(message);
    ledger.turns.land(message, now);
}

function meet(ledger: Ledger, message: Message, tracker: string | undefined, foreign: ForeignRow, now: number): void {
    assert(tracker !== undefined, 'a message in flight has a tracker');
    const before = readTracker(tracker);
    const joined = joinTrackers(before, foreign.tracker);
    ledger.tally.note(before, joined);
    const theirs = JSON.stringify(snapshotOf(foreign.tracker));
    const saysAll = foreign.applied && JSON.stringify(snapshotOf(joined)) === theirs;
    message.version = Math.max(message.version, foreign.version) + (saysAll ? 0 : 1);
    message.epoch = Math.max(message.epoch, foreign.epoch);
    ledger.messages.setTracker(message, writeTracker(joined));
    confirm(ledger, message, saysAll ? message.version : message.confirmed, now);
}

/** The news says nothing that the snapshot has to take in. */
function apply(ledger: Ledger, message: Message, news: Exclude<FlightNews, { kind: 'foreign' }>, now: number): void {
    switch (news.kind) {
        case 'unseen':
            message.checkAt = news.checkAt;
            break;
        case 'returned':
            Object.assign(message, { phase: 'ready', dueAt: news.dueAt });
            if (news.refused) message.refusals += 1;
            break;
        case 'missing':
            Object.assign(message, { phase: 'ready', dueAt: news.dueAt, misses: message.misses + 1 });
            break;
        case 'failed':
            message.version += 1;
            Object.assign(message, { phase: 'ready', dueAt: news.dueAt, failures: message.failures + 1 });
            break;
        case 'confirmed':
            confirm(ledger, message, message.flightVersion, now);
            return;
        case 'dead':
            Object.assign(message, { phase: 'dead', refusals: 0, misses: 0, failures: 0 });
            ledger.bury(message, news.reason);
            ledger.turns.pass(message.address);
    }
    ledger.messages.changed(message);
}
