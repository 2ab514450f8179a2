import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const TRUST_QUERY = gql`
    query RouteTrusts {
        uiapi {
            query {
                rows: Route_Trust__c(
                    where: { Score__c: { ne: null } }
                    orderBy: { Score__c: { order: ASC } }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                            provider: Provider__c { value }
                            country: Country__c { value }
                            carrier: Carrier__c { value }
                            score: Score__c { value }
                            messages: Messages__c { value }
                            reasons: Reasons__c { value }
                        }
                    }
                }
            }
        }
    }
`;
