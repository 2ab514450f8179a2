/** Taking in parsed reports: each once, joined into its message; and closing the windows of those that stay unconfirmed. */
import { emptyTracker, joinReports, reportKey } from '../../core/merge.ts';
import type { Tracker } from '../../core/merge.ts';
import type { DeliveryReport } from '../../core/ports.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import type { ConsumedWork, ConsumeResult, NewDeadLetter, ParsedReport } from '../../core/store.ts';
import { ripeOf } from '../../core/windows.ts';
import type { DueTimers } from '../../core/windows.ts';
import { erasedAmong, NOTHING } from '../consumed.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import { TakenBack } from './database.ts';
import type { Database, Queries } from './database.ts';
import { noteExpiry, withoutErased } from './erasure.ts';
import { createLedger } from './ledger.ts';
import type { Membership } from './membership.ts';
import { addressOf } from './messages.ts';
import type { Tracked } from './messages.ts';
import { fromColumn, toColumn } from './text.ts';

/** The orgs and providers of which there are timers. */
const KINDS = `
    WITH RECURSIVE kind AS (
        (SELECT org, provider FROM timer ORDER BY org, provider LIMIT 1)
        UNION ALL
        SELECT next.org, next.provider FROM kind CROSS JOIN LATERAL (
            SELECT org, provider FROM timer WHERE (org, provider) > (kind.org, kind.provider)
            ORDER BY org, provider LIMIT 1) AS next
    )
    SELECT org, provider FROM kind`;

/** What some reports make of one message. */
interface Joined {
    readonly key: string;
    readonly found: Tracked | undefined;
    readonly before: Tracker;
    readonly after: Tracker;
    readonly text: string;
    readonly receivedAt: number;
}

/** Remembers the reports' keys; returns how many were known. In one order, so that two relays do not block each other. */
async function countDuplicates(tx: Queries, org: string, reports: readonly DeliveryReport[]): Promise<number> {
    const keys = reports.map(reportKey).sort();
    const added = await tx.run('INSERT INTO report (org, key) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [
        org,
        keys,
    ]);
    return reports.length - added;
}

function join(key: string, reports: readonly DeliveryReport[], found: Tracked | undefined): Joined | null {
    const before = found === undefined ? emptyTracker(key) : readTracker(found.tracker);
    // Duplicates are joined as well: copies may differ in what the key leaves out, such as the references in the
    // callback's address, and which of them came first must not matter. The join takes nothing twice.
    const after = joinReports(before, reports);
    const text = writeTracker(after);
    if (text === found?.tracker) return null;
    return {
        key,
        found,
        before,
        after,
        text,
        receivedAt: Math.max(...reports.map((each) => Date.parse(each.receivedAt))),
    };
}

/** Joins reports of one org; says of each of their messages whether its snapshot is now a new one. */
async function joinAll(
    tx: Queries,
    org: string,
    reports: readonly DeliveryReport[],
    { windows, now }: ConsumedWork,
): Promise<Map<string, boolean>> {
    const ledger = createLedger(tx, org);
    const groups = Map.groupBy(reports, ({ messageKey }) => messageKey);
    const known = await ledger.messages.byKey([...groups.keys()]);
    const joined = [...groups].flatMap(([key, own]) => join(key, own, known.get(key)) ?? []);
    await ledger.messages.readTurns(
        joined.flatMap(({ found, after }) => [...(found ? [found.address] : []), addressOf(snapshotOf(after))]),
    );
    await ledger.messages.reserve(joined.filter(({ found }) => found === undefined).length);
    const changed = new Map([...groups.keys()].map((key) => [key, false]));
    for (const { key, found, before, after, text, receivedAt } of joined) {
        ledger.tally.noteAlert(before, after, receivedAt);
        if (found === undefined) {
            ledger.tally.note(before, after);
            ledger.time(ledger.turns.add(text, snapshotOf(after), now), after, windows);
            changed.set(key, true);
            continue;
        }
        ledger.time(found, after, windows);
        changed.set(key, ledger.save(found, before, after, text, now));
    }
    await ledger.write(now);
    return changed;
}

async function bury(tx: Queries, dead: readonly NewDeadLetter[], now: number): Promise<void> {
    if (dead.length === 0) return;
    const rows = dead.map((letter) => ({ ...letter, reason: toColumn(letter.reason) }));
    await tx.run(
        `INSERT INTO dead (kind, at, reason, source, request_id, element)
         SELECT kind, $2, reason, source, "requestId", element
         FROM json_to_recordset($1) AS r (kind text, reason text, source text, "requestId" bigint, element integer)`,
        [JSON.stringify(rows), now],
    );
}

/** Where it is, and where it would go. */
const turnsOf = ({ address, tracker }: Tracked): string[] => [address, addressOf(snapshotOf(readTracker(tracker)))];

const byOrg = (reports: readonly ParsedReport[]): [string, ParsedReport[]][] =>
    [...Map.groupBy(reports, ({ org }) => org)].sort(([a], [b]) => (a < b ? -1 : 1));

export function createConsumer(db: Database, membership: Membership) {
    async function consume(work: ConsumedWork): Promise<ConsumeResult> {
        const ids = [...new Set(work.requests.map(({ id }) => id))];
        const names = byOrg(work.reports).map(([org]) => org);
        try {
            return await membership.change(db, names, async (tx) => {
                const held = await tx.run('DELETE FROM unread WHERE id = ANY($1) AND relay = $2', [
                    ids,
                    membership.token(),
                ]);
                // Consumed before, by a call whose answer was lost; or this relay was taken for dead, and another reads
                // them: what it found then must not count, for they may have been forgotten meanwhile.
                if (held < ids.length) throw new TakenBack();
                const living = await withoutErased(tx, work.reports);
                const unchanged = erasedAmong(work.reports, living);
                let [duplicates, changed] = [0, 0];
                for (const [org, own] of byOrg(living)) {
                    const reports = own.map(({ report }) => report);
                    duplicates += await countDuplicates(tx, org, reports);
                    for (const [messageKey, isNew] of await joinAll(tx, org, reports, work)) {
                        if (isNew) changed += 1;
                        else unchanged.push({ org, messageKey });
                    }
                    await noteExpiry(tx, org, own, work.now);
                }
                await bury(tx, work.dead, work.now);
                const dropped = work.reports.length - living.length;
                return { reports: work.reports.length, duplicates, dropped, changed, unchanged };
            });
        } catch (error) {
            if (error instanceof TakenBack) return NOTHING;
            throw error;
        }
    }

    /** What of each kind is ripe, the oldest first: one step through the index for each kind that occurs. */
    async function ripe(asked: DueTimers): Promise<{ org: string; id: number }[]> {
        const kinds = (await db.rows<{ org: string; provider: string }>(KINDS)).flatMap(({ org, provider }) => {
            const { providers, dueBy } = ripeOf(asked, org);
            return providers.includes(provider) ? [{ org, provider, dueBy }] : [];
        });
        if (kinds.length === 0) return [];
        return db.rows(
            `SELECT m.org, m.id FROM unnest($1::text[], $2::text[], $3::bigint[]) AS kind (org, provider, due_by)
             CROSS JOIN LATERAL (
                SELECT message, due_at FROM timer WHERE org = kind.org AND provider = kind.provider
                AND due_at <= kind.due_by ORDER BY due_at LIMIT $4) AS t
             JOIN message m ON m.id = t.message ORDER BY t.due_at LIMIT $4`,
            [
                kinds.map(({ org }) => org),
                kinds.map(({ provider }) => provider),
                kinds.map(({ dueBy }) => dueBy),
                asked.limit,
            ],
        );
    }

    async function fireTimers(asked: DueTimers): Promise<number> {
        let fired = 0;
        for (const [org, own] of Map.groupBy(await ripe(asked), (each) => each.org)) {
            const ids = own.map(({ id }) => id);
            const { dueBy } = ripeOf(asked, org);
            fired += await membership.change(db, [org], (tx) => expireAll(tx, org, ids, dueBy, asked.now));
        }
        return fired;
    }

    /** Those of them that are still due: another relay may have been here first. */
    async function expireAll(
        tx: Queries,
        org: string,
        ids: readonly number[],
        dueBy: number,
        now: number,
    ): Promise<number> {
        const ledger = createLedger(tx, org);
        const timers = await tx.rows<{ key: string; due: number }>(
            `SELECT m.key, t.due_at AS due FROM timer t JOIN message m ON m.id = t.message
             WHERE t.message = ANY($1) AND t.due_at <= $2 ORDER BY t.due_at, m.id`,
            [ids, dueBy],
        );
        const messages = await ledger.messages.byKey(timers.map(({ key }) => fromColumn(key)));
        await ledger.messages.readTurns([...messages.values()].flatMap(turnsOf));
        const fired = timers.filter(({ key, due }) => {
            const message = messages.get(fromColumn(key));
            return message !== undefined && ledger.expire(message, due, now);
        });
        await ledger.write(now);
        return fired.length;
    }
    return { consume, fireTimers };
}
