import type { GraphQLNode } from 'lightning/graphql';
import { flag, isHidden, text } from 'c/graphqlFields';
import { readMessage } from 'c/messageNode';
import type { Entry } from 'c/timelineEntry';

export interface MessagesData {
    readonly uiapi: {
        readonly query: {
            readonly messages: {
                readonly edges: readonly { readonly node: GraphQLNode }[];
                readonly pageInfo: { readonly hasNextPage: boolean };
            };
        };
    };
}

/** Entries, newest first. */
export interface Page {
    readonly entries: readonly Entry[];
    readonly hasMore: boolean;
}

export function readPage({ uiapi }: MessagesData): Page {
    const { edges, pageInfo } = uiapi.query.messages;
    return { entries: edges.map(({ node }) => readEntry(node)), hasMore: pageInfo.hasNextPage };
}

function readEntry(node: GraphQLNode): Entry {
    return {
        ...readMessage(node),
        sortKey: text(node, 'sortKey') ?? '',
        purpose: text(node, 'purpose'),
        scheduledAt: text(node, 'scheduledAt'),
        queuedAt: text(node, 'queuedAt'),
        sentAt: text(node, 'sentAt'),
        deliveredAt: text(node, 'deliveredAt'),
        failedAt: text(node, 'failedAt'),
        fallbackStatus: text(node, 'fallbackStatus'),
        isLate: flag(node, 'isLate'),
        isRecipientHidden: isHidden(node, 'recipient'),
    };
}
