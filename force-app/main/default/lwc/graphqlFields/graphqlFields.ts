import type { GraphQLNode } from 'lightning/graphql';

/** A field that the reader may not see is missing; it reads as empty. */
export function text(node: GraphQLNode, field: string): string | null {
    const value = node[field]?.value;
    return typeof value === 'string' && value !== '' ? value : null;
}

export function amount(node: GraphQLNode, field: string): number | null {
    const value = node[field]?.value;
    return typeof value === 'number' ? value : null;
}

export function flag(node: GraphQLNode, field: string): boolean {
    return node[field]?.value === true;
}

/** An optional field that was asked for and is not there: the reader has no right to it. */
export const isHidden = (node: GraphQLNode, field: string): boolean => node[field] === undefined;
