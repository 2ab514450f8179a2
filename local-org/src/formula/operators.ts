/** Operators: which types they take and what they make of blanks. */
import { addDays, dateTimeOf, DAY, millisOf, millisOfTime, timeOf } from './calendar.ts';
import { FormulaError, FormulaValueError } from './language.ts';
import type { FormulaNode, FormulaType } from './language.ts';
import { decimal, sum } from './numbers.ts';
import type { FieldValue } from '../schema/types.ts';

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
            return sign === '-' && typeof value === 'number' ? -value : value;
        },
    };
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
export function sameValue(left: FieldValue, right: FieldValue): boolean {
    return (left === '' ? null : left) === (right === '' ? null : right);
}

/**
 * Equal as formulas are. A blank text is the empty text. A blank number or date is unknown: it is neither equal nor
 * unequal to anything, as the results published with the platform's formula engine show
 * (https://github.com/salesforce/formula-engine, 2026-11-21); only NULL written out asks whether it is blank.
 */
function equalValues(left: FieldValue, right: FieldValue): boolean | undefined {
    if (typeof left === 'number' && typeof right === 'number') return decimal(left) === decimal(right);
    if (left === null || right === null) return undefined;
    return left === right;
}

/** Whether a value is the one that a CASE or an equality asks for. */
export function matchesValue(type: FormulaType, left: FieldValue, right: FieldValue): boolean | undefined {
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
            const [a, b] = [observed(left.run(env)), observed(right.run(env))];
            // A comparison with a blank does not hold, whichever way it is asked.
            return a !== null && b !== null && test(a < b ? -1 : a > b ? 1 : 0);
        },
    };
}

function observed(value: FieldValue): FieldValue {
    return typeof value === 'number' ? decimal(value) : value;
}

type Binary = { readonly type: FormulaType; readonly apply: (left: never, right: never) => FieldValue };

function binary(type: FormulaType, apply: Binary['apply']): Binary {
    return { type, apply };
}

const addToDateTime = (at: string, days: number): string => dateTimeOf(millisOf(at) + Math.round(days * DAY));
const daysBetween = (a: string, b: string): number => (millisOf(a) - millisOf(b)) / DAY;

/** What each operator does with each pair of types; a pair that is not here is refused. */
const ARITHMETIC: Readonly<Record<string, Binary>> = {
    'Number + Number': binary('Number', sum),
    'Number - Number': binary('Number', (a: number, b: number) => sum(a, -b)),
    'Number * Number': binary('Number', (a: number, b: number) => a * b),
    'Number / Number': binary('Number', divide),
    'Number ^ Number': binary('Number', power),
    'Date + Number': binary('Date', addDays),
    'Number + Date': binary('Date', (days: number, date: string) => addDays(date, days)),
    'Date - Number': binary('Date', (date: string, days: number) => addDays(date, -days)),
    'Date - Date': binary('Number', daysBetween),
    'DateTime + Number': binary('DateTime', addToDateTime),
    'Number + DateTime': binary('DateTime', (days: number, at: string) => addToDateTime(at, days)),
    'DateTime - Number': binary('DateTime', (at: string, days: number) => addToDateTime(at, -days)),
    'DateTime - DateTime': binary('Number', daysBetween),
    'Time + Number': binary('Time', (time: string, millis: number) => timeOf(millisOfTime(time) + millis)),
    'Time - Number': binary('Time', (time: string, millis: number) => timeOf(millisOfTime(time) - millis)),
    'Time - Time': binary('Number', (a: string, b: string) => (millisOfTime(a) - millisOfTime(b) + DAY) % DAY),
};

function divide(dividend: number, divisor: number): number {
    if (divisor === 0) throw new FormulaValueError('Division by zero');
    return dividend / divisor;
}

function power(base: number, exponent: number): number {
    const result = base ** exponent;
    if (!Number.isFinite(result)) throw new FormulaValueError(`${base} ^ ${exponent} has no value`);
    return result;
}

function arithmetic<Env>(operator: string, left: FormulaNode<Env>, right: FormulaNode<Env>): FormulaNode<Env> {
    const [a, b] = [left.type, right.type];
    const joins = operator === '&' || (operator === '+' && (a === 'Text' || b === 'Text'));
    if (joins) {
        expectType(operator, left, 'Text');
        expectType(operator, right, 'Text');
        return { type: 'Text', run: (env) => String(left.run(env) ?? '') + String(right.run(env) ?? '') };
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
