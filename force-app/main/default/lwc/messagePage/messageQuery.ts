import { gql } from 'lightning/graphql';

/*
 * One query for the messages behind any figure. Aliases and the `any…` halves: see c/summaryPage. Times are those of
 * the first report, by which the relay counts; recipient and sender are
 * optional, because marketers may not see them.
 */
export const MESSAGE_QUERY = gql`
    query MessagesBehindFigure(
        $campaignId: ID
        $anyCampaign: String
        $from: DateTime
        $before: DateTime
        $hour: Double
        $anyHour: String
        $channel: Picklist
        $anyChannel: String
        $provider: String
        $anyProvider: String
        $country: String
        $anyCountry: String
        $carrier: String
        $anyCarrier: String
        $senderType: Picklist
        $anySenderType: String
        $objectPrefix: String
        $anyObject: String
        $noObject: String
        $otherObject: String
        $location: String
        $anyLocation: String
        $otherLocation: String
        $listedLocations: [String]
        $statuses: [Picklist]
        $anyStatus: String
        $failureClass: Picklist
        $anyFailureClass: String
        $errorCode: String
        $anyErrorCode: String
        $anyEngagement: String
        $anyConfidence: String
        $anyConsent: String
        $first: Int
        $after: String
    ) {
        uiapi {
            query {
                messages: Message__c(
                    where: {
                        and: [
                            { Received_At__c: { gte: { value: $from } } }
                            { Received_At__c: { lt: { value: $before } } }
                            { or: [{ Campaign__c: { eq: $campaignId } }, { Message_Key__c: { like: $anyCampaign } }] }
                            { or: [{ Received_Hour__c: { eq: $hour } }, { Message_Key__c: { like: $anyHour } }] }
                            { or: [{ Channel__c: { eq: $channel } }, { Message_Key__c: { like: $anyChannel } }] }
                            { or: [{ Provider__c: { eq: $provider } }, { Message_Key__c: { like: $anyProvider } }] }
                            { or: [{ Country__c: { eq: $country } }, { Message_Key__c: { like: $anyCountry } }] }
                            { or: [{ Carrier__c: { eq: $carrier } }, { Message_Key__c: { like: $anyCarrier } }] }
                            { or: [{ Sender_Type__c: { eq: $senderType } }, { Message_Key__c: { like: $anySenderType } }] }
                            {
                                or: [
                                    { Location__c: { eq: $location } }
                                    { Message_Key__c: { like: $anyLocation } }
                                    {
                                        and: [
                                            { Message_Key__c: { like: $otherLocation } }
                                            { Location__c: { ne: null } }
                                            { Location__c: { nin: $listedLocations } }
                                        ]
                                    }
                                ]
                            }
                            { or: [{ Status__c: { in: $statuses } }, { Message_Key__c: { like: $anyStatus } }] }
                            {
                                or: [
                                    { Failure_Class__c: { eq: $failureClass } }
                                    { Message_Key__c: { like: $anyFailureClass } }
                                ]
                            }
                            { or: [{ Error_Code__c: { eq: $errorCode } }, { Message_Key__c: { like: $anyErrorCode } }] }
                            {
                                or: [
                                    { Delivery_Confidence__c: { eq: "Handset" } }
                                    { Message_Key__c: { like: $anyConfidence } }
                                ]
                            }
                            {
                                or: [
                                    { Read_At__c: { ne: null } }
                                    { Clicked_At__c: { ne: null } }
                                    { Replied_At__c: { ne: null } }
                                    { Message_Key__c: { like: $anyEngagement } }
                                ]
                            }
                            { or: [{ Opted_Out_At__c: { ne: null } }, { Message_Key__c: { like: $anyConsent } }] }
                            {
                                or: [
                                    { Related_Record_Id__c: { like: $objectPrefix } }
                                    { Message_Key__c: { like: $anyObject } }
                                    {
                                        and: [
                                            { Message_Key__c: { like: $noObject } }
                                            { Related_Record_Id__c: { eq: null } }
                                        ]
                                    }
                                    {
                                        and: [
                                            { Message_Key__c: { like: $otherObject } }
                                            { Related_Record_Id__c: { ne: null } }
                                            { not: { Related_Record_Id__c: { like: "001%" } } }
                                            { not: { Related_Record_Id__c: { like: "003%" } } }
                                            { not: { Related_Record_Id__c: { like: "005%" } } }
                                            { not: { Related_Record_Id__c: { like: "006%" } } }
                                            { not: { Related_Record_Id__c: { like: "00Q%" } } }
                                            { not: { Related_Record_Id__c: { like: "00v%" } } }
                                            { not: { Related_Record_Id__c: { like: "500%" } } }
                                        ]
                                    }
                                ]
                            }
                        ]
                    }
                    orderBy: { Received_At__c: { order: DESC }, Message_Key__c: { order: ASC } }
                    first: $first
                    after: $after
                ) {
                    totalCount
                    edges {
                        node {
                            Id
                            key: Message_Key__c { value }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            country: Country__c { value }
                            carrier: Carrier__c { value }
                            recipient: Recipient__c @optional { value }
                            sender: Sender__c @optional { value }
                            segments: Segments__c { value }
                            price: Price__c { value }
                            currency: Price_Currency__c { value }
                            contact: Contact__r @optional {
                                Id
                                name: Name { value }
                                number: SMS_Number__c @optional { value }
                            }
                            lead: Lead__r @optional {
                                Id
                                name: Name { value }
                                number: SMS_Number__c @optional { value }
                            }
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
