/**
 * Absolute totals of messages, kept in the transaction that changes a message: what it counted before is taken away,
 * what it counts now is added. Rows are written once a transaction, however many messages it concerned.
 */
import type { Tracker } from '../../core/merge.ts';
import type { Summary, SummaryRequest, ToldSummary } from '../../core/store.ts';
import { addFigures, contributionOf } from '../../core/totals.ts';
import type { Contribution, Dimensions, Figures } from '../../core/totals.ts';
import type { Database } from './database.ts';
import { readTracker } from '../trackerText.ts';

/** A row that has just begun is told after its first messages have come together. */
const FIRST_AFTER_MS = 3_000;

interface Change {
    readonly org: string;
    readonly day: string;
    readonly dimensions: string;
    readonly figures: Map<string, number>;
}

interface SummaryRow extends Omit<Summary, 'dimensions' | 'figures' | 'unlinked'> {
    readonly dimensions: string;
    readonly figures: string;
    readonly unlinked: 0 | 1;
}

export type Totals = ReturnType<typeof createTotals>;

export function createTotals(db: Database) {
    const find = db.prepare<{ id: number; figures: string }>(
        'SELECT id, figures FROM summary WHERE org = ? AND day = ? AND dimensions = ?',
    );
    const add = db.prepare('INSERT INTO summary (org, day, dimensions, figures, next_at) VALUES (?, ?, ?, ?, ?)');
    const update = db.prepare('UPDATE summary SET figures = ?, version = version + 1 WHERE id = ?');
    const messages = db.prepare<{ org: string; tracker: string }>('SELECT org, tracker FROM message');
    const started = db.prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('totals', 'kept')");

    /** By row: what the transaction under way changes. */
    const changes = new Map<string, Change>();

    function count(org: string, { dimensions, figures }: Contribution, by: 1 | -1): void {
        const text = JSON.stringify(dimensions);
        const name = `${org}\n${text}`;
        let change = changes.get(name);
        if (change === undefined) {
            change = { org, day: dimensions.day, dimensions: text, figures: new Map() };
            changes.set(name, change);
        }
        addFigures(change.figures, figures, by);
    }

    /** `before` is empty of a message that nobody has heard of yet. */
    function note(org: string, before: Tracker, after: Tracker): void {
        const [old, now] = [contributionOf(before), contributionOf(after)];
        if (old !== null) count(org, old, -1);
        if (now !== null) count(org, now, 1);
    }

    function write({ org, day, dimensions, figures }: Change, now: number): void {
        if (figures.size === 0) return;
        const row = find.get(org, day, dimensions);
        if (row === undefined) {
            add.run(org, day, dimensions, JSON.stringify(Object.fromEntries(figures)), now + FIRST_AFTER_MS);
            return;
        }
        // The cast holds: this wrote it.
        const sums = new Map(Object.entries(JSON.parse(row.figures) as Figures));
        addFigures(sums, Object.fromEntries(figures));
        update.run(JSON.stringify(Object.fromEntries(sums)), row.id);
    }

    /** A transaction at whose end the totals agree with the messages. */
    function transaction<T>(now: number, work: () => T): T {
        return db.transaction(() => {
            changes.clear(); // of one that was rolled back
            const result = work();
            for (const change of changes.values()) write(change, now);
            return result;
        });
    }

    /** Once in a store's life: counts the messages of a store that was begun before there were totals. */
    function begin(): void {
        transaction(0, () => {
            if (started.run().changes === 0) return;
            for (const { org, tracker } of messages.iterate()) {
                const contribution = contributionOf(readTracker(tracker));
                if (contribution !== null) count(org, contribution, 1);
            }
        });
    }

    begin();
    return { note, transaction };
}

/** What of the totals the CRM has been told. */
export function createSummaries(db: Database) {
    // A row that lost its only messages before anybody heard of it is nobody's business.
    const due = db.prepare<SummaryRow>(
        `SELECT id, dimensions, figures, version, refusals, unlinked FROM summary
         WHERE org = ? AND version > told AND next_at <= ? AND (handed = 1 OR figures <> '{}')
         ORDER BY next_at, id LIMIT ?`,
    );
    const hold = db.prepare('UPDATE summary SET next_at = ?, handed = 1 WHERE id = ?');
    const taken = db.prepare('UPDATE summary SET told = max(told, ?), refusals = 0 WHERE id = ?');
    const refused = db.prepare(
        'UPDATE summary SET refusals = refusals + 1, unlinked = max(unlinked, ?), next_at = ? WHERE id = ?',
    );

    const since = db.prepare<Pick<SummaryRow, 'dimensions' | 'figures'>>(
        'SELECT dimensions, figures FROM summary WHERE org = ? AND day >= ?',
    );

    return {
        totalsSince: (org: string, day: string): Contribution[] =>
            since.all(org, day).map(({ dimensions, figures }) => ({
                // The casts hold: createTotals wrote them.
                dimensions: JSON.parse(dimensions) as Dimensions,
                figures: JSON.parse(figures) as Figures,
            })),
        claimSummaries({ org, now, againAt, limit }: SummaryRequest): Summary[] {
            return db.transaction(() => {
                const rows = due.all(org, now, limit);
                for (const { id } of rows) hold.run(againAt, id);
                return rows.map((row) => ({
                    ...row,
                    // The casts hold: createTotals wrote them.
                    dimensions: JSON.parse(row.dimensions) as Dimensions,
                    figures: JSON.parse(row.figures) as Figures,
                    unlinked: row.unlinked === 1,
                }));
            });
        },
        summariesTold(told: readonly ToldSummary[]): void {
            db.transaction(() => {
                for (const each of told) {
                    if (each.kind === 'taken') taken.run(each.version, each.id);
                    else refused.run(each.unlink ? 1 : 0, each.againAt, each.id);
                }
            });
        },
    };
}
