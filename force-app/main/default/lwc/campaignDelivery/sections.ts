import type { Bar } from 'c/barChart';
import {
    countryVerdict,
    deliveryRate,
    onlyClaimed,
    failureClasses,
    failureCodes,
    GOOD_RATE,
    groupBy,
    percent,
    percentile,
    verdictOf,
} from 'c/deliveryFigures';
import type { Dimension, Figures, Group, SummaryRow } from 'c/deliveryFigures';
import { OTHER_LOCATIONS, SENT_STATUSES } from 'c/dashboardScope';
import type { MessageScope } from 'c/dashboardScope';
import { providerName, valueName } from 'c/displayNames';
import { failureReason } from 'c/failureReason';
import { costText, countText, percentText, secondsText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { ADVICE, CLASSES, LABELS, VERDICTS } from './labels';

/** A chart of bars, and which messages lie behind each. */
export interface Section {
    readonly key: string;
    readonly title: string;
    readonly help: string;
    readonly nameHeading: string;
    readonly valueHeading: string;
    readonly line: number | undefined;
    readonly chartClass: string;
    readonly bars: readonly Bar[];
    readonly scopes: Readonly<Record<string, Partial<MessageScope>>>;
}

export const SORTS = ['messages', 'rate', 'failed'] as const;
export type Sort = (typeof SORTS)[number];

export const PLAIN = { line: undefined, chartClass: 'chart' } as const;

export type Entry = readonly [Bar, Partial<MessageScope>];

export function section(head: Omit<Section, 'bars' | 'scopes'>, entries: readonly Entry[]): Section {
    return {
        ...head,
        bars: entries.map(([bar]) => bar),
        scopes: Object.fromEntries(entries.map(([{ key }, scope]) => [key, scope])),
    };
}

/** What attribution counts: what was only sent, or only claimed to have arrived, earns nothing. */
const CREDITED = { isEngaged: true, isConfirmed: true, statuses: ['Delivered'] } as const;

export function funnel({ sent, delivered, credited }: Figures): Section {
    const step = (key: string, label: string, count: number, scope: Partial<MessageScope>): Entry => {
        const share = percent(count, sent) ?? 0;
        const detail = fillLabel(LABELS.ofSent, percentText(percent(count, sent)));
        return [{ key, label, share, valueText: countText(count), detail, isDrillable: count > 0 }, scope];
    };
    const head = { key: 'funnel', title: LABELS.funnel, help: LABELS.funnelHelp, ...PLAIN };
    return section({ ...head, nameHeading: LABELS.step, valueHeading: LABELS.messages }, [
        step('sent', LABELS.sent, sent, { statuses: SENT_STATUSES }),
        step('delivered', LABELS.delivered, delivered, { statuses: ['Delivered'] }),
        step('engaged', LABELS.credited, credited, CREDITED),
    ]);
}

export function classSection(rows: readonly SummaryRow[]): Section {
    const classes = failureClasses(rows);
    const all = classes.reduce((sum, { count }) => sum + count, 0);
    const head = { key: 'classes', title: LABELS.classes, help: LABELS.classesHelp, ...PLAIN };
    return section(
        { ...head, nameHeading: LABELS.failureClass, valueHeading: LABELS.messages },
        classes.map(({ failureClass, count }) => {
            const bar = failureBar(failureClass, CLASSES[failureClass] ?? failureClass, count, all);
            return [{ ...bar, note: ADVICE[failureClass] ?? '' }, { failureClass }];
        }),
    );
}

export function codeSection(rows: readonly SummaryRow[]): Section {
    const codes = failureCodes(rows);
    const all = codes.reduce((sum, { count }) => sum + count, 0);
    const head = { key: 'codes', title: LABELS.codes, help: LABELS.codesHelp, ...PLAIN, chartClass: 'chart wide' };
    return section(
        { ...head, nameHeading: LABELS.errorCode, valueHeading: LABELS.messages },
        codes.map((found): Entry => {
            const { provider, code, failureClass, count } = found;
            const key = JSON.stringify([provider, code, failureClass]);
            if (code === null) {
                return [{ ...failureBar(key, LABELS.otherCodes, count, all), isDrillable: false }, {}];
            }
            const by = provider === null ? LABELS.notKnown : providerName(provider);
            const label = `${by} ${code === '' ? LABELS.noCode : code}`;
            const failure = { provider, status: null, errorCode: code, failureClass };
            const bar = { ...failureBar(key, label, count, all), note: failureReason(failure) };
            return [bar, { provider, failureClass, errorCode: code === '' ? null : code }];
        }),
    );
}

function failureBar(key: string, label: string, count: number, all: number): Bar {
    const share = percent(count, all) ?? 0;
    const detail = fillLabel(LABELS.ofFailures, percentText(share));
    return { key, label, share, valueText: countText(count), detail, tone: 'flagged', isDrillable: true };
}

const TITLES: Readonly<Record<Exclude<Dimension, 'day'>, string>> = {
    campaignId: LABELS.byCampaign,
    channel: LABELS.byChannel,
    provider: LABELS.byProvider,
    country: LABELS.byCountry,
    carrier: LABELS.byCarrier,
    senderType: LABELS.bySenderType,
    objectType: LABELS.byObjectType,
    location: LABELS.byLocation,
};

/** Their rate would be taken for what it is not. */
const ofPush = (bar: Bar): Bar => ({ ...bar, note: [LABELS.acceptedOnly, bar.note].filter(Boolean).join(' ') });

/** The delivery rate of each value against the line, with what else tells them apart. */
export function rateSection(rows: readonly SummaryRow[], dimension: Exclude<Dimension, 'day'>, sort: Sort): Section {
    const title = TITLES[dimension];
    const help = dimension === 'country' ? LABELS.countryHelp : LABELS.rateHelp;
    const head = { key: dimension, title, help, ...PLAIN, line: GOOD_RATE };
    const groups = sorted(groupBy(rows, dimension), sort);
    const listed = groups.flatMap(({ value }) => (value === null || value === OTHER_LOCATIONS ? [] : [value]));
    return section(
        { ...head, nameHeading: title, valueHeading: LABELS.rate },
        groups.map(({ value, figures }) => {
            const bar = rateBar(value, nameOf(rows, dimension, value), figures);
            if (dimension === 'country') return [inCountry(bar, value, figures), { [dimension]: value }];
            if (dimension === 'location') return [bar, { location: value, listedLocations: listed }];
            return [value === 'Push' ? ofPush(bar) : bar, { [dimension]: value }];
        }),
    );
}

/** Abroad a receipt may be less than one: says so where it is a carrier's word for many, and gives the average. */
function inCountry(bar: Bar, country: string | null, figures: Figures): Bar {
    const claimed = onlyClaimed(figures);
    const judged = againstAverage(bar, country, figures);
    if (claimed === null) return judged;
    return { ...judged, detail: `${judged.detail ?? ''} ${fillLabel(LABELS.carrierWord, percentText(claimed))}` };
}

/** Against the average of its country, where that is known: the line of its bar stands there. */
function againstAverage(bar: Bar, country: string | null, figures: Figures): Bar {
    const { verdict, benchmark } = countryVerdict(country, deliveryRate(figures));
    if (benchmark === undefined || verdict === 'none') return bar;
    const average = percentText(benchmark);
    const toneText = verdict === 'flagged' ? LABELS.belowAverage : VERDICTS[verdict];
    const detail = `${fillLabel(LABELS.average, average)} ${bar.detail ?? ''}`;
    return { ...bar, tone: verdict, toneText, detail, line: benchmark };
}

/** What people call it; the rows know the names of the campaigns. */
export function nameOf(rows: readonly SummaryRow[], dimension: Dimension, value: string | null): string {
    if (dimension === 'location' && value === OTHER_LOCATIONS) return LABELS.otherLocations;
    if (dimension !== 'campaignId') return value === null ? LABELS.notKnown : valueName(dimension, value);
    return rows.find(({ campaignId }) => campaignId === value)?.campaign ?? value ?? LABELS.noCampaign;
}

const HALF = 0.5;
const MOST = 0.95;

export function rateBar(value: string | null, label: string, figures: Figures): Bar {
    const rate = deliveryRate(figures);
    const verdict = verdictOf(rate);
    const median = percentile(figures.latency, HALF);
    const times = [secondsText(median), secondsText(percentile(figures.latency, MOST))] as const;
    const { sent, failed, unknown } = figures;
    const outcome = fillLabel(LABELS.sentAndFailed, countText(sent), countText(failed));
    const counts = unknown === 0 ? outcome : `${outcome} ${fillLabel(LABELS.ofUnknownFate, countText(unknown))}`;
    return {
        key: JSON.stringify(value),
        label,
        share: rate ?? 0,
        valueText: percentText(rate),
        detail: median === null ? counts : `${counts} ${fillLabel(LABELS.times, ...times)}`,
        ...returnOf(figures),
        tone: verdict === 'none' ? 'neutral' : verdict,
        toneText: VERDICTS[verdict],
        isDrillable: figures.messages > 0,
    };
}

/** What it costs to reach somebody, and to move them; only deliveries, and reactions to confirmed ones, count. */
function returnOf({ costs }: Figures): Pick<Bar, 'note'> {
    const notes = costs.flatMap(({ currency, amount, delivered, credited }) => {
        if (delivered === 0) return [];
        const each = costText(amount / delivered, currency);
        if (credited === 0) return [fillLabel(LABELS.perDelivery, each)];
        return [fillLabel(LABELS.perDeliveryAndReaction, each, costText(amount / credited, currency))];
    });
    return notes.length === 0 ? {} : { note: notes.join(' ') };
}

/** They come with the most messages first. */
export function sorted<G extends Pick<Group, 'figures'>>(groups: readonly G[], sort: Sort): G[] {
    if (sort === 'failed') return [...groups].sort((a, b) => b.figures.failed - a.figures.failed);
    if (sort === 'messages') return [...groups];
    const ofGroup = ({ figures }: G): number => deliveryRate(figures) ?? Infinity;
    return [...groups].sort((a, b) => (ofGroup(a) === ofGroup(b) ? 0 : ofGroup(a) - ofGroup(b)));
}
