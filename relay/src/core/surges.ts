/** Sudden changes in how reports come: many more of them, or other ones than usual. Pure, over pulses. */
import type { AlertSettings, Finding } from './anomalies.ts';
import { percent } from './anomalies.ts';
import { MINUTE_MS, RECENT, RECENT_MS, REPORTS } from './pulse.ts';
import type { Pulse } from './pulse.ts';
import { deviations, shareOf } from './statistics.ts';
import type { Share } from './statistics.ts';

/** What is compared with what was usual before it. */
export const WINDOW_MS = 15 * MINUTE_MS;
/** The last minute, and the ten seconds under way: a whole minute is always within. */
const BURST_MS = MINUTE_MS + RECENT_MS;
/** What is usual, of this long before. */
export const BASELINE_MS = 24 * 60 * MINUTE_MS;
/** Less of a past tells nothing of what is usual. */
const LEAST_MINUTES = 10;
const LEAST_ENDED = 100;
/** A share that has risen must have done so by more than chance and by more than a little. */
const SURE = 4;
const LEAST_POINTS = 0.05;
/** Alerted by the message already, whose own alert says more (`core/alerts.ts`). */
const ALERTED: ReadonlySet<string> = new Set(['Spam Filtered', 'Configuration']);

type Settings = Pick<
    AlertSettings,
    'trafficFactor' | 'trafficReports' | 'failureFactor' | 'failureMessages' | 'outlierDeviations' | 'outlierMessages'
>;

const nothing = { campaignId: '', carrier: '', country: '', failureClass: '' };

/** Of one provider: reports of the last minute at five times what a minute with reports has usually. */
export function trafficSpikes(pulses: readonly Pulse[], now: number, settings: Settings): Finding[] {
    const byProvider = Map.groupBy(pulses, ({ provider }) => provider);
    return [...byProvider].flatMap(([provider, own]): Finding[] => {
        const recent = own.filter(({ name, at }) => name === RECENT && at > now - BURST_MS);
        const observed = recent.reduce((sum, { count }) => sum + count, 0);
        const since = Math.min(...recent.map(({ at }) => at));
        // A minute without reports is no part of it: who sends once a day has a usual minute all the same.
        const minutes = own.filter(({ name, at }) => name === REPORTS && at + MINUTE_MS <= now - BURST_MS);
        const usual = minutes.reduce((sum, { count }) => sum + count, 0) / minutes.length;
        if (minutes.length < LEAST_MINUTES || observed < settings.trafficReports) return [];
        if (observed < settings.trafficFactor * usual) return [];
        const expected = Math.round(usual * 10) / 10;
        return [
            {
                ...{ ...nothing, kind: 'Traffic Spike', subject: provider, provider, since, observed, expected },
                detail: `${observed} reports of ${provider} came within a minute; a minute with reports usually has ${expected}.`,
            },
        ];
    });
}

interface Counted {
    readonly now: number;
    readonly before: number;
}

/** Sums of each name, within the window and in what was before it. */
function sumsOf(pulses: readonly Pulse[], now: number): Map<string, Counted> {
    const sums = new Map<string, { now: number; before: number }>();
    for (const { name, at, count } of pulses) {
        const sum = sums.get(name) ?? { now: 0, before: 0 };
        sum[at > now - WINDOW_MS ? 'now' : 'before'] += count;
        sums.set(name, sum);
    }
    return sums;
}

interface Shares {
    readonly now: Share;
    readonly before: Share;
}

function sharesOf(sums: ReadonlyMap<string, Counted>, part: string, whole: string): Shares {
    const [of, all] = [sums.get(part) ?? { now: 0, before: 0 }, sums.get(whole) ?? { now: 0, before: 0 }];
    return { now: { part: of.now, whole: all.now }, before: { part: of.before, whole: all.before } };
}

function hasRisen({ now, before }: Shares, { failureFactor, failureMessages }: Settings): boolean {
    if (now.part < failureMessages || before.whole < LEAST_ENDED) return false;
    const [share, usual] = [shareOf(now), shareOf(before)];
    return share >= failureFactor * usual && share - usual >= LEAST_POINTS && deviations(now, before) >= SURE;
}

const placeOf = (provider: string, country: string): string => (country === '' ? provider : `${provider} ${country}`);

function risen(
    kind: Finding['kind'],
    provider: string,
    country: string,
    failureClass: string,
    shares: Shares,
): Omit<Finding, 'since'> {
    const { now, before } = shares;
    const [observed, expected] = [percent(now.part, now.whole), percent(before.part, before.whole)];
    const place = placeOf(provider, country);
    const what = kind === 'Rejection Rise' ? 'were rejected' : `failed as ${failureClass}`;
    return {
        ...{ ...nothing, kind, provider, country, failureClass, observed, expected },
        subject: failureClass === '' ? place : `${place} ${failureClass}`,
        detail: `${now.part} of ${now.whole} messages of ${place} that ended within 15 minutes ${what}: ${observed} %, against ${expected} % in the day before.`,
    };
}

/** Of one provider and country: the share that arrived is far from that of the day before, either way. */
function outlier(provider: string, country: string, shares: Shares, settings: Settings): Omit<Finding, 'since'>[] {
    const { now, before } = shares;
    if (now.whole < settings.outlierMessages || before.whole < LEAST_ENDED) return [];
    const far = deviations(now, before);
    if (Math.abs(far) < settings.outlierDeviations) return [];
    if (Math.abs(shareOf(now) - shareOf(before)) < 2 * LEAST_POINTS) return [];
    const [observed, expected] = [percent(now.part, now.whole), percent(before.part, before.whole)];
    const place = placeOf(provider, country);
    const off = Math.abs(Math.round(far));
    return [
        {
            ...{ ...nothing, kind: 'Statistical Outlier', subject: place, provider, country, observed, expected },
            detail: `${observed} % of ${now.whole} messages of ${place} that ended within 15 minutes arrived, against ${expected} % in the day before: ${off} standard deviations ${far < 0 ? 'below' : 'above'} it.`,
        },
    ];
}

/** Failures of one class, rejections, and shares that are no chance, by provider and country. */
export function shiftsOf(pulses: readonly Pulse[], now: number, settings: Settings): Finding[] {
    return [...Map.groupBy(pulses, ({ provider }) => provider)].flatMap(([provider, own]): Finding[] => {
        const sums = sumsOf(own, now);
        const found: Omit<Finding, 'since'>[] = [];
        const places = [...sums.keys()].filter((name) => name.startsWith('ended:')).map((name) => name.slice(6));
        for (const country of places) {
            const of = (part: string): Shares => sharesOf(sums, part, `ended:${country}`);
            const classes = [...sums.keys()].filter((name) => name.startsWith(`class:${country}:`));
            const before = found.length;
            if (hasRisen(of(`rejected:${country}`), settings))
                found.push(risen('Rejection Rise', provider, country, '', of(`rejected:${country}`)));
            for (const name of classes) {
                const failureClass = name.slice(`class:${country}:`.length);
                if (!ALERTED.has(failureClass) && hasRisen(of(name), settings))
                    found.push(risen('Failure Spike', provider, country, failureClass, of(name)));
            }
            // What has a name already is not told a second time.
            if (found.length === before)
                found.push(...outlier(provider, country, of(`delivered:${country}`), settings));
        }
        return found.map((finding) => ({ ...finding, since: now - WINDOW_MS }));
    });
}
