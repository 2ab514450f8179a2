import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const SETUP_QUERY = gql`
    query Setup {
        uiapi {
            query {
                relays: Relay_Status__c(orderBy: { Last_Seen_At__c: { order: DESC, nulls: LAST } }, first: 10) {
                    edges {
                        node {
                            Id
                            state: State__c { value }
                            lastSeenAt: Last_Seen_At__c { value }
                            expectedBy: Expected_By__c { value }
                            trouble: Trouble__c { value }
                            backlog: Backlog__c { value }
                            deadLetters: Dead_Letters__c { value }
                            inDoubt: In_Doubt__c { value }
                            accepted: Accepted_Today__c { value }
                            confirmedToday: Confirmed_Today__c { value }
                            sources: Sources__c { value }
                            automationsOff: Automations_Off__c @optional { value }
                            policies: Policies__c @optional { value }
                            reported: Reported_P95__c { value }
                            published: Published_P95__c { value }
                            confirmed: Confirmed_P95__c { value }
                            apiUsed: Api_Calls_Used__c { value }
                            apiLimit: Api_Calls_Limit__c { value }
                            eventsUsed: Events_Used__c { value }
                            eventsLimit: Events_Limit__c { value }
                        }
                    }
                }
            }
            aggregate {
                unmapped: Message__c(
                    where: { and: [{ Failure_Class__c: { eq: "Unknown" } }, { Error_Code__c: { ne: null } }] }
                    groupBy: { Provider__c: { group: true }, Error_Code__c: { group: true } }
                    orderBy: { Id: { function: COUNT, order: DESC } }
                    first: 60
                ) {
                    edges {
                        node {
                            aggregate {
                                provider: Provider__c { value }
                                code: Error_Code__c { value }
                                Id { count { value } }
                            }
                        }
                    }
                }
            }
        }
    }
`;
