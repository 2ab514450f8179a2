/** How many messages of one subject and incident showed the same sign, and how much of that the CRM has been told. */
import { alertKindOf, belongsTo, windowFrom } from '../../core/alerts.ts';
import type { AlertWindow } from '../../core/alerts.ts';
import type { Tracker } from '../../core/merge.ts';
import type { Alert, AlertRequest, ToldAlert } from '../../core/store.ts';
import type { Database } from './database.ts';

export type Alerts = ReturnType<typeof createAlerts>;

export function createAlerts(db: Database) {
    const known = db.prepare<AlertWindow & { readonly id: number }>(
        `SELECT id, window_start AS windowStart, last_at AS lastAt FROM alert
         WHERE org = ? AND kind = ? AND campaign = ? AND provider = ? ORDER BY window_start DESC`,
    );
    const grow = db.prepare('UPDATE alert SET observed = observed + 1, last_at = max(last_at, ?) WHERE id = ?');
    const add = db.prepare(
        'INSERT INTO alert (org, kind, campaign, provider, window_start, last_at) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const due = db.prepare<Alert>(
        `SELECT id, kind, campaign AS campaignId, provider, window_start AS windowStart, last_at AS lastAt, observed, refusals FROM alert
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
            const subject = [org, kind, campaign, campaign === '' ? provider : ''];
            for (const { id, ...window } of known.iterate(...subject)) {
                if (belongsTo(window, receivedAt)) return void grow.run(receivedAt, id);
            }
            const { windowStart, lastAt } = windowFrom(receivedAt);
            add.run(...subject, windowStart, lastAt);
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
