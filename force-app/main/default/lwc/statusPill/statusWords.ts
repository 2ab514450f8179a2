import CANCELED from '@salesforce/label/c.Delivery_Status_Canceled';
import DELIVERED from '@salesforce/label/c.Delivery_Status_Delivered';
import EXPIRED from '@salesforce/label/c.Delivery_Status_Expired';
import FAILED from '@salesforce/label/c.Delivery_Status_Failed';
import NONE from '@salesforce/label/c.Delivery_Status_None';
import QUEUED from '@salesforce/label/c.Delivery_Status_Queued';
import REJECTED from '@salesforce/label/c.Delivery_Status_Rejected';
import SCHEDULED from '@salesforce/label/c.Delivery_Status_Scheduled';
import SENT from '@salesforce/label/c.Delivery_Status_Sent';
import UNCONFIRMED from '@salesforce/label/c.Delivery_Status_Unconfirmed';
import UNDELIVERED from '@salesforce/label/c.Delivery_Status_Undelivered';
import UNKNOWN from '@salesforce/label/c.Delivery_Status_Unknown';

export type Tone = 'success' | 'error' | 'warning' | 'waiting';

export interface StatusWords {
    readonly text: string;
    readonly tone: Tone;
    readonly icon: string;
}

const waiting = (text: string): StatusWords => ({ text, tone: 'waiting', icon: 'utility:clock' });
const doubtful = (text: string): StatusWords => ({ text, tone: 'warning', icon: 'utility:warning' });
const failed = (text: string): StatusWords => ({ text, tone: 'error', icon: 'utility:error' });

/** Statuses as the data has them. Only a receipt counts as delivered; Sent still waits. */
const WORDS: Readonly<Record<string, StatusWords>> = {
    Scheduled: waiting(SCHEDULED),
    Queued: waiting(QUEUED),
    Sent: waiting(SENT),
    Unconfirmed: doubtful(UNCONFIRMED),
    Unknown: doubtful(UNKNOWN),
    Canceled: doubtful(CANCELED),
    Expired: failed(EXPIRED),
    Failed: failed(FAILED),
    Undelivered: failed(UNDELIVERED),
    Rejected: failed(REJECTED),
    Delivered: { text: DELIVERED, tone: 'success', icon: 'utility:check' },
};

/** A status that this release does not know is shown as it is, without a colour that would judge it. */
export const statusWords = (status: string | null | undefined): StatusWords =>
    WORDS[status ?? ''] ?? waiting(status || NONE);
