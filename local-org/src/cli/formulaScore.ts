/** `local-org formula-score FILE`. */
import { readFileSync } from 'node:fs';
import { BadFormulaCases, scoreFormulas } from '../formula/index.ts';
import type { FormulaFailure } from '../formula/index.ts';

export interface FormulaScoreOptions {
    readonly failures: boolean;
    readonly json: boolean;
}

export interface Finished {
    readonly output: string;
    readonly error: string;
    /** 0: all cases pass; 1: some do not, or the file cannot be read. */
    readonly exitCode: 0 | 1;
}

export function formulaScore(file: string, options: FormulaScoreOptions, now: number): Finished {
    try {
        const score = scoreFormulas(readFileSync(file, 'utf8'), now);
        const exitCode = score.passed === score.total ? 0 : 1;
        const listed = options.failures ? score.failures : [];
        if (options.json) return { output: JSON.stringify({ ...score, failures: listed }), error: '', exitCode };
        return {
            output: [...listed.map(failureText), `${score.passed}/${score.total}`].join('\n'),
            error: '',
            exitCode,
        };
    } catch (error) {
        if (!(error instanceof BadFormulaCases) && !(error instanceof Error && 'code' in error)) throw error;
        return { output: '', error: `${file}: ${error.message}`, exitCode: 1 };
    }
}

function failureText({ line, case: name, formula, inputs, blanks, expected, received }: FormulaFailure): string {
    const given = inputs.map(({ field, value }) => `${field}=${JSON.stringify(value)}`).join(' ');
    return [
        `line ${line} ${name}, blanks as ${blanks}: ${formula}`,
        ...(given === '' ? [] : [`  with ${given}`]),
        `  expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`,
    ].join('\n');
}
