/** Addresses as people type them, in the form in which the relay and the send gate know them. */

export const CHANNELS = ['SMS', 'WhatsApp', 'Email', 'Push', 'Voice'] as const;

export type AddressProblem = 'empty' | 'noCountryCode' | 'notANumber' | 'notAnEmail' | 'tooLong';
export type AddressReading = { readonly address: string } | { readonly problem: AddressProblem };

const PHONE_CHANNELS: ReadonlySet<string> = new Set(['SMS', 'WhatsApp', 'Voice']);
/** What people put between digits. */
const SEPARATORS = /[\s().\-/\u00a0\u2010-\u2015]/g;
/** https://www.itu.int/rec/T-REC-E.164: at most fifteen digits, and no country code begins with a nought. */
const E164 = /^\+[1-9]\d{6,14}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Of `Address__c`, less what the key puts before it. */
const LONGEST = 240;

/** The address, or what is wrong with it. A number without its country code is nobody's: it is never guessed. */
export function readAddress(channel: string, typed: string): AddressReading {
    const trimmed = typed.trim();
    if (trimmed === '') return { problem: 'empty' };
    if (trimmed.length > LONGEST) return { problem: 'tooLong' };
    if (channel === 'Email') return EMAIL.test(trimmed) ? { address: trimmed } : { problem: 'notAnEmail' };
    return PHONE_CHANNELS.has(channel) ? readNumber(trimmed) : { address: trimmed };
}

function readNumber(typed: string): AddressReading {
    const digits = typed
        .replace(/\(0\)/, '') // +44 (0)20…
        .replace(SEPARATORS, '')
        .replace(/^00/, '+');
    if (E164.test(digits)) return { address: digits };
    return { problem: /^\d+$/.test(digits) ? 'noCountryCode' : 'notANumber' };
}

/** As `Suppression_Key__c` has it. */
export const suppressionKey = (channel: string, address: string): string => `${channel}:${address}`;
