/** Why a message failed and what to do now, for people: the one place for all components. */
import ASK_FOR_NUMBER from '@salesforce/label/c.Delivery_Advice_Permanent';
import CHECK_CONTENT from '@salesforce/label/c.Delivery_Advice_Rejected';
import CHECK_SENDER from '@salesforce/label/c.Delivery_Advice_Failed';
import CONFIGURATION from '@salesforce/label/c.Delivery_Reason_Configuration';
import EXPIRED from '@salesforce/label/c.Delivery_Reason_Expired';
import FILTERED from '@salesforce/label/c.Delivery_Reason_Filtered';
import LEAVE_THEM from '@salesforce/label/c.Delivery_Advice_Opted_Out';
import MAY_HAVE_ARRIVED from '@salesforce/label/c.Delivery_Advice_Unknown';
import NO_RECEIPT from '@salesforce/label/c.Delivery_Reason_No_Receipt';
import OPTED_OUT from '@salesforce/label/c.Delivery_Reason_Opted_Out';
import PERMANENT from '@salesforce/label/c.Delivery_Reason_Permanent';
import REJECTED from '@salesforce/label/c.Delivery_Reason_Rejected';
import TEMPORARY from '@salesforce/label/c.Delivery_Reason_Temporary';
import TRY_IN_WORKING_HOURS from '@salesforce/label/c.Delivery_Advice_Expired';
import TRY_LATER from '@salesforce/label/c.Delivery_Advice_Temporary';
import UNDELIVERED from '@salesforce/label/c.Delivery_Reason_Undelivered';
import UNKNOWN from '@salesforce/label/c.Delivery_Reason_Unknown';
import VERIFY_NUMBER from '@salesforce/label/c.Delivery_Advice_Undelivered';
import { REASON_BY_CODE } from './reasonCodes';

export interface Failure {
    readonly provider: string | null;
    readonly status: string | null;
    readonly errorCode: string | null;
    readonly failureClass: string | null;
}

const REASON_BY_CLASS: Readonly<Record<string, string>> = {
    'Opted Out': OPTED_OUT,
    Configuration: CONFIGURATION,
    'Spam Filtered': FILTERED,
    Permanent: PERMANENT,
    Temporary: TEMPORARY,
};

/** The usual cause of a fate whose class and code say nothing: providers' troubleshooting of the SMPP states. */
const REASON_BY_STATUS: Readonly<Record<string, string>> = {
    Undelivered: UNDELIVERED, // UNDELIV
    Expired: EXPIRED, // EXPIRED
    Rejected: REJECTED, // REJECTD
    Unknown: NO_RECEIPT, // UNKNOWN
};

const ADVICE_BY_CLASS: Readonly<Record<string, string>> = {
    'Opted Out': LEAVE_THEM,
    'Spam Filtered': CHECK_CONTENT,
    Configuration: CHECK_SENDER,
};

const ADVICE_BY_STATUS: Readonly<Record<string, string>> = {
    Failed: CHECK_SENDER,
    Rejected: CHECK_CONTENT,
    Expired: TRY_IN_WORKING_HOURS,
    Unknown: MAY_HAVE_ARRIVED,
};

/** Empty for a message that did not fail. What its own code means stands first, then its class, then its fate. */
export function failureReason({ provider, status, errorCode, failureClass }: Failure): string {
    const byStatus = REASON_BY_STATUS[status ?? ''] ?? '';
    if (!failureClass) return status === 'Unknown' ? byStatus : '';
    const byCode = REASON_BY_CODE.get(`${provider?.toLowerCase()} ${errorCode}`);
    if (byCode) return byCode;
    if (failureClass === 'Temporary' && status === 'Expired') return byStatus; // says more than its class
    return (REASON_BY_CLASS[failureClass] ?? byStatus) || UNKNOWN;
}

/** Of a fate, when nothing else is known; empty where there is none to tell. */
export const usualCause = (status: string): string => REASON_BY_STATUS[status] ?? '';

/** What to do about many of them. */
export const usualAdvice = (status: string): string => ADVICE_BY_STATUS[status] ?? VERIFY_NUMBER;

/** What to do about it; empty for a message that did not fail. */
export function failureAdvice({ status, failureClass }: Failure): string {
    if (!failureClass) return status === 'Unknown' ? MAY_HAVE_ARRIVED : '';
    const byClass = ADVICE_BY_CLASS[failureClass];
    if (byClass) return byClass;
    if (failureClass === 'Permanent' && status !== 'Failed') return ASK_FOR_NUMBER;
    const byStatus = ADVICE_BY_STATUS[status ?? ''];
    return byStatus ?? (failureClass === 'Temporary' ? TRY_LATER : VERIFY_NUMBER);
}
