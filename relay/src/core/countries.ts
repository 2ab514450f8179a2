/** The country of a number, for the many providers that report none (Twilio among them). */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import metadata from 'libphonenumber-js/min/metadata';
import type { DeliveryReport } from './ports.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
/** A calling code has one to three digits, and none is the beginning of another. */
const MOST_DIGITS = 3;
const NORTH_AMERICA = '1';
const AREA = '+1'.length + 3;

/** The countries that share a calling code, the one that has most of it first. */
const countriesOf: Readonly<Record<string, readonly string[]>> = metadata.country_calling_codes;

/** In North America an area code lies in one country; the plans agree (relay/test/unit/countries.test.ts). */
const countryOfArea = new Map<string, string | null>();

const sharing = (number: string, first: string | null): string | null =>
    parsePhoneNumberFromString(number)?.country ?? first;

function inNorthAmerica(number: string, first: string | null): string | null {
    const area = number.slice(0, AREA);
    const known = countryOfArea.get(area);
    if (known !== undefined) return known;
    const country = sharing(`${area}2345678`, first);
    countryOfArea.set(area, country);
    return country;
}

/** `44` of `+447700900123`; null for what is no E.164 number, and for a calling code that nobody knows. */
export function callingCodeOf(number: string): string | null {
    if (!E164.test(number)) return null;
    for (let digits = 1; digits <= MOST_DIGITS; digits += 1) {
        const code = number.slice(1, 1 + digits);
        if (countriesOf[code] !== undefined) return code;
    }
    return null;
}

/**
 * ISO 3166-1 alpha-2, by the numbering plans that libphonenumber knows; of a shared calling code (+1, +44 …) the country
 * whose numbers begin so, or the first where nobody's do. Null for what is no E.164 number, and for the codes of no
 * country (+800, +870 …).
 */
export function countryOf(number: string): string | null {
    const code = callingCodeOf(number);
    if (code === null) return null;
    const countries = countriesOf[code] ?? [];
    const [first = null] = countries;
    if (countries.length === 1) return first;
    return code === NORTH_AMERICA ? inNorthAmerica(number, first) : sharing(number, first);
}

/** The report with the country of its recipient's number, unless its provider names one. */
export function located(report: DeliveryReport): DeliveryReport {
    if (report.country !== null || report.recipient === null) return report;
    const country = countryOf(report.recipient);
    return country === null ? report : { ...report, country };
}
