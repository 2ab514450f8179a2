/** What of alerts and totals the CRM has been told: by the one relay that speaks to the org. */
import type { Contribution, Dimensions, Figures } from '../../core/totals.ts';
import type { Alert, AlertRequest, Summary, SummaryRequest, ToldAlert, ToldSummary } from '../../core/store.ts';
import type { Database } from './database.ts';
import type { Membership } from './membership.ts';
import { fromColumn } from './text.ts';

interface SummaryRow extends Omit<Summary, 'dimensions' | 'figures'> {
    readonly dimensions: string;
    readonly figures: string;
}

/** Holds rows back until `$3`, and hands them out in the order in which they were due. */
const claim = (table: string, due: string, columns: string, mark = ''): string => `
    WITH due AS (SELECT id, next_at FROM ${table} WHERE org = $1 AND next_at <= $2 AND ${due}
                 ORDER BY next_at, id LIMIT $4 FOR UPDATE SKIP LOCKED),
    claimed AS (UPDATE ${table} SET next_at = $3 ${mark} FROM due WHERE ${table}.id = due.id
                RETURNING ${table}.*, due.next_at AS was_due)
    SELECT id, refusals, ${columns} FROM claimed ORDER BY was_due, id`;

const CLAIM_ALERTS = claim(
    'alert',
    'observed > told',
    'kind, campaign AS "campaignId", provider, window_start AS "windowStart", last_at AS "lastAt", observed',
);
// A row that lost its only messages before anybody heard of it is nobody's business.
const CLAIM_SUMMARIES = claim(
    'summary',
    "version > told AND (handed OR figures <> '{}')",
    'dimensions, figures, version, unlinked',
    ', handed = true',
);

export function createTellings(db: Database, membership: Membership) {
    async function claimed<T extends object>(
        sql: string,
        { org, now, againAt, limit }: AlertRequest | SummaryRequest,
    ): Promise<T[]> {
        if (!(await membership.keeps(org))) return [];
        return db.rows<T>(sql, [org, now, againAt, limit]);
    }

    const tell = (told: readonly (ToldAlert | ToldSummary)[], taken: string, refused: string): Promise<void> =>
        db.transaction(async (tx) => {
            for (const [kind, sql] of [
                ['taken', taken],
                ['refused', refused],
            ] as const) {
                const own = told.filter((each) => each.kind === kind);
                if (own.length > 0) await tx.run(sql, [JSON.stringify(own)]);
            }
        });

    return {
        async claimAlerts(request: AlertRequest): Promise<Alert[]> {
            const alerts = await claimed<Alert>(CLAIM_ALERTS, request);
            return alerts.map((alert) => ({ ...alert, campaignId: fromColumn(alert.campaignId) }));
        },
        alertsTold: (told: readonly ToldAlert[]): Promise<void> => tell(told, ALERTS_TAKEN, ALERTS_REFUSED),
        async claimSummaries(request: SummaryRequest): Promise<Summary[]> {
            const rows = await claimed<SummaryRow>(CLAIM_SUMMARIES, request);
            return rows.map((row) => ({ ...row, ...parsed(row) }));
        },
        summariesTold: (told: readonly ToldSummary[]): Promise<void> => tell(told, SUMMARIES_TAKEN, SUMMARIES_REFUSED),
        async totalsSince(org: string, day: string): Promise<Contribution[]> {
            const rows = await db.rows<Pick<SummaryRow, 'dimensions' | 'figures'>>(
                'SELECT dimensions, figures FROM summary WHERE org = $1 AND day >= $2',
                [org, day],
            );
            return rows.map(parsed);
        },
    };
}

const ALERTS_TAKEN = `
    UPDATE alert SET told = greatest(told, r.observed), refusals = 0
    FROM json_to_recordset($1) AS r (id bigint, observed integer) WHERE alert.id = r.id`;
const ALERTS_REFUSED = `
    UPDATE alert SET refusals = refusals + 1, next_at = r."againAt"
    FROM json_to_recordset($1) AS r (id bigint, "againAt" bigint) WHERE alert.id = r.id`;
const SUMMARIES_TAKEN = `
    UPDATE summary SET told = greatest(told, r.version), refusals = 0
    FROM json_to_recordset($1) AS r (id bigint, version bigint) WHERE summary.id = r.id`;
const SUMMARIES_REFUSED = `
    UPDATE summary SET refusals = refusals + 1, unlinked = unlinked OR r.unlink, next_at = r."againAt"
    FROM json_to_recordset($1) AS r (id bigint, unlink boolean, "againAt" bigint) WHERE summary.id = r.id`;

/** The casts hold: the tally wrote them. */
const parsed = ({ dimensions, figures }: Pick<SummaryRow, 'dimensions' | 'figures'>): Contribution => ({
    dimensions: JSON.parse(dimensions) as Dimensions,
    figures: JSON.parse(figures) as Figures,
});
