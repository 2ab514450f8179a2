/** The formula engine: one language for formula fields, validation rules, default values and Flows. */
export { compileFormula } from './compile.ts';
export { FUNCTION_NAMES, REFUSED_FUNCTION_NAMES } from './functions/index.ts';
export { FormulaError, formulaTypeOf, FormulaValueError, UnsupportedInFormula } from './language.ts';
export type { CompiledFormula, FormulaReference, FormulaScope, FormulaType } from './language.ts';
export { resolveGlobal } from './globals.ts';
export type { OrgFacts } from './globals.ts';
export { compileRecordFormula } from './recordFormula.ts';
export type { RecordFormulaEnv, RecordFormulaOptions } from './recordFormula.ts';
export { BadFormulaCases } from './score/cases.ts';
export { scoreFormulas } from './score/score.ts';
export type { FormulaFailure, FormulaScore } from './score/score.ts';
