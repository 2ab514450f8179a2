/** Messages whose reports are read otherwise today, and what has been replayed so far. */
import { corrected } from '../../core/correction.ts';
import type { Correction } from '../../core/correction.ts';
import { snapshotOf } from '../../core/snapshot.ts';
import type { AppliedReplay } from '../../core/store.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Database, Queries } from './database.ts';
import { createLedger } from './ledger.ts';
import type { Membership } from './membership.ts';
import { addressOf } from './messages.ts';

const REPLAYS = 'replays';

async function correctAll(tx: Queries, org: string, corrections: readonly Correction[], now: number): Promise<number> {
    const ledger = createLedger(tx, org);
    const known = await ledger.messages.byKey(corrections.map(({ messageKey }) => messageKey));
    const changes = corrections.flatMap((correction) => {
        const found = known.get(correction.messageKey);
        if (found === undefined) return [];
        const before = readTracker(found.tracker);
        const after = corrected(before, correction);
        const text = writeTracker(after);
        return text === found.tracker ? [] : [{ found, before, after, text }];
    });
    await ledger.messages.readTurns(
        changes.flatMap(({ found, after }) => [found.address, addressOf(snapshotOf(after))]),
    );
    const news = changes.filter(({ found, before, after, text }) => ledger.save(found, before, after, text, now));
    for (const { found } of news) found.epoch += 1; // written with the rest: saving has marked it as changed
    await ledger.write(now);
    return changes.length;
}

export function createCorrections(db: Database, membership: Membership) {
    async function replays(): Promise<AppliedReplay[]> {
        const [row] = await db.rows<{ value: string }>('SELECT value FROM meta WHERE name = $1', [REPLAYS]);
        return JSON.parse(row?.value ?? '[]') as AppliedReplay[]; // the cast holds: noteReplay wrote it
    }
    return {
        async correct(corrections: readonly Correction[], now: number): Promise<number> {
            const groups = [...Map.groupBy(corrections, ({ org }) => org)].sort(([a], [b]) => (a < b ? -1 : 1));
            return membership.change(
                db,
                groups.map(([org]) => org),
                async (tx) => {
                    let count = 0;
                    for (const [org, own] of groups) count += await correctAll(tx, org, own, now);
                    return count;
                },
            );
        },
        async noteReplay(replay: AppliedReplay): Promise<void> {
            await db.run(
                `INSERT INTO meta (name, value) VALUES ($1, jsonb_build_array($2::jsonb)::text)
                 ON CONFLICT (name) DO UPDATE SET value = (jsonb_build_array($2::jsonb) || meta.value::jsonb)::text`,
                [REPLAYS, JSON.stringify(replay)],
            );
        },
        replays,
    };
}
