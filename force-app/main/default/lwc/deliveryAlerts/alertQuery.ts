import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const ALERT_QUERY = gql`
    query Alerts($hiddenStatuses: [Picklist], $hiddenSeverities: [Picklist]) {
        uiapi {
            query {
                alerts: Delivery_Alert__c(
                    where: {
                        and: [{ Status__c: { nin: $hiddenStatuses } }, { Severity__c: { nin: $hiddenSeverities } }]
                    }
                    orderBy: { CreatedDate: { order: DESC } }
                    first: 100
                ) {
                    totalCount
                    edges {
                        node {
                            Id
                            kind: Kind__c { value displayValue }
                            severity: Severity__c { value }
                            status: Status__c { value }
                            subject: Subject__c { value }
                            detail: Detail__c { value }
                            advice: Advice__c { value }
                            observed: Observed__c { value }
                            expected: Expected__c { value }
                            provider: Provider__c { value }
                            country: Country__c { value }
                            carrier: Carrier__c { value }
                            campaignId: Campaign__c { value }
                            campaign: Campaign__r @optional { name: Name { value } }
                            createdAt: CreatedDate { value }
                            ownerId: OwnerId { value }
                        }
                    }
                }
            }
        }
    }
`;

/** People who can take an alert, or who have it; few enough to choose from once a part of the name is typed. */
export const USER_QUERY = gql`
    query AlertOwners($ids: [ID], $name: String) {
        uiapi {
            query {
                users: User(
                    where: { or: [{ Id: { in: $ids } }, { and: [{ Name: { like: $name } }, { IsActive: { eq: true } }] }] }
                    orderBy: { Name: { order: ASC } }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            isActive: IsActive { value }
                        }
                    }
                }
            }
        }
    }
`;
