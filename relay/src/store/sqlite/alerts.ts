/** How many messages of one subject and hour showed the same sign, and how much of that the CRM has been told. */
import { alertKindOf } from '../../core/alerts.ts';
import type { Tracker } from '../../core/merge.ts';
import type { Alert, AlertRequest, ToldAlert } from '../../core/store.ts';
import type { Database } from './database.ts';

const HOUR_MS = 3_600_000;

export type Alerts = ReturnType<typeof createAlerts>;

export function createAlerts(db: Database) {
    const add = db.prepare(
        `INSERT INTO alert (org, kind, campaign, provider, window_start) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET observed = observed + 1`,
    );
    const due = db.prepare<Alert>(
        `SELECT id, kind, campaign AS campaignId, provider, window_start AS windowStart, observed, refusals FROM alert
         WHERE org = ? AND observed > told AND next_at <= ? ORDER BY next_at LIMIT ?`,
    );
    const hold = db.prepare('UPDATE alert SET next_at = ? WHERE id = ?');
    const taken = db.prepare('UPDATE alert SET told = max(told, ?), refusals = 0 WHERE id = ?');
    const refused = db.prepare('UPDATE alert SET refusals = refusals + 1, next_at = ? WHERE id = ?');
    const purge = db.prepare('DELETE FROM alert WHERE id IN (SELECT id FROM alert WHERE window_start < ? LIMIT ?)');

    return {
        /** Counts the message if it shows a sign that it did not show before. */
        note(org: string, before: Tracker, after: Tracker, receivedAt: number): void {
            const kind = alertKindOf(after);
            const provider = after.fields.provider?.value;
            if (kind === null || provider === undefined || alertKindOf(before) !== null) return;
            const campaign = after.fields.campaignId?.value ?? '';
            add.run(org, kind, campaign, campaign === '' ? provider : '', Math.floor(receivedAt / HOUR_MS) * HOUR_MS);
        },
        claimAlerts({ org, now, againAt, limit }: AlertRequest): Alert[] {
            return db.transaction(() => {
                const alerts = due.all(org, now, limit);
                for (const { id } of alerts) hold.run(againAt, id);
                return alerts;
            });
        },
        alertsTold(told: readonly ToldAlert[]): void {
            db.transaction(() => {
                for (const each of told) {
                    if (each.kind === 'taken') taken.run(each.observed, each.id);
                    else refused.run(each.againAt, each.id);
                }
            });
        },
        purgeAlerts: (before: number, limit: number): number => purge.run(before, limit).changes,
    };
}
