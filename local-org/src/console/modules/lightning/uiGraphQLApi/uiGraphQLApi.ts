/** Stand-in for the older GraphQL module: https://developer.salesforce.com/docs/platform/lwc/guide/reference-refreshgraphql.html */
export { gql, graphql } from 'lightning/graphql';

export const refreshGraphQL = async (result: { refresh?: () => Promise<void> }): Promise<void> => result.refresh?.();
