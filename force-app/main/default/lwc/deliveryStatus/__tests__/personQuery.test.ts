import { CONTACT_QUERY, LEAD_QUERY } from '../personQuery';

/** What the mock of gql keeps. */
const textOf = (query: object): string => (query as { text: string }).text;

describe('the queries for a person', () => {
    it('ask the same of a contact and of a lead', () => {
        const asContact = textOf(LEAD_QUERY).replaceAll('Lead', 'Contact');
        expect(asContact).toBe(textOf(CONTACT_QUERY));
    });

    it('give every custom field an alias, because an installed package has a namespace before it', () => {
        const selected = [...textOf(CONTACT_QUERY).matchAll(/^\s*(\w+: )?\w+__c( @optional)? \{ value/gm)];
        expect(selected.length).toBeGreaterThan(20);
        expect(selected.filter(([, alias]) => !alias)).toEqual([]);
    });
});
