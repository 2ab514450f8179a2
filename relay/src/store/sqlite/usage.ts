/** What was used of each org's allocations, counted in the transaction that uses it. */
import type { CallsTaken, CallsWanted } from '../../core/store.ts';
import { CALLS_MS, slotOf } from '../../core/usage.ts';
import type { Used } from '../../core/usage.ts';
import type { Database } from './database.ts';

export type UsageBook = ReturnType<typeof createUsageBook>;

export function createUsageBook(db: Database) {
    const add = db.prepare(
        `INSERT INTO usage (org, kind, at, count) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
    const read = db.prepare<Used>(
        'SELECT at, count FROM usage WHERE org = ? AND kind = ? AND at > ? AND count > 0 ORDER BY at',
    );

    const sum = db.prepare<{ used: number }>(
        'SELECT coalesce(sum(count), 0) AS used FROM usage WHERE org = ? AND kind = ? AND at > ?',
    );

    return {
        takeCalls: ({ org, now, count, most }: CallsWanted): CallsTaken =>
            db.transaction(() => {
                const used = sum.get(org, 'calls', now - CALLS_MS)?.used ?? 0;
                const granted = Math.max(0, Math.min(count, most - used));
                if (granted > 0) add.run(org, 'calls', slotOf(now), granted);
                return { granted, used: used + granted };
            }),
        /** `count` may be less than nothing: what was counted and not used after all. */
        add(org: string, kind: 'events' | 'calls', time: number, count: number): void {
            if (count !== 0) add.run(org, kind, slotOf(time), count);
        },
        since: (org: string, kind: 'events' | 'calls', since: number): Used[] => read.all(org, kind, since),
    };
}
