/** Finding one person in all that a store holds, in whichever form a provider writes the address. */
import type { JournalledRequest, KnownMessage } from '../core/store.ts';
import { parseRequest } from '../worker/worker.ts';
import type { WorkerSource } from '../worker/worker.ts';
import { UsageError } from './surroundings.ts';

export interface Person {
    /** As it was asked for, `+447700900123` or `a@example.com`. */
    readonly address: string;
    /** What stands for it where an org is told no numbers. */
    readonly hashes: readonly string[];
    isAddress(written: string | null | undefined): boolean;
    /** Whether it occurs anywhere in a text. */
    isIn(text: string): boolean;
}

/** Fewer digits occur in too many other numbers and ids. */
const LEAST_DIGITS = 7;

/**
 * Of a number in E.164, or an email address. `hashesOf`: what stands for the number where an org is told none, one for each
 * key. Throws a UsageError for anything else.
 */
export function personOf(asked: string, hashesOf: (number: string) => readonly string[] = () => []): Person {
    if (/^\+[1-9]\d{6,14}$/.test(asked)) return numberOf(asked, hashesOf(asked));
    if (/^[^\s@]+@[^\s@]+$/.test(asked)) return emailOf(asked);
    throw new UsageError('a number as +447700900123, with its country, or an email address');
}

function numberOf(address: string, hashes: readonly string[]): Person {
    const digits = address.slice(1);
    // Written for people, a number has blanks, hyphens, dots and brackets.
    const bare = (text: string): string => text.replaceAll(/(?<=\d)[\s().-]+(?=\d)/g, '');
    return {
        ...{ address, hashes },
        isAddress: (written) =>
            written !== null &&
            written !== undefined &&
            (hashes.includes(written) || written.replaceAll(/\D/g, '') === digits),
        isIn: (text) =>
            text.includes(digits) ||
            hashes.some((hash) => text.includes(hash)) ||
            (digits.length > LEAST_DIGITS && bare(text).includes(digits)),
    };
}

function emailOf(address: string): Person {
    const lower = address.toLowerCase();
    const forms = [lower, encodeURIComponent(lower).toLowerCase()];
    return {
        ...{ address, hashes: [] },
        isAddress: (written) => written?.toLowerCase() === lower,
        isIn: (text) => forms.some((form) => text.toLowerCase().includes(form)),
    };
}

export function isAboutMessage(person: Person, { tracker, messageKey }: KnownMessage): boolean {
    const { recipient, sender } = tracker.fields;
    return person.isAddress(recipient?.value) || person.isAddress(sender?.value) || person.isIn(messageKey);
}

export function isAboutRequest(
    person: Person,
    journalled: JournalledRequest,
    sources: ReadonlyMap<string, WorkerSource>,
): boolean {
    const { url, headers, body } = journalled.request;
    if ([url, JSON.stringify(headers), body.toString('utf8')].some((text) => person.isIn(text))) return true;
    // Escapes hide a number from a search of the text: \u002b4477…, %34%34…
    const { reports, unwanted } = parseRequest(journalled, sources);
    return [...reports, ...unwanted].some(
        ({ report }) => person.isAddress(report.recipient) || person.isAddress(report.sender),
    );
}
