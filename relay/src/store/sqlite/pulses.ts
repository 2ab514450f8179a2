/** How many reports came when, for a day; and what a part of the relay wants to know again after a restart. */
import { RECENT, REPORTS } from '../../core/pulse.ts';
import type { Pulse } from '../../core/pulse.ts';
import { CALLS_MS } from '../../core/usage.ts';
import type { PulseRequest } from '../../core/store.ts';
import { KEPT_MS, RECENT_KEPT_MS } from '../pulseTimes.ts';
import type { Database } from './database.ts';

export function createPulseBook(db: Database) {
    const add = db.prepare(
        `INSERT INTO pulse (org, at, provider, name, count) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET count = count + excluded.count`,
    );
    const old = db.prepare('DELETE FROM pulse WHERE at < ? OR (at < ? AND name = ?)');
    const unneeded = db.prepare('DELETE FROM usage WHERE at < ?');
    const read = db.prepare<Pulse>(
        `SELECT org, provider, at - at % (CASE WHEN name IN ('${RECENT}', '${REPORTS}') THEN 1 ELSE ? END) AS at, name,
            sum(count) AS count
         FROM pulse WHERE org = ? AND at >= ? AND at < ? GROUP BY 1, 2, 3, 4 ORDER BY 3, 2, 4`,
    );
    const set = db.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('memo ' || ?, ?)");
    const get = db.prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'memo ' || ?");

    return {
        addPulses(pulses: readonly Pulse[], now: number): void {
            db.transaction(() => {
                for (const { org, at, provider, name, count } of pulses) add.run(org, at, provider, name, count);
                old.run(now - KEPT_MS, now - RECENT_KEPT_MS, RECENT);
                unneeded.run(now - CALLS_MS);
            });
        },
        pulses: ({ org, from, until, grain }: PulseRequest): Pulse[] => read.all(grain, org, from, until),
        remember(name: string, value: string): void {
            db.transaction(() => void set.run(name, value));
        },
        recall: (name: string): string | null => get.get(name)?.value ?? null,
    };
}
