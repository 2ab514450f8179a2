import { gql } from 'lightning/graphql';
import type { GraphQLNode } from 'lightning/graphql';

/** What whoever lifts should know: who asked for it, and whether the number is suppressed in its other form too. */
export const CONTEXT_QUERY = gql`
    query LiftContext($id: ID, $otherKeys: [String]) {
        uiapi {
            query {
                appeals: Suppression_Appeal__c(
                    where: { and: [{ Suppression__c: { eq: $id } }, { Status__c: { eq: "Open" } }] }
                    first: 1
                ) {
                    edges {
                        node {
                            Id
                            note: Note__c { value }
                            askedBy: CreatedBy { name: Name { value } }
                        }
                    }
                }
                others: Suppression__c(
                    where: { and: [{ Suppression_Key__c: { in: $otherKeys } }, { Is_In_Force__c: { eq: true } }] }
                    first: 1
                ) {
                    edges {
                        node {
                            Id
                            address: Address__c { value }
                            reason: Reason__c { value displayValue }
                        }
                    }
                }
            }
        }
    }
`;

export interface ContextData {
    readonly uiapi: {
        readonly query: Readonly<
            Record<'appeals' | 'others', { readonly edges: readonly { readonly node: GraphQLNode }[] }>
        >;
    };
}
