import type { GraphQLNode } from 'lightning/graphql';
import type { Latency } from 'c/deliveryLatency';
import { suppressionKey } from 'c/addressText';
import { flag, text } from 'c/graphqlFields';
import { readLatency, readMessage } from 'c/messageNode';
import type { Message, Person } from 'c/reachabilityVerdict';

export interface PersonData {
    readonly uiapi: {
        readonly query: {
            readonly person: { readonly edges: readonly { readonly node: GraphQLNode }[] };
            readonly messages: {
                readonly edges: readonly { readonly node: GraphQLNode }[];
            };
        };
    };
}

export interface PersonAnswer {
    readonly person: Person;
    readonly messages: readonly Message[];
    /** Of the newest message. */
    readonly latency: Latency | undefined;
}

/** Undefined when the person does not exist or the reader may not see it. */
export function readAnswer(data: PersonData): PersonAnswer | undefined {
    const { person, messages } = data.uiapi.query;
    const node = person.edges[0]?.node;
    if (!node) return undefined;
    const newest = messages.edges[0]?.node;
    return {
        person: readPerson(node),
        messages: messages.edges.map((edge) => readMessage(edge.node)),
        latency: newest && readLatency(newest),
    };
}

/** By which the number may be suppressed: as it is, and by the hash that stands for it. */
export function suppressionKeys(person: Person | undefined): string[] {
    return [person?.number, person?.numberHash].flatMap((address) => (address ? [suppressionKey('SMS', address)] : []));
}

function readPerson(node: GraphQLNode): Person {
    return {
        email: text(node, 'email'),
        emailOptOut: flag(node, 'emailOptOut'),
        doNotCall: flag(node, 'doNotCall'),
        phone: text(node, 'phone'),
        number: text(node, 'number'),
        numberHash: text(node, 'numberHash'),
        numberUnclear: flag(node, 'numberUnclear'),
        numberProblem: text(node, 'numberProblem'),
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
