import type { GraphQLNode } from 'lightning/graphql';
import type { Latency } from 'c/deliveryLatency';
import { amount, flag, text } from 'c/graphqlFields';
import type { Message } from 'c/reachabilityVerdict';

export function readMessage(node: GraphQLNode): Message {
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
        optedInAt: text(node, 'optedInAt'),
        complainedAt: text(node, 'complainedAt'),
        postponedUntil: text(node, 'fallbackStatus') === 'Postponed' ? text(node, 'fallbackDueAt') : null,
        lateAfter: text(node, 'lateAfter'),
        recipient: text(node, 'recipient'),
    };
}

export function readLatency(node: GraphQLNode): Latency {
    return {
        status: text(node, 'status'),
        recordedAt: text(node, 'recordedAt'),
        carrierToRelay: amount(node, 'carrierToRelay'),
        relayToPublish: amount(node, 'relayToPublish'),
        publishToRecord: amount(node, 'publishToRecord'),
        carrierToRecord: amount(node, 'carrierToRecord'),
        relayToRecord: amount(node, 'relayToRecord'),
        isSkewed: flag(node, 'isSkewed'),
    };
}
