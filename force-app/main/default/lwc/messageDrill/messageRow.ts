import MESSAGE from '@salesforce/schema/Message__c';
import { providerName } from 'c/displayNames';
import { failureReason } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import type { FoundMessage } from 'c/messagePage';
import { LABELS } from './labels';

export interface MessageRow extends FoundMessage {
    readonly objectApiName: string;
    readonly url: string;
    readonly personUrl: string;
    readonly personName: string;
    readonly providerName: string;
    readonly reason: string;
    readonly isForKnownPerson: boolean;
}

const urlOf = (objectApiName: string, id: string): string => `/lightning/r/${objectApiName}/${id}/view`;

export function messageRow(message: FoundMessage): MessageRow {
    const { id, person, errorCode } = message;
    const reason = failureReason(message);
    return {
        ...message,
        objectApiName: MESSAGE.objectApiName, // with the namespace of an installed package
        url: urlOf(MESSAGE.objectApiName, id),
        personUrl: person ? urlOf(person.objectApiName, person.id) : '',
        personName: person?.name ?? (message.recipient === null ? LABELS.nobody : ''),
        providerName: providerName(message.provider ?? ''),
        isForKnownPerson: person !== null,
        reason: reason && errorCode ? `${reason} ${fillLabel(LABELS.code, errorCode)}` : reason,
    };
}
