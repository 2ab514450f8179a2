/** How many reports came when, for a day; and what a part of the relay wants to know again after a restart. */
import { RECENT, REPORTS } from '../../core/pulse.ts';
import type { Pulse } from '../../core/pulse.ts';
import { CALLS_MS } from '../../core/usage.ts';
import type { PulseRequest } from '../../core/store.ts';
import { KEPT_MS, RECENT_KEPT_MS } from '../pulseTimes.ts';
import type { Database } from './database.ts';

/** In one order, so that two relays do not block each other. */
const ADD = `
    INSERT INTO pulse (org, at, provider, name, count)
    SELECT org, at, provider, name, count
    FROM json_to_recordset($1) AS r (org text, at bigint, provider text, name text, count bigint)
    ORDER BY org, at, provider, name
    ON CONFLICT (org, at, provider, name) DO UPDATE SET count = pulse.count + excluded.count`;

/** sum() of bigint is numeric, which comes as text. */
const READ = `
    SELECT org, provider, at - at % (CASE WHEN name = ANY($5) THEN 1 ELSE $4::bigint END) AS at, name,
        sum(count)::bigint AS count
    FROM pulse WHERE org = $1 AND at >= $2 AND at < $3 GROUP BY 1, 2, 3, 4 ORDER BY 3, 2, 4`;

export function createPulseBook(db: Database) {
    return {
        async addPulses(pulses: readonly Pulse[], now: number): Promise<void> {
            if (pulses.length > 0) await db.run(ADD, [JSON.stringify(pulses)]);
            await db.run('DELETE FROM pulse WHERE at < $1 OR (at < $2 AND name = $3)', [
                now - KEPT_MS,
                now - RECENT_KEPT_MS,
                RECENT,
            ]);
            await db.run('DELETE FROM usage WHERE at < $1', [now - CALLS_MS]);
        },
        pulses: ({ org, from, until, grain }: PulseRequest): Promise<Pulse[]> =>
            db.rows<Pulse>(READ, [org, from, until, grain, [RECENT, REPORTS]]),
        async remember(name: string, value: string): Promise<void> {
            await db.run(
                `INSERT INTO meta (name, value) VALUES ('memo ' || $1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
                [name, value],
            );
        },
        async recall(name: string): Promise<string | null> {
            const [row] = await db.rows<{ value: string }>("SELECT value FROM meta WHERE name = 'memo ' || $1", [name]);
            return row?.value ?? null;
        },
    };
}
