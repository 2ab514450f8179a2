/**
 * Functions that the platform's open-source engine has and that no list of formula functions names; formulas of an org
 * are refused them. They are here for formula cases: https://github.com/salesforce/formula-engine (2026-11-25).
 */
import { FormulaError, FormulaValueError, isBlank, UnsupportedInFormula } from '../language.ts';
import { commonType, matchesValue } from '../operators.ts';
import { roundTo } from '../numbers.ts';
import { LIKE } from './patterns.ts';
import { argument, expectCount, expectType, form, functionOf, resultType } from './signature.ts';
import type { Decimal } from 'decimal.js';
import type { FunctionCompiler } from './signature.ts';

const IN: FunctionCompiler = (call) => {
    const [subject, ...candidates] = [argument(call, 0), ...call.args.slice(1)];
    for (const candidate of candidates) commonType('IN', subject, candidate);
    return {
        type: 'Boolean',
        run: (env) => {
            const value = subject.run(env);
            return (
                !isBlank(value) &&
                candidates.some((candidate) => matchesValue(subject.type, value, candidate.run(env)) === true)
            );
        },
    };
};

const IFERROR: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [subject, substitute] = [argument(call, 0), argument(call, 1)];
    return {
        type: resultType(call, [subject, substitute]),
        run: (env) => {
            try {
                return subject.run(env);
            } catch (error) {
                if (error instanceof FormulaValueError) return substitute.run(env);
                throw error;
            }
        },
    };
};

/** `IFS(condition, result, …, otherwise)`. */
const IFS: FunctionCompiler = (call) => {
    const { args } = call;
    if (args.length < 3 || args.length % 2 === 0)
        throw new FormulaError(`Incorrect number of parameters for function 'IFS()'. Received ${args.length}`);
    const otherwise = argument(call, args.length - 1);
    const branches = Array.from({ length: (args.length - 1) / 2 }, (_, index) => ({
        condition: argument(call, index * 2),
        result: argument(call, index * 2 + 1),
    }));
    for (const { condition } of branches) expectType(call, condition, 'Boolean');
    return {
        type: resultType(call, [...branches.map(({ result }) => result), otherwise]),
        run: (env) => (branches.find(({ condition }) => condition.run(env) === true)?.result ?? otherwise).run(env),
    };
};

/** Counts from 1, or from the end when the start is negative; a start outside of the text finds nothing. */
function part(text: string, start: number, length = text.length): string | null {
    if (Math.abs(start) > text.length || length <= 0) return null;
    const from = start < 0 ? text.length + start : Math.max(start, 1) - 1;
    return text.slice(from, from + length);
}

const FRACTION_DIGITS = (code: string): number => {
    try {
        const { maximumFractionDigits } = new Intl.NumberFormat('en-US', {
            style: 'currency',
            currency: code,
        }).resolvedOptions();
        return maximumFractionDigits ?? 2;
    } catch {
        return 2;
    }
};

function currency(code: string, amount: Decimal): string {
    const digits = FRACTION_DIGITS(code);
    const [whole = '', fraction] = roundTo(amount, digits).toFixed(digits).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
    return `${code} ${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `$.name`, `$['name']`, `$.list[0]`: the steps of a path, or undefined when it has others. */
function stepsOf(path: string): string[] | undefined {
    const rooted = path.startsWith('$') ? path.slice(1) : `.${path}`;
    const steps = [...rooted.matchAll(/\.([\w-]+)|\['([^']*)'\]|\[(\d+)\]/gy)];
    if (steps.map(([whole]) => whole).join('') !== rooted) return undefined;
    return steps.map((step) => step[1] ?? step[2] ?? step[3] ?? '');
}

function valueAt(json: string, steps: readonly string[]): unknown {
    try {
        return steps.reduce<unknown>(
            // Neither a text nor a number has members that a path may name.
            (value, step) =>
                typeof value === 'object' && value !== null
                    ? Object.entries(value).find(([key]) => key === step)?.[1]
                    : undefined,
            JSON.parse(json),
        );
    } catch {
        return undefined;
    }
}

const JSON_PATH: FunctionCompiler = (call) => {
    expectCount(call, 2);
    const [json, path] = [argument(call, 0), argument(call, 1)];
    expectType(call, json, 'Text');
    if (typeof path.literal !== 'string') throw new FormulaError(`The path of ${call.name} is a literal`);
    const steps = stepsOf(path.literal);
    if (!steps) throw new UnsupportedInFormula(`the JSON path ${path.literal}`);
    return {
        type: 'Text',
        run: (env) => {
            const text = json.run(env);
            const value = typeof text === 'string' ? valueAt(text, steps) : undefined;
            if (typeof value === 'object' && value !== null) return JSON.stringify(value);
            return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
                ? String(value)
                : null;
        },
    };
};

export const ENGINE_ONLY: Readonly<Record<string, FunctionCompiler>> = {
    IN,
    IFERROR,
    IFS,
    LIKE,
    JSONVALUE: JSON_PATH,
    JSONPATHVALUE: JSON_PATH,
    SUBSTR: functionOf(
        form(['Text', 'Whole'], 'Text', (text, start) => part(text, start)),
        form(['Text', 'Whole', 'Whole'], 'Text', part),
    ),
    ENDS: functionOf(form(['Text', 'Text'], 'Boolean', (text, end) => text.endsWith(end))),
    FORMATCURRENCY: functionOf(form(['Text', 'Number'], 'Text', currency)),
};
