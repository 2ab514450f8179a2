import { daysIn } from 'c/dashboardScope';
import type { DayRange } from 'c/dashboardScope';
import { findingOf, foldFigures, groupBy } from 'c/deliveryFigures';
import type { Finding, SummaryRow } from 'c/deliveryFigures';
import type { HeatLine } from 'c/heatMap';
import type { RouteTrust } from 'c/routeTrusts';
import type { TrendPoint } from 'c/trendChart';
import { fateSection, kindSection } from './outcomeSections';
import { routeSection, trustsByRoute, withLeastTrust } from './routeSection';
import { classSection, codeSection, funnel, nameOf, rateSection } from './sections';
import type { Section, Sort } from './sections';
import { tilesOf } from './tiles';
import type { Tile } from './tiles';
import { heatLines, trendPoints } from './timeCharts';

export interface CampaignTrend {
    readonly key: string;
    readonly name: string;
    readonly points: readonly TrendPoint[];
}

/** All that the dashboard shows, ready to be shown. */
export interface DashboardView {
    readonly tiles: readonly Tile[];
    readonly finding: Finding;
    readonly trend: readonly TrendPoint[];
    /** Of the largest campaigns, on a page that is about none. */
    readonly campaignTrends: readonly CampaignTrend[];
    readonly funnel: Section;
    readonly failures: readonly Section[];
    readonly heat: readonly HeatLine[];
    readonly comparisons: readonly Section[];
}

/** More lines than that nobody compares. */
const MOST_CAMPAIGNS = 6;
const COMPARED = ['provider', 'country', 'carrier', 'senderType', 'objectType', 'channel'] as const;

export interface Showing {
    readonly sort: Sort;
    readonly withCampaigns: boolean;
    /** The least trusted first; none where the reader may not see them. */
    readonly trusts: readonly RouteTrust[];
}

export function dashboardView(
    rows: readonly SummaryRow[],
    range: DayRange,
    { sort, withCampaigns, trusts }: Showing,
): DashboardView {
    const figures = foldFigures(rows);
    const byRoute = trustsByRoute(trusts);
    const dimensions = [
        ...(withCampaigns ? (['campaignId'] as const) : []),
        ...COMPARED,
        // an org whose relay lists no locations has nothing to compare
        ...(rows.some(({ location }) => location !== null) ? (['location'] as const) : []),
    ];
    return {
        tiles: tilesOf(figures),
        finding: findingOf(figures),
        trend: trendPoints(rows, daysIn(range)),
        campaignTrends: withCampaigns ? campaignTrends(rows, daysIn(range)) : [],
        funnel: funnel(figures),
        failures: [kindSection(rows), fateSection(rows, figures.sent), classSection(rows), codeSection(rows)],
        heat: heatLines(rows),
        comparisons: dimensions.flatMap((dimension) => {
            const rates = rateSection(rows, dimension, sort);
            if (dimension !== 'provider') return [rates];
            return [withLeastTrust(rates, byRoute), routeSection(rows, byRoute, sort)];
        }),
    };
}

function campaignTrends(rows: readonly SummaryRow[], days: readonly string[]): CampaignTrend[] {
    return groupBy(rows, 'campaignId')
        .filter(({ value }) => value !== null)
        .slice(0, MOST_CAMPAIGNS)
        .map(({ value }) => ({
            key: value ?? '',
            name: nameOf(rows, 'campaignId', value),
            points: trendPoints(
                rows.filter(({ campaignId }) => campaignId === value),
                days,
            ),
        }));
}
