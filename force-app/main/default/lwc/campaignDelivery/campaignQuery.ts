import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';

/** The campaigns that have messages in these days, the largest first. The platform groups; a group is one row here. */
export const CAMPAIGN_QUERY = gql`
    query CampaignsWithMessages($from: Date, $to: Date) {
        uiapi {
            aggregate {
                campaigns: Delivery_Summary__c(
                    where: {
                        and: [
                            { Day__c: { gte: { value: $from } } }
                            { Day__c: { lte: { value: $to } } }
                            { Campaign__c: { ne: null } }
                        ]
                    }
                    groupBy: { Campaign__c: { group: true }, Campaign__r: { Name: { group: true } } }
                    orderBy: { Total__c: { function: SUM, order: DESC } }
                    first: 200
                ) {
                    edges {
                        node {
                            aggregate {
                                campaignId: Campaign__c { value }
                                campaign: Campaign__r { name: Name { value } }
                            }
                        }
                    }
                }
            }
        }
    }
`;

export interface CampaignData {
    readonly uiapi: {
        readonly aggregate: {
            readonly campaigns: {
                readonly edges: readonly { readonly node: { readonly aggregate: GraphQLNode } }[];
            };
        };
    };
}

export function readCampaigns(data: CampaignData): { label: string; value: string }[] {
    return data.uiapi.aggregate.campaigns.edges.map(({ node: { aggregate } }) => {
        const value = String(aggregate['campaignId']?.value);
        const campaign = aggregate['campaign'] as { name?: { value?: unknown } } | null | undefined; // a parent
        return { value, label: String(campaign?.name?.value ?? value) };
    });
}
