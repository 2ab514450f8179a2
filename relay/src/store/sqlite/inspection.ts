/** Messages as they stand, for whoever wants to look. */
import type { KnownMessage } from '../../core/store.ts';
import type { Database } from './database.ts';
import { readTracker } from '../trackerText.ts';

type KnownRow = Omit<KnownMessage, 'tracker'> & { readonly tracker: string };

const COLUMNS = `id, org, key AS messageKey, tracker, epoch, version, confirmed, phase, queued_at AS changedAt,
    published_at AS publishedAt`;

export function createInspection(db: Database) {
    const one = db.prepare<KnownRow>(`SELECT ${COLUMNS} FROM message WHERE org = ? AND key = ?`);
    const after = db.prepare<KnownRow>(`SELECT ${COLUMNS} FROM message WHERE id > ? AND org <> '' ORDER BY id LIMIT ?`); // without what erasure.ts leaves
    const known = (row: KnownRow): KnownMessage => ({ ...row, tracker: readTracker(row.tracker) });

    return {
        message(org: string, messageKey: string): KnownMessage | null {
            const row = one.get(org, messageKey);
            return row === undefined ? null : known(row);
        },
        messagesAfter: (id: number, limit: number): KnownMessage[] => after.all(id, limit).map(known),
    };
}
