/**
 * Subflow: another flow in the same interview's transaction, with inputs and outputs. Its own fault paths are all there
 * are: the element has none, and a fault that the other flow does not handle fails the flow that called.
 * https://help.salesforce.com/apex/HTViewHelpDoc?id=platform.flow_ref_elements_subflow.htm (2026-11-25)
 */
import type { Interview } from '../interview.ts';
import { requiredValue } from '../literals.ts';
import { slot } from '../operands.ts';
import type { Operand } from '../operands.ts';
import { FlowFault } from '../port.ts';
import { connector, nodeReader } from '../reader.ts';
import type { FlowReader } from '../reader.ts';
import type { Scope, SubflowSignature } from '../scope.ts';
import { accepts, describeType } from '../values.ts';
import type { FlowValue } from '../values.ts';
import { onward } from './draft.ts';
import type { ElementDraft } from './draft.ts';

type Variable = NonNullable<SubflowSignature['variables']>[number];

export function readSubflow(element: FlowReader): ElementDraft {
    const reader = nodeReader(element);
    const flowName = reader.required('flowName');
    const inputs = readInputs(reader);
    const outputs = reader.many('outputAssignments').map((item) => {
        const output = { name: item.required('name'), reference: item.required('assignToReference') };
        item.ignore('processMetadataValues');
        item.end();
        return output;
    });
    const automatic = reader.flag('storeOutputAutomatically');
    const next = connector(reader, 'connector');
    reader.end();
    if (automatic && outputs.length > 0)
        throw reader.invalid('outputAssignments and storeOutputAutomatically exclude each other');
    return {
        name: reader.owner,
        tag: reader.tag,
        ways: onward(next),
        callsFlow: true,
        writes: false,
        ...(automatic ? { declare: (scope: Scope) => declareOutputs(scope, reader, flowName) } : {}),
        compile: (scope) => {
            const signature = signatureOf(scope, reader, flowName);
            const give = inputs(scope, signature.variables);
            const take = automatic
                ? automaticOutputs(scope, reader, signature.variables)
                : outputs.map((output) => outputTo(scope, reader, signature.variables, output));
            return {
                kind: 'subflow',
                name: reader.owner,
                tag: reader.tag,
                next,
                target: () => {
                    const flow = signature.active();
                    if (!flow) throw new FlowFault('INVALID_OPERATION', `The flow ${flowName} has no active version.`);
                    return flow;
                },
                inputs: give,
                finish: (interview, given) => {
                    for (const { name, write } of take) write(interview, given[name] ?? null);
                },
            };
        },
    };
}

interface Callable extends SubflowSignature {
    readonly variables: readonly Variable[];
}

function signatureOf(scope: Scope, reader: FlowReader, flowName: string): Callable {
    const signature = scope.context.subflow(flowName);
    if (!signature) throw reader.invalid(`unknown flow ${flowName}`);
    const { variables } = signature;
    if (!variables) throw reader.invalid(`${flowName} is started by a trigger, no other flow can call it`);
    return { ...signature, variables };
}

function readInputs(
    reader: FlowReader,
): (scope: Scope, variables: readonly Variable[]) => (interview: Interview) => Readonly<Record<string, FlowValue>> {
    const drafts = reader.many('inputAssignments').map((item) => {
        const [name, value] = [item.required('name'), requiredValue(item, 'value')];
        item.ignore('processMetadataValues');
        item.end();
        return { name, value };
    });
    return (scope, variables) => {
        const inputs = drafts.map(({ name, value }) => {
            const [variable, operand] = [variables.find((each) => each.name === name), value(scope)];
            if (!variable?.isInput) throw reader.invalid(`the flow has no input ${name}`);
            if (!accepts(variable.type, operand.type))
                throw reader.invalid(`${name} is ${describeType(variable.type)}, not ${describeType(operand.type)}`);
            return [name, operand] as const;
        });
        return (interview) => Object.fromEntries(inputs.map(([name, operand]) => [name, operand.read(interview)]));
    };
}

interface Output {
    readonly name: string;
    readonly write: NonNullable<Operand['write']>;
}

function outputTo(
    scope: Scope,
    reader: FlowReader,
    variables: readonly Variable[],
    { name, reference }: { name: string; reference: string },
): Output {
    const variable = variables.find((each) => each.name === name);
    if (!variable?.isOutput) throw reader.invalid(`the flow has no output ${name}`);
    const { write, type } = scope.resolve(reference, reader.owner);
    if (!write || !accepts(type, variable.type))
        throw reader.invalid(`${reference} cannot take ${name} (${describeType(variable.type)})`);
    return { name, write };
}

const slotName = (element: string, output: string): string => `${element}.${output}`;

function declareOutputs(scope: Scope, reader: FlowReader, flowName: string): void {
    const outputs = signatureOf(scope, reader, flowName).variables.filter(({ isOutput }) => isOutput);
    scope.declareMembers(
        reader.owner,
        outputs.map(({ name, type }) => ({ ...slot(slotName(reader.owner, name), type, true), name })),
    );
}

function automaticOutputs(scope: Scope, reader: FlowReader, variables: readonly Variable[]): Output[] {
    return variables
        .filter(({ isOutput }) => isOutput)
        .map(({ name }) => {
            const { write } = scope.resolve(slotName(reader.owner, name), reader.owner);
            if (!write) throw reader.invalid(`${name} cannot be stored`);
            return { name, write };
        });
}
