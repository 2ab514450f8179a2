/** Every function the engine knows. A function that is not here is refused by name. */
import { FormulaError, UnsupportedInFormula } from '../language.ts';
import type { FormulaNode } from '../language.ts';
import { CHANGE } from './change.ts';
import { DATES } from './dates.ts';
import { NOT_RUN, OF_OTHER_PLACES } from './elsewhere.ts';
import { ENGINE_ONLY } from './engineOnly.ts';
import { LOGIC } from './logic.ts';
import { MARKUP } from './markup.ts';
import { NUMERIC } from './numeric.ts';
import { REGEX } from './patterns.ts';
import { PLACES } from './places.ts';
import type { FunctionCall, FunctionCompiler } from './signature.ts';
import { TEXTUAL } from './text.ts';

const FUNCTIONS: ReadonlyMap<string, FunctionCompiler> = new Map(
    Object.entries({ ...LOGIC, ...CHANGE, ...NUMERIC, ...TEXTUAL, ...MARKUP, ...DATES, ...PLACES, REGEX }),
);
const OF_THE_ENGINE: ReadonlyMap<string, FunctionCompiler> = new Map(Object.entries(ENGINE_ONLY));

/** For the list of what the local org supports. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.keys()].sort();
export const REFUSED_FUNCTION_NAMES: readonly string[] = [...NOT_RUN.keys(), ...OF_OTHER_PLACES.keys()].sort();

export function callFunction<Env>(call: FunctionCall<Env>): FormulaNode<Env> {
    const { name, scope } = call;
    const compiler = FUNCTIONS.get(name) ?? (scope.engineFunctions ? OF_THE_ENGINE.get(name) : undefined);
    if (!compiler) throw refusal(name);
    if (scope.unavailable?.has(name))
        throw new FormulaError(`Function ${name} may not be used in this type of formula`);
    return compiler(call);
}

function refusal(name: string): FormulaError | UnsupportedInFormula {
    if (NOT_RUN.has(name)) return new UnsupportedInFormula(`Function ${name}`);
    if (OF_OTHER_PLACES.has(name)) return new FormulaError(`Function ${name} may not be used in this type of formula`);
    return new FormulaError(`Unknown function ${name}. Check spelling.`);
}
