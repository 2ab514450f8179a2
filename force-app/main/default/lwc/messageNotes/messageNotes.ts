import ACCEPTED_ONLY from '@salesforce/label/c.Delivery_Accepted_Only';
import BY_CARRIER from '@salesforce/label/c.Delivery_Confirmed_By_Carrier';
import CODE from '@salesforce/label/c.Delivery_Code';
import MISLEADING from '@salesforce/label/c.Delivery_Receipt_Misleading';
import { failureReason } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import type { Message } from 'c/reachabilityVerdict';

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
