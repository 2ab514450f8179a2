import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';
import type { Message, Person } from 'c/reachabilityVerdict';

/**
 * Custom fields carry aliases, because installing the package may put a namespace before their names. Recipient and
 * sender are granted by permission set, so the query must work without them.
 */
export const PERSON_QUERY = gql`
    query DeliveryStatus($recordId: ID) {
        uiapi {
            query {
                Contact(where: { Id: { eq: $recordId } }, first: 1) {
                    edges {
                        node {
                            Id
                            Email {
                                value
                            }
                            emailOptOut: HasOptedOutOfEmail @optional {
                                value
                            }
                            doNotCall: DoNotCall @optional {
                                value
                            }
                            phone: MobilePhone {
                                value
                            }
                            number: SMS_Number__c {
                                value
                            }
                            numberUnclear: SMS_Number_Unclear__c {
                                value
                            }
                            reachability: Reachability__c {
                                value
                            }
                            suppressed: SMS_Suppressed__c {
                                value
                            }
                            suppressionReason: SMS_Suppression_Reason__c {
                                value
                                displayValue
                            }
                            optedOut: SMS_Opt_Out__c {
                                value
                            }
                            failureCount: SMS_Delivery_Failure_Count__c {
                                value
                            }
                            lastDeliveredAt: SMS_Last_Delivered_At__c {
                                value
                            }
                            reengagementChannel: Reengagement_Channel__c {
                                value
                            }
                            preferredChannel: Preferred_Verified_Channel__c {
                                value
                                displayValue
                            }
                        }
                    }
                }
                messages: Message__c(
                    where: { Contact__c: { eq: $recordId } }
                    orderBy: { Sort_Key__c: { order: DESC } }
                    first: 5
                ) {
                    totalCount
                    edges {
                        node {
                            Id
                            channel: Channel__c {
                                value
                            }
                            provider: Provider__c {
                                value
                            }
                            status: Status__c {
                                value
                            }
                            occurredAt: Occurred_At__c {
                                value
                            }
                            errorCode: Error_Code__c {
                                value
                            }
                            failureClass: Failure_Class__c {
                                value
                            }
                            confidence: Delivery_Confidence__c {
                                value
                            }
                            readAt: Read_At__c {
                                value
                            }
                            clickedAt: Clicked_At__c {
                                value
                            }
                            repliedAt: Replied_At__c {
                                value
                            }
                            optedOutAt: Opted_Out_At__c {
                                value
                            }
                            recipient: Recipient__c @optional {
                                value
                            }
                        }
                    }
                }
            }
        }
    }
`;

export interface PersonData {
    readonly uiapi: {
        readonly query: {
            readonly Contact: { readonly edges: readonly { readonly node: GraphQLNode }[] };
            readonly messages: {
                readonly totalCount: number;
                readonly edges: readonly { readonly node: GraphQLNode }[];
            };
        };
    };
}

export interface PersonAnswer {
    readonly person: Person;
    readonly messages: readonly Message[];
    readonly messageCount: number;
}

/** Undefined when the contact does not exist or the reader may not see it. */
export function readAnswer(data: PersonData): PersonAnswer | undefined {
    const { Contact, messages } = data.uiapi.query;
    const node = Contact.edges[0]?.node;
    if (!node) return undefined;
    return {
        person: readPerson(node),
        messages: messages.edges.map((edge) => readMessage(edge.node)),
        messageCount: messages.totalCount,
    };
}

function readPerson(node: GraphQLNode): Person {
    return {
        email: text(node, 'Email'),
        emailOptOut: flag(node, 'emailOptOut'),
        doNotCall: flag(node, 'doNotCall'),
        phone: text(node, 'phone'),
        number: text(node, 'number'),
        numberUnclear: flag(node, 'numberUnclear'),
        reachability: text(node, 'reachability'),
        suppressed: flag(node, 'suppressed'),
        suppressionReason: text(node, 'suppressionReason'),
        suppressionLabel: node['suppressionReason']?.displayValue ?? text(node, 'suppressionReason'),
        optedOut: flag(node, 'optedOut'),
        failureCount: Number(node['failureCount']?.value ?? 0),
        lastDeliveredAt: text(node, 'lastDeliveredAt'),
        reengagementChannel: text(node, 'reengagementChannel'),
        preferredChannel: node['preferredChannel']?.displayValue ?? text(node, 'preferredChannel'),
    };
}

function readMessage(node: GraphQLNode): Message {
    return {
        id: node.Id,
        channel: text(node, 'channel'),
        provider: text(node, 'provider'),
        status: text(node, 'status'),
        occurredAt: text(node, 'occurredAt'),
        errorCode: text(node, 'errorCode'),
        failureClass: text(node, 'failureClass'),
        confidence: text(node, 'confidence'),
        readAt: text(node, 'readAt'),
        clickedAt: text(node, 'clickedAt'),
        repliedAt: text(node, 'repliedAt'),
        optedOutAt: text(node, 'optedOutAt'),
        recipient: text(node, 'recipient'),
    };
}

/** A field that the reader may not see is missing; it reads as empty. */
function text(node: GraphQLNode, field: string): string | null {
    const value = node[field]?.value;
    return typeof value === 'string' && value !== '' ? value : null;
}

function flag(node: GraphQLNode, field: string): boolean {
    return node[field]?.value === true;
}
