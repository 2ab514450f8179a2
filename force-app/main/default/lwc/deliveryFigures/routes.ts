import { deliveryRate, foldFigures } from './figures';
import type { Figures } from './figures';
import type { SummaryRow } from './summaryRow';

/** A way that messages take: whose they were, where to, over whose network. */
export interface Route {
    readonly provider: string | null;
    readonly country: string | null;
    readonly carrier: string | null;
    readonly figures: Figures;
}

export const routeKey = ({ provider, country, carrier }: Omit<Route, 'figures'>): string =>
    JSON.stringify([provider, country, carrier]);

/** The largest first; equal ones by their key, so that an update does not shuffle them. */
export function groupByRoute(rows: readonly SummaryRow[]): Route[] {
    const groups = new Map<string, SummaryRow[]>();
    for (const row of rows) groups.set(routeKey(row), [...(groups.get(routeKey(row)) ?? []), row]);
    return [...groups]
        .map(([key, members]) => {
            const [provider = null, country = null, carrier = null] = JSON.parse(key) as (string | null)[]; // from above
            return { key, provider, country, carrier, figures: foldFigures(members) };
        })
        .sort((a, b) => b.figures.messages - a.figures.messages || a.key.localeCompare(b.key));
}

/** Fewer messages on either route say nothing of the next ones. */
const LEAST_SENT = 100;
/** Less is not worth changing a provider for, in points. */
const LEAST_GAIN = 2;
/** Standard errors apart, so that chance is no reason. */
const CLEARLY = 3;

/** The provider that brings clearly more to the same network, if there is one whose receipts are believed. */
export function betterRoute(
    route: Route,
    routes: readonly Route[],
    isBelieved: (other: Route) => boolean,
): Route | undefined {
    if (route.country === null || route.figures.sent < LEAST_SENT) return undefined;
    const rate = deliveryRate(route.figures) ?? 0;
    const better = routes.filter(
        (other) =>
            other.country === route.country &&
            other.carrier === route.carrier &&
            other.provider !== route.provider &&
            other.figures.sent >= LEAST_SENT &&
            (deliveryRate(other.figures) ?? 0) >= rate + LEAST_GAIN &&
            standardErrors(other.figures, route.figures) >= CLEARLY &&
            isBelieved(other),
    );
    return better.sort((a, b) => (deliveryRate(b.figures) ?? 0) - (deliveryRate(a.figures) ?? 0))[0];
}

/** Between two shares: https://en.wikipedia.org/wiki/Two-proportion_Z-test */
function standardErrors(one: Figures, other: Figures): number {
    const pooled = (one.delivered + other.delivered) / (one.sent + other.sent);
    const error = Math.sqrt(pooled * (1 - pooled) * (1 / one.sent + 1 / other.sent));
    return (one.delivered / one.sent - other.delivered / other.sent) / error;
}
