import { FAILED_STATUSES } from 'c/dashboardScope';
import { percent } from 'c/deliveryFigures';
import type { SummaryRow } from 'c/deliveryFigures';
import { usualAdvice, usualCause } from 'c/failureReason';
import { countText, percentText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { statusWords } from 'c/statusPill';
import { LABELS } from './labels';
import { PLAIN, section } from './sections';
import type { Entry, Section } from './sections';

type CountName = keyof SummaryRow['counts'];

/** Each status in the data's word, with the count that belongs to it. */
const COUNTS: Readonly<Record<string, CountName>> = {
    Scheduled: 'scheduled',
    Queued: 'queued',
    Sent: 'sent',
    Unconfirmed: 'unconfirmed',
    Unknown: 'unknown',
    Canceled: 'canceled',
    Expired: 'expired',
    Failed: 'failed',
    Undelivered: 'undelivered',
    Rejected: 'rejected',
    Delivered: 'delivered',
};

/** The kinds that receipts have: arrived, over without arriving, and not over yet. */
const KINDS: readonly (readonly [key: string, label: string, tone: 'good' | 'flagged' | 'neutral', string[]])[] = [
    ['delivered', LABELS.delivered, 'good', ['Delivered']],
    ['final', LABELS.kindFinal, 'flagged', [...FAILED_STATUSES, 'Unknown', 'Canceled']],
    ['intermediate', LABELS.kindIntermediate, 'neutral', ['Scheduled', 'Queued', 'Sent', 'Unconfirmed']],
];

const countOf = (rows: readonly SummaryRow[], statuses: readonly string[]): number =>
    statuses.reduce((sum, status) => {
        const name = COUNTS[status];
        return name ? rows.reduce((all, { counts }) => all + counts[name], sum) : sum;
    }, 0);

export function kindSection(rows: readonly SummaryRow[]): Section {
    const all = countOf(rows, Object.keys(COUNTS));
    const head = { key: 'kinds', title: LABELS.kinds, help: LABELS.kindsHelp, ...PLAIN };
    return section(
        { ...head, nameHeading: LABELS.kinds, valueHeading: LABELS.messages },
        KINDS.map(([key, label, tone, statuses]): Entry => {
            const count = countOf(rows, statuses);
            const detail = fillLabel(LABELS.ofMessages, percentText(percent(count, all)));
            const share = percent(count, all) ?? 0;
            return [
                { key, label, share, valueText: countText(count), detail, tone, isDrillable: count > 0 },
                { statuses },
            ];
        }),
    );
}

/** What providers' tables for troubleshooting are about: UNDELIV, EXPIRED, UNKNOWN, REJECTD. */
const FATES = ['Undelivered', 'Expired', 'Unknown', 'Rejected'];
/** From this share of what was sent on it is worth looking into, in percent. */
const MUCH = 2;

/** How large a part of what was sent ended without arriving, and where that is much, why it usually does. */
export function fateSection(rows: readonly SummaryRow[], sent: number): Section {
    const head = { key: 'fates', title: LABELS.fates, help: LABELS.fatesHelp, ...PLAIN, chartClass: 'chart wide' };
    const entries = FATES.map((status): Entry => {
        const count = countOf(rows, [status]);
        const share = percent(count, sent) ?? 0;
        const detail = fillLabel(LABELS.ofSent, percentText(share));
        const isMuch = share >= MUCH;
        const bar = { key: status, label: statusWords(status).text, share, valueText: countText(count), detail };
        const note = isMuch ? `${usualCause(status)} ${usualAdvice(status)}`.trim() : '';
        const tone = isMuch ? ('flagged' as const) : ('neutral' as const);
        return [{ ...bar, tone, note, isDrillable: count > 0 }, { statuses: [status] }];
    });
    return section({ ...head, nameHeading: LABELS.fates, valueHeading: LABELS.messages }, entries);
}
