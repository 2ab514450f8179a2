import type { GraphQLNode } from 'lightning/graphql';
import { amount, text } from 'c/graphqlFields';
import { addressWords } from 'c/privateNumber';

interface FoundPerson {
    readonly id: string;
    readonly objectApiName: string;
    readonly name: string;
    /** Only to those who may see it. */
    readonly number: string | null;
}

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
    /** In words where it is only known by a hash. */
    readonly recipient: string | null;
    readonly sender: string | null;
    readonly segments: number | null;
    readonly price: number | null;
    readonly currency: string | null;
    readonly person: FoundPerson | null;
}

export function readMessage(node: GraphQLNode): FoundMessage {
    const person = personOf(node, 'contact', 'Contact') ?? personOf(node, 'lead', 'Lead');
    const recipient = text(node, 'recipient');
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
        recipient: recipient === null ? null : addressWords(recipient, person?.number),
        sender: text(node, 'sender'),
        segments: amount(node, 'segments'),
        price: amount(node, 'price'),
        currency: text(node, 'currency'),
        person,
    };
}

interface Parent {
    readonly Id?: string;
    readonly name?: { readonly value?: unknown };
    readonly number?: { readonly value?: unknown };
}

function personOf(node: GraphQLNode, field: string, objectApiName: string): FoundMessage['person'] {
    const parent = node[field] as Parent | null | undefined; // a parent, not a field
    const [name, number] = [parent?.name?.value, parent?.number?.value];
    if (!parent?.Id || typeof name !== 'string') return null;
    return { id: parent.Id, objectApiName, name, number: typeof number === 'string' ? number : null };
}
