/** Messages whose reports are read otherwise today, and what has been replayed so far. */
import { corrected } from '../../core/correction.ts';
import type { Correction } from '../../core/correction.ts';
import type { AppliedReplay } from '../../core/store.ts';
import { readTracker, writeTracker } from '../trackerText.ts';
import type { Database } from './database.ts';
import { COLUMNS } from './queue.ts';
import type { TrackedRow } from './queue.ts';
import type { Totals } from './totals.ts';
import type { Tracking } from './tracking.ts';

const REPLAYS = 'replays';

export function createCorrections(db: Database, tracking: Tracking, totals: Totals) {
    const find = db.prepare<TrackedRow>(`SELECT ${COLUMNS}, tracker FROM message WHERE org = ? AND key = ?`);
    const raise = db.prepare('UPDATE message SET epoch = epoch + 1 WHERE id = ?');
    const get = db.prepare<{ value: string }>(`SELECT value FROM meta WHERE name = '${REPLAYS}'`);
    const set = db.prepare(`INSERT OR REPLACE INTO meta (name, value) VALUES ('${REPLAYS}', ?)`);
    // The cast holds: noteReplay wrote it.
    const replays = (): AppliedReplay[] => JSON.parse(get.get()?.value ?? '[]') as AppliedReplay[];

    function apply(correction: Correction, now: number): boolean {
        const row = find.get(correction.org, correction.messageKey);
        if (row === undefined) return false;
        const before = readTracker(row.tracker);
        const after = corrected(before, correction);
        const text = writeTracker(after);
        if (text === row.tracker) return false;
        // What changes only how the totals count it is nothing to publish.
        if (tracking.save(row, before, after, text, now)) raise.run(row.id);
        return true;
    }
    return {
        correct: (corrections: readonly Correction[], now: number): number =>
            totals.transaction(now, () => corrections.filter((each) => apply(each, now)).length),
        noteReplay: (replay: AppliedReplay): void =>
            db.transaction(() => void set.run(JSON.stringify([replay, ...replays()]))),
        replays,
    };
}
