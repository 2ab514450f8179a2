/**
 * Decimal numbers on doubles. Arithmetic runs on plain doubles; where a number is looked at (compared, rounded, given out)
 * it is cut to the 15 digits that a double holds exactly, so 0.1 + 0.2 equals 0.3 and 1 / 9 * 9 equals 1.
 */

const DIGITS = 15;

export function decimal(value: number): number {
    return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}

/**
 * A sum keeps the digits that its operands had: in 10000 - 9000.06 the double's error stands in the 13th place of the
 * result and would survive the cut.
 */
export function sum(a: number, b: number): number {
    const total = a + b;
    if (Number.isInteger(total)) return total;
    const places = DIGITS - 1 - Math.floor(Math.log10(Math.max(Math.abs(a), Math.abs(b))));
    return places > 100 ? total : Number(total.toFixed(Math.max(0, places)));
}

/** More digits than a number has; rounding there changes nothing. */
const MOST_PLACES = 40;

/** Half away from zero, as the platform rounds. */
export function round(value: number, places: number): number {
    if (Math.abs(places) > MOST_PLACES) return places > 0 ? decimal(value) : 0;
    const shift = 10 ** Math.trunc(places);
    const rounded = Math.round(decimal(Math.abs(value) * shift)) / shift;
    return decimal(Math.sign(value) * rounded);
}

/** Without exponent, as TEXT() writes numbers. */
export function plainText(value: number): string {
    const text = String(value);
    if (!/e/i.test(text)) return text;
    return value.toLocaleString('en-US', { useGrouping: false, maximumSignificantDigits: 17 });
}
