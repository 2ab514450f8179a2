import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLResult } from 'lightning/graphql';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { getObjectInfo } from 'lightning/uiObjectInfoApi';
import type { ObjectInfo, WireAnswer } from 'lightning/uiObjectInfoApi';
import { createRecord, updateRecord } from 'lightning/uiRecordApi';
import MAY_LIFT from '@salesforce/customPermission/Lift_Suppression';
import APPEAL from '@salesforce/schema/Suppression_Appeal__c';
import ANSWER from '@salesforce/schema/Suppression_Appeal__c.Answer__c';
import ID from '@salesforce/schema/Suppression_Appeal__c.Id';
import NOTE from '@salesforce/schema/Suppression_Appeal__c.Note__c';
import STATUS from '@salesforce/schema/Suppression_Appeal__c.Status__c';
import OF_SUPPRESSION from '@salesforce/schema/Suppression_Appeal__c.Suppression__c';
import { fillLabel } from 'c/labelText';
import { reduceErrors } from 'c/reduceErrors';
import { APPEAL_QUERY, readAppealed } from './appeal';
import type { AppealData, Appealed } from './appeal';
import { LABELS } from './labels';

/** Of a text area. */
const LONGEST_NOTE = 255;

/** One button for who believes that a suppression is wrong; what became of it; and for those who may lift, the no. */
export default class SuppressionAppeal extends LightningElement {
    /** Keys of suppressions, of which those in force are looked up. */
    @api keys: readonly string[] = [];
    @api showEvidence = false;

    readonly labels = LABELS;
    readonly longest = LONGEST_NOTE;
    appealed: Appealed | undefined;
    errors: unknown;
    isSaving = false;
    private words = '';
    private rights: ObjectInfo | undefined;
    private refresh: (() => Promise<void>) | undefined;

    @wire(getObjectInfo, { objectApiName: APPEAL })
    receiveRights({ data }: WireAnswer<ObjectInfo>): void {
        this.rights = data;
    }

    /** Who may not see suppressions has no rights to appeals either, and is shown nothing. */
    @wire(graphql, { query: '$query', variables: '$variables' })
    receive({ data, errors, refresh }: GraphQLResult<AppealData>): void {
        this.refresh = refresh ?? this.refresh;
        if (!data && !errors) return;
        this.errors = errors;
        if (data) this.appealed = readAppealed(data);
    }

    get query(): object | undefined {
        return this.rights && this.keys.length > 0 ? APPEAL_QUERY : undefined;
    }

    get variables(): { keys: readonly string[] } {
        return { keys: this.keys };
    }

    get isOpen(): boolean {
        return this.appealed?.appeal?.isOpen === true;
    }

    get canAsk(): boolean {
        return this.rights?.createable === true && !this.isOpen && this.appealed?.isOwnWord === false;
    }

    get canDecline(): boolean {
        return this.isOpen && Boolean(MAY_LIFT) && this.rights?.updateable === true;
    }

    get askedText(): string {
        return fillLabel(LABELS.open, this.appealed?.appeal?.askedBy ?? '');
    }

    get declinedText(): string {
        const { appeal } = this.appealed ?? {};
        return appeal?.isDeclined ? fillLabel(LABELS.declined, appeal.answer ?? '') : '';
    }

    handleWords(event: CustomEvent<{ value: string }>): void {
        this.words = event.detail.value;
        this.say('');
    }

    async handleAsk(): Promise<void> {
        await this.save(LABELS.done, () =>
            createRecord({
                apiName: APPEAL.objectApiName,
                fields: {
                    [OF_SUPPRESSION.fieldApiName]: this.appealed!.id, // the button is there with it only
                    [NOTE.fieldApiName]: this.words.trim(),
                },
            }),
        );
    }

    async handleDecline(): Promise<void> {
        if (this.words.trim() === '') {
            this.say(LABELS.answerNeeded);
            return;
        }
        await this.save(LABELS.declineDone, () =>
            updateRecord({
                fields: {
                    [ID.fieldApiName]: this.appealed!.appeal!.id, // the button is there with it only
                    [STATUS.fieldApiName]: 'Declined',
                    [ANSWER.fieldApiName]: this.words.trim(),
                },
            }),
        );
    }

    async handleRetry(): Promise<void> {
        await this.refresh?.();
    }

    private async save(title: string, write: () => Promise<unknown>): Promise<void> {
        this.isSaving = true;
        try {
            await write();
            this.words = '';
            this.dispatchEvent(new ShowToastEvent({ title, variant: 'success' }));
            await this.refresh?.();
        } catch (error) {
            this.say(reduceErrors(error).join(' '));
        } finally {
            this.isSaving = false;
        }
    }

    /** At the words, where whoever pressed the button is. */
    private say(problem: string): void {
        const input = this.template?.querySelector('lightning-textarea') as HTMLTextAreaElement | null | undefined; // has its methods
        input?.setCustomValidity(problem);
        input?.reportValidity();
        if (problem !== '') input?.focus();
    }
}
