/**
 * Why a message failed, for people. Codes are those that come often; all others are told by their failure class.
 * Twilio's codes: https://www.twilio.com/docs/api/errors (checked 2026-11-21).
 */
import BLOCKED from '@salesforce/label/c.Delivery_Reason_Blocked';
import CONFIGURATION from '@salesforce/label/c.Delivery_Reason_Configuration';
import FILTERED from '@salesforce/label/c.Delivery_Reason_Filtered';
import LANDLINE from '@salesforce/label/c.Delivery_Reason_Landline';
import NO_SUCH_NUMBER from '@salesforce/label/c.Delivery_Reason_No_Such_Number';
import NOT_VALID from '@salesforce/label/c.Delivery_Reason_Not_Valid';
import OPTED_OUT from '@salesforce/label/c.Delivery_Reason_Opted_Out';
import OUT_OF_REACH from '@salesforce/label/c.Delivery_Reason_Out_Of_Reach';
import PERMANENT from '@salesforce/label/c.Delivery_Reason_Permanent';
import TEMPORARY from '@salesforce/label/c.Delivery_Reason_Temporary';
import UNKNOWN from '@salesforce/label/c.Delivery_Reason_Unknown';

const BY_CODE: Readonly<Record<string, string>> = {
    'twilio 21211': NOT_VALID,
    'twilio 21610': OPTED_OUT,
    'twilio 21614': LANDLINE,
    'twilio 30003': OUT_OF_REACH,
    'twilio 30004': BLOCKED,
    'twilio 30005': NO_SUCH_NUMBER,
    'twilio 30006': LANDLINE,
    'twilio 30007': FILTERED,
    'bsr SPAM': FILTERED,
};

const BY_CLASS: Readonly<Record<string, string>> = {
    'Opted Out': OPTED_OUT,
    Configuration: CONFIGURATION,
    'Spam Filtered': FILTERED,
    Permanent: PERMANENT,
    Temporary: TEMPORARY,
    Unknown: UNKNOWN,
};

export interface Failure {
    readonly provider: string | null;
    readonly errorCode: string | null;
    readonly failureClass: string | null;
}

/** Empty for a message that did not fail. An admin's class for a code stands above our words for that code. */
export function failureReason({ provider, errorCode, failureClass }: Failure): string {
    if (!failureClass) return '';
    const byClass = BY_CLASS[failureClass] ?? UNKNOWN;
    const byCode = BY_CODE[`${provider?.toLowerCase()} ${errorCode}`];
    return byCode ?? byClass;
}
