import { deliveryRate, failuresByHour, trend } from 'c/deliveryFigures';
import type { SummaryRow } from 'c/deliveryFigures';
import { countryName } from 'c/displayNames';
import { countText, dayText, percentText } from 'c/figureText';
import type { HeatLine } from 'c/heatMap';
import { fillLabel } from 'c/labelText';
import type { TrendPoint } from 'c/trendChart';
import { LABELS } from './labels';

export function trendPoints(rows: readonly SummaryRow[], days: readonly string[]): TrendPoint[] {
    return trend(rows, days).map(({ day, figures }) => {
        const rate = deliveryRate(figures);
        const texts = [dayText(day), percentText(rate), countText(figures.sent), countText(figures.failed)] as const;
        return {
            key: day,
            label: texts[0],
            rate,
            rateText: texts[1],
            sent: figures.sent,
            sentText: texts[2],
            text: rate === null ? fillLabel(LABELS.dayWithout, texts[0]) : fillLabel(LABELS.dayInWords, ...texts),
        };
    });
}

/** Countries without failures have nothing to show here. */
export function heatLines(rows: readonly SummaryRow[]): HeatLine[] {
    return failuresByHour(rows)
        .filter(({ failed }) => failed > 0)
        .map(({ country, cells }) => {
            const label = country === null ? LABELS.notKnown : countryName(country);
            return {
                key: JSON.stringify(country),
                label,
                cells: cells.map(({ messages, failed }, hour) => ({
                    value: failed,
                    text: fillLabel(LABELS.hourInWords, label, `${hour}:00`, countText(failed), countText(messages)),
                })),
            };
        });
}
