/** What a transaction changes of totals and alerts; rows are written once, however many messages it concerned. */
import { hash } from 'node:crypto';
import { alertKindOf } from '../../core/alerts.ts';
import type { Tracker } from '../../core/merge.ts';
import { addFigures, contributionOf } from '../../core/totals.ts';
import type { Contribution, Figures } from '../../core/totals.ts';
import type { Queries } from './database.ts';
import { toIndex } from './text.ts';

/** A row that has just begun is told after its first messages have come together. */
const FIRST_AFTER_MS = 3_000;
const HOUR_MS = 3_600_000;

interface Change {
    readonly day: string;
    readonly digest: string;
    readonly dimensions: string;
    readonly figures: Map<string, number>;
}

interface Sign {
    readonly kind: string;
    readonly campaign: string;
    readonly provider: string;
    readonly hour: number;
    count: number;
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
    const signs = new Map<string, Sign>();

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
            const hour = Math.floor(receivedAt / HOUR_MS) * HOUR_MS;
            const subject = { kind, campaign, provider: campaign === '' ? provider : '', hour };
            const name = JSON.stringify(subject);
            const sign = signs.get(name) ?? { ...subject, count: 0 };
            sign.count += 1;
            signs.set(name, sign);
        },
        async write(now) {
            const some = [...changes.values()].filter(({ figures }) => figures.size > 0);
            if (some.length > 0) await writeTotals(tx, org, some, now);
            if (signs.size > 0) await writeAlerts(tx, org, [...signs.values()]);
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

async function writeAlerts(tx: Queries, org: string, signs: readonly Sign[]): Promise<void> {
    await tx.run(
        `INSERT INTO alert (org, kind, campaign, provider, window_start, observed)
         SELECT $2, r.kind, r.campaign, r.provider, r.hour, r.count
         FROM json_to_recordset($1) AS r (kind text, campaign text, provider text, hour bigint, count integer)
         ON CONFLICT (org, kind, campaign, provider, window_start)
         DO UPDATE SET observed = alert.observed + excluded.observed`,
        [JSON.stringify(signs), org],
    );
}
