import type { Bar } from 'c/barChart';
import type { MessageScope } from 'c/dashboardScope';
import { groupBy, percent } from 'c/deliveryFigures';
import type { Cost, SummaryRow } from 'c/deliveryFigures';
import { valueName } from 'c/displayNames';
import { costText, countText, percentText } from 'c/figureText';
import { fillLabel } from 'c/labelText';
import { creditBy, creditWon, NO_CREDIT } from './credit';
import { LABELS } from './labels';
import type { ArrivalAnswer, WonAnswer } from './wonQuery';

export interface ReturnSection {
    readonly key: 'channel' | 'provider';
    readonly title: string;
    readonly bars: readonly Bar[];
    readonly scopes: Readonly<Record<string, Partial<MessageScope>>>;
}

export interface ReturnView {
    readonly total: string;
    readonly isCut: boolean;
    readonly sections: readonly ReturnSection[];
}

const TITLES = { channel: LABELS.byChannel, provider: LABELS.byProvider } as const;

/** What was won from people whom a message reached for certain, beside what the messages cost, and what was won else. */
export function returnView(
    rows: readonly SummaryRow[],
    { won, count, amount }: WonAnswer,
    { arrivals, isCut }: ArrivalAnswer,
    currency: string,
): ReturnView {
    const credited = creditWon(won, arrivals);
    const ofDimension = (key: ReturnSection['key']): ReturnSection => {
        const sums = creditBy(credited, key);
        const costs = new Map(groupBy(rows, key).map(({ value, figures }) => [value, figures.costs]));
        const values = [...new Set([...sums.keys(), ...costs.keys()])];
        const entries = values.map((value) => ({ value, ...(sums.get(value) ?? NO_CREDIT) }));
        entries.sort((a, b) => b.amount - a.amount);
        const bars = entries.map((entry): Bar => {
            const { value } = entry;
            return {
                key: JSON.stringify(value),
                label: value === null ? LABELS.notKnown : valueName(key, value),
                ...wonBar(entry, amount, currency),
                note: returnText(entry.amount, costs.get(value) ?? [], currency),
                isDrillable: true,
            };
        });
        const scopes = entries.map(({ value }) => [
            JSON.stringify(value),
            { [key]: value, isConfirmed: true, statuses: ['Delivered'] },
        ]);
        const rest = {
            amount: entries.reduce((left, entry) => left - entry.amount, amount),
            count: entries.reduce((left, entry) => left - entry.count, count),
        };
        const restBar: Bar = { key: 'rest', label: LABELS.rest, ...wonBar(rest, amount, currency) };
        return { key, title: TITLES[key], bars: [...bars, restBar], scopes: Object.fromEntries(scopes) };
    };
    return {
        total: fillLabel(LABELS.total, costText(amount, currency), countText(count)),
        isCut: isCut || won.length < count,
        sections: [ofDimension('channel'), ofDimension('provider')],
    };
}

function wonBar(
    { count, amount }: { count: number; amount: number },
    all: number,
    currency: string,
): Pick<Bar, 'share' | 'valueText' | 'detail'> {
    return {
        share: percent(amount, all) ?? 0,
        valueText: costText(amount, currency),
        detail: fillLabel(LABELS.opportunities, countText(count)),
    };
}

/** Money of two currencies cannot be held against each other: then the cost stands alone. */
function returnText(won: number, costs: readonly Cost[], currency: string): string {
    const paid = costs.filter(({ amount }) => amount > 0);
    const [cost, ...others] = paid;
    if (!cost) return LABELS.noPrices;
    if (others.length > 0 || cost.currency !== currency)
        return fillLabel(LABELS.otherCurrency, paid.map((each) => costText(each.amount, each.currency)).join(', '));
    const gain = percentText(((won - cost.amount) / cost.amount) * 100);
    return fillLabel(LABELS.gain, costText(cost.amount, currency), gain);
}
