import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';
import { amount, text } from 'c/graphqlFields';

/** The largest opportunities of the campaign that were won since a day, and what all of them come to. */
export const WON_QUERY = gql`
    query WonOpportunities($campaignId: ID, $from: Date) {
        uiapi {
            query {
                won: Opportunity(
                    where: {
                        and: [
                            { CampaignId: { eq: $campaignId } }
                            { IsWon: { eq: true } }
                            { CloseDate: { gte: { value: $from } } }
                        ]
                    }
                    orderBy: { Amount: { order: DESC, nulls: LAST } }
                    first: 500
                ) {
                    totalCount
                    edges {
                        node {
                            Id
                            amount: Amount { value }
                            closedOn: CloseDate { value }
                            contactId: ContactId { value }
                        }
                    }
                }
            }
            aggregate {
                all: Opportunity(
                    where: {
                        and: [
                            { CampaignId: { eq: $campaignId } }
                            { IsWon: { eq: true } }
                            { CloseDate: { gte: { value: $from } } }
                        ]
                    }
                ) {
                    edges {
                        node {
                            aggregate {
                                Amount { sum { value } }
                            }
                        }
                    }
                }
            }
        }
    }
`;

/** Of the people who bought, only: a few rows, however many messages the campaign has. */
export const ARRIVAL_QUERY = gql`
    query ConfirmedArrivals($campaignId: ID, $contactIds: [ID], $from: DateTime, $before: DateTime) {
        uiapi {
            query {
                arrivals: Message__c(
                    where: {
                        and: [
                            { Contact__c: { in: $contactIds } }
                            { Campaign__c: { eq: $campaignId } }
                            { Status__c: { eq: "Delivered" } }
                            { Delivery_Confidence__c: { eq: "Handset" } }
                            { Received_At__c: { gte: { value: $from } } }
                            { Received_At__c: { lt: { value: $before } } }
                        ]
                    }
                    orderBy: { Delivered_At__c: { order: DESC } }
                    first: 2000
                ) {
                    totalCount
                    edges {
                        node {
                            Id
                            contactId: Contact__c { value }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            at: Delivered_At__c { value }
                        }
                    }
                }
            }
        }
    }
`;

export interface Won {
    readonly amount: number;
    readonly closedOn: string;
    /** Of its primary contact. */
    readonly contactId: string | null;
}

export interface WonAnswer {
    readonly won: readonly Won[];
    /** Of all, also of those that are not among the rows. */
    readonly count: number;
    readonly amount: number;
}

export interface Arrival {
    readonly contactId: string | null;
    readonly channel: string | null;
    readonly provider: string | null;
    readonly at: string;
}

export interface ArrivalAnswer {
    readonly arrivals: readonly Arrival[];
    readonly isCut: boolean;
}

interface Rows {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: GraphQLNode }[];
}

export interface WonData {
    readonly uiapi: {
        readonly query: { readonly won: Rows };
        readonly aggregate: {
            readonly all: { readonly edges: readonly { readonly node: { readonly aggregate: Sums } }[] };
        };
    };
}
interface Sums {
    readonly Amount?: { readonly sum?: { readonly value: number | null } };
}

export interface ArrivalData {
    readonly uiapi: { readonly query: { readonly arrivals: Rows } };
}

export function readWon({ uiapi }: WonData): WonAnswer {
    const { totalCount, edges } = uiapi.query.won;
    return {
        won: edges.map(({ node }) => ({
            amount: amount(node, 'amount') ?? 0,
            closedOn: text(node, 'closedOn') ?? '',
            contactId: text(node, 'contactId'),
        })),
        count: totalCount,
        amount: uiapi.aggregate.all.edges[0]?.node.aggregate.Amount?.sum?.value ?? 0,
    };
}

export function readArrivals({ uiapi }: ArrivalData): ArrivalAnswer {
    const { totalCount, edges } = uiapi.query.arrivals;
    return {
        arrivals: edges.map(({ node }) => ({
            contactId: text(node, 'contactId'),
            channel: text(node, 'channel'),
            provider: text(node, 'provider'),
            at: text(node, 'at') ?? '',
        })),
        isCut: totalCount > edges.length,
    };
}
