/** Actions: what a flow has the platform do beside reading and writing records. */
import { ACTIONS } from '../actions/index.ts';
import type { Action, ActionInputs } from '../actions/action.ts';
import type { Interview } from '../interview.ts';
import { requiredValue } from '../literals.ts';
import type { FlowFault } from '../port.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope } from '../scope.ts';
import { accepts, describeType } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';
import { prepareEach } from './together.ts';

export function readActionCall(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const type = reader.required('actionType');
    const action = ACTIONS[type];
    if (!action) throw reader.unsupported(`actionType ${type}`);
    if (reader.required('actionName') !== type) throw reader.invalid(`the action of the type ${type} has its name`);
    reader.ignore('nameSegment');
    // The element waits for the commit either way: no action here leaves the org.
    reader.choice('flowTransactionModel', ['CurrentTransaction', 'Automatic']);
    const inputs = readInputs(reader, action);
    const [next, faultNext] = [connector(reader, 'connector'), connector(reader, 'faultConnector')];
    reader.end();
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        faultTarget: faultNext,
        writes: true,
        compile: (scope) => {
            const read = inputs(scope);
            return {
                kind: 'data',
                name: reader.owner,
                tag: reader.tag,
                next,
                faultNext,
                execute: (interviews, tx) => {
                    const faults = new Map<Interview, FlowFault>();
                    const prepared = prepareEach(interviews, faults, read);
                    const results =
                        prepared.length === 0
                            ? []
                            : action.perform(
                                  prepared.map(({ request }) => request),
                                  tx,
                              );
                    for (const [index, { interview }] of prepared.entries()) {
                        const fault = results[index];
                        if (fault) faults.set(interview, fault);
                    }
                    return faults;
                },
            };
        },
    };
}

function readInputs(reader: FlowReader, action: Action): (scope: Scope) => (interview: Interview) => ActionInputs {
    const drafts = reader.many('inputParameters').map((item) => {
        const name = item.required('name');
        const type = action.inputs[name];
        if (!type) throw reader.unsupported(`the action's input ${name}`);
        const value = requiredValue(item, 'value');
        item.ignore('processMetadataValues');
        item.end();
        return { name, type, value };
    });
    return (scope) => {
        const operands = drafts.map(({ name, type, value }) => {
            const operand = value(scope);
            if (!accepts(type, operand.type))
                throw reader.invalid(`${name} is ${describeType(type)}, the value ${describeType(operand.type)}`);
            return [name, operand] as const;
        });
        return (interview) => Object.fromEntries(operands.map(([name, operand]) => [name, operand.read(interview)]));
    };
}
