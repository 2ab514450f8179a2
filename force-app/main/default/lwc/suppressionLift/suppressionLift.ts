import { LightningElement, api, wire } from 'lwc';
import { graphql } from 'lightning/graphql';
import type { GraphQLNode, GraphQLResult } from 'lightning/graphql';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { updateRecord } from 'lightning/uiRecordApi';
import ID from '@salesforce/schema/Suppression__c.Id';
import IS_ACTIVE from '@salesforce/schema/Suppression__c.Is_Active__c';
import LIFT_NOTE from '@salesforce/schema/Suppression__c.Lift_Note__c';
import LIFTED_AT from '@salesforce/schema/Suppression__c.Lifted_At__c';
import { text as textOf } from 'c/graphqlFields';
import { fillLabel } from 'c/labelText';
import { isHash } from 'c/privateNumber';
import { reduceErrors } from 'c/reduceErrors';
import { CONTEXT_QUERY } from './context';
import type { ContextData } from './context';
import { LABELS } from './labels';

/** Of a text area. */
const LONGEST_NOTE = 255;

/** What a lift means, why it is done, and the lift. What the org refuses is said at the note. */
export default class SuppressionLift extends LightningElement {
    @api recordId!: string;
    @api address = '';
    @api reason = '';
    @api otherKeys: readonly string[] = [];

    readonly labels = LABELS;
    readonly longest = LONGEST_NOTE;
    isSaving = false;
    appealText = '';
    appealNote: string | null = null;
    otherText = '';
    private note = '';

    /** The lift does not wait for it, and says nothing where it fails. */
    @wire(graphql, { query: CONTEXT_QUERY, variables: '$variables' })
    receive({ data }: GraphQLResult<ContextData>): void {
        if (!data) return;
        const { appeals, others } = data.uiapi.query;
        const [appeal] = appeals.edges;
        const [other] = others.edges;
        const askedBy = appeal?.node['askedBy'] as unknown as GraphQLNode | null | undefined; // a parent, as the query asks
        this.appealText = appeal ? fillLabel(LABELS.appealed, (askedBy && textOf(askedBy, 'name')) ?? '') : '';
        this.appealNote = appeal ? textOf(appeal.node, 'note') : null;
        this.otherText = other ? otherFormOf(other.node) : '';
    }

    get variables(): { id: string; otherKeys: readonly string[] } {
        return { id: this.recordId, otherKeys: this.otherKeys.length > 0 ? this.otherKeys : ['-'] };
    }

    get heading(): string {
        return fillLabel(LABELS.heading, this.address);
    }

    /** Whoever said no is not asked again because somebody clicked. */
    get meaning(): string {
        return this.reason === 'Opt Out' || this.reason === 'Complaint' ? LABELS.meaningRefused : LABELS.meaning;
    }

    renderedCallback(): void {
        if (this.note === '' && !this.isSaving) this.noteInput?.focus();
    }

    handleNote(event: CustomEvent<{ value: string }>): void {
        this.note = event.detail.value;
        this.noteInput?.setCustomValidity('');
        this.noteInput?.reportValidity(); // now: if it went away on leaving the field, the buttons would move from under a click
    }

    handleCancel(): void {
        this.dispatchEvent(new CustomEvent('done'));
    }

    async handleLift(): Promise<void> {
        if (this.note.trim() === '') {
            this.refuse(LABELS.noteNeeded);
            return;
        }
        this.isSaving = true;
        try {
            await updateRecord({
                fields: {
                    [ID.fieldApiName]: this.recordId,
                    [IS_ACTIVE.fieldApiName]: false,
                    [LIFT_NOTE.fieldApiName]: this.note.trim(),
                    [LIFTED_AT.fieldApiName]: new Date().toISOString(),
                },
            });
            this.dispatchEvent(new ShowToastEvent({ title: fillLabel(LABELS.done, this.address), variant: 'success' }));
            this.dispatchEvent(new CustomEvent('lifted'));
        } catch (error) {
            this.refuse(reduceErrors(error).join(' '));
        } finally {
            this.isSaving = false;
        }
    }

    private refuse(text: string): void {
        this.noteInput?.setCustomValidity(text);
        this.noteInput?.reportValidity();
        this.noteInput?.focus();
    }

    private get noteInput(): HTMLTextAreaElement | null | undefined {
        return this.template?.querySelector('lightning-textarea') as HTMLTextAreaElement | null | undefined; // has its methods
    }
}

/** Lifting one form leaves the other, and the send gate asks for both. */
function otherFormOf(node: GraphQLNode): string {
    const address = textOf(node, 'address') ?? '';
    const label = isHash(address) ? LABELS.otherPrivate : LABELS.otherPlain;
    return fillLabel(label, node['reason']?.displayValue ?? textOf(node, 'reason') ?? '', address);
}
