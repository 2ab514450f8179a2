import { LightningElement, api, wire } from 'lwc';
import { getRecord, updateRecord } from 'lightning/uiRecordApi';
import type { UiRecord } from 'lightning/uiRecordApi';
import type { WireAnswer } from 'lightning/uiObjectInfoApi';
import ID from '@salesforce/schema/Campaign.Id';
import OUTCOME from '@salesforce/schema/Campaign.Unreachable_Outcome__c';
import REQUEST from '@salesforce/schema/Campaign.Unreachable_Members__c';
import { reduceErrors } from 'c/reduceErrors';
import { LABELS } from './labels';
import { outcomeText } from './outcomeText';

interface Choice {
    /** As the flow Campaign_CleanList reads it. */
    readonly request: string;
    readonly label: string;
    readonly variant: string;
}

const CHOICES: readonly Choice[] = [
    { request: 'Count', label: LABELS.count, variant: 'brand' },
    { request: 'Set Aside', label: LABELS.setAside, variant: 'neutral' },
    { request: 'Put Back', label: LABELS.putBack, variant: 'neutral' },
    { request: 'Remove', label: LABELS.remove, variant: 'destructive-text' },
];
const FOR_GOOD: readonly Choice[] = [{ request: 'Remove', label: LABELS.removeForGood, variant: 'destructive' }];

/** What the action Clean List does, where the figures are that make people want it: the flow does the work. */
export default class CleanList extends LightningElement {
    @api recordId!: string;

    readonly labels = LABELS;
    readonly fields = [OUTCOME];
    isSaving = false;
    /** Whether it is being asked if members are really to be removed. */
    isAsking = false;
    /** Why the org did not do it. */
    refusal = '';
    private record: UiRecord | undefined;
    private hasAnswer = false;

    @wire(getRecord, { recordId: '$recordId', fields: '$fields' })
    receive({ data }: WireAnswer<UiRecord>): void {
        this.record = data ?? this.record;
    }

    get choices(): readonly Choice[] {
        return this.isAsking ? FOR_GOOD : CHOICES;
    }

    get cancelLabel(): string {
        return this.isAsking ? LABELS.cancel : LABELS.close;
    }

    /** Of this visit: what somebody did last week is no answer to a press of a button. */
    get outcome(): string {
        if (this.isSaving) return LABELS.working;
        const value = this.record?.fields[OUTCOME.fieldApiName]?.value;
        return this.hasAnswer && typeof value === 'string' ? outcomeText(value) : '';
    }

    /** Whoever opened it by keyboard goes on in it. */
    @api takeFocus(): void {
        this.template?.querySelector<HTMLElement>('.title')?.focus();
    }

    async handleChoice(event: Event): Promise<void> {
        const { request = '' } = (event.currentTarget as HTMLElement).dataset; // the listener is on the button
        if (request === 'Remove' && !this.isAsking) {
            this.isAsking = true;
            return;
        }
        this.isAsking = false;
        await this.ask(request);
    }

    handleCancel(): void {
        if (!this.isAsking) this.dispatchEvent(new CustomEvent('close'));
        this.isAsking = false;
    }

    private async ask(request: string): Promise<void> {
        this.isSaving = true;
        this.refusal = '';
        try {
            await updateRecord({
                fields: { [ID.fieldApiName]: this.recordId, [REQUEST.fieldApiName]: request },
            });
            this.hasAnswer = true;
        } catch (error) {
            this.hasAnswer = false;
            this.refusal = reduceErrors(error).join(' ');
        } finally {
            this.isSaving = false;
        }
    }
}
