/** Every function the engine knows. A function that is not here is refused by name. */
import { FormulaError, UnsupportedInFormula } from '../language.ts';
import type { FormulaNode } from '../language.ts';
import { CHANGE } from './change.ts';
import { DATES } from './dates.ts';
import { LOGIC } from './logic.ts';
import { NUMERIC } from './numeric.ts';
import type { FunctionCall, FunctionCompiler } from './signature.ts';
import { TEXTUAL } from './text.ts';

const FUNCTIONS: ReadonlyMap<string, FunctionCompiler> = new Map(
    Object.entries({ ...LOGIC, ...CHANGE, ...NUMERIC, ...TEXTUAL, ...DATES }),
);

/** For the list of what the local org supports. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()].sort();

export function callFunction<Env>(call: FunctionCall<Env>): FormulaNode<Env> {
    const compiler = FUNCTIONS.get(call.name);
    if (!compiler) throw new UnsupportedInFormula(`Function ${call.name}`);
    if (call.scope.unavailable?.has(call.name)) throw new FormulaError(`Function ${call.name} may not be used here`);
    return compiler(call);
}
