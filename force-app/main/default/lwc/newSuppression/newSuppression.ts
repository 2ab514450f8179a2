/** Puts an address on the list by hand, and says in words what is in the way. */
import { createRecord } from 'lightning/uiRecordApi';
import ADDRESS from '@salesforce/schema/Suppression__c.Address__c';
import CHANNEL from '@salesforce/schema/Suppression__c.Channel__c';
import IS_ACTIVE from '@salesforce/schema/Suppression__c.Is_Active__c';
import KEY from '@salesforce/schema/Suppression__c.Suppression_Key__c';
import REASON from '@salesforce/schema/Suppression__c.Reason__c';
import SINCE from '@salesforce/schema/Suppression__c.Since__c';
import SUPPRESSION from '@salesforce/schema/Suppression__c';
import EMPTY from '@salesforce/label/c.Suppression_Problem_Empty';
import KNOWN from '@salesforce/label/c.Suppression_Problem_Known';
import NO_COUNTRY_CODE from '@salesforce/label/c.Suppression_Problem_No_Country_Code';
import NOT_A_NUMBER from '@salesforce/label/c.Suppression_Problem_Not_A_Number';
import NOT_AN_EMAIL from '@salesforce/label/c.Suppression_Problem_Not_An_Email';
import TOO_LONG from '@salesforce/label/c.Suppression_Problem_Too_Long';
import { suppressionKey } from 'c/addressText';
import type { AddressProblem } from 'c/addressText';
import { reduceErrors } from 'c/reduceErrors';

export interface Entry {
    readonly channel: string;
    readonly address: string;
}

export const PROBLEMS: Readonly<Record<AddressProblem, string>> = {
    empty: EMPTY,
    noCountryCode: NO_COUNTRY_CODE,
    notANumber: NOT_A_NUMBER,
    notAnEmail: NOT_AN_EMAIL,
    tooLong: TOO_LONG,
};

/** Undefined when it is on the list now; else why it is not. */
export async function addSuppression({ channel, address }: Entry, since: string): Promise<string | undefined> {
    try {
        await createRecord({
            apiName: SUPPRESSION.objectApiName,
            fields: {
                [KEY.fieldApiName]: suppressionKey(channel, address),
                [CHANNEL.fieldApiName]: channel,
                [ADDRESS.fieldApiName]: address,
                [REASON.fieldApiName]: 'Manual',
                [IS_ACTIVE.fieldApiName]: true,
                [SINCE.fieldApiName]: since,
            },
        });
        return undefined;
    } catch (error) {
        const text = reduceErrors(error).join(' ');
        return /duplicate/i.test(text) ? KNOWN : text;
    }
}
