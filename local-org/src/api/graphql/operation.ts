/** Picks the operation of a document, settles its variables, and flattens fragments and conditional fields. */
import { Kind, parse } from 'graphql';
import type {
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
} from 'graphql';
import { GraphQLRefusal, unsupported, undefinedArgument } from './refusal.ts';

export interface GraphQLRequest {
    readonly query: string;
    readonly variables?: Readonly<Record<string, unknown>> | null;
    readonly operationName?: string | null;
}

/** A field to answer, with the fields asked of it not yet flattened. */
export interface SelectedField {
    readonly node: FieldNode;
    readonly name: string;
    readonly responseKey: string;
    /** `@optional`: left out when the object has no such field. */
    readonly optional: boolean;
}

export class Operation {
    readonly root: SelectionSetNode;
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
    private readonly variables: ReadonlyMap<string, unknown>;

    constructor(request: GraphQLRequest) {
        const document = parseDocument(request.query);
        const operation = chosenOperation(document, request.operationName);
        if (operation.operation !== 'query') throw unsupported(`${operation.operation} operations`, operation);
        refuseDirectives(operation.directives);
        this.root = operation.selectionSet;
        this.fragments = fragmentsOf(document);
        this.variables = settledVariables(operation, request.variables ?? {});
    }

    /** The fields of a selection in order; `appliesTo` says whether a fragment on that type counts here. */
    fields(selection: SelectionSetNode | undefined, appliesTo: (typeName: string) => boolean): SelectedField[] {
        return (selection?.selections ?? []).flatMap((node) => {
            if (node.kind === Kind.FIELD) return this.selected(node);
            if (!this.isIncluded(node.directives)) return [];
            if (node.kind === Kind.FRAGMENT_SPREAD) {
                const fragment = this.fragments.get(node.name.value);
                if (!fragment)
                    throw new GraphQLRefusal('ValidationError', `Undefined fragment ${node.name.value}`, node);
                return appliesTo(fragment.typeCondition.name.value)
                    ? this.fields(fragment.selectionSet, appliesTo)
                    : [];
            }
            const condition = node.typeCondition?.name.value;
            return condition === undefined || appliesTo(condition) ? this.fields(node.selectionSet, appliesTo) : [];
        });
    }

    /** The arguments of a field, variables filled in. A name outside `known` is refused. */
    arguments(node: FieldNode, known: readonly string[]): ReadonlyMap<string, unknown> {
        return new Map(
            (node.arguments ?? []).map((argument) => {
                const name = argument.name.value;
                if (!known.includes(name)) throw undefinedArgument(node.name.value, name, argument);
                return [name, this.value(argument.value)];
            }),
        );
    }

    private selected(node: FieldNode): SelectedField[] {
        if (!this.isIncluded(node.directives)) return [];
        const name = node.name.value;
        const optional = (node.directives ?? []).some((directive) => directive.name.value === 'optional');
        return [{ node, name, responseKey: node.alias?.value ?? name, optional }];
    }

    private isIncluded(directives: readonly DirectiveNode[] | undefined): boolean {
        return (directives ?? []).every((directive) => {
            const name = directive.name.value;
            if (name === 'optional') return true;
            if (name !== 'include' && name !== 'skip') throw unsupported(`directive @${name}`, directive);
            const condition = directive.arguments?.find((argument) => argument.name.value === 'if');
            if (!condition) throw undefinedArgument(`@${name}`, 'if', directive);
            return this.value(condition.value) === (name === 'include');
        });
    }

    private value(node: ValueNode): unknown {
        switch (node.kind) {
            case Kind.VARIABLE:
                if (!this.variables.has(node.name.value)) {
                    throw new GraphQLRefusal('ValidationError', `Undefined variable ${node.name.value}`, node);
                }
                return this.variables.get(node.name.value);
            case Kind.LIST:
                return node.values.map((value) => this.value(value));
            case Kind.OBJECT:
                return Object.fromEntries(node.fields.map((field) => [field.name.value, this.value(field.value)]));
            case Kind.INT:
            case Kind.FLOAT:
                return Number(node.value);
            case Kind.NULL:
                return null;
            default:
                return node.value;
        }
    }
}

function parseDocument(query: string): DocumentNode {
    try {
        return parse(query);
    } catch (error) {
        throw new GraphQLRefusal(
            'InvalidSyntax',
            `Invalid Syntax : ${error instanceof Error ? error.message : String(error)}`,
        );
    }
}

function chosenOperation(document: DocumentNode, wanted: string | null | undefined): OperationDefinitionNode {
    const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    const chosen = wanted ? operations.find((operation) => operation.name?.value === wanted) : operations[0];
    if (!chosen || (!wanted && operations.length > 1)) {
        throw new GraphQLRefusal(
            'OperationNotSupported',
            'Must provide operation name if query contains multiple operations.',
        );
    }
    return chosen;
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** Every declared variable has a value or a default, as the platform's client requires too. */
function settledVariables(
    operation: OperationDefinitionNode,
    given: Readonly<Record<string, unknown>>,
): Map<string, unknown> {
    return new Map(
        (operation.variableDefinitions ?? []).map((definition) => {
            const name = definition.variable.name.value;
            if (name in given) return [name, given[name]];
            if (!definition.defaultValue && definition.type.kind === Kind.NON_NULL_TYPE) {
                throw new GraphQLRefusal('ValidationError', `Variable '${name}' has no value`, definition);
            }
            return [name, constantValue(definition.defaultValue)];
        }),
    );
}

function constantValue(node: ValueNode | undefined): unknown {
    if (!node || node.kind === Kind.NULL) return null;
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
    if (node.kind === Kind.STRING || node.kind === Kind.BOOLEAN || node.kind === Kind.ENUM) return node.value;
    throw unsupported('a list or an object as the default of a variable', node);
}

function refuseDirectives(directives: readonly DirectiveNode[] | undefined): void {
    const [first] = directives ?? [];
    if (first) throw unsupported(`directive @${first.name.value} on an operation`, first);
}
