/** How functions are declared: by the types they take, or by a compiler of their own. */
import { Decimal } from 'decimal.js';
import { FormulaError } from '../language.ts';
import { exact } from '../numbers.ts';
import type { FormulaNode, FormulaScope, FormulaType, FormulaValue, Location } from '../language.ts';

export interface FunctionCall<Env> {
    readonly name: string;
    readonly args: readonly FormulaNode<Env>[];
    readonly scope: FormulaScope<Env>;
}

export type FunctionCompiler = <Env>(call: FunctionCall<Env>) => FormulaNode<Env>;

interface ValueTypes {
    Text: string;
    Picklist: string | null;
    MultiselectPicklist: string | null;
    Number: Decimal;
    /** A number of which only the whole part counts. */
    Whole: number;
    Boolean: boolean;
    Date: string;
    DateTime: string;
    Time: string;
    Location: Location;
}
type ParameterType = keyof ValueTypes;
type Values<P extends readonly ParameterType[]> = { -readonly [K in keyof P]: ValueTypes[P[K]] };

export interface Overload {
    readonly params: readonly ParameterType[];
    readonly returns: FormulaType;
    readonly run: (...args: never[]) => FormulaValue | number;
}

/** One form of a function. A blank text arrives as '', any other blank argument makes the result blank. */
export function form<const P extends readonly ParameterType[]>(
    params: P,
    returns: FormulaType,
    run: (...args: Values<P>) => FormulaValue | number,
): Overload {
    // Called only through `apply`, which hands over values of just these types.
    return { params, returns, run: run as unknown as Overload['run'] };
}

export function functionOf(...overloads: readonly Overload[]): FunctionCompiler {
    return (call) => {
        const overload = overloads.find((candidate) => fits(candidate, call.args));
        if (!overload) throw wrongArguments(call, overloads);
        return { type: overload.returns, run: (env) => apply(overload, call.args, env) };
    };
}

function fits<Env>(overload: Overload, args: readonly FormulaNode<Env>[]): boolean {
    return (
        overload.params.length === args.length &&
        args.every((arg, index) => arg.type === typeOf(overload.params[index]) || arg.type === 'Null')
    );
}

function typeOf(param: ParameterType | undefined): FormulaType | undefined {
    return param === 'Whole' ? 'Number' : param;
}

function apply<Env>(overload: Overload, args: readonly FormulaNode<Env>[], env: Env): FormulaValue {
    const values: unknown[] = [];
    for (const [index, arg] of args.entries()) {
        const value = arg.run(env);
        const param = overload.params[index];
        if (value === null && param === 'Text') values.push('');
        else if (value === null && param !== 'Picklist' && param !== 'MultiselectPicklist') return null;
        else values.push(param === 'Whole' && Decimal.isDecimal(value) ? value.trunc().toNumber() : value);
    }
    // `fits` compared the arguments' static types with the parameters, so each value has its parameter's type.
    const result = overload.run(...(values as never[]));
    return typeof result === 'number' ? exact(result) : result;
}

function wrongArguments<Env>(call: FunctionCall<Env>, overloads: readonly Overload[]): FormulaError {
    const expected = overloads.map((overload) => `(${overload.params.map(typeOf).join(', ')})`).join(' or ');
    const received = call.args.map((arg) => arg.type).join(', ');
    return new FormulaError(
        `Incorrect parameters for function '${call.name}()'. Expected ${expected}, received (${received})`,
    );
}

export function expectCount<Env>(call: FunctionCall<Env>, least: number, most = least): void {
    const count = call.args.length;
    if (count < least || count > most)
        throw new FormulaError(`Incorrect number of parameters for function '${call.name}()'. Received ${count}`);
}

export function expectType<Env>(call: FunctionCall<Env>, node: FormulaNode<Env>, type: FormulaType): void {
    if (node.type !== type && node.type !== 'Null')
        throw new FormulaError(
            `Incorrect parameter type for function '${call.name}()'. Expected ${type}, received ${node.type}`,
        );
}

/** The type of several possible results; they must agree. */
export function resultType<Env>(call: FunctionCall<Env>, nodes: readonly FormulaNode<Env>[]): FormulaType {
    const types = new Set(nodes.map((node) => node.type).filter((type) => type !== 'Null'));
    if (types.has('Picklist') || types.has('MultiselectPicklist') || types.size > 1)
        throw new FormulaError(
            `Incorrect parameter type for function '${call.name}()'. Received ${[...types].join(' and ')}`,
        );
    return [...types][0] ?? 'Null';
}

export function argument<Env>(call: FunctionCall<Env>, index: number): FormulaNode<Env> {
    const node = call.args[index];
    if (!node) throw new FormulaError(`Incorrect number of parameters for function '${call.name}()'`);
    return node;
}
