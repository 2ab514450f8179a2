import { daysIn } from 'c/dashboardScope';
import type { DayRange } from 'c/dashboardScope';
import { findingOf, foldFigures } from 'c/deliveryFigures';
import type { Finding, SummaryRow } from 'c/deliveryFigures';
import type { HeatLine } from 'c/heatMap';
import type { TrendPoint } from 'c/trendChart';
import { classSection, codeSection, funnel, rateSection } from './sections';
import type { Section, Sort } from './sections';
import { tilesOf } from './tiles';
import type { Tile } from './tiles';
import { heatLines, trendPoints } from './timeCharts';

/** All that the dashboard shows, ready to be shown. */
export interface DashboardView {
    readonly tiles: readonly Tile[];
    readonly finding: Finding;
    readonly trend: readonly TrendPoint[];
    readonly funnel: Section;
    readonly failures: readonly Section[];
    readonly heat: readonly HeatLine[];
    readonly comparisons: readonly Section[];
}

const COMPARED = ['provider', 'country', 'carrier', 'senderType', 'objectType', 'channel'] as const;

export function dashboardView(
    rows: readonly SummaryRow[],
    range: DayRange,
    { sort, withCampaigns }: { readonly sort: Sort; readonly withCampaigns: boolean },
): DashboardView {
    const figures = foldFigures(rows);
    const dimensions = withCampaigns ? (['campaignId', ...COMPARED] as const) : COMPARED;
    return {
        tiles: tilesOf(figures),
        finding: findingOf(figures),
        trend: trendPoints(rows, daysIn(range)),
        funnel: funnel(figures),
        failures: [classSection(rows), codeSection(rows)],
        heat: heatLines(rows),
        comparisons: dimensions.map((dimension) => rateSection(rows, dimension, sort)),
    };
}
