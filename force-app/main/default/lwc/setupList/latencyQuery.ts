import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const LATENCY_QUERY = gql`
    query Latencies {
        uiapi {
            query {
                rows: Relay_Status__c(orderBy: { Last_Seen_At__c: { order: DESC, nulls: LAST } }, first: 50) {
                    edges {
                        node {
                            Id
                            lastSeenAt: Last_Seen_At__c { value }
                            latencies: Latencies__c @optional { value }
                        }
                    }
                }
            }
        }
    }
`;
