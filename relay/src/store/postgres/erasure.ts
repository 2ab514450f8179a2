/** Taking messages out for good, and remembering of each only that it was there. */
import { createHmac } from 'node:crypto';
import { endOf, joinKeeps } from '../../core/keep.ts';
import type { Keep } from '../../core/keep.ts';
import type { Erased, Erasure, ParsedReport } from '../../core/store.ts';
import { readTracker } from '../trackerText.ts';
import type { Database, Queries } from './database.ts';
import { createLedger } from './ledger.ts';
import type { Membership } from './membership.ts';
import { fromColumn, toColumn } from './text.ts';

const SETTLED = "m.phase IN ('idle', 'dead')";

interface ErasedRow {
    readonly id: number;
    readonly key: string;
    readonly address: string;
    readonly epoch: number;
    readonly tracker: string;
}

/** The hash's key is this store's own: a list of ids from elsewhere cannot be compared with it. */
async function hasher(tx: Queries): Promise<(org: string, messageKey: string) => string> {
    const [row] = await tx.rows<{ value: string }>("SELECT value FROM meta WHERE name = 'tombstoneKey'");
    const key = row?.value ?? '';
    return (org, messageKey) => createHmac('sha256', key).update(`${org}\n${messageKey}`).digest('base64url');
}

export async function withoutErased(tx: Queries, reports: readonly ParsedReport[]): Promise<readonly ParsedReport[]> {
    const [some] = await tx.rows<{ found: boolean }>('SELECT EXISTS (SELECT FROM tombstone) AS found');
    if (some?.found !== true) return reports;
    const hashOf = await hasher(tx);
    const named = (parsed: ParsedReport): string => hashOf(parsed.org, parsed.report.messageKey);
    const rows = await tx.rows<{ hash: string }>('SELECT hash FROM tombstone WHERE hash = ANY($1)', [
        [...new Set(reports.map(named))],
    ]);
    const erased = new Set(rows.map(({ hash }) => hash));
    return reports.filter((parsed) => !erased.has(named(parsed)));
}

interface ExpiryRow {
    readonly id: number;
    readonly key: string;
    readonly tracker: string;
    readonly requests: string | null;
    readonly minutes: number | null;
    readonly once: boolean | null;
}

/** After reports have been joined into their messages: until when those are known whose senders ask for less. */
export async function noteExpiry(
    tx: Queries,
    org: string,
    reports: readonly ParsedReport[],
    now: number,
): Promise<void> {
    const asked = Map.groupBy(
        reports.filter(({ keep }) => keep !== undefined),
        ({ report }) => report.messageKey,
    );
    if (asked.size === 0) return;
    const rows = await tx.rows<ExpiryRow>(
        `SELECT m.id, m.key, t.text AS tracker, e.requests, e.minutes, e.once_delivered AS once
         FROM message m JOIN tracker t ON t.message = m.id LEFT JOIN expiry e ON e.message = m.id
         WHERE m.org = $1 AND m.key = ANY($2)`,
        [org, [...asked.keys()].map(toColumn)],
    );
    const noted = rows.map(({ id, key, tracker, requests, minutes, once }) => {
        const keeps = (asked.get(fromColumn(key)) ?? []).flatMap(({ keep }) => keep ?? []);
        const known: Keep | null = requests === null ? null : { minutes, onceDelivered: once === true };
        const { minutes: least, onceDelivered } = keeps.reduce<Keep | null>(joinKeeps, known) ?? {
            ...{ minutes: null, onceDelivered: false },
        };
        // The cast holds: this wrote it.
        const earlier = requests === null ? [] : (JSON.parse(requests) as number[]);
        const all = [...new Set([...earlier, ...keeps.map(({ requestId }) => requestId)])];
        const due = endOf(readTracker(tracker), { minutes: least, onceDelivered }, now);
        return { id, minutes: least, once: onceDelivered, requests: JSON.stringify(all), due };
    });
    await tx.run(
        `INSERT INTO expiry (message, minutes, once_delivered, requests, due_at)
         SELECT id, minutes, once, requests, due FROM json_to_recordset($1)
         AS r (id bigint, minutes integer, once boolean, requests text, due bigint)
         ON CONFLICT (message) DO UPDATE SET minutes = excluded.minutes, once_delivered = excluded.once_delivered,
         requests = excluded.requests, due_at = excluded.due_at`,
        [JSON.stringify(noted)],
    );
}

/** The history knows the beginning of each key: 72 bits, which no other report of the org shares. */
async function forgetReports(tx: Queries, org: string, rows: readonly ErasedRow[]): Promise<void> {
    const prefixes = rows.flatMap(({ tracker }) => readTracker(tracker).history.entries.map(({ key }) => key));
    await tx.run('DELETE FROM report WHERE org = $1 AND left(key, 12) = ANY($2)', [org, prefixes]);
}

async function leaveTombstones(tx: Queries, org: string, rows: readonly ErasedRow[], now: number): Promise<void> {
    const hashOf = await hasher(tx);
    const stones = rows.map(({ key, tracker, epoch }) => ({
        hash: hashOf(org, fromColumn(key)),
        status: readTracker(tracker).outcome?.value.status ?? '',
        epoch,
    }));
    await tx.run(
        `INSERT INTO tombstone (hash, status, epoch, at)
         SELECT hash, status, epoch, $2 FROM json_to_recordset($1) AS r (hash text, status text, epoch bigint)
         ON CONFLICT DO NOTHING`,
        [JSON.stringify(stones), now],
    );
}

export function createErasure(db: Database, upkeep: Database, membership: Membership) {
    /** Of one org; returns how many messages and dead letters. */
    async function eraseOf(tx: Queries, org: string, keys: readonly string[], which: string, now: number) {
        const rows = await tx.rows<ErasedRow>(
            `SELECT m.id, m.key, m.address, m.epoch, t.text AS tracker FROM message m JOIN tracker t ON t.message = m.id
             WHERE m.org = $1 AND m.key = ANY($2) AND ${which}`,
            [org, keys.map(toColumn)],
        );
        if (rows.length === 0) return { messages: 0, deadLetters: 0 };
        await leaveTombstones(tx, org, rows, now);
        await forgetReports(tx, org, rows);
        const deadLetters = await tx.run('DELETE FROM dead WHERE org = $1 AND message_key = ANY($2)', [
            org,
            rows.map(({ key }) => key),
        ]);
        await tx.run('DELETE FROM message WHERE id = ANY($1)', [rows.map(({ id }) => id)]);
        const ledger = createLedger(tx, org);
        const addresses = new Set(rows.map(({ address }) => address));
        await ledger.messages.readTurns(addresses);
        addresses.forEach(ledger.turns.pass);
        await ledger.write(now);
        return { messages: rows.length, deadLetters };
    }

    function eraseWhich({ messages, requestIds, now }: Erasure, which: string): Promise<Erased> {
        const orgs = [...Map.groupBy(messages, ({ org }) => org)].sort(([a], [b]) => (a < b ? -1 : 1));
        const names = orgs.map(([org]) => org);
        return membership.change(db, names, async (tx) => {
            const requests = await tx.run(
                'DELETE FROM request WHERE id = ANY($1) AND NOT EXISTS (SELECT FROM unread WHERE unread.id = request.id)',
                [requestIds],
            );
            let [sum, deadLetters] = [0, await tx.run('DELETE FROM dead WHERE request_id = ANY($1)', [requestIds])];
            for (const [org, own] of orgs) {
                const keys = own.map(({ messageKey }) => messageKey);
                const erased = await eraseOf(tx, org, keys, which, now);
                sum += erased.messages;
                deadLetters += erased.deadLetters;
            }
            return { messages: sum, requests, deadLetters };
        });
    }

    interface Due {
        readonly org: string;
        readonly key: string;
        readonly requests: string;
    }
    const namesOf = (rows: readonly Omit<Due, 'requests'>[]) =>
        rows.map(({ org, key }) => ({ org, messageKey: fromColumn(key) }));

    return {
        erase: (erasure: Erasure): Promise<Erased> => eraseWhich(erasure, 'true'),
        async purgeMessages(before: number, limit: number): Promise<number> {
            const rows = await db.rows<Due>(
                `SELECT m.org, m.key FROM message m WHERE ${SETTLED} AND m.queued_at < $1
                 AND NOT EXISTS (SELECT FROM timer WHERE timer.message = m.id) ORDER BY m.queued_at LIMIT $2`,
                [before, limit],
            );
            const erasure = { messages: namesOf(rows), requestIds: [], now: before };
            return rows.length === 0 ? 0 : (await eraseWhich(erasure, SETTLED)).messages;
        },
        async expire(now: number, limit: number): Promise<number> {
            const rows = await db.rows<Due>(
                `SELECT m.org, m.key, e.requests FROM expiry e JOIN message m ON m.id = e.message
                 WHERE e.due_at <= $1 AND ${SETTLED} ORDER BY e.due_at LIMIT $2`,
                [now, limit],
            );
            if (rows.length === 0) return 0;
            // The cast holds: noteExpiry wrote it.
            const requestIds = rows.flatMap(({ requests }) => JSON.parse(requests) as number[]);
            return (await eraseWhich({ messages: namesOf(rows), requestIds, now }, SETTLED)).messages;
        },
        async compact(): Promise<void> {
            for (const table of ['request', 'report', 'tracker', 'message', 'expiry', 'timer', 'dead'])
                await upkeep.run(`VACUUM (FULL) ${table}`);
        },
    };
}
