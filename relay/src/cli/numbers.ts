/** `landed numbers normalise`: fills the SMS number of people who were there before the package, over Bulk API 2.0. */
import { Connection } from 'jsforce';
import { getCountries, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import { z } from 'zod';
import { namingOf } from '../salesforce/namespace.ts';
import { startProgress } from './progress.ts';
import { UsageError } from './surroundings.ts';
import type { Surroundings } from './surroundings.ts';

export interface NormaliseOptions {
    readonly instanceUrl: string;
    /** Name of the environment variable that holds an access token of somebody who may edit people. */
    readonly tokenEnv: string;
    readonly apiVersion: string;
    /** Of a managed package. */
    readonly namespace?: string;
    /** Of people whose country is blank: ISO code. */
    readonly country?: string;
    /** Without it nothing is written. */
    readonly apply?: boolean;
    readonly json?: boolean;
}

const NUMBER = 'SMS_Number__c';
const OBJECTS = [
    { object: 'Contact', country: 'MailingCountry', more: '' },
    { object: 'Lead', country: 'Country', more: ' AND IsConverted = false' },
] as const;
/** Rows of one job: well below what a job takes, and often enough to see it move. */
const JOB = 10_000;
const POLL_MS = 1_000;
const PATIENCE_MS = 30 * 60_000;

const People = z.array(
    z.object({ Id: z.string(), MobilePhone: z.string() }).catchall(z.union([z.string(), z.null(), z.unknown()])),
);
type Person = z.infer<typeof People>[number];

export interface ObjectOutcome {
    readonly object: string;
    /** With a mobile phone and no SMS number. */
    readonly found: number;
    /** Whose number is certain. */
    readonly certain: number;
    /** Without a country, or with a number that is none of its country: left alone. */
    readonly unclear: number;
    readonly updated: number;
    /** Why the org refused some, and how many. */
    readonly refused: Readonly<Record<string, number>>;
}

/** By name in English, in lower case. */
const COUNTRIES: ReadonlyMap<string, CountryCode> = new Map(
    getCountries().map((code) => [
        new Intl.DisplayNames(['en'], { type: 'region' }).of(code)?.toLowerCase() ?? code,
        code,
    ]),
);

function countryOf(written: string): CountryCode | undefined {
    const code = written.toUpperCase();
    return isSupportedCountry(code) ? code : COUNTRIES.get(written.toLowerCase());
}

/**
 * E.164, or null where it is not certain: written without a country code, of nobody knows which country, or not as long
 * as the country's numbers are, which is what the package's flow asks as well. `fallback` counts only where the record names no country at all.
 */
export function certainNumber(phone: string, country: string | null, fallback?: CountryCode): string | null {
    const named = country === null || country.trim() === '' ? fallback : countryOf(country.trim());
    const written = phone.trim().replace(/^00(?=[1-9])/, '+');
    if (!written.startsWith('+') && named === undefined) return null;
    const parsed = parsePhoneNumberFromString(written, named);
    return parsed?.isPossible() === true && parsed.ext === undefined ? parsed.number : null;
}

function connect({ instanceUrl, tokenEnv, apiVersion }: NormaliseOptions, env: Surroundings['env']): Connection {
    const accessToken = env[tokenEnv];
    if (accessToken === undefined || accessToken === '') throw new UsageError(`the environment has no ${tokenEnv}`);
    return new Connection({ instanceUrl, accessToken, version: apiVersion });
}

async function readPeople(
    org: Connection,
    { object, country, more }: (typeof OBJECTS)[number],
    number: string,
): Promise<Person[]> {
    const soql = `SELECT Id, MobilePhone, ${country} FROM ${object} WHERE MobilePhone != null AND ${number} = null${more}`;
    const people: Person[] = [];
    let page = await org.query(soql);
    for (;;) {
        people.push(...People.parse(page.records));
        if (page.done || page.nextRecordsUrl === undefined) return people;
        page = await org.queryMore(page.nextRecordsUrl);
    }
}

/** `Id`, and the number by the name of its field. */
type Update = Readonly<Record<string, string>>;

/** The first word of an error of a bulk result: its code, without what it quotes. */
const codeOf = (error: unknown): string => /^[A-Z_]+/.exec(String(error))?.[0] ?? 'UNKNOWN';

async function write(org: Connection, object: string, updates: readonly Update[], surroundings: Surroundings) {
    const refused: Record<string, number> = {};
    let updated = 0;
    const progress = startProgress(surroundings, object, updates.length);
    for (let start = 0; start < updates.length; start += JOB) {
        const input = updates.slice(start, start + JOB).map((update) => ({ ...update }));
        const limits = { pollInterval: POLL_MS, pollTimeout: PATIENCE_MS };
        const done = await org.bulk2.loadAndWaitForResults({ object, operation: 'update', input, ...limits });
        updated += done.successfulResults.length;
        for (const { sf__Error: error } of done.failedResults)
            refused[codeOf(error)] = (refused[codeOf(error)] ?? 0) + 1;
        progress.update(Math.min(start + JOB, updates.length));
    }
    progress.end();
    return { updated, refused };
}

function tell(outcomes: readonly ObjectOutcome[], applied: boolean): string {
    const lines = outcomes.map(({ object, found, certain, unclear, updated, refused }) => {
        const why = Object.entries(refused).map(([code, count]) => `, ${count} refused (${code})`);
        const done = applied ? `${updated} filled${why.join('')}` : `${certain} would be filled`;
        return `${object}: ${found} without an SMS number, ${done}, ${unclear} unclear.\n`;
    });
    return lines.join('') + (applied ? '' : 'Nothing was written; --apply writes it.\n');
}

/** Resolves with the exit code: 1 when the org refused some. */
export async function normaliseNumbers(options: NormaliseOptions, surroundings: Surroundings): Promise<number> {
    const fallback = options.country === undefined ? undefined : countryOf(options.country);
    if (options.country !== undefined && fallback === undefined)
        throw new UsageError(`"${options.country}" is no country; a code such as GB, or its English name`);
    const org = connect(options, surroundings.env);
    const field = namingOf(options.namespace ?? null).named(NUMBER);
    const outcomes: ObjectOutcome[] = [];
    for (const each of OBJECTS) {
        const people = await readPeople(org, each, field);
        const updates = people.flatMap((person): Update[] => {
            const country = person[each.country];
            const number = certainNumber(person.MobilePhone, typeof country === 'string' ? country : null, fallback);
            return number === null ? [] : [{ Id: person.Id, [field]: number }];
        });
        const counts = { found: people.length, certain: updates.length, unclear: people.length - updates.length };
        const nothing = { updated: 0, refused: {} };
        const written =
            options.apply === true && updates.length > 0
                ? await write(org, each.object, updates, surroundings)
                : nothing;
        outcomes.push({ object: each.object, ...counts, ...written });
    }
    const applied = options.apply === true;
    const json = `${JSON.stringify({ applied, objects: outcomes })}\n`;
    surroundings.stdout.write(options.json === true ? json : tell(outcomes, applied));
    return outcomes.every(({ refused }) => Object.keys(refused).length === 0) ? 0 : 1;
}
