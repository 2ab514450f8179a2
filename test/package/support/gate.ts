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
