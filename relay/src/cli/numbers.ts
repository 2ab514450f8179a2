/**
 * `landed numbers normalise`: fills the SMS number of people who were there before the package, over Bulk API 2.0, and the
 * hash of it in an org that is told no numbers.
 */
import { Connection } from 'jsforce';
import { getCountries, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import { createNumberHash, LEAST_KEY_BYTES } from '../core/hashedNumbers.ts';
import type { NumberHash } from '../core/hashedNumbers.ts';
import { namingOf } from '../salesforce/namespace.ts';
import type { Naming } from '../salesforce/namespace.ts';
import { HASH_FIELD, hashesOf } from '../salesforce/peopleHasher.ts';
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
    /** Of a relay: fills the hashes as well, with the key of this org of it. */
    readonly config?: string;
    readonly org?: string;
    /** The same with the key that this environment variable holds. */
    readonly hashKeyEnv?: string;
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
    /** With a number and with the hash of another, or none; null when nobody asked. */
    readonly unhashed: number | null;
    readonly hashed: number;
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

/** With which numbers are to be hashed; null where they are not. */
function hashOf({ config, org, hashKeyEnv }: NormaliseOptions, env: Surroundings['env']): NumberHash | null {
    if (config !== undefined) {
        const key = readConfig(config, env).orgs[org ?? '']?.hashedNumbers?.key;
        if (key === undefined) throw new UsageError(`${config} has no org "${org ?? ''}" with hashedNumbers (--org)`);
        return createNumberHash(key);
    }
    if (hashKeyEnv === undefined) return null;
    const key = env[hashKeyEnv] ?? '';
    if (Buffer.from(key).length < LEAST_KEY_BYTES)
        throw new UsageError(`${hashKeyEnv} has to hold the key of hashedNumbers, at least ${LEAST_KEY_BYTES} bytes`);
    return createNumberHash(key);
}

async function readAll(org: Connection, soql: string): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    let page = await org.query(soql);
    for (;;) {
        rows.push(...page.records);
        if (page.done || page.nextRecordsUrl === undefined) return rows;
        page = await org.queryMore(page.nextRecordsUrl);
    }
}

async function readPeople(
    org: Connection,
    { object, country, more }: (typeof OBJECTS)[number],
    number: string,
): Promise<Person[]> {
    const soql = `SELECT Id, MobilePhone, ${country} FROM ${object} WHERE MobilePhone != null AND ${number} = null${more}`;
    return People.parse(await readAll(org, soql));
}

/** Those whose hash is not that of their number: the number has to be there first, because a new one takes its hash away. */
async function readUnhashed(
    org: Connection,
    { object, more }: (typeof OBJECTS)[number],
    naming: Naming,
    numbers: NumberHash,
): Promise<Update[]> {
    const soql = `SELECT Id, ${NUMBER}, ${HASH_FIELD} FROM ${object} WHERE ${NUMBER} != null${more}`;
    const rows = (await readAll(org, naming.soql(soql))).map(naming.row);
    return hashesOf(rows, numbers).map(({ id, hash }) => ({ Id: id, [naming.named(HASH_FIELD)]: hash }));
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
    const lines = outcomes.map(({ object, found, certain, unclear, updated, refused, unhashed, hashed }) => {
        const why = Object.entries(refused).map(([code, count]) => `, ${count} refused (${code})`);
        const done = applied ? `${updated} filled${why.join('')}` : `${certain} would be filled`;
        const hashes =
            unhashed === null
                ? ''
                : ` ${unhashed} without the hash of their number, ${applied ? `${hashed} filled` : 'which would be filled'}.`;
        return `${object}: ${found} without an SMS number, ${done}, ${unclear} unclear.${hashes}\n`;
    });
    return lines.join('') + (applied ? '' : 'Nothing was written; --apply writes it.\n');
}

/** Resolves with the exit code: 1 when the org refused some. */
export async function normaliseNumbers(options: NormaliseOptions, surroundings: Surroundings): Promise<number> {
    const fallback = options.country === undefined ? undefined : countryOf(options.country);
    if (options.country !== undefined && fallback === undefined)
        throw new UsageError(`"${options.country}" is no country; a code such as GB, or its English name`);
    const numbers = hashOf(options, surroundings.env);
    const org = connect(options, surroundings.env);
    const naming = namingOf(options.namespace ?? null);
    const field = naming.named(NUMBER);
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
        const missing = numbers === null ? null : await readUnhashed(org, each, naming, numbers);
        const hashes =
            options.apply === true && missing !== null && missing.length > 0
                ? await write(org, each.object, missing, surroundings)
                : nothing;
        outcomes.push({
            ...{ object: each.object, ...counts, updated: written.updated, unhashed: missing?.length ?? null },
            ...{ hashed: hashes.updated, refused: { ...written.refused, ...hashes.refused } },
        });
    }
    const applied = options.apply === true;
    const json = `${JSON.stringify({ applied, objects: outcomes })}\n`;
    surroundings.stdout.write(options.json === true ? json : tell(outcomes, applied));
    return outcomes.every(({ refused }) => Object.keys(refused).length === 0) ? 0 : 1;
}
