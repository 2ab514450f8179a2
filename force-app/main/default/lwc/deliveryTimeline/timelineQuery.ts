import { gql } from 'lightning/graphql';

/*
 * One query for each way from a record to its messages, written out for the reason that c/deliveryStatus gives. A page
 * is what lies below a sort key, not behind a count: it costs the same at the end of 5,000 messages, and messages that
 * arrive meanwhile shift nothing.
 */

/** Of a contact. */
export const CONTACT_MESSAGES = gql`
    query ContactMessages(
        $recordId: ID
        $channels: [Picklist]
        $anyChannel: ID
        $statuses: [Picklist]
        $anyStatus: ID
        $from: String
        $before: String
    ) {
        uiapi {
            query {
                messages: Message__c(
                    where: {
                        and: [
                            { Contact__c: { eq: $recordId } }
                            { Sort_Key__c: { gte: $from, lt: $before } }
                            { or: [{ Channel__c: { in: $channels } }, { Contact__c: { eq: $anyChannel } }] }
                            { or: [{ Status__c: { in: $statuses } }, { Contact__c: { eq: $anyStatus } }] }
                        ]
                    }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 20
                ) {
                    edges {
                        node {
                            Id
                            sortKey: Sort_Key__c { value }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            purpose: Purpose__c { value }
                            scheduledAt: Scheduled_At__c { value }
                            queuedAt: Queued_At__c { value }
                            sentAt: Sent_At__c { value }
                            deliveredAt: Delivered_At__c { value }
                            failedAt: Failed_At__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            isLate: Is_Late_Delivery__c { value }
                            lateAfter: Late_After__c { value }
                            recipient: Recipient__c @optional { value }
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
            }
        }
    }
`;

/** Of a lead. */
export const LEAD_MESSAGES = gql`
    query LeadMessages(
        $recordId: ID
        $channels: [Picklist]
        $anyChannel: ID
        $statuses: [Picklist]
        $anyStatus: ID
        $from: String
        $before: String
    ) {
        uiapi {
            query {
                messages: Message__c(
                    where: {
                        and: [
                            { Lead__c: { eq: $recordId } }
                            { Sort_Key__c: { gte: $from, lt: $before } }
                            { or: [{ Channel__c: { in: $channels } }, { Lead__c: { eq: $anyChannel } }] }
                            { or: [{ Status__c: { in: $statuses } }, { Lead__c: { eq: $anyStatus } }] }
                        ]
                    }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 20
                ) {
                    edges {
                        node {
                            Id
                            sortKey: Sort_Key__c { value }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            purpose: Purpose__c { value }
                            scheduledAt: Scheduled_At__c { value }
                            queuedAt: Queued_At__c { value }
                            sentAt: Sent_At__c { value }
                            deliveredAt: Delivered_At__c { value }
                            failedAt: Failed_At__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            isLate: Is_Late_Delivery__c { value }
                            lateAfter: Late_After__c { value }
                            recipient: Recipient__c @optional { value }
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
            }
        }
    }
`;

/** Of any other record that messages were sent about. */
export const RECORD_MESSAGES = gql`
    query RecordMessages(
        $recordId: String
        $channels: [Picklist]
        $anyChannel: String
        $statuses: [Picklist]
        $anyStatus: String
        $from: String
        $before: String
    ) {
        uiapi {
            query {
                messages: Message__c(
                    where: {
                        and: [
                            { Related_Record_Id__c: { eq: $recordId } }
                            { Sort_Key__c: { gte: $from, lt: $before } }
                            { or: [{ Channel__c: { in: $channels } }, { Related_Record_Id__c: { eq: $anyChannel } }] }
                            { or: [{ Status__c: { in: $statuses } }, { Related_Record_Id__c: { eq: $anyStatus } }] }
                        ]
                    }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 20
                ) {
                    edges {
                        node {
                            Id
                            sortKey: Sort_Key__c { value }
                            channel: Channel__c { value }
                            provider: Provider__c { value }
                            status: Status__c { value }
                            occurredAt: Occurred_At__c { value }
                            errorCode: Error_Code__c { value }
                            failureClass: Failure_Class__c { value }
                            confidence: Delivery_Confidence__c { value }
                            purpose: Purpose__c { value }
                            scheduledAt: Scheduled_At__c { value }
                            queuedAt: Queued_At__c { value }
                            sentAt: Sent_At__c { value }
                            deliveredAt: Delivered_At__c { value }
                            failedAt: Failed_At__c { value }
                            readAt: Read_At__c { value }
                            clickedAt: Clicked_At__c { value }
                            repliedAt: Replied_At__c { value }
                            optedOutAt: Opted_Out_At__c { value }
                            optedInAt: Opted_In_At__c { value }
                            complainedAt: Complained_At__c { value }
                            fallbackStatus: Fallback_Status__c { value }
                            isLate: Is_Late_Delivery__c { value }
                            lateAfter: Late_After__c { value }
                            recipient: Recipient__c @optional { value }
                        }
                    }
                    pageInfo {
                        hasNextPage
                    }
                }
            }
        }
    }
`;
