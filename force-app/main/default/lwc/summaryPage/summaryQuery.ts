import { gql } from 'lightning/graphql';

/*
 * Every custom field has an alias, for the reason that c/deliveryStatus gives. A filter that should not narrow is met
 * through its `any…` half, which every key is like: "%" matches all of them, an empty text none.
 */
export const SUMMARY_QUERY = gql`
    query DeliverySummaries($campaignId: ID, $anyCampaign: String, $from: Date, $to: Date, $after: String) {
        uiapi {
            query {
                summaries: Delivery_Summary__c(
                    where: {
                        and: [
                            { Day__c: { gte: { value: $from } } }
                            { Day__c: { lte: { value: $to } } }
                            { or: [{ Campaign__c: { eq: $campaignId } }, { Summary_Key__c: { like: $anyCampaign } }] }
                        ]
                    }
                    orderBy: { Summary_Key__c: { order: ASC } }
                    first: 2000
                    after: $after
                ) {
                    edges {
                        node {
                            Id
                            day: Day__c { value }
                            campaignId: Campaign__c { value }
                            campaign: Campaign__r { name: Name { value } }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            carrier: Carrier__c { value }
                            country: Country__c { value }
                            senderType: Sender_Type__c { value }
                            objectType: Object_Type__c { value }
                            location: Location__c { value }
                            currency: Cost_Currency__c { value }
                            cost: Cost__c { value }
                            failedCost: Failed_Cost__c { value }
                            total: Total__c { value }
                            noStatus: No_Status__c { value }
                            scheduled: Scheduled__c { value }
                            queued: Queued__c { value }
                            sent: Sent__c { value }
                            unconfirmed: Unconfirmed__c { value }
                            unknown: Unknown__c { value }
                            delivered: Delivered__c { value }
                            handset: Handset_Delivered__c { value }
                            failed: Failed__c { value }
                            undelivered: Undelivered__c { value }
                            rejected: Rejected__c { value }
                            expired: Expired__c { value }
                            canceled: Canceled__c { value }
                            optedOut: Opted_Out__c { value }
                            engaged: Engaged__c { value }
                            credited: Handset_Engaged__c { value }
                            segments: Segments__c { value }
                            failedSegments: Failed_Segments__c { value }
                            permanent: Permanent_Failures__c { value }
                            temporary: Temporary_Failures__c { value }
                            spamFiltered: Spam_Filtered_Failures__c { value }
                            optedOutFailures: Opted_Out_Failures__c { value }
                            configuration: Configuration_Failures__c { value }
                            unknownFailures: Unknown_Failures__c { value }
                            codes: Failure_Codes__c { value }
                            hours: Hours__c { value }
                            latency: Latency_Histogram__c { value }
                        }
                    }
                    pageInfo {
                        hasNextPage
                        endCursor
                    }
                }
            }
        }
    }
`;
