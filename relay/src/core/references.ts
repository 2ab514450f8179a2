/**
 * The sender's own references, which travel in the callback URL's query: `ref` (record id), `campaign`, `purpose`,
 * `validity` (minutes) and `location` (branch or business unit).
 */
import { isObject, minutes, queryOf, text } from './reading.ts';
import type { JsonObject } from './reading.ts';

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const CAMPAIGN_PREFIX = '701';
const PURPOSE_CHARACTERS = 80;
const LOCATION_CHARACTERS = 80;

/** Tells apart ids that differ in case only: one letter for each five characters, by which of them are capitals. */
function suffix(id: string): string {
    const letters = [0, 5, 10].map((start) => {
        const bits = [0, 1, 2, 3, 4].filter((bit) => /[A-Z]/.test(id.charAt(start + bit))).map((bit) => 1 << bit);
        return SUFFIX_ALPHABET.charAt(bits.reduce((sum, bit) => sum + bit, 0));
    });
    return letters.join('');
}

/** The 18-character form of a Salesforce record id; null when it has not the shape or the checksum of one. */
export function recordId(value: string | null): string | null {
    if (value === null || !/^(?:[0-9A-Za-z]{15}|[0-9A-Za-z]{18})$/.test(value)) return null;
    const id = value.slice(0, 15);
    const full = id + suffix(id);
    return value.length === 15 || value === full ? full : null;
}

function campaignId(value: string | null): string | null {
    const id = recordId(value);
    return id?.startsWith(CAMPAIGN_PREFIX) === true ? id : null;
}

export interface References {
    readonly recordId: string | null;
    readonly campaignId: string | null;
    readonly purpose: string | null;
    /** For how long after the sender handed it over the message is worth delivering. */
    readonly validityMinutes: number | null;
    readonly location: string | null;
}

const NAMES: readonly (keyof References)[] = ['recordId', 'campaignId', 'purpose', 'validityMinutes', 'location'];
const NONE: References = { recordId: null, campaignId: null, purpose: null, validityMinutes: null, location: null };

function named(value: (name: string) => unknown): References {
    return {
        recordId: recordId(text(value('ref'), 18)),
        campaignId: campaignId(text(value('campaign'), 18)),
        purpose: text(value('purpose'), PURPOSE_CHARACTERS),
        validityMinutes: minutes(value('validity')),
        location: text(value('location'), LOCATION_CHARACTERS),
    };
}

export function referencesOf(url: string): References {
    const query = new URLSearchParams(queryOf(url));
    return named((name) => query.get(name));
}

/** Where a provider returns one id of the sender's: its prefix says whether it is a campaign's. */
export function referencesOfId(id: string): References {
    const campaign = campaignId(id);
    return campaign === null ? { ...NONE, recordId: recordId(id) } : { ...NONE, campaignId: campaign };
}

function jsonObject(written: string): unknown {
    try {
        return written.startsWith('{') ? JSON.parse(written) : null;
    } catch {
        return null; // the sender's own text, of any form
    }
}

const NAMED_WITH_COLON = /(^|&)(ref|campaign|purpose|validity|location|to):/g;
/** Longer than any provider returns; nothing of a sender's own text is worth more work. */
const WRITTEN_CHARACTERS = 2000;

const fieldIn =
    (object: JsonObject) =>
    (name: string): unknown =>
        Object.hasOwn(object, name) ? object[name] : null;

/** Where a provider returns fields that the sender named. */
function referencesOfObject(object: JsonObject): References {
    return named(fieldIn(object));
}

/**
 * What a sender wrote under a name into the one field that its provider returns: several as
 * `ref=…&campaign=…&purpose=…` (or with `;`, `,`, `:`), or as a JSON object of these names.
 */
export function writtenIn(returned: unknown): (name: string) => unknown {
    const written = text(returned, WRITTEN_CHARACTERS) ?? '';
    const object = jsonObject(written);
    if (isObject(object)) return fieldIn(object);
    const pairs = written.replaceAll(/[;,]/g, '&').replaceAll(NAMED_WITH_COLON, '$1$2=');
    const query = new URLSearchParams(pairs);
    return (name) => query.get(name);
}

/** A record's id alone, or what `writtenIn` finds. */
function referencesWritten(returned: unknown): References {
    const written = text(returned, WRITTEN_CHARACTERS) ?? '';
    return recordId(written) === null ? named(writtenIn(returned)) : referencesOfId(written);
}

/** The URL's references first, else those that the provider returns with the report: one text, or named fields. */
export function referencesIn(url: string, returned: unknown): References {
    const inUrl = referencesOf(url);
    const inField = isObject(returned) ? referencesOfObject(returned) : referencesWritten(returned);
    // The cast holds: each name has its own value, or the other's under the same name.
    return Object.fromEntries(NAMES.map((name) => [name, inUrl[name] ?? inField[name]])) as unknown as References;
}
