import ACCEPTED_ONLY from '@salesforce/label/c.Delivery_Accepted_Only';
import BY_CARRIER from '@salesforce/label/c.Delivery_Confirmed_By_Carrier';
import CODE from '@salesforce/label/c.Delivery_Code';
import MISLEADING from '@salesforce/label/c.Delivery_Receipt_Misleading';
import WAIT_QUEUED from '@salesforce/label/c.Delivery_Wait_Queued';
import WAIT_SCHEDULED from '@salesforce/label/c.Delivery_Wait_Scheduled';
import WAIT_SENT from '@salesforce/label/c.Delivery_Wait_Sent';
import { failureReason } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import type { Message } from 'c/reachabilityVerdict';

const WAITING: Readonly<Record<string, string>> = {
    Scheduled: WAIT_SCHEDULED,
    Queued: WAIT_QUEUED,
    Sent: WAIT_SENT,
};

/** Why it failed, with the provider's code; empty for a message that did not fail. */
export function reasonNote(message: Message): string {
    const reason = failureReason(message);
    return reason && message.errorCode ? `${reason} ${fillLabel(CODE, message.errorCode)}` : reason;
}

/** Some receipts only mean that an operator took the message over, some are not believed. Empty where the phone itself confirmed. */
export function receiptNote({
    channel,
    status,
    confidence,
}: Pick<Message, 'channel' | 'status' | 'confidence'>): string {
    if (confidence === 'Misleading') return MISLEADING;
    if (channel === 'Push' && status === 'Sent') return ACCEPTED_ONLY;
    return status === 'Delivered' && (confidence === 'Carrier' || confidence === 'Platform') ? BY_CARRIER : '';
}

/** Whether it waits for longer than its policy calls usual; empty for a message that does not, or that has ended. */
export function waitNote({ status, lateAfter }: Pick<Message, 'status' | 'lateAfter'>): string {
    if (!lateAfter || Date.parse(lateAfter) > Date.now()) return '';
    return WAITING[status ?? ''] ?? '';
}
