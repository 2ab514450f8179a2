import { betterRoute, deliveryRate, GOOD_RATE, groupByRoute, percent, routeKey } from 'c/deliveryFigures';
import type { Route, SummaryRow } from 'c/deliveryFigures';
import { providerName, routeName } from 'c/displayNames';
import { countText, percentText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import type { RouteTrust } from 'c/routeTrusts';
import { LABELS } from './labels';
import { PLAIN, rateBar, section, sorted } from './sections';
import type { Entry, Section, Sort } from './sections';

/** Smaller routes are left to the filters and to the reports. */
const MOST = 15;
/** Below that, a route's own receipts are no reason to send more by it. */
const BELIEVED = 70;

type Trusts = ReadonlyMap<string, RouteTrust>;

export const trustsByRoute = (trusts: readonly RouteTrust[]): Trusts =>
    new Map(trusts.map((trust) => [routeKey(trust), trust]));

const trustNote = (trust: RouteTrust | undefined): string =>
    trust ? fillLabel(LABELS.trusted, countText(trust.score)) : '';

/** Every way to every network: what arrives, of how many nobody knows, who is believed, and what would be better. */
export function routeSection(rows: readonly SummaryRow[], trusts: Trusts, sort: Sort): Section {
    const routes = groupByRoute(rows);
    const head = { key: 'route', title: LABELS.byRoute, help: LABELS.routeHelp, ...PLAIN, line: GOOD_RATE };
    return section(
        { ...head, nameHeading: LABELS.byRoute, valueHeading: LABELS.rate },
        sorted(routes.slice(0, MOST), sort).map((route): Entry => {
            const { provider, country, carrier, figures } = route;
            const name = routeName(provider, country, carrier) || LABELS.notKnown;
            const bar = rateBar(routeKey(route), name, figures);
            const unknown = fillLabel(LABELS.unknownRate, percentText(percent(figures.unknown, figures.sent)));
            const notes = [trustNote(trusts.get(routeKey(route))), advice(route, routes, trusts)];
            return [
                {
                    ...bar,
                    key: routeKey(route),
                    detail: `${bar.detail ?? ''} ${unknown}`,
                    note: notes.filter(Boolean).join(' '),
                },
                { provider, country, carrier },
            ];
        }),
    );
}

function advice(route: Route, routes: readonly Route[], trusts: Trusts): string {
    const isBelieved = (other: Route): boolean => (trusts.get(routeKey(other))?.score ?? BELIEVED) >= BELIEVED;
    const better = betterRoute(route, routes, isBelieved);
    if (!better) return '';
    return fillLabel(
        LABELS.betterRoute,
        providerName(better.provider ?? ''),
        percentText(deliveryRate(better.figures)),
    );
}

/** Of each provider the route whose receipts are believed least. */
export function withLeastTrust(providers: Section, trusts: Trusts): Section {
    const least = new Map<string | null, RouteTrust>();
    for (const trust of trusts.values()) {
        const known = least.get(trust.provider);
        if (!known || trust.score < known.score) least.set(trust.provider, trust);
    }
    const bars = providers.bars.map((bar) => {
        const trust = least.get(providers.scopes[bar.key]?.provider ?? null);
        if (!trust) return bar;
        const name = routeName(null, trust.country, trust.carrier);
        const words = name
            ? fillLabel(LABELS.leastTrusted, countText(trust.score), name)
            : fillLabel(LABELS.trusted, countText(trust.score));
        return { ...bar, note: [bar.note, words].filter(Boolean).join(' ') };
    });
    return { ...providers, bars };
}
