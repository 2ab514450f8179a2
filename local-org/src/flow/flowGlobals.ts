/** Global resources of flows beside `$Record`: https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_resources_system_variables.htm (2026-11-25) */
import { dateOf, wholeSecond } from '../formula/calendar.ts';
import { resolveGlobal } from '../formula/globals.ts';
import { FormulaError, UnsupportedInFormula } from '../formula/index.ts';
import { InvalidFlow, UnsupportedInFlow } from './errors.ts';
import { told } from './operands.ts';
import type { Operand } from './operands.ts';
import type { Scope } from './scope.ts';
import { BOOLEAN, TEXT } from './values.ts';
import type { FlowType, FlowValue, ScalarKind } from './values.ts';

const DATE: FlowType = { kind: 'Date', collection: false };
const DATE_TIME: FlowType = { kind: 'DateTime', collection: false };

export const FLOW_GLOBALS: Readonly<Record<string, Operand>> = {
    CurrentDateTime: { type: DATE_TIME, read: ({ tx }) => wholeSecond(tx.now()) },
    CurrentDate: { type: DATE, read: ({ tx }) => dateOf(tx.now()) },
    FaultMessage: { type: TEXT, read: ({ faultMessage }) => faultMessage },
    InterviewGuid: { type: TEXT, read: (interview) => (interview.guid ??= interview.tx.newGuid()) },
    InterviewStartTime: { type: DATE_TIME, read: ({ startedAt }) => wholeSecond(startedAt) },
    CurrentRecord: {
        type: TEXT,
        read: ({ currentRecord }) => currentRecord,
        write: told('$Flow.CurrentRecord', (interview, value) => {
            interview.currentRecord = typeof value === 'string' && value !== '' ? value : null;
        }),
    },
};

const CONSTANTS: Readonly<Record<string, Operand>> = {
    EmptyString: constant(TEXT, ''),
    True: constant(BOOLEAN, true),
    False: constant(BOOLEAN, false),
};

export function resolveFlowGlobal(scope: Scope, head: string, path: readonly string[], owner: string): Operand {
    const name = path.join('.');
    switch (head) {
        case '$Flow': {
            const found = FLOW_GLOBALS[name];
            if (!found) throw new UnsupportedInFlow(scope.file, owner, `$Flow.${name}`);
            return found;
        }
        case '$GlobalConstant': {
            const found = CONSTANTS[name];
            if (!found) throw scope.invalid(owner, `unknown reference $GlobalConstant.${name}`);
            return found;
        }
        case '$Profile':
            return orgGlobal(scope, `$User.Profile.${name}`, `$Profile.${name}`, owner);
        case '$Label':
            if (!scope.context.hasLabel(name)) throw scope.invalid(owner, `unknown label $Label.${name}`);
    }
    const reference = [head, ...path].join('.');
    return orgGlobal(scope, reference, reference, owner);
}

function orgGlobal(scope: Scope, reference: string, shown: string, owner: string): Operand {
    try {
        const found = resolveGlobal(reference, scope.schema);
        if (!found) throw new FormulaError(`unknown reference ${shown}`);
        // Global fields have types of their own; Null is only the type of the literal NULL.
        return { type: { kind: found.type as ScalarKind, collection: false }, read: ({ tx }) => found.read(tx) };
    } catch (error) {
        if (error instanceof UnsupportedInFormula) throw new UnsupportedInFlow(scope.file, owner, error.feature);
        if (error instanceof FormulaError) throw new InvalidFlow(scope.file, owner, error.message);
        throw error;
    }
}

function constant(type: FlowType, value: FlowValue): Operand {
    return { type, read: () => value };
}
