import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';
import { text } from 'c/graphqlFields';
import { evidenceKeys } from 'c/suppressionEvidence';

/** Every custom name carries an alias: an installed package's namespace is put before them. */
export const APPEAL_QUERY = gql`
    query SuppressionAppeal($keys: [String]) {
        uiapi {
            query {
                suppressions: Suppression__c(
                    where: { and: [{ Suppression_Key__c: { in: $keys } }, { Is_In_Force__c: { eq: true } }] }
                    orderBy: { Since__c: { order: DESC, nulls: LAST } }
                    first: 2
                ) {
                    edges {
                        node {
                            Id
                            reason: Reason__c { value }
                            evidence: Evidence__c { value }
                            appeals: Suppression_Appeals__r(first: 1, orderBy: { Name: { order: DESC } }) {
                                edges {
                                    node {
                                        Id
                                        status: Status__c { value }
                                        note: Note__c { value }
                                        answer: Answer__c { value }
                                        askedBy: CreatedBy { name: Name { value } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
`;

interface Connection {
    readonly edges: readonly { readonly node: GraphQLNode }[];
}

export interface AppealData {
    readonly uiapi: { readonly query: { readonly suppressions: Connection } };
}

/** A suppression that is in force, and the newest appeal against it. */
export interface Appealed {
    readonly id: string;
    readonly evidence: readonly string[];
    /** An opt-out or a complaint: the person's own word, which nobody can appeal. */
    readonly isOwnWord: boolean;
    readonly appeal: Appeal | undefined;
}

export interface Appeal {
    readonly id: string;
    readonly isOpen: boolean;
    readonly isDeclined: boolean;
    readonly note: string | null;
    readonly answer: string | null;
    readonly askedBy: string;
}

/** Of two forms of one number, the one whose word is the person's own decides. */
export function readAppealed(data: AppealData): Appealed | undefined {
    const all = data.uiapi.query.suppressions.edges.map(({ node }) => readNode(node));
    return all.find(({ isOwnWord }) => isOwnWord) ?? all[0];
}

function readNode(node: GraphQLNode): Appealed {
    const appeals = node['appeals'] as unknown as Connection | null; // a child relationship, as the query asks
    const [newest] = appeals?.edges ?? [];
    return {
        id: node.Id,
        evidence: evidenceKeys(text(node, 'evidence') ?? ''),
        isOwnWord: ['Opt Out', 'Complaint'].includes(text(node, 'reason') ?? ''),
        appeal: newest && readAppeal(newest.node),
    };
}

function readAppeal(node: GraphQLNode): Appeal {
    const status = text(node, 'status');
    const askedBy = node['askedBy'] as unknown as GraphQLNode | null; // a parent, as the query asks
    return {
        id: node.Id,
        isOpen: status === 'Open',
        isDeclined: status === 'Declined',
        note: text(node, 'note'),
        answer: text(node, 'answer'),
        askedBy: (askedBy && text(askedBy, 'name')) ?? '',
    };
}
