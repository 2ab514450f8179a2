import { gql } from 'lightning/graphql';

/** Everything a provider said of one message. Every custom field carries an alias, see c/deliveryStatus. */
export const DETAILS_QUERY = gql`
    query MessageDetails($messageId: ID) {
        uiapi {
            query {
                message: Message__c(where: { Id: { eq: $messageId } }, first: 1) {
                    edges {
                        node {
                            Id
                            provider: Provider__c { value }
                            status: Status__c { value }
                            providerStatus: Provider_Status__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            evidence: Permanent_Evidence__c { value }
                            confidence: Delivery_Confidence__c { value }
                            carrier: Carrier__c { value }
                            country: Country__c { value }
                            segments: Segments__c { value }
                            price: Price__c { value }
                            currency: Price_Currency__c { value }
                            purpose: Purpose__c { value }
                            location: Location__c { value }
                            validUntil: Valid_Until__c { value }
                            senderType: Sender_Type__c { value }
                            sender: Sender__c @optional { value }
                            recipient: Recipient__c @optional { value }
                            contact: Contact__r @optional { Id number: SMS_Number__c @optional { value } }
                            lead: Lead__r @optional { Id number: SMS_Number__c @optional { value } }
                            history: History__c @optional { value }
                            messageKey: Message_Key__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            fallbackChannel: Fallback_Channel__c { value }
                            fallbackDueAt: Fallback_Due_At__c { value }
                            fallbackAt: Fallback_At__c { value }
                            fallbackNote: Fallback_Note__c { value }
                            isLate: Is_Late_Delivery__c { value }
                            receivedAt: Received_At__c { value }
                            recordedAt: Status_Recorded_At__c { value }
                            carrierToRelay: Carrier_To_Relay_Seconds__c { value }
                            relayToPublish: Relay_To_Publish_Seconds__c { value }
                            publishToRecord: Publish_To_Record_Seconds__c { value }
                            carrierToRecord: Carrier_To_Record_Seconds__c { value }
                            relayToRecord: Pipeline_Seconds__c { value }
                            isSkewed: Is_Clock_Skewed__c { value }
                        }
                    }
                }
            }
        }
    }
`;
