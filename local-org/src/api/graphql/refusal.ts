/**
 * What the GraphQL endpoint answers when it cannot do what it was asked: always by name, never by leaving it out.
 * The kinds are the platform's: https://developer.salesforce.com/docs/platform/graphql/guide/query-status.html
 * (checked 2026-11-21).
 */
import { getLocation } from 'graphql';
import type { ASTNode } from 'graphql';

export type ErrorType = 'InvalidSyntax' | 'ValidationError' | 'DataFetchingException' | 'OperationNotSupported';

export interface GraphQLErrorBody {
    readonly message: string;
    readonly locations: readonly { readonly line: number; readonly column: number }[];
    readonly extensions: { readonly ErrorType: ErrorType };
}

export class GraphQLRefusal extends Error {
    readonly type: ErrorType;
    readonly node: ASTNode | undefined;

    constructor(type: ErrorType, message: string, node?: ASTNode) {
        super(message);
        this.name = 'GraphQLRefusal';
        this.type = type;
        this.node = node;
    }

    toBody(): GraphQLErrorBody {
        const at = this.node?.loc;
        return {
            message: this.message,
            locations: at ? [getLocation(at.source, at.start)] : [],
            extensions: { ErrorType: this.type },
        };
    }
}

/** A name that the platform's schema has not. */
export const undefinedField = (type: string, field: string, node?: ASTNode): GraphQLRefusal =>
    new GraphQLRefusal(
        'ValidationError',
        `Validation error (FieldUndefined@[${field}]) : Field '${field}' in type '${type}' is undefined`,
        node,
    );

export const undefinedArgument = (field: string, argument: string, node?: ASTNode): GraphQLRefusal =>
    new GraphQLRefusal(
        'ValidationError',
        `Validation error (UnknownArgument@[${field}]) : Unknown field argument '${argument}'`,
        node,
    );

export const wrongType = (path: string, expected: string, node?: ASTNode): GraphQLRefusal =>
    new GraphQLRefusal(
        'ValidationError',
        `Validation error (WrongType@[${path}]) : '${path}' must be ${expected}`,
        node,
    );

/** Something that the platform can do and the local org cannot. */
export const unsupported = (what: string, node?: ASTNode): GraphQLRefusal =>
    new GraphQLRefusal('OperationNotSupported', `UNSUPPORTED_BY_LOCAL_ORG: ${what}`, node);
