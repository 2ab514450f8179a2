import { isHash } from 'c/privateNumber';
import type { Person } from 'c/reachabilityVerdict';
import SUPPRESSION from '@salesforce/schema/Suppression__c';

/** A report on its way to a record, as it comes over the event bus; an installed package's names begin with its namespace. */
export type ReportPayload = Readonly<Record<string, unknown>>;

/** The namespace of an installed package with its underscores, which texts are not given. */
const PREFIX = SUPPRESSION.objectApiName.replace(/Suppression__c$/, '');

export const REPORT_CHANNEL = `/event/${PREFIX}Delivery_Report__e`;

/** Whether the report may be about that person: by the record that its sender named, by the number, or by its hash. */
export function concerns(
    payload: ReportPayload,
    recordId: string,
    person: Pick<Person, 'number' | 'numberHash'> | undefined,
): boolean {
    const named = String(payload[`${PREFIX}Record_Id__c`] ?? '');
    if (named !== '' && named.slice(0, 15) === recordId.slice(0, 15)) return true;
    const recipient = payload[`${PREFIX}Recipient__c`];
    if (isHash(String(recipient ?? ''))) return recipient === person?.numberHash;
    return digits(recipient) !== '' && digits(recipient) === digits(person?.number);
}

function digits(text: unknown): string {
    return String(text ?? '').replaceAll(/\D/g, '');
}
