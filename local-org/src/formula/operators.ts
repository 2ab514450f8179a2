/** Operators: which types they take and what they make of blanks. */
import { addDays, dateTimeOf, DAY, millisOf, millisOfTime, timeOf } from './calendar.ts';
import { Decimal } from 'decimal.js';
import { FormulaError } from './language.ts';
import type { FormulaNode, FormulaType, FormulaValue } from './language.ts';
import { divide, exact, observed, power } from './numbers.ts';

export function compileOperator<Env>(
    operator: string,
    left: FormulaNode<Env>,
    right: FormulaNode<Env>,
): FormulaNode<Env> {
    switch (operator) {
        case '&&':
        case '||':
            return logical(operator, left, right);
        case '=':
        case '==':
        case '<>':
        case '!=':
            return equality(operator, left, right);
        case '<':
        case '>':
        case '<=':
        case '>=':
            return comparison(operator, left, right);
        default:
            return arithmetic(operator, left, right);
    }
}

export function not<Env>(operand: FormulaNode<Env>): FormulaNode<Env> {
    expectType('!', operand, 'Boolean');
    return { type: 'Boolean', run: (env) => operand.run(env) !== true };
}

export function negate<Env>(operand: FormulaNode<Env>, sign: '-' | '+'): FormulaNode<Env> {
    expectType(sign, operand, 'Number');
    return {
        type: 'Number',
        run: (env) => {
            const value = operand.run(env);
            return sign === '-' && Decimal.isDecimal(value) ? value.negated() : value;
        },
    };
}

/** A text operand; blank is the empty text. */
function textOf(value: FormulaValue): string {
    return typeof value === 'string' ? value : '';
}

function expectType<Env>(operator: string, node: FormulaNode<Env>, type: FormulaType): void {
    if (node.type !== type && node.type !== 'Null')
        throw new FormulaError(
            `Incorrect parameter type for operator '${operator}'. Expected ${type}, received ${node.type}`,
        );
}

function logical<Env>(operator: '&&' | '||', left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaNode<Env> {
    expectType(operator, left, 'Boolean');
    expectType(operator, right, 'Boolean');
    return {
        type: 'Boolean',
        run:
            operator === '&&'
                ? (env) => left.run(env) === true && right.run(env) === true
                : (env) => left.run(env) === true || right.run(env) === true,
    };
}

/** The type in which two operands meet, or a refusal. A bare picklist meets nothing: TEXT() or ISPICKVAL() first. */
export function commonType<Env>(operator: string, left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaType {
    for (const node of [left, right])
        if (node.type === 'Picklist' || node.type === 'MultiselectPicklist')
            throw new FormulaError(
                `A picklist field is only supported in certain functions, not with '${operator}'. Use TEXT or ISPICKVAL`,
            );
    if (left.type === 'Null') return right.type;
    if (right.type === 'Null' || left.type === right.type) return left.type;
    throw new FormulaError(
        `Incorrect parameter type for operator '${operator}'. Expected ${left.type}, received ${right.type}`,
    );
}

/** Equal as stored values are: blank equals blank. */
export function sameValue(left: FormulaValue, right: FormulaValue): boolean {
    if (Decimal.isDecimal(left) && Decimal.isDecimal(right)) return observed(left).equals(observed(right));
    return (left === '' ? null : left) === (right === '' ? null : right);
}

/**
 * Equal as formulas are. A blank text is the empty text. A blank number or date is unknown: it is neither equal nor
 * unequal to anything, as the results published with the platform's formula engine show
 * (https://github.com/salesforce/formula-engine, 2026-11-21); only NULL written out asks whether it is blank.
 */
function equalValues(left: FormulaValue, right: FormulaValue): boolean | undefined {
    return left === null || right === null ? undefined : sameValue(left, right);
}

/** Whether a value is the one that a CASE or an equality asks for. */
export function matchesValue(type: FormulaType, left: FormulaValue, right: FormulaValue): boolean | undefined {
    return type === 'Text' || type === 'Picklist' || type === 'Boolean'
        ? sameValue(left, right)
        : equalValues(left, right);
}

function equality<Env>(operator: string, left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaNode<Env> {
    const type = commonType(operator, left, right);
    const wanted = operator === '=' || operator === '==';
    if (left.type === 'Null' || right.type === 'Null')
        return { type: 'Boolean', run: (env) => sameValue(left.run(env), right.run(env)) === wanted };
    return { type: 'Boolean', run: (env) => matchesValue(type, left.run(env), right.run(env)) === wanted };
}

function comparison<Env>(operator: string, left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaNode<Env> {
    const type = commonType(operator, left, right);
    if (type === 'Boolean') throw new FormulaError(`Incorrect parameter type for operator '${operator}': Boolean`);
    const holds: Readonly<Record<string, (order: number) => boolean>> = {
        '<': (order) => order < 0,
        '>': (order) => order > 0,
        '<=': (order) => order <= 0,
        '>=': (order) => order >= 0,
    };
    const test = holds[operator];
    if (!test) throw new FormulaError(`Unknown operator '${operator}'`);
    return {
        type: 'Boolean',
        run: (env) => {
            const order = compareValues(left.run(env), right.run(env));
            // A comparison with a blank does not hold, whichever way it is asked.
            return order !== undefined && test(order);
        },
    };
}

function compareValues(a: FormulaValue, b: FormulaValue): number | undefined {
    if (a === null || b === null) return undefined;
    if (Decimal.isDecimal(a) && Decimal.isDecimal(b)) return observed(a).comparedTo(observed(b));
    return a < b ? -1 : a > b ? 1 : 0;
}

type Binary = { readonly type: FormulaType; readonly apply: (left: never, right: never) => FormulaValue };

function binary(type: FormulaType, apply: Binary['apply']): Binary {
    return { type, apply };
}

const SECONDS_IN_DAY = 86_400;

/** To the second: a date and time has no smaller part. */
const addToDateTime = (at: string, days: Decimal): string =>
    dateTimeOf(millisOf(at) + Math.round(days.times(SECONDS_IN_DAY).toNumber()) * 1000);
const daysBetween = (a: string, b: string): Decimal => exact(millisOf(a) - millisOf(b)).dividedBy(DAY);
const addToTime = (time: string, millis: Decimal): string => timeOf(millisOfTime(time) + Math.trunc(millis.toNumber()));

/** What each operator does with each pair of types; a pair that is not here is refused. */
const ARITHMETIC: Readonly<Record<string, Binary>> = {
    'Number + Number': binary('Number', (a: Decimal, b: Decimal) => a.plus(b)),
    'Number - Number': binary('Number', (a: Decimal, b: Decimal) => a.minus(b)),
    'Number * Number': binary('Number', (a: Decimal, b: Decimal) => a.times(b)),
    'Number / Number': binary('Number', divide),
    'Number ^ Number': binary('Number', power),
    'Date + Number': binary('Date', (date: string, days: Decimal) => addDays(date, days.toNumber())),
    'Number + Date': binary('Date', (days: Decimal, date: string) => addDays(date, days.toNumber())),
    'Date - Number': binary('Date', (date: string, days: Decimal) => addDays(date, -days.toNumber())),
    'Date - Date': binary('Number', daysBetween),
    'DateTime + Number': binary('DateTime', addToDateTime),
    'Number + DateTime': binary('DateTime', (days: Decimal, at: string) => addToDateTime(at, days)),
    'DateTime - Number': binary('DateTime', (at: string, days: Decimal) => addToDateTime(at, days.negated())),
    'DateTime - DateTime': binary('Number', daysBetween),
    'Time + Number': binary('Time', addToTime),
    'Number + Time': binary('Time', (millis: Decimal, time: string) => addToTime(time, millis)),
    'Time - Number': binary('Time', (time: string, millis: Decimal) => addToTime(time, millis.negated())),
    'Time - Time': binary('Number', (a: string, b: string) => exact((millisOfTime(a) - millisOfTime(b) + DAY) % DAY)),
};

function arithmetic<Env>(operator: string, left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaNode<Env> {
    const [a, b] = [left.type, right.type];
    const joins = operator === '&' || (operator === '+' && (a === 'Text' || b === 'Text'));
    if (joins) {
        expectType(operator, left, 'Text');
        expectType(operator, right, 'Text');
        return { type: 'Text', run: (env) => textOf(left.run(env)) + textOf(right.run(env)) };
    }
    const [leftType, rightType] = [a === 'Null' ? 'Number' : a, b === 'Null' ? 'Number' : b];
    const found = ARITHMETIC[`${leftType} ${operator} ${rightType}`];
    if (!found) throw new FormulaError(`Incorrect parameter type for operator '${operator}': ${a} and ${b}`);
    return {
        type: found.type,
        run: (env) => {
            const [x, y] = [left.run(env), right.run(env)];
            // The table's key was made from the operands' static types, so the values have the types it asks for.
            return x === null || y === null ? null : found.apply(x as never, y as never);
        },
    };
}
