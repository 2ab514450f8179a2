/** How many formula cases the engine answers as the platform's own engine does. */
import { compileFormula } from '../compile.ts';
import { millisOf, millisOfTime } from '../calendar.ts';
import { FormulaError, FormulaValueError, UnsupportedInFormula } from '../language.ts';
import { resolveSystem } from '../globals.ts';
import { inputValue, readFormulaCases } from './cases.ts';
import type { FieldValue } from '../../schema/types.ts';
import type { FormulaCase } from './cases.ts';
import type { FormulaScope } from '../language.ts';

export interface FormulaFailure {
    readonly line: number;
    readonly case: string;
    readonly formula: string;
    readonly inputs: FormulaCase['inputs'];
    readonly blanks: 'zero' | 'null';
    readonly expected: string | null;
    /** The engine's answer, or what it said instead. */
    readonly received: string | null;
}

export interface FormulaScore {
    readonly total: number;
    readonly passed: number;
    readonly failures: readonly FormulaFailure[];
}

/** A case passes when both of its results are right. `now` is epoch milliseconds. */
export function scoreFormulas(text: string, now: number): FormulaScore {
    const cases = readFormulaCases(text);
    const failures = cases.flatMap(({ line, formulaCase }) => firstFailure(line, formulaCase, now));
    return { total: cases.length, passed: cases.length - failures.length, failures };
}

function firstFailure(line: number, formulaCase: FormulaCase, now: number): FormulaFailure[] {
    for (const blanks of ['zero', 'null'] as const) {
        const expected = blanks === 'zero' ? formulaCase.blankAsZero : formulaCase.blankAsNull;
        const { agrees, received } = compare(formulaCase, expected, blanks, now);
        const { case: name, formula, inputs } = formulaCase;
        if (!agrees) return [{ line, case: name, formula, inputs, blanks, expected, received }];
    }
    return [];
}

function compare(
    formulaCase: FormulaCase,
    expected: string | null,
    blanks: 'zero' | 'null',
    now: number,
): { readonly agrees: boolean; readonly received: string | null } {
    try {
        const value = compileFormula(formulaCase.formula, scopeOf(formulaCase, blanks, now)).evaluate(null);
        const shown = formulaCase.returns === 'Percent' && typeof value === 'number' ? value * 100 : value;
        return {
            agrees: isSame(shown, expected, formulaCase.returns),
            received: shown === null ? null : String(shown),
        };
    } catch (error) {
        // `#Error!` is an empty field to whoever reads it.
        if (error instanceof FormulaValueError)
            return { agrees: expected === null, received: `#Error! ${error.message}` };
        if (error instanceof FormulaError || error instanceof UnsupportedInFormula)
            return { agrees: false, received: error.message };
        throw error;
    }
}

function scopeOf(formulaCase: FormulaCase, blanks: 'zero' | 'null', now: number): FormulaScope<null> {
    const inputs = new Map(formulaCase.inputs.map((input) => [input.field.toLowerCase(), inputValue(input)]));
    return {
        syntax: 'bare',
        blanksAsZero: blanks === 'zero',
        engineFunctions: true,
        now: () => now,
        resolve: (name) => {
            const input = inputs.get(name.toLowerCase());
            return input ? { type: input.type, read: () => input.value } : resolveSystem(name);
        },
    };
}

const TOLERANCE = 1e-6;

function isSame(value: FieldValue, expected: string | null, returns: string): boolean {
    if (expected === null || expected === '') return value === null || value === '';
    if (value === null) return false;
    switch (returns) {
        case 'Text':
            return value === expected;
        case 'Boolean':
            return String(value) === expected.toLowerCase();
        case 'DateOnly':
        case 'DateTime':
            return millisOf(String(value)) === moment(expected);
        case 'TimeOnly':
            return millisOfTime(String(value)) === millisOfTime(fullTime(expected));
        default:
            return isNear(Number(value), Number(expected));
    }
}

/** ISO, or as Java prints a date: `Sat Jan 15 00:00:00 GMT 1`, whose short year JavaScript would take for 2001. */
function moment(text: string): number {
    const java = /^\w{3} (\w{3} \d{2}) ([\d:]{8}) GMT (\d+)$/.exec(text);
    if (!java) return Date.parse(text);
    const [, day = '', time = '', year = ''] = java;
    const inLeapYear = new Date(`${day} 2000 UTC`).toISOString().slice(4, 10);
    return Date.parse(`${year.padStart(4, '0')}${inLeapYear}T${time}Z`);
}

/** Java leaves out seconds that are none: `10:40`. */
function fullTime(text: string): string {
    return `${text.length === 5 ? `${text}:00` : text}Z`;
}

function isNear(value: number, expected: number): boolean {
    return (
        value === expected || Math.abs(value - expected) <= TOLERANCE * Math.max(Math.abs(value), Math.abs(expected))
    );
}
