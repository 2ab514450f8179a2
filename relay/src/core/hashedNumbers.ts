/**
 * Numbers of people as a keyed hash, for an org that is to be told none: the same number is always the same hash, and
 * without the key nobody finds the number again, though all numbers there are could be tried in an hour. Pure.
 */
import { createHmac } from 'node:crypto';
import { callingCodeOf } from './countries.ts';
import type { DeliveryReport } from './ports.ts';
import { messageKeyOf, phoneNumber } from './reading.ts';
import { copyOf } from './smtp.ts';
import type { Snapshot } from './snapshot.ts';

export interface NumberHash {
    /** Of a number in whichever writing; what is a hash already stays. */
    of(number: string): string;
    /** A person's address as the org may see it: of an email address nothing is hidden. */
    address(address: string, channel: string | null): string;
    /** Whether a number is the one that the hash, or the number itself, stands for. */
    isSame(address: string, number: string): boolean;
    /** The report without its recipient's number, wherever that stands in it. */
    report(report: DeliveryReport): DeliveryReport;
    /** The same for what was known before numbers were hashed; null when its key, which cannot change, holds the number. */
    snapshot(snapshot: Snapshot): Snapshot | null;
}

/** Shorter than that is no key but a password. */
export const LEAST_KEY_BYTES = 32;

const HASH = /^#[A-Za-z0-9_-]{43}$/;
const E164 = /^\+[1-9]\d{6,14}$/;
/** In what somebody wrote for people. */
const BETWEEN = '[\\s().-]*';
/** What stands between two digits of one number at most; what else is between them makes them two. */
const SEPARATED = /(?<=\d)[\s().-]+(?=\d)/g;
/** Fewer digits occur in too many ids. */
const LEAST_DIGITS = 7;
/** As many characters of base64 as nine digits take: shorter words hold no number. */
const BASE64 = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
/** A text is taken apart at each of these: a number in it may begin anywhere. */
const OFFSETS = [0, 1, 2, 3];
/** What `messageKeyOf` makes of an id that is too long. */
const SHORTENED = /^sha256:[0-9a-f]{64}$/;

export const isHash = (address: string): boolean => HASH.test(address);

/** `+447700900123` for a number in any writing that names its country; else as it is. */
function canonical(number: string): string {
    const bare = number
        .trim()
        .replaceAll(SEPARATED, '')
        .replace(/^00(?=[1-9])/, '+');
    return phoneNumber(bare) ?? bare;
}

/** Whether it is a person's number and not an email address, or a device that has none. */
function isNumber(address: string, channel: string | null): boolean {
    if (address === '' || channel === 'Email') return false;
    if (channel === null) return !address.includes('@');
    return channel !== 'Push' || E164.test(canonical(address));
}

const written = (digits: string): string => digits.replaceAll(/(?<=\d)(?=\d)/g, BETWEEN);

interface Sought {
    /** Digits without which a text cannot hold the number in clear. */
    readonly digits: string;
    readonly pattern: RegExp;
}

/** How a number may stand in a text: in E.164, without its plus, with 00, as within its country, and with blanks. */
function soughtOf(number: string): Sought | null {
    const digits = number.replaceAll(/\D/g, '');
    if (digits.length < LEAST_DIGITS) return null;
    const code = E164.test(number) ? callingCodeOf(number) : null;
    const national = code === null ? digits : digits.slice(code.length);
    if (code === null || national.length < LEAST_DIGITS)
        return { digits, pattern: new RegExp(`(?:\\+|%2B|00)?${written(digits)}`, 'gi') };
    const abroad = `(?:\\+|%2B|00)?${written(code)}${BETWEEN}`;
    return { digits: national, pattern: new RegExp(`(?:${abroad})?(?:0${BETWEEN})?${written(national)}`, 'gi') };
}

/** As many digits in a row are no accident in what base64 hides. */
const ANY_NUMBER = /\d{9}/;

/** Whether a word of a text is the number, or another, in base64: WhatsApp's message ids are. */
function holds(word: string, digits: string): boolean {
    return OFFSETS.some((offset) => {
        const decoded = Buffer.from(word.slice(offset), 'base64').toString('latin1');
        return decoded.includes(digits) || ANY_NUMBER.test(decoded);
    });
}

type Hide = (text: string) => string;
type Texts<K extends string> = Readonly<Record<K, string | null>>;

const REPORT_TEXTS = ['eventId', 'part', 'rawStatus', 'code', 'sender', 'carrier', 'purpose', 'location'] as const;
const SNAPSHOT_TEXTS = ['providerStatus', 'errorCode', 'sender', 'carrier', 'purpose', 'location', 'history'] as const;

/** The texts of these names without the number. */
function hidden<K extends string>(names: readonly K[], source: Texts<K>, hide: Hide): Texts<K> {
    const entries = names.map((name) => [name, source[name] === null ? null : hide(source[name])]);
    return Object.fromEntries(entries) as Texts<K>; // the cast holds: each name has its text
}

/** An id of a record without its number would be no id any more. */
const wholeId = (id: string | null, hide: Hide): string | null => (id === null || hide(id) !== id ? null : id);

export function createNumberHash(key: string): NumberHash {
    const hmac = (text: string): string => `#${createHmac('sha256', key).update(text).digest('base64url')}`;
    const of = (number: string): string => (isHash(number) ? number : hmac(canonical(number)));
    const address = (given: string, channel: string | null): string => (isNumber(given, channel) ? of(given) : given);

    /** Takes a number out of texts. */
    function hiding(given: string): Hide {
        const number = canonical(given);
        const instead = hmac(number);
        const sought = soughtOf(number);
        if (sought === null) return (text) => text.replaceAll(given, instead);
        const { digits, pattern } = sought;
        // Of an id that several people share, each copy is named by a short hash that anybody could try all numbers on.
        const copies = [given, number, number.slice(1)].flatMap((each) => copyOf('-', each)?.slice(1) ?? []);
        return (text) => {
            let rest = text.replaceAll(/\D/g, '').includes(digits) ? text.replaceAll(pattern, instead) : text;
            for (const copy of copies) rest = rest.replaceAll(copy, `/${instead}`);
            return rest.replaceAll(BASE64, (word) => (holds(word, digits) ? hmac(word) : word));
        };
    }

    function hideInKey(messageKey: string, hide: Hide): string {
        const [provider = ''] = messageKey.split(':', 1);
        const id = messageKey.slice(provider.length + 1);
        const other = SHORTENED.test(id) ? hmac(id) : hide(id);
        return other === id ? messageKey : (messageKeyOf(provider, other) ?? `${provider}:${hmac(id)}`);
    }

    function hideOf(recipient: string | null, channel: string | null): Hide | null {
        const isPlain = recipient !== null && !isHash(recipient) && isNumber(recipient, channel);
        return isPlain ? hiding(recipient) : null;
    }

    return {
        of,
        address,
        isSame: (known, number) => of(known) === of(number),
        report(report) {
            const { recipient, channel, messageKey, recordId, campaignId } = report;
            const hide = hideOf(recipient, channel);
            if (hide === null) return report;
            return {
                ...{ ...report, ...hidden(REPORT_TEXTS, report, hide) },
                ...{ recordId: wholeId(recordId, hide), campaignId: wholeId(campaignId, hide) },
                messageKey: hideInKey(messageKey, hide),
                recipient: of(recipient ?? ''),
            };
        },
        snapshot(snapshot) {
            const { recipient, channel, messageKey, recordId, campaignId } = snapshot;
            const hide = hideOf(recipient, channel);
            if (hide === null) return snapshot;
            if (hideInKey(messageKey, hide) !== messageKey) return null;
            return {
                ...{ ...snapshot, ...hidden(SNAPSHOT_TEXTS, snapshot, hide) },
                ...{ recordId: wholeId(recordId, hide), campaignId: wholeId(campaignId, hide) },
                recipient: of(recipient ?? ''),
            };
        },
    };
}

type Orgs = Readonly<Record<string, { readonly hashedNumbers: { readonly key: string } | null }>>;

/** By the name of an org: how it is told of numbers, or null where it is told the numbers themselves. */
export function numberHashesOf(orgs: Orgs): (org: string) => NumberHash | null {
    const hashes = new Map(
        Object.entries(orgs).flatMap(([org, { hashedNumbers }]) =>
            hashedNumbers === null ? [] : [[org, createNumberHash(hashedNumbers.key)] as const],
        ),
    );
    return (org) => hashes.get(org) ?? null;
}
