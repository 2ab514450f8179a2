/**
 * Functions about the save that runs. On create ISCHANGED is false and PRIORVALUE is the current value.
 * https://help.salesforce.com/s/articleView?id=sf.customize_functions_ischanged.htm, …_priorvalue.htm (2026-11-21)
 */
import { FormulaError } from '../language.ts';
import type { FormulaReference } from '../language.ts';
import { asFormulaValue } from '../numbers.ts';
import { sameValue } from '../operators.ts';
import { argument, expectCount } from './signature.ts';
import type { FunctionCall, FunctionCompiler } from './signature.ts';

interface ChangingField<Env> {
    readonly reference: FormulaReference<Env>;
    readonly prior: NonNullable<FormulaReference<Env>['prior']>;
    readonly isNew: (env: Env) => boolean;
}

function changingField<Env>(call: FunctionCall<Env>): ChangingField<Env> {
    expectCount(call, 1);
    const { reference } = argument(call, 0);
    const { scope } = call;
    if (!reference?.prior || !scope.isNew)
        throw new FormulaError(`Function ${call.name} takes a field of the record being saved`);
    return { reference, prior: reference.prior, isNew: scope.isNew };
}

const ISCHANGED: FunctionCompiler = (call) => {
    const field = changingField(call);
    return {
        type: 'Boolean',
        run: (env) =>
            !field.isNew(env) &&
            !sameValue(asFormulaValue(field.reference.read(env)), asFormulaValue(field.prior(env))),
    };
};

const PRIORVALUE: FunctionCompiler = (call) => {
    const field = changingField(call);
    return {
        type: field.reference.type,
        run: (env) => asFormulaValue(field.isNew(env) ? field.reference.read(env) : field.prior(env)),
    };
};

const ISNEW: FunctionCompiler = (call) => {
    expectCount(call, 0);
    const { isNew } = call.scope;
    if (!isNew) throw new FormulaError('Function ISNEW may not be used here');
    return { type: 'Boolean', run: isNew };
};

/** Cloning is done on a page; a record that comes through the API is no clone. */
const ISCLONE: FunctionCompiler = (call) => {
    expectCount(call, 0);
    if (!call.scope.isNew) throw new FormulaError('Function ISCLONE may not be used in this type of formula');
    return { type: 'Boolean', run: () => false };
};

export const CHANGE: Readonly<Record<string, FunctionCompiler>> = { ISCHANGED, PRIORVALUE, ISNEW, ISCLONE };
