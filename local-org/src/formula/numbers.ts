/**
 * Formulas compute with decimals of 39 digits, as the platform's engine does, and look at 33 of them: where a number is
 * compared or rounded the last six are cut off, so that 1 / 9 * 9 is 1. Functions that no decimal can be exact for
 * (SQRT, LN, SIN …) run on doubles. https://github.com/salesforce/formula-engine, BigDecimalHelper (2026-11-25)
 */
import { Decimal } from 'decimal.js';
import { FormulaValueError } from './language.ts';
import type { FormulaValue } from './language.ts';
import type { FieldValue } from '../schema/types.ts';

const DIGITS = 39;
const DIGITS_LOOKED_AT = 33;
/** Decimal places of a result that is not exact. */
const PLACES = 32;
/** Larger numbers have no result. https://help.salesforce.com/s/articleView?id=sf.customize_functions_exponentiation.htm (2026-11-25) */
const LARGEST = new Decimal('1e64');

const Exact = Decimal.clone({ precision: DIGITS, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 90 });

export const ZERO: Decimal = new Exact(0);

/** The decimal that a number is written as: 0.1 is one tenth. */
export function exact(value: number | string): Decimal {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new FormulaValueError('The result is not a number');
    return new Exact(value);
}

/** The result of a function that ran on doubles. */
export function inexact(value: number): Decimal {
    return exact(value).toDecimalPlaces(PLACES);
}

/** A number as comparisons and roundings see it. */
export function observed(value: Decimal): Decimal {
    return value.toSignificantDigits(DIGITS_LOOKED_AT);
}

export function divide(dividend: Decimal, divisor: Decimal): Decimal {
    if (divisor.isZero()) throw new FormulaValueError('Division by zero');
    return dividend.dividedBy(divisor);
}

const POWER_DIGITS = 18;
const SMALLEST_POWER = new Decimal('1e-39');

export function power(base: Decimal, exponent: Decimal): Decimal {
    if (base.isZero() && exponent.isNegative() && !exponent.isZero()) throw new FormulaValueError('Division by zero');
    const digits = base.isZero() ? 0 : Math.log10(base.abs().toNumber()) * exponent.toNumber();
    if (digits > 64) throw new FormulaValueError(`${plain(base)} ^ ${plain(exponent)} is too large`);
    const result = base.toPower(exponent);
    if (!result.isFinite()) throw new FormulaValueError(`${plain(base)} ^ ${plain(exponent)} has no value`);
    return result.abs().lessThan(SMALLEST_POWER) ? ZERO : result.toSignificantDigits(POWER_DIGITS);
}

export function isTooLarge(value: Decimal): boolean {
    return value.abs().greaterThanOrEqualTo(LARGEST);
}

/** More digits than a number has; rounding there changes nothing. */
const MOST_PLACES = 60;

/** Half away from zero, as the platform rounds; negative places round before the point. */
export function roundTo(value: Decimal, places: number, rounding: Decimal.Rounding = Decimal.ROUND_HALF_UP): Decimal {
    const whole = Math.trunc(places);
    if (whole >= MOST_PLACES) return value;
    if (whole <= -MOST_PLACES) return ZERO;
    if (whole >= 0) return observed(value).toDecimalPlaces(whole, rounding);
    const unit = new Exact(10).toPower(-whole);
    return observed(value).dividedBy(unit).toDecimalPlaces(0, rounding).times(unit);
}

const WRITTEN = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?$/i;

/** The number that a text is, with a point for decimals and no separators; undefined when it is none. */
export function parseNumber(text: string): Decimal | undefined {
    const trimmed = text.trim();
    return WRITTEN.test(trimmed) ? exact(trimmed.replace(/^\+/, '')) : undefined;
}

/** Without exponent, as TEXT() writes numbers. */
export function plain(value: Decimal): string {
    return value.isZero() ? '0' : value.toFixed();
}

/** A stored value as formulas compute with it. */
export function asFormulaValue(value: FieldValue): FormulaValue {
    return typeof value === 'number' ? exact(value) : value;
}

/** `a + b` of stored numbers. */
export function sum(a: number, b: number): number {
    return exact(a).plus(exact(b)).toNumber();
}

/** A stored number times another, rounded half away from zero. */
export function round(value: number, places: number, times = 1): number {
    return roundTo(exact(value).times(times), places).toNumber() + 0;
}

/** A stored number, written without exponent. */
export function plainText(value: number): string {
    return plain(exact(value));
}
