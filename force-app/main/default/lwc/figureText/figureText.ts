/** Numbers as people read them, in the reader's own locale; a number never parts from its unit at the end of a line. */
import LOCALE from '@salesforce/i18n/locale';
import { fillLabel } from 'c/labelText';
import HOURS from '@salesforce/label/c.Delivery_Duration_Hours';
import MINUTES from '@salesforce/label/c.Delivery_Duration_Minutes';
import NONE from '@salesforce/label/c.Campaign_No_Figure';
import SECONDS from '@salesforce/label/c.Delivery_Duration_Seconds';

const TOGETHER = '\u00A0';
const MINUTE = 60;
const HOUR = 3_600;
/** Up to this many, the smaller unit is the plainer one. */
const MANY = 2;
const PRECISE_BELOW = 10;

export const countText = (count: number): string => count.toLocaleString(LOCALE);

/** Cut, not rounded: 94.96 % does not reach 95 %, and must not look as if it did. */
export function percentText(percent: number | null): string {
    if (percent === null) return NONE;
    const cut = Math.floor(percent * 10 + 1e-9) / 10;
    return `${cut.toLocaleString(LOCALE, { maximumFractionDigits: 1 })}${TOGETHER}%`;
}

const rounded = (value: number): string =>
    value.toLocaleString(LOCALE, { maximumFractionDigits: value < PRECISE_BELOW ? 1 : 0 });

const withUnit = (label: string, value: number): string => fillLabel(label, rounded(value)).replace(' ', TOGETHER);

export function secondsText(seconds: number | null): string {
    if (seconds === null) return NONE;
    if (seconds <= MANY * MINUTE) return withUnit(SECONDS, seconds);
    if (seconds <= MANY * HOUR) return withUnit(MINUTES, seconds / MINUTE);
    return withUnit(HOURS, seconds / HOUR);
}

/** A single message costs parts of a cent. A currency that nobody knows is written behind the number. */
export function costText(amount: number, currency: string): string {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: Math.abs(amount) < 1 ? 4 : 2 };
    try {
        return amount.toLocaleString(LOCALE, { style: 'currency', currency, ...digits });
    } catch {
        return `${amount.toLocaleString(LOCALE, digits)} ${currency}`;
    }
}

export function dayText(day: string): string {
    return new Date(day).toLocaleDateString(LOCALE, { month: 'short', day: 'numeric', timeZone: 'UTC' });
}
