/** Number functions. */
import { Decimal } from 'decimal.js';
import { FormulaValueError } from '../language.ts';
import { inexact, observed, roundTo } from '../numbers.ts';
import { expectCount, expectType, form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

const exactly = (run: (value: Decimal) => Decimal): FunctionCompiler => functionOf(form(['Number'], 'Number', run));

/** No decimal is exact for these; they run on doubles. */
const onDoubles = (run: (value: number) => number): FunctionCompiler =>
    functionOf(form(['Number'], 'Number', (value) => inexact(run(value.toNumber()))));

/** FLOOR and CEILING go by the size of the number, MFLOOR and MCEILING along the number line. */
const toWhole = (rounding: Decimal.Rounding): FunctionCompiler =>
    exactly((value) => observed(value).toDecimalPlaces(0, rounding));

function modulo(dividend: Decimal, divisor: Decimal): Decimal {
    if (divisor.isZero()) throw new FormulaValueError('Division by zero');
    return dividend.modulo(divisor);
}

const truncate = (value: Decimal, places: number): Decimal => roundTo(value, places, Decimal.ROUND_DOWN);

const extreme = (isBetter: (value: Decimal, best: Decimal) => boolean): FunctionCompiler => {
    return (call) => {
        expectCount(call, 1, Number.POSITIVE_INFINITY);
        for (const arg of call.args) expectType(call, arg, 'Number');
        return {
            type: 'Number',
            run: (env) => {
                const values = call.args.map((arg) => arg.run(env)).filter((value) => Decimal.isDecimal(value));
                // One blank makes the result blank.
                if (values.length < call.args.length) return null;
                return values.reduce((best, value) => (isBetter(value, best) ? value : best));
            },
        };
    };
};

export const NUMERIC: Readonly<Record<string, FunctionCompiler>> = {
    ABS: exactly((value) => value.abs()),
    CEILING: toWhole(Decimal.ROUND_UP),
    FLOOR: toWhole(Decimal.ROUND_DOWN),
    MCEILING: toWhole(Decimal.ROUND_CEIL),
    MFLOOR: toWhole(Decimal.ROUND_FLOOR),
    EXP: onDoubles(Math.exp),
    LN: onDoubles(Math.log),
    LOG: onDoubles(Math.log10),
    SQRT: onDoubles(Math.sqrt),
    SIN: onDoubles(Math.sin),
    COS: onDoubles(Math.cos),
    TAN: onDoubles(Math.tan),
    ASIN: onDoubles(Math.asin),
    ACOS: onDoubles(Math.acos),
    ATAN: onDoubles(Math.atan),
    ATAN2: functionOf(form(['Number', 'Number'], 'Number', (y, x) => inexact(Math.atan2(y.toNumber(), x.toNumber())))),
    PI: functionOf(form([], 'Number', () => Math.PI)),
    MOD: functionOf(form(['Number', 'Number'], 'Number', modulo)),
    ROUND: functionOf(form(['Number', 'Whole'], 'Number', (value, places) => roundTo(value, places))),
    TRUNC: functionOf(
        form(['Number'], 'Number', (value) => truncate(value, 0)),
        form(['Number', 'Whole'], 'Number', truncate),
    ),
    MAX: extreme((value, best) => value.greaterThan(best)),
    MIN: extreme((value, best) => value.lessThan(best)),
};
