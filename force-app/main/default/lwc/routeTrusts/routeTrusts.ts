import type { GraphQLNode } from 'lightning/graphql';
import { amount, text } from 'c/graphqlFields';

export { TRUST_QUERY } from './trustQuery';

/** How far the receipts of a route can be believed, as the relay judged it last. */
export interface RouteTrust {
    readonly id: string;
    readonly provider: string | null;
    readonly country: string | null;
    readonly carrier: string | null;
    /** From 0 to 100. */
    readonly score: number;
    /** That it rests on. */
    readonly messages: number;
    readonly reasons: readonly string[];
}

export interface TrustData {
    readonly uiapi: {
        readonly query: { readonly rows: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

/** The least trusted first, as the org gave them. */
export const readTrust = (node: GraphQLNode): RouteTrust => ({
    id: node.Id,
    provider: text(node, 'provider'),
    country: text(node, 'country'),
    carrier: text(node, 'carrier'),
    score: amount(node, 'score') ?? 0,
    messages: amount(node, 'messages') ?? 0,
    reasons: (text(node, 'reasons') ?? '').split('\n').filter((reason) => reason !== ''),
});
