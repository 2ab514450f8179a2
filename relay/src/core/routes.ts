/** What the totals of days tell of a route: receipts that are too good to be true, and messages that nobody sent. Pure. */
import { percent } from './anomalies.ts';
import type { AlertSettings, Finding } from './anomalies.ts';
import { latencyOf } from './totals.ts';
import type { Contribution, Dimensions } from './totals.ts';
import { concentration, distance, shareOf, totalOf } from './statistics.ts';
import type { Share } from './statistics.ts';

/** Days, with today: what is usual is taken from them. */
export const DAYS = 8;
const HOUR_MS = 3_600_000;

/** DESIGN R12: a very high rate with abnormally low engagement. No honest route of a size arrives almost whole. */
const TOO_GOOD = 0.98;
/** Others must be reacted to, or it is not measured at all; and a route to a fifth of that. */
const LEAST_ENGAGEMENT = 0.02;
const FAR_LESS = 0.2;
/** Of receipts, in buckets a tenth wide: no network answers all phones after the same time. */
const ALL_THE_SAME = 0.95;
/** Kolmogorov and Smirnov's distance from what the carrier's receipts took before. */
const OTHER_SHAPE = 0.5;
/** Messages that name neither a campaign nor a record, where before hardly any did not. */
const FEW_ORPHANS = 0.2;
/** Hours that have ended this long ago, and are not older than that: by then most messages have an end. */
const SETTLED_HOURS = [2, 6] as const;

type Settings = Pick<
    AlertSettings,
    'greyRouteMessages' | 'orphanPercent' | 'orphanMessages' | 'pendingPoints' | 'pendingMessages'
>;
type Rows = readonly Contribution[];

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const sum = (rows: Rows, ...names: string[]): number =>
    rows.reduce((all, { figures }) => all + names.reduce((own, name) => own + (figures[name] ?? 0), 0), 0);
const ENDED = ['Delivered', 'Expired', 'Failed', 'Undelivered', 'Rejected'].map((status) => `status:${status}`);

const routeOf = ({ provider, carrier, country }: Dimensions): string =>
    [provider, country, carrier].filter((word) => word !== '').join(' ');

function latencies(rows: Rows): Map<number, number> {
    const all = new Map<number, number>();
    for (const { figures } of rows)
        for (const [bucket, count] of latencyOf(figures)) all.set(bucket, (all.get(bucket) ?? 0) + count);
    return all;
}

const engaged = (rows: Rows): Share => ({ part: sum(rows, 'engaged'), whole: sum(rows, 'status:Delivered') });

/** Nearly all arrive, and hardly anybody reacts to what elsewhere people react to. */
function tooGood(own: Rows, others: Rows, { greyRouteMessages }: Settings): string | null {
    const ended = sum(own, ...ENDED);
    const [here, elsewhere] = [engaged(own), engaged(others)];
    if (ended < greyRouteMessages || elsewhere.whole < greyRouteMessages) return null;
    if (here.whole < TOO_GOOD * ended || shareOf(elsewhere) < LEAST_ENGAGEMENT) return null;
    if (shareOf(here) > FAR_LESS * shareOf(elsewhere)) return null;
    return `${percent(here.whole, ended)} % of ${ended} messages are reported as delivered, and ${percent(here.part, here.whole)} % of them are reacted to, against ${percent(elsewhere.part, elsewhere.whole)} % on other routes.`;
}

/** All receipts after one and the same time, or after times that this carrier's never took. */
function wrongTimes(today: Rows, before: Rows, { greyRouteMessages }: Settings): string | null {
    const [now, usual] = [latencies(today), latencies(before)];
    const count = totalOf(now);
    if (count < greyRouteMessages) return null;
    if (concentration(now) >= ALL_THE_SAME)
        return `Nearly all of ${count} receipts came after the same time, as no network of phones answers.`;
    if (totalOf(usual) < greyRouteMessages || distance(now, usual) < OTHER_SHAPE) return null;
    return `${count} receipts of today took other times than this carrier's did in the week before (distance ${distance(now, usual).toFixed(2)} of 1).`;
}

/**
 * 0-37 and 0-38. SMS only: a mail server or a push service answers for all at once. Reactions are compared with the other
 * routes of the same channel, times with the same carrier's by whatever provider.
 */
export function greyRoutes(totals: Rows, now: number, settings: Settings): Finding[] {
    const sms = totals.filter(({ dimensions }) => dimensions.channel === 'SMS');
    const today = dayOf(now);
    return [...Map.groupBy(sms, ({ dimensions }) => routeOf(dimensions))].flatMap(([subject, own]): Finding[] => {
        const [{ dimensions }] = own as [Contribution]; // a group has a member
        const { provider, carrier, country } = dimensions;
        const others = sms.filter((row) => routeOf(row.dimensions) !== subject);
        const ofCarrier =
            carrier === ''
                ? own
                : sms.filter((row) => row.dimensions.carrier === carrier && row.dimensions.country === country);
        const ofToday = own.filter((row) => row.dimensions.day === today);
        const before = ofCarrier.filter((row) => row.dimensions.day !== today);
        const reasons = [tooGood(own, others, settings), wrongTimes(ofToday, before, settings)];
        return reasons.flatMap((detail, index): Finding[] => {
            if (detail === null) return [];
            const sign = index === 0 ? 'reactions' : 'times';
            const place = { campaignId: '', failureClass: '', provider, carrier, country };
            const figures = { observed: sum(own, 'status:Delivered'), expected: null };
            return [
                {
                    ...place,
                    ...figures,
                    kind: 'Grey Route',
                    subject: `${subject} (${sign})`,
                    since: startOf(today),
                    detail,
                },
            ];
        });
    });
}

const ofProvider = (provider: string) => ({ campaignId: '', failureClass: '', carrier: '', country: '', provider });

/** 0-39: of a provider whose messages usually name a campaign or a record, many that name neither. */
export function artificialTraffic(totals: Rows, now: number, settings: Settings): Finding[] {
    const today = dayOf(now);
    const orphans = (rows: Rows): Share => ({
        part: sum(
            rows.filter(({ dimensions: { campaignId, objectType } }) => campaignId === '' && objectType === ''),
            'total',
        ),
        whole: sum(rows, 'total'),
    });
    return [...Map.groupBy(totals, ({ dimensions }) => dimensions.provider)].flatMap(([provider, own]): Finding[] => {
        const here = orphans(own.filter(({ dimensions }) => dimensions.day === today));
        const before = orphans(own.filter(({ dimensions }) => dimensions.day !== today));
        if (here.part < settings.orphanMessages || before.whole < settings.orphanMessages) return [];
        if (shareOf(before) > FEW_ORPHANS || here.part * 100 < settings.orphanPercent * here.whole) return [];
        const [observed, expected] = [percent(here.part, here.whole), percent(before.part, before.whole)];
        return [
            {
                ...{ ...ofProvider(provider), kind: 'Artificial Traffic', subject: provider, since: startOf(today) },
                ...{ observed, expected },
                detail: `${here.part} of ${here.whole} messages of today (UTC) that ${provider} reports name neither a campaign nor a record: ${observed} %, against ${expected} % in the week before.`,
            },
        ];
    });
}

/** Messages of some hours ago that have no end, far more than is usual after a day. */
export function pendingRises(totals: Rows, now: number, settings: Settings): Finding[] {
    const [youngest, oldest] = SETTLED_HOURS;
    const hours = Array.from({ length: oldest - youngest }, (_, index) => now - (index + 1 + youngest) * HOUR_MS);
    const recent = new Set(hours.map((time) => new Date(time).toISOString().slice(0, 13)));
    const today = dayOf(now);
    const open = (rows: Rows, of: (day: string, hour: string) => boolean): Share => {
        const names = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));
        const count = (suffix: string): number =>
            rows.reduce((all, { dimensions: { day }, figures }) => {
                const own = names.filter((hour) => of(day, hour)).map((hour) => figures[`hour:${hour}${suffix}`] ?? 0);
                return all + own.reduce((sumOfOwn, each) => sumOfOwn + each, 0);
            }, 0);
        const whole = count('');
        return { part: whole - count(':delivered') - count(':failed'), whole };
    };
    return [...Map.groupBy(totals, ({ dimensions }) => dimensions.provider)].flatMap(([provider, own]): Finding[] => {
        const here = open(own, (day, hour) => recent.has(`${day}T${hour}`));
        const before = open(own, (day, hour) => day !== today && !recent.has(`${day}T${hour}`));
        if (here.part < settings.pendingMessages || before.whole < settings.pendingMessages) return [];
        const [observed, expected] = [percent(here.part, here.whole), percent(before.part, before.whole)];
        if (observed - expected < settings.pendingPoints) return [];
        return [
            {
                ...{ ...ofProvider(provider), kind: 'Pending Rise', subject: provider, observed, expected },
                since: now - oldest * HOUR_MS,
                detail: `${here.part} of ${here.whole} messages of ${provider} that are two to six hours old have no end: ${observed} %, against ${expected} % of the week before.`,
            },
        ];
    });
}
