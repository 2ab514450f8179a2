/** Formulas inside flows: formula resources and entry formulas. */
import { compileFormula, FormulaError, FormulaValueError, UnsupportedInFormula } from '../formula/index.ts';
import type { CompiledFormula, FormulaReference, FormulaScope } from '../formula/index.ts';
import { InvalidFlow, UnsupportedInFlow } from './errors.ts';
import type { Interview } from './interview.ts';
import { FlowFault } from './port.ts';
import type { Scope } from './scope.ts';
import { asScalar } from './values.ts';

export function compileFlowFormula(source: string, scope: Scope, owner: string): CompiledFormula<Interview> {
    try {
        const compiled = compileFormula(source, formulaScope(scope, owner));
        return { type: compiled.type, evaluate: (interview) => evaluated(compiled, interview, owner) };
    } catch (error) {
        if (error instanceof UnsupportedInFormula) throw new UnsupportedInFlow(scope.file, owner, error.feature);
        if (error instanceof FormulaError) throw new InvalidFlow(scope.file, owner, error.message);
        throw error;
    }
}

function formulaScope(scope: Scope, owner: string): FormulaScope<Interview> {
    return {
        syntax: 'merge',
        resolve: (name) => formulaReference(name, scope, owner),
        now: ({ tx }) => tx.now(),
        ...(scope.isOnSave ? { isNew: ({ prior }: Interview) => prior === null } : {}),
    };
}

function formulaReference(name: string, scope: Scope, owner: string): FormulaReference<Interview> {
    const operand = scope.resolve(name, owner);
    const { type } = operand;
    if (type.collection || type.kind === 'Record')
        throw new FormulaError(`${name} is no single value, a formula cannot use it`);
    if (operand.field?.type === 'Percent') throw new UnsupportedInFormula(`percent field ${name} in a flow`);
    const read = operand.readBlank ?? operand.read;
    const { prior } = operand;
    return { type: type.kind, read: (interview) => asScalar(read(interview)), ...(prior ? { prior } : {}) };
}

function evaluated(
    formula: CompiledFormula<Interview>,
    interview: Interview,
    owner: string,
): ReturnType<CompiledFormula<Interview>['evaluate']> {
    try {
        return formula.evaluate(interview);
    } catch (error) {
        if (error instanceof FormulaValueError)
            throw new FlowFault('INVALID_OPERATION', `The formula ${owner} has no result: ${error.message}`);
        throw error;
    }
}
