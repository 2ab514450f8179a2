/**
 * How far the receipts of a route (provider, country, carrier) can be believed: a score with its reasons, from the totals
 * of the last days and from numbers of our own. Pure: the same figures in any order give the same scores.
 */
import type { AlertSettings } from './anomalies.ts';
import { percent } from './anomalies.ts';
import { concentration, deviations, shareOf, totalOf } from './statistics.ts';
import type { Share } from './statistics.ts';
import { latencyOf } from './totals.ts';
import type { Contribution } from './totals.ts';

export interface Route {
    readonly provider: string;
    readonly country: string;
    readonly carrier: string;
}

export interface RouteTrust extends Route {
    readonly messages: number;
    /** From 0 to 100; null while too little is known. */
    readonly score: number | null;
    readonly reasons: readonly string[];
}

/** Messages of a route to numbers of our own that were reported as delivered: seen on the phone, or not for a day. */
export interface CanaryCount extends Route {
    readonly arrived: number;
    readonly missed: number;
}

type Rows = readonly Contribution[];
/** What is taken off the hundred, and why; null where a sign says nothing. */
type Sign = { readonly points: number; readonly reason: string } | null;

/** Others must be reacted to, or it is not measured at all: as for grey routes. */
const LEAST_ENGAGEMENT = 0.02;
/** One network in half a million is this far from the others by chance. */
const CERTAIN = -4;
/** No more of those before may name neither campaign nor record. */
const FEW_ORPHANS = 0.2;
/** One phone may be off or lost. */
const LEAST_MISSED = 2;

const MOST = { reactions: 40, times: 40, missing: 30, orphans: 20, canaries: 100 } as const;
const FINAL = ['Delivered', 'Expired', 'Failed', 'Undelivered', 'Rejected', 'Canceled'].map((word) => `status:${word}`);

export const routeKey = ({ provider, country, carrier }: Route): string => `${provider}:${country}:${carrier}`;

/** 0 up to `from`, 1 from `to` on. */
const between = (value: number, from: number, to: number): number =>
    Math.min(1, Math.max(0, (value - from) / (to - from)));

const sum = (rows: Rows, ...names: string[]): number =>
    rows.reduce((all, { figures }) => all + names.reduce((own, name) => own + (figures[name] ?? 0), 0), 0);

const sign = (points: number, reason: string): Sign => (points > 0 ? { points, reason } : null);

/** What the route reports as delivered, believed or not. */
const claimed = (rows: Rows): number => sum(rows, 'status:Delivered', 'misleading');

/** Hardly anybody reacts to what elsewhere people react to. */
function reactions(own: Rows, others: Rows, least: number): Sign {
    const here: Share = { part: sum(own, 'engaged'), whole: claimed(own) };
    const elsewhere: Share = { part: sum(others, 'engaged'), whole: claimed(others) };
    if (here.whole < least || elsewhere.whole < least || shareOf(elsewhere) < LEAST_ENGAGEMENT) return null;
    if (deviations(here, elsewhere) > CERTAIN) return null;
    const lack = 1 - shareOf(here) / shareOf(elsewhere);
    return sign(
        MOST.reactions * between(lack, 0.5, 1),
        `${percent(here.part, here.whole)} % of what is reported as delivered is reacted to, against ${percent(elsewhere.part, elsewhere.whole)} % on other routes`,
    );
}

/** All receipts after one and the same time, as no network of phones answers. */
function times(own: Rows, least: number): Sign {
    const all = new Map<number, number>();
    for (const { figures } of own)
        for (const [bucket, count] of latencyOf(figures, true)) all.set(bucket, (all.get(bucket) ?? 0) + count);
    if (totalOf(all) < least) return null;
    const same = concentration(all);
    const share = Math.round(same * 100);
    return sign(MOST.times * between(same, 0.7, 0.95), `${share} % of the receipts came after the same time`);
}

/** Messages of the days before today that have no end. */
function missing(own: Rows, today: string, least: number): Sign {
    const before = own.filter(({ dimensions }) => dimensions.day < today);
    const whole = sum(before, 'total');
    if (whole < least) return null;
    const open = whole - sum(before, ...FINAL, 'misleading');
    return sign(
        MOST.missing * between(open / whole, 0.05, 0.5),
        `${percent(open, whole)} % of the messages of the days before have no receipt`,
    );
}

const isOrphan = ({ dimensions: { campaignId, objectType } }: Contribution): boolean =>
    campaignId === '' && objectType === '';

/** Receipts of messages that nobody here sent, where elsewhere hardly any are. */
function orphans(own: Rows, others: Rows, least: number): Sign {
    const of = (rows: Rows): Share => ({ part: sum(rows.filter(isOrphan), 'total'), whole: sum(rows, 'total') });
    const [here, elsewhere] = [of(own), of(others)];
    if (here.whole < least || elsewhere.whole < least || shareOf(elsewhere) > FEW_ORPHANS) return null;
    return sign(
        MOST.orphans * between(shareOf(here), FEW_ORPHANS, 1),
        `${percent(here.part, here.whole)} % of the receipts are of messages that name neither a campaign nor a record`,
    );
}

function canary(counts: readonly CanaryCount[]): Sign {
    const missed = counts.reduce((all, each) => all + each.missed, 0);
    const known = counts.reduce((all, each) => all + each.missed + each.arrived, 0);
    if (missed < LEAST_MISSED) return null;
    return sign(
        MOST.canaries * between(missed / known, 0, 0.5),
        `${missed} of ${known} messages to numbers of your own were reported as delivered and did not arrive`,
    );
}

type Settings = Pick<AlertSettings, 'greyRouteMessages'>;

/** Of every route of text messages that the totals know. `today`: its messages may still end. */
export function judgeRoutes(
    totals: Rows,
    canaries: readonly CanaryCount[],
    today: string,
    { greyRouteMessages: least }: Settings,
): RouteTrust[] {
    const sms = totals.filter(({ dimensions }) => dimensions.channel === 'SMS');
    const canariesOf = Map.groupBy(canaries, routeKey);
    const judged = [...Map.groupBy(sms, ({ dimensions }) => routeKey(dimensions))].map(([key, own]): RouteTrust => {
        const [{ dimensions }] = own as [Contribution]; // a group has a member
        const { provider, country, carrier } = dimensions;
        const others = sms.filter((row) => routeKey(row.dimensions) !== key);
        const messages = sum(own, 'total');
        const seen = canary(canariesOf.get(key) ?? []);
        const signs = [
            ...[seen, reactions(own, others, least), times(own, least)],
            ...[missing(own, today, least), orphans(own, others, least)],
        ].filter((each) => each !== null);
        const score = Math.max(0, Math.round(100 - signs.reduce((all, { points }) => all + points, 0)));
        const isKnown = messages >= least || seen !== null;
        const reasons = isKnown ? signs.map(({ reason }) => reason) : [];
        return { provider, country, carrier, messages, score: isKnown ? score : null, reasons };
    });
    return judged.sort((a, b) => (routeKey(a) < routeKey(b) ? -1 : 1));
}
