import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import type { Entry, ListKind, ListWords } from './list';
import { LATE_LIST } from './lateList';
import { LATENCY_LIST } from './latencyList';
import { TRUST_LIST } from './trustList';

const LISTS: Readonly<Record<string, ListKind>> = {
    late: LATE_LIST,
    latency: LATENCY_LIST,
    trust: TRUST_LIST,
};

interface ListData {
    readonly uiapi: {
        readonly query: { readonly rows: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

/** A list of Setup and Health that asks the org itself. */
export default class SetupList extends LightningElement {
    /** Which of the lists it is: `late`, `latency` or `trust`. */
    @api kind!: string;

    errors: unknown;
    private answer: ListData | undefined;
    private refresh: (() => Promise<void>) | undefined;

    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<ListData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        this.answer = data ?? this.answer;
    }

    get query(): object | undefined {
        return LISTS[this.kind]?.query;
    }

    get variables(): object {
        return {};
    }

    get words(): ListWords | undefined {
        return LISTS[this.kind]?.words;
    }

    get entries(): readonly Entry[] {
        const nodes = this.answer?.uiapi.query.rows.edges.map(({ node }) => node) ?? [];
        return LISTS[this.kind]?.entriesOf(nodes) ?? [];
    }

    get isEmpty(): boolean {
        return this.answer !== undefined && this.entries.length === 0;
    }

    async handleRetry(): Promise<void> {
        await this.refresh?.();
    }
}
