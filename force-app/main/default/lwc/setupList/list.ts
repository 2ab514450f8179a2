import type { GraphQLNode } from 'lightning/graphql';

export interface ListWords {
    readonly title: string;
    readonly hint: string;
    /** Said where the org has no rows. */
    readonly none: string;
}

export interface Entry {
    readonly key: string;
    readonly title: string;
    readonly figures: readonly string[];
    /** What the figures rest on, quieter. */
    readonly notes: readonly string[];
}

/** What is asked, and what is made of the answer. */
export interface ListKind {
    /** Its rows have the alias `rows`. */
    readonly query: object;
    readonly words: ListWords;
    entriesOf(nodes: readonly GraphQLNode[]): readonly Entry[];
}
