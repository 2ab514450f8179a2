/** Variables, constants, formulas and text templates. */
import type { FlowReader } from './reader.ts';
import { compileFlowFormula } from './formulas.ts';
import { round } from '../formula/numbers.ts';
import type { Interview } from './interview.ts';
import { optionalValue, requiredValue } from './literals.ts';
import type { FlowVariable } from './program.ts';
import { slot } from './operands.ts';
import type { Scope } from './scope.ts';
import { compileTemplate } from './template.ts';
import { accepts, converted, describeType, recordType, TEXT } from './values.ts';
import type { FlowType, FlowValue, ScalarKind } from './values.ts';

const KINDS: Readonly<Record<string, ScalarKind>> = {
    String: 'Text',
    Number: 'Number',
    Currency: 'Number',
    Boolean: 'Boolean',
    Date: 'Date',
    DateTime: 'DateTime',
    Time: 'Time',
    Picklist: 'Picklist',
    Multipicklist: 'MultiselectPicklist',
};
export const DATA_TYPES = [
    'String',
    'Number',
    'Currency',
    'Boolean',
    'Date',
    'DateTime',
    'Time',
    'Picklist',
    'Multipicklist',
] as const;

/** A resource as read; `declare` makes it known, and gives the variable if it is one. */
export type ResourceDraft = (scope: Scope) => (() => FlowVariable) | undefined;

function resourceReader(reader: FlowReader): { reader: FlowReader; name: string } {
    const name = reader.required('name');
    const named = reader.named(name);
    named.ignore('name', 'description', 'processMetadataValues');
    return { reader: named, name };
}

export function scalarKind(reader: FlowReader, tag = 'dataType'): ScalarKind {
    const dataType = reader.choice(tag, DATA_TYPES);
    const kind = dataType && KINDS[dataType];
    if (!kind) throw reader.invalid(`${reader.tag} needs ${tag}`);
    return kind;
}

interface Declaration extends Pick<FlowVariable, 'name' | 'isInput' | 'isOutput'> {
    readonly reader: FlowReader;
    type(scope: Scope): FlowType;
}

function declarationOf(element: FlowReader): Declaration {
    const { reader, name } = resourceReader(element);
    const isRecord = reader.optional('dataType') === 'SObject';
    const kind = isRecord ? undefined : scalarKind(reader);
    const objectType = isRecord ? reader.required('objectType') : undefined;
    const collection = reader.flag('isCollection');
    const type = (scope: Scope): FlowType =>
        kind ? { kind, collection } : recordType(scope.object(objectType ?? '', name), collection);
    return { reader, name, isInput: reader.flag('isInput'), isOutput: reader.flag('isOutput'), type };
}

/** What others may know of a variable. */
export function readDeclaration(
    element: FlowReader,
    scope: Scope,
): Pick<FlowVariable, 'name' | 'type' | 'isInput' | 'isOutput'> {
    const { name, isInput, isOutput, type } = declarationOf(element);
    return { name, isInput, isOutput, type: type(scope) };
}

export function readVariable(element: FlowReader): ResourceDraft {
    const { reader, name, isInput, isOutput, type } = declarationOf(element);
    const scale = reader.integer('scale');
    const value = optionalValue(reader, 'value');
    reader.end();
    return (scope) => {
        scope.declare(name, () => rounded(slot(name, type(scope), true), scale));
        return () => {
            const [initial, declared] = [value?.(scope), type(scope)];
            if (initial && !accepts(declared, initial.type))
                throw reader.invalid(`starts as ${describeType(initial.type)}, is ${describeType(declared)}`);
            return {
                name,
                type: declared,
                isInput,
                isOutput,
                initial: (interview) => (initial ? converted(initial.read(interview), declared) : null),
            };
        };
    };
}

/** A number variable keeps as many decimals as its scale says. */
function rounded(variable: ReturnType<typeof slot>, scale: number | undefined): ReturnType<typeof slot> {
    const { write } = variable;
    if (scale === undefined || !write) return variable;
    return {
        ...variable,
        write: (interview, value) => write(interview, typeof value === 'number' ? round(value, scale) : value),
    };
}

export function readConstant(element: FlowReader): ResourceDraft {
    const { reader, name } = resourceReader(element);
    const kind = scalarKind(reader);
    const value = requiredValue(reader, 'value');
    reader.end();
    return (scope) => {
        scope.declare(name, () => {
            const [type, operand] = [{ kind, collection: false }, value(scope)];
            if (!accepts(type, operand.type))
                throw reader.invalid(`holds ${describeType(operand.type)}, is ${describeType(type)}`);
            return { name, type, read: (interview: Interview) => converted(operand.read(interview), type) };
        });
        return undefined;
    };
}

export function readFormula(element: FlowReader): ResourceDraft {
    const { reader, name } = resourceReader(element);
    const kind = scalarKind(reader);
    const expression = reader.required('expression');
    const scale = reader.integer('scale');
    reader.end();
    return (scope) => {
        scope.declare(name, () => {
            const formula = compileFlowFormula(expression, scope, name);
            if (formula.type !== kind && formula.type !== 'Null')
                throw reader.invalid(`the formula gives ${formula.type}, the resource is ${kind}`);
            const read = (interview: Interview): FlowValue => {
                const value = formula.evaluate(interview);
                return typeof value === 'number' && scale !== undefined ? round(value, scale) : value;
            };
            return { name, type: { kind, collection: false }, read };
        });
        return undefined;
    };
}

export function readTextTemplate(element: FlowReader): ResourceDraft {
    const { reader, name } = resourceReader(element);
    const text = reader.optional('text') ?? '';
    reader.flag('isViewedAsPlainText'); // how the builder shows it
    reader.end();
    return (scope) => {
        scope.declare(name, () => ({ name, type: TEXT, read: compileTemplate(text, scope, name) }));
        return undefined;
    };
}
