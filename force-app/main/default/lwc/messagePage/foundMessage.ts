import type { GraphQLNode } from 'lightning/graphql';
import { amount, text } from 'c/graphqlFields';

export interface FoundMessage {
    readonly id: string;
    readonly key: string | null;
    readonly channel: string | null;
    readonly provider: string | null;
    readonly status: string | null;
    readonly occurredAt: string | null;
    readonly errorCode: string | null;
    readonly failureClass: string | null;
    readonly country: string | null;
    readonly carrier: string | null;
    readonly recipient: string | null;
    readonly sender: string | null;
    readonly segments: number | null;
    readonly price: number | null;
    readonly currency: string | null;
    readonly person: { readonly id: string; readonly objectApiName: string; readonly name: string } | null;
}

export function readMessage(node: GraphQLNode): FoundMessage {
    return {
        id: node.Id,
        key: text(node, 'key'),
        channel: text(node, 'channel'),
        provider: text(node, 'provider'),
        status: text(node, 'status'),
        occurredAt: text(node, 'occurredAt'),
        errorCode: text(node, 'errorCode'),
        failureClass: text(node, 'failureClass'),
        country: text(node, 'country'),
        carrier: text(node, 'carrier'),
        recipient: text(node, 'recipient'),
        sender: text(node, 'sender'),
        segments: amount(node, 'segments'),
        price: amount(node, 'price'),
        currency: text(node, 'currency'),
        person: personOf(node, 'contact', 'Contact') ?? personOf(node, 'lead', 'Lead'),
    };
}

function personOf(node: GraphQLNode, field: string, objectApiName: string): FoundMessage['person'] {
    const parent = node[field] as { Id?: string; name?: { value?: unknown } } | null | undefined; // a parent, not a field
    const name = parent?.name?.value;
    return parent?.Id && typeof name === 'string' ? { id: parent.Id, objectApiName, name } : null;
}
