import { csvText } from 'c/csvText';
import type { Cell } from 'c/csvText';
import { deliveryRate, failureClasses, failureCodes, foldFigures, groupBy, percentile, trend } from 'c/deliveryFigures';
import type { Figures, SummaryRow } from 'c/deliveryFigures';
import { providerName } from 'c/displayNames';
import { LABELS } from './labels';
import { nameOf } from './sections';

const HEADER = [
    LABELS.section,
    LABELS.name,
    LABELS.messages,
    LABELS.sent,
    LABELS.delivered,
    LABELS.rate,
    LABELS.failed,
    LABELS.optedOut,
    LABELS.engaged,
    LABELS.credited,
    LABELS.median,
    LABELS.slowest,
    LABELS.unknownFate,
    LABELS.segments,
    LABELS.costSum,
    LABELS.loss,
    LABELS.currency,
];

const DIMENSIONS = [
    ['campaignId', LABELS.byCampaign],
    ['channel', LABELS.byChannel],
    ['provider', LABELS.byProvider],
    ['country', LABELS.byCountry],
    ['carrier', LABELS.byCarrier],
    ['senderType', LABELS.bySenderType],
    ['objectType', LABELS.byObjectType],
    ['location', LABELS.byLocation],
] as const;

/** All figures of the dashboard under its filters, in full precision. */
export function figuresCsv(rows: readonly SummaryRow[], days: readonly string[]): string {
    return csvText(HEADER, [
        line(LABELS.allMessages, '', foldFigures(rows)),
        ...trend(rows, days).map(({ day, figures }) => line(LABELS.day, day, figures)),
        ...DIMENSIONS.flatMap(([dimension, title]) =>
            groupBy(rows, dimension).map(({ value, figures }) => line(title, nameOf(rows, dimension, value), figures)),
        ),
        ...failureClasses(rows).map(({ failureClass, count }) => failureLine(LABELS.failureClass, failureClass, count)),
        ...failureCodes(rows).map(({ provider, code, count }) =>
            failureLine(LABELS.errorCode, `${providerName(provider ?? '')} ${code ?? LABELS.otherCodes}`.trim(), count),
        ),
    ]);
}

function line(section: string, name: string, figures: Figures): Cell[] {
    const { messages, sent, delivered, failed, optedOut, engaged, credited, latency } = figures;
    const times = [percentile(latency, 0.5), percentile(latency, 0.95)];
    const outcome = [messages, sent, delivered, deliveryRate(figures), failed, optedOut, engaged, credited];
    return [section, name, ...outcome, ...times, figures.unknown, figures.segments, ...costCells(figures)];
}

/** Amounts in different currencies are no sum. */
function costCells({ costs: [cost, ...others] }: Figures): Cell[] {
    return cost && others.length === 0 ? [cost.amount, cost.failed, cost.currency] : [null, null, null];
}

function failureLine(section: string, name: string, failed: number): Cell[] {
    return HEADER.map(
        (heading) => ({ [LABELS.section]: section, [LABELS.name]: name, [LABELS.failed]: failed })[heading] ?? null,
    );
}
