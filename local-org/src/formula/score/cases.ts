/**
 * Formula cases: one evaluation a line, with the official results when blank inputs count as zero and as blank. The
 * form is that of the results published with the platform's open-source formula engine
 * (https://github.com/salesforce/formula-engine, impl/src/test, 2026-11-25).
 */
import { z } from 'zod';
import { formulaTypeOf } from '../language.ts';
import type { FormulaType } from '../language.ts';
import type { FieldValue } from '../../schema/types.ts';

const INPUT_TYPES = [
    ...['string', 'text', 'number', 'currency', 'percent', 'boolean', 'checkbox', 'date', 'datetime', 'time'],
    ...['picklist', 'multipicklist'],
] as const;
const RETURN_TYPES = ['Text', 'Double', 'Number', 'Currency', 'Percent', 'Boolean', 'DateOnly', 'DateTime', 'TimeOnly'];

const FormulaInput = z.object({
    field: z.string().min(1),
    type: z
        .string()
        .transform((text) => text.toLowerCase())
        .pipe(z.enum(INPUT_TYPES)),
    scale: z.number().nullish(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
type FormulaInput = z.infer<typeof FormulaInput>;

const FormulaCase = z.object({
    case: z.string(),
    formula: z.string(),
    returns: z.enum(RETURN_TYPES),
    inputs: z.array(FormulaInput),
    blankAsZero: z.string().nullable(),
    blankAsNull: z.string().nullable(),
});
export type FormulaCase = z.infer<typeof FormulaCase>;

/** A file that is not of this form; the message names the line. */
export class BadFormulaCases extends Error {
    constructor(line: number, detail: string) {
        super(`Line ${line}: ${detail}`);
        this.name = 'BadFormulaCases';
    }
}

/** The cases of a JSON Lines text, each with its line. Empty lines are passed over. */
export function readFormulaCases(text: string): { readonly line: number; readonly formulaCase: FormulaCase }[] {
    return text.split('\n').flatMap((row, index) => {
        if (row.trim() === '') return [];
        return [{ line: index + 1, formulaCase: readCase(row, index + 1) }];
    });
}

function readCase(row: string, line: number): FormulaCase {
    let json: unknown;
    try {
        json = JSON.parse(row);
    } catch (error) {
        throw new BadFormulaCases(line, `no JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
    const parsed = FormulaCase.safeParse(json);
    if (!parsed.success) throw new BadFormulaCases(line, z.prettifyError(parsed.error));
    return parsed.data;
}

const TYPES: Readonly<Record<FormulaInput['type'], FormulaType>> = {
    string: 'Text',
    text: 'Text',
    number: 'Number',
    currency: 'Number',
    percent: 'Number',
    boolean: 'Boolean',
    checkbox: 'Boolean',
    date: 'Date',
    datetime: 'DateTime',
    time: 'Time',
    picklist: 'Picklist',
    multipicklist: formulaTypeOf('MultiselectPicklist'),
};

/** An input as a formula sees it. The published cases name their percent fields so, and call them numbers. */
export function inputValue(input: FormulaInput): { readonly type: FormulaType; readonly value: FieldValue } {
    const type = TYPES[input.type];
    const { value } = input;
    if (value === null || value === '') return { type, value: null };
    if (type === 'Number') {
        const percent = input.type === 'percent' || /^custompercent/i.test(input.field);
        return { type, value: Number(value) / (percent ? 100 : 1) };
    }
    if (type === 'Boolean') return { type, value: value === true || value === 'true' };
    if (type === 'DateTime') return { type, value: new Date(String(value)).toISOString() };
    return { type, value: String(value) };
}
