import { listVariables, meansPeople, NO_FILTERS, personPatterns } from '../suppressionFilters';
import type { Filters } from '../suppressionFilters';

const NOW = Date.UTC(2026, 10, 21);
const variables = (filters: Partial<Filters>, addresses: string[] = []) =>
    listVariables({ filters: { ...NO_FILTERS, ...filters }, addresses, now: NOW, size: 25, after: null });

describe('what the list asks for', () => {
    it('finds a number as people write it at home', () => {
        expect(variables({ search: '07700 900-101' }).address).toBe('%7700900101%');
    });

    it('looks for nothing but the addresses of whom a name means', () => {
        expect(variables({ search: 'Okafor' }, ['+447700900101'])).toMatchObject({
            address: '-',
            addresses: ['+447700900101'],
        });
    });

    it.each([
        ['Okafor', '%Okafor%', '-'],
        ['07700 900-101', '-', '%7700900101%'],
        ['a@example.com', '-', '-'],
        ['', '-', '-'],
    ])('means by "%s" people of the name %s or the number %s', (search, name, number) => {
        expect(personPatterns(search)).toEqual({ name, number });
        expect(meansPeople(search)).toBe(name !== number);
    });

    it('takes what stands for any character as that character', () => {
        expect(variables({ search: 'a_b%@example.com' }).address).toBe('%a\\_b\\%@example.com%');
    });

    it.each([
        ['active', true, true, '%'],
        ['expiring', true, true, '-'],
        ['ended', false, false, '%'],
        ['all', true, false, '%'],
    ] as const)('asks for state %s', (state, inForce, orInForce, anyExpiry) => {
        expect(variables({ state })).toMatchObject({ inForce, orInForce, anyExpiry });
    });

    it('hides every reason but the chosen one', () => {
        expect(variables({ reason: 'Opt Out' }).hiddenReasons).toEqual(['Permanent Failure', 'Manual', 'Complaint']);
        expect(variables({}).hiddenReasons).toEqual(['-']);
    });
});
