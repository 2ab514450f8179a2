/** A report of BSR as the event of a relay that looks no further: what most such programs map. */
import { EVENT_NAME } from '../../src/salesforce/eventFields.generated.ts';

interface Report {
    readonly message_id: string;
    readonly to: string;
    readonly status: string;
    readonly delivered_at?: string;
}

/** `body` is that of the bench's own load. */
export function eventOf(body: unknown): { readonly type: string; readonly [field: string]: string | undefined } {
    const { message_id: id, to, status, delivered_at: deliveredAt } = body as Report;
    return {
        type: EVENT_NAME,
        Message_Key__c: `bsr:${id}`,
        Recipient__c: to,
        Status__c: status === 'DELIVRD' ? 'Delivered' : 'Failed',
        Delivered_At__c: deliveredAt,
    };
}
