import type { MessageScope } from 'c/dashboardScope';
import type { DashboardView } from './dashboardView';

/** The messages behind one figure: what it is called, and which they are among those of the dashboard. */
export interface Behind {
    readonly heading: string;
    readonly scope: Partial<MessageScope>;
}

export function behindTile({ tiles }: DashboardView, key: string | undefined): Behind | undefined {
    const tile = tiles.find((each) => each.key === key);
    return tile && { heading: `${tile.label}: ${tile.value}`, scope: tile.scope };
}

export function behindBar(view: DashboardView, sectionKey: string | undefined, key: string): Behind | undefined {
    const sections = [view.funnel, ...view.failures, ...view.comparisons];
    const section = sections.find((each) => each.key === sectionKey);
    const bar = section?.bars.find((each) => each.key === key);
    return section && bar && { heading: `${section.title}: ${bar.label}`, scope: section.scopes[bar.key] ?? {} };
}

export function behindDay({ trend }: DashboardView, key: string): Behind | undefined {
    const point = trend.find((each) => each.key === key);
    return point && { heading: point.text, scope: { from: point.key, to: point.key } };
}

export function behindHour({ heat }: DashboardView, key: string, column: number): Behind {
    const heading = heat.find((line) => line.key === key)?.cells[column]?.text ?? '';
    const country = JSON.parse(key) as string | null; // as c/timeCharts made it
    return { heading, scope: { country, hour: column } };
}

export function behindCampaignDay(
    view: DashboardView,
    campaignId: string | undefined,
    day: string,
): Behind | undefined {
    const campaign = view.campaignTrends.find(({ key }) => key === campaignId);
    const point = campaign?.points.find(({ key }) => key === day);
    if (!campaign || !point) return undefined;
    const scope = { campaignId: campaign.key, from: point.key, to: point.key };
    return { heading: `${campaign.name}: ${point.text}`, scope };
}
