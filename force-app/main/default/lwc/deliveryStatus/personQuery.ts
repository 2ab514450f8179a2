import { gql } from 'lightning/graphql';

/*
 * One query for each object, written out: the platform processes the text between gql's backticks where it stands, also
 * to put an installed package's namespace before custom names, which is why every custom field carries an alias. What
 * is granted by permission set or can be taken away is optional, so that the query works without it.
 */

export const CONTACT_QUERY = gql`
    query ContactDelivery($recordId: ID) {
        uiapi {
            query {
                person: Contact(where: { Id: { eq: $recordId } }, first: 1) {
                    edges {
                        node {
                            Id
                            email: Email { value }
                            emailOptOut: HasOptedOutOfEmail @optional { value }
                            doNotCall: DoNotCall @optional { value }
                            phone: MobilePhone { value }
                            number: SMS_Number__c { value }
                            numberHash: SMS_Number_Hash__c @optional { value }
                            numberUnclear: SMS_Number_Unclear__c { value }
                            numberProblem: SMS_Number_Problem__c @optional { value }
                            reachability: Reachability__c { value }
                            suppressed: SMS_Suppressed__c { value }
                            suppressionReason: SMS_Suppression_Reason__c { value displayValue }
                            optedOut: SMS_Opt_Out__c { value }
                            failureCount: SMS_Delivery_Failure_Count__c { value }
                            lastDeliveredAt: SMS_Last_Delivered_At__c { value }
                            reengagementChannel: Reengagement_Channel__c { value }
                            preferredChannel: Preferred_Verified_Channel__c { value displayValue }
                        }
                    }
                }
                messages: Message__c(
                    where: { Contact__c: { eq: $recordId } }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 5
                ) {
                    edges {
                        node {
                            Id
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            fallbackDueAt: Fallback_Due_At__c { value }
                            lateAfter: Late_After__c { value }
                            recipient: Recipient__c @optional { value }
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

export const LEAD_QUERY = gql`
    query LeadDelivery($recordId: ID) {
        uiapi {
            query {
                person: Lead(where: { Id: { eq: $recordId } }, first: 1) {
                    edges {
                        node {
                            Id
                            email: Email { value }
                            emailOptOut: HasOptedOutOfEmail @optional { value }
                            doNotCall: DoNotCall @optional { value }
                            phone: MobilePhone { value }
                            number: SMS_Number__c { value }
                            numberHash: SMS_Number_Hash__c @optional { value }
                            numberUnclear: SMS_Number_Unclear__c { value }
                            numberProblem: SMS_Number_Problem__c @optional { value }
                            reachability: Reachability__c { value }
                            suppressed: SMS_Suppressed__c { value }
                            suppressionReason: SMS_Suppression_Reason__c { value displayValue }
                            optedOut: SMS_Opt_Out__c { value }
                            failureCount: SMS_Delivery_Failure_Count__c { value }
                            lastDeliveredAt: SMS_Last_Delivered_At__c { value }
                            reengagementChannel: Reengagement_Channel__c { value }
                            preferredChannel: Preferred_Verified_Channel__c { value displayValue }
                        }
                    }
                }
                messages: Message__c(
                    where: { Lead__c: { eq: $recordId } }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 5
                ) {
                    edges {
                        node {
                            Id
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            fallbackDueAt: Fallback_Due_At__c { value }
                            lateAfter: Late_After__c { value }
                            recipient: Recipient__c @optional { value }
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
