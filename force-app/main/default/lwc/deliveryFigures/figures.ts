import { mergeHistograms } from './histogram';
import type { Histogram } from './histogram';
import type { SummaryRow } from './summaryRow';

export interface Cost {
    readonly currency: string;
    readonly amount: number;
    /** The part of it that was charged for messages that failed. */
    readonly failed: number;
    /** Of those messages whose price is in this currency, as the two below. */
    readonly delivered: number;
    readonly credited: number;
    readonly segments: number;
}

/** What a set of totals comes to. Each message is counted once in `messages`. */
export interface Figures {
    readonly messages: number;
    /** All that left for the recipient, whatever became of them: not those scheduled, queued, cancelled or without a status. */
    readonly sent: number;
    readonly delivered: number;
    /** Those of them that the phone, mailbox or device itself has confirmed. */
    readonly handset: number;
    readonly failed: number;
    /** With the carrier, and no receipt yet. */
    readonly open: number;
    /** Whose provider gave up waiting for a receipt: they may have arrived. */
    readonly unknown: number;
    readonly optedOut: number;
    readonly engaged: number;
    /** Those of them whose delivery the phone, mailbox or device confirmed: what attribution counts. */
    readonly credited: number;
    readonly segments: number;
    readonly failedSegments: number;
    readonly latency: Histogram;
    readonly costs: readonly Cost[];
}

/** At least so many percent are good; below the other one something is wrong with more than single numbers. */
export const GOOD_RATE = 95;
export const FLAGGED_RATE = 90;
/** Less engagement than that, in percent of what arrived, is little. */
const LITTLE_ENGAGEMENT = 5;

export type Verdict = 'good' | 'watch' | 'flagged' | 'none';

const NEVER_LEFT = ['noStatus', 'scheduled', 'queued', 'canceled'] as const;
const FAILED = ['failed', 'undelivered', 'rejected', 'expired'] as const;

export function foldFigures(rows: readonly SummaryRow[]): Figures {
    const sum = (read: (row: SummaryRow) => number): number => rows.reduce((total, row) => total + read(row), 0);
    const messages = sum(({ counts }) => counts.total);
    return {
        messages,
        sent: messages - sum(({ counts }) => NEVER_LEFT.reduce((total, name) => total + counts[name], 0)),
        delivered: sum(({ counts }) => counts.delivered),
        handset: sum(({ counts }) => counts.handset),
        failed: sum(({ counts }) => FAILED.reduce((total, name) => total + counts[name], 0)),
        open: sum(({ counts }) => counts.sent),
        unknown: sum(({ counts }) => counts.unknown),
        optedOut: sum(({ counts }) => counts.optedOut),
        engaged: sum(({ counts }) => counts.engaged),
        credited: sum(({ counts }) => counts.credited),
        segments: sum(({ counts }) => counts.segments),
        failedSegments: sum(({ counts }) => counts.failedSegments),
        latency: mergeHistograms(rows.map(({ latency }) => latency)),
        costs: costsOf(rows),
    };
}

function costsOf(rows: readonly SummaryRow[]): Cost[] {
    const currencies = [...new Set(rows.flatMap(({ currency }) => currency ?? []))].sort();
    return currencies.map((currency) => {
        const priced = rows.filter((row) => row.currency === currency);
        const sum = (read: (row: SummaryRow) => number): number => priced.reduce((all, row) => all + read(row), 0);
        return {
            currency,
            amount: sum(({ cost }) => cost),
            failed: sum(({ failedCost }) => failedCost),
            delivered: sum(({ counts }) => counts.delivered),
            credited: sum(({ counts }) => counts.credited),
            segments: sum(({ counts }) => counts.segments),
        };
    });
}

/** `part` of `whole` in percent; null when there is no whole. */
export const percent = (part: number, whole: number): number | null => (whole === 0 ? null : (part / whole) * 100);

/** Delivered of sent, in percent. */
export const deliveryRate = ({ delivered, sent }: Figures): number | null => percent(delivered, sent);

export function verdictOf(rate: number | null): Verdict {
    if (rate === null) return 'none';
    if (rate >= GOOD_RATE) return 'good';
    return rate < FLAGGED_RATE ? 'flagged' : 'watch';
}

/**
 * What part of the text messages to a country arrives on average, in percent, where somebody has published it. Of those
 * in the United Kingdom 11.2 % do not: docs/features.md, 4-16 and c4.
 */
const BENCHMARKS: ReadonlyMap<string, number> = new Map([['GB', 88.8]]);

export interface CountryVerdict {
    readonly verdict: Verdict;
    /** The average of the country, in percent; undefined where nobody knows it. */
    readonly benchmark: number | undefined;
}

/** Where an average is known, only what stays below it is flagged: else the average sender there would always be. */
export function countryVerdict(country: string | null, rate: number | null): CountryVerdict {
    const benchmark = BENCHMARKS.get(country ?? '');
    const verdict = verdictOf(rate);
    if (benchmark === undefined || rate === null || verdict === 'good') return { verdict, benchmark };
    return { verdict: rate < benchmark ? 'flagged' : 'watch', benchmark };
}

/** Where phones confirm at least so many percent of the deliveries, a receipt means what people think it means. */
const CONFIRMED = 90;

/** Percent of the deliveries that rest on a carrier's or a platform's word; null where that is not worth a caveat. */
export function onlyClaimed({ delivered, handset }: Figures): number | null {
    const confirmed = percent(handset, delivered);
    return confirmed === null || confirmed >= CONFIRMED ? null : 100 - confirmed;
}

export type Finding = 'infrastructure' | 'message' | 'waiting' | 'none';

/** Where to look: what arrives and moves nobody is the message's fault; what does not arrive is not. */
export function findingOf(figures: Figures): Finding {
    const verdict = verdictOf(deliveryRate(figures));
    if (verdict === 'none') return 'none';
    // while receipts are still to come, a low rate says nothing yet
    const isStillGood = verdictOf(percent(figures.delivered + figures.open, figures.sent)) !== 'flagged';
    if (verdict === 'flagged') return isStillGood ? 'waiting' : 'infrastructure';
    const engagement = percent(figures.engaged, figures.delivered) ?? 0;
    return verdict === 'good' && engagement < LITTLE_ENGAGEMENT ? 'message' : 'none';
}
