import { LightningElement, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { countText } from 'c/figureText';
import { amount, text } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { LABELS } from './labels';
import { TRUST_QUERY } from './trustQuery';

interface TrustData {
    readonly uiapi: {
        readonly query: { readonly routes: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}
interface Route {
    readonly id: string;
    readonly name: string;
    readonly score: string;
    readonly reasons: readonly string[];
}

/** How far the receipts of each route can be believed: the least first, in the relay's words. */
export default class RouteTrust extends LightningElement {
    readonly labels = LABELS;
    errors: unknown;
    private answer: TrustData | undefined;
    private refresh: (() => Promise<void>) | undefined;

    @wire(graphql, { query: TRUST_QUERY, variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<TrustData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        this.answer = data ?? this.answer;
    }

    get variables(): object {
        return {};
    }

    get routes(): Route[] {
        return (this.answer?.uiapi.query.routes.edges ?? []).map(({ node }) => ({
            id: node.Id,
            name: text(node, 'name') ?? '',
            score: fillLabel(
                LABELS.score,
                countText(amount(node, 'score') ?? 0),
                countText(amount(node, 'messages') ?? 0),
            ),
            reasons: (text(node, 'reasons') ?? '').split('\n').filter((reason) => reason !== ''),
        }));
    }

    get isEmpty(): boolean {
        return this.answer !== undefined && this.routes.length === 0;
    }

    async handleRetry(): Promise<void> {
        await this.refresh?.();
    }
}
