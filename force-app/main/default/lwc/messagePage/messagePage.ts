import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import type { MessageScope } from 'c/dashboardScope';
import { readMessage } from './foundMessage';
import type { FoundMessage } from './foundMessage';
import { MESSAGE_QUERY } from './messageQuery';
import { messageVariables } from './messageVariables';

export type { FoundMessage };

interface MessageData {
    readonly uiapi: {
        readonly query: {
            readonly messages: {
                readonly totalCount: number;
                readonly edges: readonly { readonly node: GraphQLNode }[];
                readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
            };
        };
    };
}

/** What the `answer` event carries. */
export interface MessageAnswer {
    readonly messages?: readonly FoundMessage[];
    readonly total?: number;
    /** Null on the last page. */
    readonly next?: string | null;
    readonly errors?: unknown;
}

export default class MessagePage extends LightningElement {
    @api scope!: MessageScope;
    @api first = 20;
    @api after: string | null = null;

    readonly query = MESSAGE_QUERY;
    private askAgain: (() => Promise<void>) | undefined;

    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<MessageData>): void {
        this.askAgain = refresh ?? this.askAgain;
        if (errors) this.tell({ errors });
        if (!data) return;
        const { edges, pageInfo, totalCount } = data.uiapi.query.messages;
        this.tell({
            messages: edges.map(({ node }) => readMessage(node)),
            total: totalCount,
            next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        });
    }

    get variables(): object {
        return { ...messageVariables(this.scope), first: this.first, after: this.after };
    }

    @api async refresh(): Promise<void> {
        await this.askAgain?.();
    }

    private tell(detail: MessageAnswer): void {
        this.dispatchEvent(new CustomEvent('answer', { detail }));
    }
}
