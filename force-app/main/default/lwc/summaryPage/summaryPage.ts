import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { readRows } from 'c/deliveryFigures';
import type { SummaryRow } from 'c/deliveryFigures';
import { SUMMARY_QUERY } from './summaryQuery';

interface SummaryData {
    readonly uiapi: {
        readonly query: {
            readonly summaries: {
                readonly edges: readonly { readonly node: GraphQLNode }[];
                readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
            };
        };
    };
}

/** What the `answer` event carries: the rows of the page and where the next begins, or what went wrong. */
export interface SummaryAnswer {
    readonly rows?: readonly SummaryRow[];
    /** Null on the last page. */
    readonly next?: string | null;
    readonly errors?: unknown;
}

/** One page of totals has one wire: a wire knows only its latest answer, and each page must be able to ask again. */
export default class SummaryPage extends LightningElement {
    /** Absent: all campaigns. */
    @api campaignId: string | undefined;
    @api from!: string;
    @api to!: string;
    /** The cursor behind which the page begins. */
    @api after: string | null = null;

    readonly query = SUMMARY_QUERY;
    private askAgain: (() => Promise<void>) | undefined;

    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<SummaryData>): void {
        this.askAgain = refresh ?? this.askAgain;
        if (errors) this.tell({ errors });
        if (!data) return;
        const { edges, pageInfo } = data.uiapi.query.summaries;
        this.tell({
            rows: readRows(edges.map(({ node }) => node)),
            next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        });
    }

    get variables(): object {
        const { campaignId, from, to, after } = this;
        return { campaignId: campaignId ?? null, anyCampaign: campaignId ? '' : '%', from, to, after };
    }

    @api async refresh(): Promise<void> {
        await this.askAgain?.();
    }

    private tell(detail: SummaryAnswer): void {
        this.dispatchEvent(new CustomEvent('answer', { detail }));
    }
}
