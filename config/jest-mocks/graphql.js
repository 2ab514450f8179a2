/** The preset's stub for lightning/graphql, but with a gql that keeps the query, so that tests can read it. */
export { graphql } from '@salesforce/sfdx-lwc-jest/src/lightning-stubs/graphql/graphql.js';

export const gql = (parts) => ({ text: parts.join('') });
