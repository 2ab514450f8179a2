/** Decimal arithmetic on doubles: results are cut to the 15 digits that a double holds exactly, so 0.1 + 0.2 is 0.3. */

export function decimal(value: number): number {
    return Number.isInteger(value) ? value : Number(value.toPrecision(15));
}

/** Half away from zero, as the platform rounds. */
export function round(value: number, places: number): number {
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
