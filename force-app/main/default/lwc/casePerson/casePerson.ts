import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';
import { text } from 'c/graphqlFields';

export const CASE_PERSON_QUERY = gql`
    query CasePerson($recordId: ID) {
        uiapi {
            query {
                case: Case(where: { Id: { eq: $recordId } }, first: 1) {
                    edges {
                        node {
                            Id
                            contactId: ContactId { value }
                        }
                    }
                }
            }
        }
    }
`;

export interface CasePersonData {
    readonly uiapi: {
        readonly query: { readonly case: { readonly edges: readonly { readonly node: GraphQLNode }[] } };
    };
}

/** Null for a case without a contact, and for one that the reader may not see. */
export function contactOfCase(data: CasePersonData): string | null {
    const node = data.uiapi.query.case.edges[0]?.node;
    return node ? text(node, 'contactId') : null;
}
