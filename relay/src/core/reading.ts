/** Reading what providers send: text that can be stored and queried, times with a known zone, ids that fit. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { RelayError } from './errors.ts';

const MESSAGE_KEY_CHARACTERS = 255;
const JSON_DEPTH = 64;
const Instant = z.iso.datetime({ offset: true });

/** Without control characters and lone surrogates, which neither PostgreSQL nor the CRM takes; null when blank. */
export function text(value: unknown, limit: number): string | null {
    if (typeof value !== 'string') return null;
    const clean = value
        .toWellFormed()
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim();
    return clean === '' ? null : clean.slice(0, limit).toWellFormed();
}

/** ISO 8601 UTC with milliseconds; null for a time without a zone, that does not exist, or that no message can have. */
export function utcTime(value: unknown): string | null {
    const parsed = Instant.safeParse(value);
    if (!parsed.success) return null;
    const instant = new Date(parsed.data);
    const year = instant.getUTCFullYear();
    return year >= 2000 && year < 2100 ? instant.toISOString() : null;
}

/** `provider:id`, hashed when it would not fit the CRM's key; null when the id is blank or could not be queried. */
export function messageKeyOf(provider: string, id: unknown): string | null {
    if (typeof id !== 'string' || text(id, Infinity) !== id) return null;
    const key = `${provider}:${id}`;
    if (key.length <= MESSAGE_KEY_CHARACTERS) return key;
    return `${provider}:sha256:${createHash('sha256').update(id).digest('hex')}`;
}

/** Deeper than any report is; what is stored again as JSON must not exhaust the stack. */
function tooDeep(json: string): boolean {
    let depth = 0;
    let quoted = false;
    for (let at = 0; at < json.length; at += 1) {
        const character = json[at];
        if (quoted) {
            if (character === '\\') at += 1;
            else if (character === '"') quoted = false;
        } else if (character === '"') quoted = true;
        else if (character === '[' || character === '{') {
            depth += 1;
            if (depth > JSON_DEPTH) return true;
        } else if (character === ']' || character === '}') depth -= 1;
    }
    return false;
}

export function parseJson(body: Buffer): unknown {
    try {
        const json = new TextDecoder('utf-8', { fatal: true }).decode(body);
        if (tooDeep(json)) throw new RangeError(`nested deeper than ${String(JSON_DEPTH)} levels`);
        return JSON.parse(json);
    } catch (cause) {
        throw new RelayError('RELAY_UNREADABLE', 'the body is not the JSON of a report', { cause });
    }
}

/** Most fields a form or query of a report can have; more are not a report. */
const MOST_FIELDS = 1000;

/** A form's or query's fields; the first of those that come twice. Nothing of it can be unreadable but its size. */
export function fieldsOf(encoded: string): Readonly<Record<string, string>> {
    if (encoded.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) {
        throw new RelayError('RELAY_UNREADABLE', 'more fields than a report has');
    }
    return Object.fromEntries([...new URLSearchParams(encoded)].reverse());
}

/** Without the question mark. */
export function queryOf(url: string): string {
    const start = url.indexOf('?');
    return start < 0 ? '' : url.slice(start + 1);
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJsonObject(body: Buffer): JsonObject {
    const value = parseJson(body);
    if (!isObject(value)) throw new RelayError('RELAY_UNREADABLE', 'the body is not a JSON object');
    return value;
}

/** Epoch seconds, as a number or in digits, whole or with a fraction. */
export function epochTime(value: unknown): string | null {
    const written = typeof value === 'number' ? String(value) : value;
    if (typeof written !== 'string' || !/^\d{9,11}(?:\.\d{1,9})?$/.test(written)) return null;
    return utcTime(new Date(Number(written) * 1000).toISOString());
}

/** `+447700900123` for international digits without the plus sign, as many gateways write them; else as it is. */
export function phoneNumber(value: unknown): string | null {
    const number = text(value, 255);
    return number !== null && /^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number;
}

/** A price as it was written; null for what is no decimal number. */
export function decimal(value: unknown): string | null {
    const written = typeof value === 'number' ? String(value) : text(value, 40);
    return written !== null && /^\d{1,12}(?:\.\d{1,12})?$/.test(written) ? written : null;
}

/** A count of message parts, as a number or in digits. */
export function count(value: unknown): number | null {
    const number = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 9999 ? number : null;
}

/** A year. */
const MOST_MINUTES = 527_040;

/** How long something is to last, as a number or in digits; null for what is no whole number of minutes up to a year. */
export function minutes(value: unknown): number | null {
    const number = typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : value;
    const isOne = typeof number === 'number' && Number.isInteger(number) && number > 0 && number <= MOST_MINUTES;
    return isOne ? number : null;
}

/** Text, or a number that a provider writes where others write text. */
export const Word = z.union([z.string(), z.int().transform(String)]);

/** What a table of ours has under a name that somebody else chose. */
export function listed<T>(table: Readonly<Record<string, T>>, name: string): T | null {
    return Object.hasOwn(table, name) ? (table[name] ?? null) : null;
}

/** A field that is left out when it is of the wrong type, where a required one would set the report aside. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);

/** Which fields a schema did not accept, without their values: those may be personal. */
export function wrongFields(error: z.ZodError, whole: string): string {
    const fields = new Set(error.issues.map((issue) => String(issue.path[0] ?? whole)));
    return `missing or not as documented: ${[...fields].join(', ')}`;
}
