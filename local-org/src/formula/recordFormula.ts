/** Formulas of a record: formula fields, validation rules, default values. */
import type { FieldSchema, FieldValue, ObjectSchema, Schema, StoredRecord } from '../schema/types.ts';
import { compileFormula } from './compile.ts';
import { fieldPath, readPath, resolveGlobal } from './globals.ts';
import type { OrgFacts } from './globals.ts';
import { FormulaError, formulaTypeOf, FormulaValueError } from './language.ts';
import type { CompiledFormula, FormulaReference, FormulaScope } from './language.ts';
import { round } from './numbers.ts';

export interface RecordFormulaEnv {
    readonly record: StoredRecord;
    readonly prior: StoredRecord | null;
    readonly isNew: boolean;
    readonly org: OrgFacts;
}

export interface RecordFormulaOptions {
    readonly schema: Schema;
    readonly object: ObjectSchema;
    readonly use: 'formulaField' | 'validationRule' | 'defaultValue';
    readonly blanksAsZero?: boolean;
    /** The formula field: its type must be the formula's, its scale rounds the result. */
    readonly returns?: FieldSchema;
}

/** https://help.salesforce.com/s/articleView?id=sf.customize_functions_regex.htm: not in formula fields (2026-11-21). */
const NOT_IN_FIELDS: ReadonlySet<string> = new Set(['REGEX', 'ISNEW', 'ISCHANGED', 'PRIORVALUE', 'ISCLONE']);

export function compileRecordFormula(source: string, options: RecordFormulaOptions): CompiledFormula<RecordFormulaEnv> {
    const compiled = compileFormula(source, scopeOf(options));
    const { returns } = options;
    if (!returns) return compiled;
    const wanted = formulaTypeOf(returns.type);
    if (compiled.type !== wanted && compiled.type !== 'Null')
        throw new FormulaError(
            `Formula result is data type (${compiled.type}), incompatible with expected data type (${wanted}).`,
        );
    return {
        type: compiled.type,
        evaluate: (env) => fitted(evaluated(compiled, env), returns),
    };
}

/** A formula field without a result shows `#Error!`; through the API it is empty. */
function evaluated(formula: CompiledFormula<RecordFormulaEnv>, env: RecordFormulaEnv): FieldValue {
    try {
        return formula.evaluate(env);
    } catch (error) {
        if (error instanceof FormulaValueError) return null;
        throw error;
    }
}

function fitted(value: FieldValue, field: FieldSchema): FieldValue {
    if (typeof value !== 'number') return value;
    return round(value, field.scale ?? 0, field.type === 'Percent' ? 100 : 1);
}

function scopeOf(options: RecordFormulaOptions): FormulaScope<RecordFormulaEnv> {
    const { schema, object, use } = options;
    return {
        syntax: 'bare',
        resolve: (name) => globalReference(name, schema) ?? fieldReference(name, schema, object),
        now: (env) => env.org.now(),
        isNew: (env) => env.isNew,
        ...(options.blanksAsZero === undefined ? {} : { blanksAsZero: options.blanksAsZero }),
        ...(use === 'formulaField' ? { unavailable: NOT_IN_FIELDS } : {}),
    };
}

function globalReference(name: string, schema: Schema): FormulaReference<RecordFormulaEnv> | undefined {
    const found = resolveGlobal(name, schema);
    return found && { type: found.type, read: (env) => found.read(env.org) };
}

function fieldReference(
    name: string,
    schema: Schema,
    object: ObjectSchema,
): FormulaReference<RecordFormulaEnv> | undefined {
    const path = fieldPath(schema, object, name.split('.'));
    if (!path) return undefined;
    const type = formulaTypeOf(path.field.type);
    const read = (env: RecordFormulaEnv): FieldValue => readPath(path, env.record, env.org);
    if (path.crosses) return { type, read };
    return { type, read, prior: (env) => readPath(path, env.prior ?? undefined, env.org) };
}
