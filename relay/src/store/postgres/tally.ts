/** What a transaction changes of totals and alerts; rows are written once, however many messages it concerned. */
import { hash } from 'node:crypto';
import { alertKindOf, belongsTo, windowFrom } from '../../core/alerts.ts';
import type { AlertWindow } from '../../core/alerts.ts';
import type { Tracker } from '../../core/merge.ts';
import { addFigures, contributionOf } from '../../core/totals.ts';
import type { Contribution, Figures } from '../../core/totals.ts';
import type { Queries } from './database.ts';
import { toIndex } from './text.ts';

/** A row that has just begun is told after its first messages have come together. */
const FIRST_AFTER_MS = 3_000;

interface Change {
    readonly day: string;
    readonly digest: string;
    readonly dimensions: string;
    readonly figures: Map<string, number>;
}

/** What an alert is about. */
interface Subject {
    readonly kind: string;
    readonly campaign: string;
    readonly provider: string;
}

interface Sign extends Subject {
    readonly at: number;
}

export interface Tally {
    /** `before` is empty of a message that nobody has heard of yet. */
    note(before: Tracker, after: Tracker): void;
    /** Counts the message if it shows a sign that it did not show before. */
    noteAlert(before: Tracker, after: Tracker, receivedAt: number): void;
    write(now: number): Promise<void>;
}

export function createTally(tx: Queries, org: string): Tally {
    const changes = new Map<string, Change>();
    const signs: Sign[] = [];

    function count({ dimensions, figures }: Contribution, by: 1 | -1): void {
        const text = JSON.stringify(dimensions);
        let change = changes.get(text);
        if (change === undefined) {
            const digest = hash('sha256', text, 'base64url');
            change = { day: dimensions.day, digest, dimensions: text, figures: new Map() };
            changes.set(text, change);
        }
        addFigures(change.figures, figures, by);
    }
    return {
        note(before, after) {
            const [old, now] = [contributionOf(before), contributionOf(after)];
            if (old !== null) count(old, -1);
            if (now !== null) count(now, 1);
        },
        noteAlert(before, after, receivedAt) {
            const kind = alertKindOf(after);
            const provider = after.fields.provider?.value;
            if (kind === null || provider === undefined || alertKindOf(before) !== null) return;
            const campaign = toIndex(after.fields.campaignId?.value ?? '');
            signs.push({ kind, campaign, provider: campaign === '' ? provider : '', at: receivedAt });
        },
        async write(now) {
            const some = [...changes.values()].filter(({ figures }) => figures.size > 0);
            if (some.length > 0) await writeTotals(tx, org, some, now);
            if (signs.length > 0) await writeAlerts(tx, org, signs);
        },
    };
}

async function writeTotals(tx: Queries, org: string, changes: readonly Change[], now: number): Promise<void> {
    const known = await tx.rows<{ digest: string; day: string; figures: string }>(
        'SELECT digest, day, figures FROM summary WHERE org = $1 AND day = ANY($2) AND digest = ANY($3)',
        [org, changes.map(({ day }) => day), changes.map(({ digest }) => digest)],
    );
    const before = new Map(known.map(({ digest, figures }) => [digest, figures]));
    const rows = changes.map(({ day, digest, dimensions, figures }) => {
        // The cast holds: this wrote it.
        const sums = new Map(Object.entries(JSON.parse(before.get(digest) ?? '{}') as Figures));
        addFigures(sums, Object.fromEntries(figures));
        return { day, digest, dimensions, figures: JSON.stringify(Object.fromEntries(sums)) };
    });
    await tx.run(
        `INSERT INTO summary (org, day, digest, dimensions, figures, next_at)
         SELECT $2, r.day, r.digest, r.dimensions, r.figures, $3
         FROM json_to_recordset($1) AS r (day text, digest text, dimensions text, figures text)
         ON CONFLICT (org, day, digest) DO UPDATE SET figures = excluded.figures, version = summary.version + 1`,
        [JSON.stringify(rows), org, now + FIRST_AFTER_MS],
    );
}

/** Within the lock of the org: nobody else makes a window meanwhile. */
async function writeAlerts(tx: Queries, org: string, signs: readonly Sign[]): Promise<void> {
    const nameOf = ({ kind, campaign, provider }: Subject): string => JSON.stringify([kind, campaign, provider]);
    const rows = await tx.rows<Subject & AlertWindow>(
        `SELECT kind, campaign, provider, window_start AS "windowStart", last_at AS "lastAt" FROM alert
         WHERE org = $1 AND (kind, campaign, provider) IN
             (SELECT r.kind, r.campaign, r.provider FROM json_to_recordset($2) AS r (kind text, campaign text, provider text))
         ORDER BY window_start DESC`,
        [org, JSON.stringify(signs)],
    );
    const windows = Map.groupBy(
        rows.map((row) => ({ ...row, count: 0 })),
        nameOf,
    );
    for (const { at, ...subject } of signs) {
        const own = windows.get(nameOf(subject)) ?? [];
        windows.set(nameOf(subject), own);
        let window = own.find((each) => belongsTo(each, at));
        if (window === undefined) own.push((window = { ...subject, ...windowFrom(at), count: 0 }));
        Object.assign(window, { count: window.count + 1, lastAt: Math.max(window.lastAt, at) });
    }
    await tx.run(
        `INSERT INTO alert (org, kind, campaign, provider, window_start, last_at, observed)
         SELECT $2, r.kind, r.campaign, r.provider, r."windowStart", r."lastAt", r.count
         FROM json_to_recordset($1) AS r
             (kind text, campaign text, provider text, "windowStart" bigint, "lastAt" bigint, count integer)
         ON CONFLICT (org, kind, campaign, provider, window_start)
         DO UPDATE SET observed = alert.observed + excluded.observed, last_at = greatest(alert.last_at, excluded.last_at)`,
        [JSON.stringify([...windows.values()].flat().filter(({ count }) => count > 0)), org],
    );
}
