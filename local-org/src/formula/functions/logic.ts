/** Logic: the functions that choose. Only the branch that is taken is evaluated. */
import { FormulaError, isBlank } from '../language.ts';
import type { FormulaNode } from '../language.ts';
import { commonType, matchesValue, not, sameValue } from '../operators.ts';
import { parseNumber } from '../numbers.ts';
import { argument, expectCount, expectType, form, functionOf, resultType } from './signature.ts';
import type { FunctionCall, FunctionCompiler } from './signature.ts';

const IF: FunctionCompiler = (call) => {
    expectCount(call, 3);
    const [condition, then, otherwise] = [argument(call, 0), argument(call, 1), argument(call, 2)];
    expectType(call, condition, 'Boolean');
    return {
        type: resultType(call, [then, otherwise]),
        run: (env) => (condition.run(env) === true ? then.run(env) : otherwise.run(env)),
    };
};

const CASE: FunctionCompiler = (call) => {
    if (call.args.length < 4 || call.args.length % 2 !== 0)
        throw new FormulaError(`Incorrect number of parameters for function 'CASE()'. Received ${call.args.length}`);
    const subject = argument(call, 0);
    const otherwise = argument(call, call.args.length - 1);
    const branches = pairs(call);
    for (const branch of branches) {
        if (subject.type === 'Picklist') expectType(call, branch.value, 'Text');
        else commonType('CASE', subject, branch.value);
    }
    return {
        type: resultType(call, [...branches.map((branch) => branch.result), otherwise]),
        run: (env) => {
            const value = subject.run(env);
            const taken = branches.find((branch) => matchesValue(subject.type, value, branch.value.run(env)) === true);
            return (taken?.result ?? otherwise).run(env);
        },
    };
};

function pairs<Env>(call: FunctionCall<Env>): { value: FormulaNode<Env>; result: FormulaNode<Env> }[] {
    const branches: { value: FormulaNode<Env>; result: FormulaNode<Env> }[] = [];
    for (let index = 1; index < call.args.length - 1; index += 2)
        branches.push({ value: argument(call, index), result: argument(call, index + 1) });
    return branches;
}

const AND: FunctionCompiler = (call) => {
    for (const arg of call.args) expectType(call, arg, 'Boolean');
    return { type: 'Boolean', run: (env) => call.args.every((arg) => arg.run(env) === true) };
};

const OR: FunctionCompiler = (call) => {
    for (const arg of call.args) expectType(call, arg, 'Boolean');
    return { type: 'Boolean', run: (env) => call.args.some((arg) => arg.run(env) === true) };
};

const NOT: FunctionCompiler = (call) => {
    expectCount(call, 1);
    return not(argument(call, 0));
};

const ISBLANK: FunctionCompiler = (call) => {
    expectCount(call, 1);
    const subject = argument(call, 0);
    return { type: 'Boolean', run: (env) => isBlank(subject.run(env)) };
};

/** A text is never null, only empty: https://help.salesforce.com/s/articleView?id=sf.customize_functions_isnull.htm (2026-11-21). */
const ISNULL: FunctionCompiler = (call) => {
    expectCount(call, 1);
    const subject = argument(call, 0);
    if (subject.type === 'Text') return { type: 'Boolean', run: () => false };
    return { type: 'Boolean', run: (env) => subject.run(env) === null };
};

const BLANKVALUE: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [subject, substitute] = [argument(call, 0), argument(call, 1)];
    return {
        type: resultType(call, [subject, substitute]),
        run: (env) => {
            const value = subject.run(env);
            return isBlank(value) ? substitute.run(env) : value;
        },
    };
};

const NULLVALUE: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [subject, substitute] = [argument(call, 0), argument(call, 1)];
    const type = resultType(call, [subject, substitute]);
    if (type === 'Text') return { type, run: subject.run };
    return { type, run: (env) => subject.run(env) ?? substitute.run(env) };
};

const ISPICKVAL: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [picklist, value] = [argument(call, 0), argument(call, 1)];
    expectType(call, picklist, 'Picklist');
    expectType(call, value, 'Text');
    return { type: 'Boolean', run: (env) => sameValue(picklist.run(env), value.run(env)) };
};

const isNumber = (text: string): boolean => parseNumber(text) !== undefined;

export const LOGIC: Readonly<Record<string, FunctionCompiler>> = {
    IF,
    CASE,
    AND,
    OR,
    NOT,
    ISBLANK,
    ISNULL,
    BLANKVALUE,
    NULLVALUE,
    ISPICKVAL,
    ISNUMBER: functionOf(form(['Text'], 'Boolean', isNumber)),
};
