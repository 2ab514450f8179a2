/** What the send gate is asked and answers, and its words. */

export type Inputs = Readonly<Record<string, string | number | boolean | null>>;

/** The outputs of the flow, as it declares them. */
export interface Answer {
    readonly isAllowed: boolean;
    readonly reasonCode: string;
    readonly reason: string;
    readonly suggestedChannel: string | null;
    readonly nextAllowedAt: string | null;
    readonly nextAllowedLocal: string | null;
}

/** What the gate says beside its code. */
export const IN_WORDS: Readonly<Record<string, string>> = {
    ALLOWED: 'Nothing stands against it.',
    UNKNOWN_CHANNEL: 'The channel must be SMS, WhatsApp, Email, Push or Voice.',
    NO_ADDRESS: 'There is no address for this channel.',
    INVALID_ADDRESS: 'The address is not valid: a phone number needs + and the country code, such as +14155550100.',
    OPTED_OUT: 'The recipient opted out of this channel.',
    COMPLAINED: 'The recipient complained about messages on this channel.',
    SUPPRESSED: 'The address is suppressed: REASON.',
    SUPPRESSION_UNKNOWN:
        'Numbers are kept private, and nobody on record has this one with its hash yet, so it cannot be told whether it is suppressed. Add the person, and let the relay write the hash.',
    EMAIL_OPT_OUT: 'The person opted out of email.',
    EMAIL_BOUNCED: 'Email to the person bounced.',
    DO_NOT_CALL: 'The person must not be called.',
    TIME_ZONE_UNKNOWN:
        'The time zone of the recipient is not known well enough to keep the quiet hours. Fill in Time Zone on the person, or the offsets in Dial Plan.',
    QUIET_HOURS: 'It is quiet time where the recipient lives. Send it from TIME.',
    PERSON_NOT_FOUND: 'The record is no contact and no lead, or it was deleted.',
    SWITCHED_OFF:
        'The send gate is switched off, so nothing is allowed. An admin switches it on again in Automation Switch, record Delivery_CheckPermission.',
};

export const NUMBER = '+447700900171';
export const EMAIL = 'invented@example.com';

/** Addresses and records without a person, and what the gate says of them. */
export const ADDRESSES: readonly (readonly [what: string, inputs: Inputs, expected: string])[] = [
    ['a valid number', { address: NUMBER }, 'ALLOWED, SMS'],
    ['a number without a country code', { address: '07700900171' }, 'INVALID_ADDRESS, '],
    ['a number that is too long', { address: '+4477009001711234' }, 'INVALID_ADDRESS, '],
    ['no number', {}, 'NO_ADDRESS, '],
    ['a valid email address', { channel: 'Email', address: EMAIL }, 'ALLOWED, Email'],
    ['a number of WhatsApp', { channel: 'WhatsApp', address: NUMBER }, 'ALLOWED, WhatsApp'],
    ['a call', { channel: 'Voice', address: NUMBER }, 'ALLOWED, Voice'],
    ['a country whose code has three digits', { address: '+353871234567' }, 'ALLOWED, SMS'],
    ['half an email address', { channel: 'Email', address: 'invented@example' }, 'INVALID_ADDRESS, '],
    ['a device, whose country nobody knows', { channel: 'Push', address: 'device' }, 'TIME_ZONE_UNKNOWN, Push'],
    ['a device and a password', { channel: 'Push', address: 'device', purpose: 'OTP' }, 'ALLOWED, Push'],
    ['an unknown channel', { channel: 'Fax', address: NUMBER }, 'UNKNOWN_CHANNEL, '],
    ['a country that the dial plan does not know', { address: '+38161234567' }, 'TIME_ZONE_UNKNOWN, SMS'],
    ['an account', { recordId: '001000000000001AAA' }, 'PERSON_NOT_FOUND, '],
    ['a contact that is gone', { recordId: '003000000000001AAA' }, 'PERSON_NOT_FOUND, '],
    ['a lead that is gone', { recordId: '00Q000000000001AAA' }, 'PERSON_NOT_FOUND, '],
];
