/** What the relay's totals come to. Pure: rows in, figures out. */
export { failureClasses, failureCodes, failuresByHour, groupBy, trend } from './breakdowns';
export type { ClassCount, Dimension, FailureCode, Group, HeatRow } from './breakdowns';
export {
    countryVerdict,
    onlyClaimed,
    deliveryRate,
    findingOf,
    FLAGGED_RATE,
    foldFigures,
    GOOD_RATE,
    percent,
    verdictOf,
} from './figures';
export type { Cost, CountryVerdict, Figures, Finding, Verdict } from './figures';
export { betterRoute, groupByRoute, routeKey } from './routes';
export type { Route } from './routes';
export { mergeHistograms, percentile } from './histogram';
export type { Histogram } from './histogram';
export { readRows } from './summaryRow';
export type { SummaryRow } from './summaryRow';
