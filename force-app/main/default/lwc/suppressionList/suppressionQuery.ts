import { gql } from 'lightning/graphql';

/** The platform puts an installed package's namespace into the text between gql's backticks, hence the aliases. */
export const LIST_QUERY = gql`
    query Suppressions(
        $address: String
        $addresses: [String]
        $hiddenReasons: [Picklist]
        $hiddenChannels: [Picklist]
        $inForce: Boolean
        $orInForce: Boolean
        $anyExpiry: String
        $from: DateTime
        $until: DateTime
        $size: Int
        $after: String
    ) {
        uiapi {
            query {
                suppressions: Suppression__c(
                    where: {
                        and: [
                            { or: [{ Address__c: { like: $address } }, { Address__c: { in: $addresses } }] }
                            { Reason__c: { nin: $hiddenReasons } }
                            { Channel__c: { nin: $hiddenChannels } }
                            { or: [{ Is_In_Force__c: { eq: $inForce } }, { Is_In_Force__c: { eq: $orInForce } }] }
                            {
                                or: [
                                    { Suppression_Key__c: { like: $anyExpiry } }
                                    {
                                        and: [
                                            { Expires_At__c: { gte: { value: $from } } }
                                            { Expires_At__c: { lte: { value: $until } } }
                                        ]
                                    }
                                ]
                            }
                        ]
                    }
                    orderBy: { Since__c: { order: DESC, nulls: LAST } }
                    first: $size
                    after: $after
                ) {
                    totalCount
                    pageInfo { hasNextPage endCursor }
                    edges {
                        node {
                            Id
                            key: Suppression_Key__c { value }
                            channel: Channel__c { value displayValue }
                            address: Address__c { value }
                            reason: Reason__c { value displayValue }
                            isActive: Is_Active__c { value }
                            isInForce: Is_In_Force__c { value }
                            isPlaceholder: Is_Placeholder__c { value }
                            since: Since__c { value }
                            expiresAt: Expires_At__c { value }
                            evidence: Evidence__c { value }
                            provider: Provider__c { value }
                            errorCode: Error_Code__c { value }
                            deliveredAgainAt: Delivered_Again_At__c { value }
                            liftedAt: Lifted_At__c { value }
                            endedBy: Ended_By__c { value }
                            optedInAt: Opted_In_At__c { value }
                            liftNote: Lift_Note__c { value }
                        }
                    }
                }
            }
        }
    }
`;

/** Whom a name or a number may mean: their addresses are what the list is then searched for. */
export const PERSON_QUERY = gql`
    query PeopleByNameOrNumber($name: String, $number: String) {
        uiapi {
            query {
                contacts: Contact(
                    where: { or: [{ Name: { like: $name } }, { SMS_Number__c: { like: $number } }] }
                    first: 100
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                            email: Email @optional { value }
                        }
                    }
                }
                leads: Lead(
                    where: {
                        and: [
                            { or: [{ Name: { like: $name } }, { SMS_Number__c: { like: $number } }] }
                            { IsConverted: { eq: false } }
                        ]
                    }
                    first: 100
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                            email: Email @optional { value }
                        }
                    }
                }
            }
        }
    }
`;

/** Who has the numbers on the page. */
export const HOLDER_QUERY = gql`
    query PeopleByNumber($numbers: [String]) {
        uiapi {
            query {
                contacts: Contact(where: { SMS_Number__c: { in: $numbers } }, first: 200) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                        }
                    }
                }
                leads: Lead(
                    where: { and: [{ SMS_Number__c: { in: $numbers } }, { IsConverted: { eq: false } }] }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                        }
                    }
                }
            }
        }
    }
`;

/** The same where some are only known by their hashes, which not everybody may read. */
export const HASH_HOLDER_QUERY = gql`
    query PeopleByNumberOrHash($numbers: [String]) {
        uiapi {
            query {
                contacts: Contact(
                    where: { or: [{ SMS_Number__c: { in: $numbers } }, { SMS_Number_Hash__c: { in: $numbers } }] }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                        }
                    }
                }
                leads: Lead(
                    where: {
                        and: [
                            { or: [{ SMS_Number__c: { in: $numbers } }, { SMS_Number_Hash__c: { in: $numbers } }] }
                            { IsConverted: { eq: false } }
                        ]
                    }
                    first: 200
                ) {
                    edges {
                        node {
                            Id
                            name: Name { value }
                            number: SMS_Number__c @optional { value }
                            hash: SMS_Number_Hash__c @optional { value }
                        }
                    }
                }
            }
        }
    }
`;
