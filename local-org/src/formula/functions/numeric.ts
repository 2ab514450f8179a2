/** Number functions. */
import { FormulaValueError } from '../language.ts';
import { decimal, round } from '../numbers.ts';
import { expectCount, expectType, form, functionOf } from './signature.ts';
import type { FunctionCompiler } from './signature.ts';

const unary = (run: (value: number) => number): FunctionCompiler =>
    functionOf(form(['Number'], 'Number', (value) => finite(run(decimal(value)))));

function finite(value: number): number {
    if (!Number.isFinite(value)) throw new FormulaValueError('The result is not a number');
    return value;
}

/** FLOOR and CEILING go by the size of the number, MFLOOR and MCEILING along the number line. */
const awayFromZero = (value: number): number => Math.sign(value) * Math.ceil(Math.abs(value));

/** More decimals than a number has; cutting there changes nothing. */
const MOST_PLACES = 40;

const truncate = (value: number, places: number): number => {
    const shift = 10 ** Math.min(MOST_PLACES, Math.trunc(places));
    return Math.trunc(decimal(value * shift)) / shift;
};

function modulo(dividend: number, divisor: number): number {
    if (divisor === 0) throw new FormulaValueError('Division by zero');
    return decimal(dividend) % decimal(divisor);
}

const extreme = (choose: (...values: number[]) => number): FunctionCompiler => {
    return (call) => {
        expectCount(call, 1, Number.POSITIVE_INFINITY);
        for (const arg of call.args) expectType(call, arg, 'Number');
        return {
            type: 'Number',
            run: (env) => {
                const values = call.args.map((arg) => arg.run(env));
                return values.every((value) => typeof value === 'number') ? choose(...values) : null;
            },
        };
    };
};

export const NUMERIC: Readonly<Record<string, FunctionCompiler>> = {
    ABS: unary(Math.abs),
    CEILING: unary(awayFromZero),
    FLOOR: unary(Math.trunc),
    MCEILING: unary(Math.ceil),
    MFLOOR: unary(Math.floor),
    EXP: unary(Math.exp),
    LN: unary(Math.log),
    LOG: unary(Math.log10),
    SQRT: unary(Math.sqrt),
    SIN: unary(Math.sin),
    COS: unary(Math.cos),
    TAN: unary(Math.tan),
    ASIN: unary(Math.asin),
    ACOS: unary(Math.acos),
    ATAN: unary(Math.atan),
    ATAN2: functionOf(form(['Number', 'Number'], 'Number', (y, x) => finite(Math.atan2(y, x)))),
    PI: functionOf(form([], 'Number', () => Math.PI)),
    MOD: functionOf(form(['Number', 'Number'], 'Number', modulo)),
    ROUND: functionOf(form(['Number', 'Number'], 'Number', round)),
    TRUNC: functionOf(
        form(['Number'], 'Number', (value) => Math.trunc(decimal(value))),
        form(['Number', 'Number'], 'Number', truncate),
    ),
    MAX: extreme(Math.max),
    MIN: extreme(Math.min),
};
