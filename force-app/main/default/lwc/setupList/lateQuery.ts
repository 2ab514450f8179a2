import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const LATE_QUERY = gql`
    query LateDeliveries {
        uiapi {
            query {
                rows: Message__c(
                    where: { Fallback_Status__c: { in: ["Sent", "Task Created"] } }
                    orderBy: { Fallback_At__c: { order: DESC, nulls: LAST } }
                    first: 1000
                ) {
                    edges {
                        node {
                            Id
                            purpose: Purpose__c { value }
                            status: Status__c { value }
                            receivedAt: Received_At__c { value }
                            dueAt: Fallback_Due_At__c { value }
                            fallbackAt: Fallback_At__c { value }
                            deliveredAt: Delivered_At__c { value }
                        }
                    }
                }
            }
        }
    }
`;
