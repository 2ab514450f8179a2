import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { countryOf, located } from '../../src/core/countries.ts';
import { makeReport } from '../../src/core/report.ts';

const COUNTRIES: Readonly<Record<string, string | null>> = {
    '+14155550100': 'US',
    '+14165550123': 'CA',
    '+17875550123': 'PR',
    '+447781123456': 'GG',
    '+447700900123': 'GB', // nobody's number, in a plan that several share
    '+33612345678': 'FR',
    '+77012345678': 'KZ',
    '+393401234567': 'IT',
    '+35315551234': 'IE',
    '+80012345678': null, // free of charge in any country
    '+99912345678': null, // a code that nobody has
    '+4477': null,
    '07700900123': null,
    'someone@example.com': null,
    '': null,
};

test('a number has the country of its plan, also where several share a calling code', () => {
    for (const [number, country] of Object.entries(COUNTRIES)) assert.equal(countryOf(number), country, number);
});

test('in North America the area code decides, as the plan says of whole numbers', () => {
    const digits = (count: number, from: number) =>
        fc.integer({ min: from * 10 ** (count - 1), max: 10 ** count - 1 }).map(String);
    fc.assert(
        fc.property(digits(3, 2), digits(7, 2), (area, line) => {
            const number = `+1${area}${line}`;
            const { country } = parsePhoneNumberFromString(number) ?? {};
            if (country !== undefined) assert.equal(countryOf(number), country, number);
        }),
        { numRuns: 2_000 },
    );
});

test('what the provider says of the country stands; without a number there is none', () => {
    const facts = {
        provider: 'twilio',
        messageKey: 'twilio:m1',
        channel: 'SMS',
        receivedAt: '2026-11-26T12:00:00.000Z',
    } as const;
    const countryFor = (own: { country?: string; recipient?: string }): string | null =>
        located(makeReport({ ...facts, ...own })).country;
    assert.equal(countryFor({ recipient: '+14155550100', country: 'MX' }), 'MX');
    assert.equal(countryFor({ recipient: '+14155550100' }), 'US');
    assert.equal(countryFor({ recipient: 'someone@example.com' }), null);
    assert.equal(countryFor({}), null);
});
