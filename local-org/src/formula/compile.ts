/** The tree to typed closures. */
import { callFunction } from './functions/index.ts';
import { Decimal } from 'decimal.js';
import { FormulaError, FormulaValueError } from './language.ts';
import type { CompiledFormula, FormulaNode, FormulaScope, FormulaType, FormulaValue } from './language.ts';
import { compileOperator, negate, not } from './operators.ts';
import { asFormulaValue, isTooLarge } from './numbers.ts';
import { parseFormula } from './parser.ts';
import type { Expression } from './parser.ts';
import type { FieldValue } from '../schema/types.ts';

export function compileFormula<Env>(source: string, scope: FormulaScope<Env>): CompiledFormula<Env> {
    const node = compile(parseFormula(source), scope);
    if (node.type === 'Location') throw new FormulaError('A formula cannot return a geolocation. Use DISTANCE');
    return { type: node.type, evaluate: (env) => stored(node.run(env)) };
}

/** The value as records keep it. */
function stored(value: FormulaValue): FieldValue {
    if (Decimal.isDecimal(value)) {
        if (isTooLarge(value)) throw new FormulaValueError('The number is too large');
        return value.toNumber() + 0; // no minus zero
    }
    if (value === null || value === '') return null;
    if (typeof value === 'object') throw new TypeError('a location was refused when the formula was compiled');
    return value;
}

function compile<Env>(expression: Expression, scope: FormulaScope<Env>): FormulaNode<Env> {
    switch (expression.kind) {
        case 'literal':
            return literal(expression.value);
        case 'reference':
            return reference(expression.name, expression.merge, scope);
        case 'unary': {
            const operand = compile(expression.operand, scope);
            if (expression.operator === '!') return not(operand);
            return negate(operand, expression.operator);
        }
        case 'binary':
            return compileOperator(
                expression.operator,
                compile(expression.left, scope),
                compile(expression.right, scope),
            );
        case 'call': {
            const args = expression.args.map((arg) => compile(arg, scope));
            return callFunction({ name: expression.name, args, scope });
        }
    }
}

function literal<Env>(value: string | number | boolean | null): FormulaNode<Env> {
    const types: Readonly<Record<string, FormulaType>> = { string: 'Text', number: 'Number', boolean: 'Boolean' };
    const constant = asFormulaValue(value);
    return { type: types[typeof value] ?? 'Null', run: () => constant, literal: constant };
}

function reference<Env>(name: string, merge: boolean, scope: FormulaScope<Env>): FormulaNode<Env> {
    const found = merge === (scope.syntax === 'merge') ? scope.resolve(name) : undefined;
    if (!found) throw new FormulaError(`Field ${name} does not exist. Check spelling.`);
    const zero = found.type === 'Number' && scope.blanksAsZero === true;
    // A checkbox has no blank: an empty boolean is false everywhere in formulas.
    const blank = zero ? 0 : found.type === 'Boolean' ? false : null;
    return {
        type: found.type,
        run: (env) => asFormulaValue(found.read(env) ?? blank),
        reference: found,
    };
}
