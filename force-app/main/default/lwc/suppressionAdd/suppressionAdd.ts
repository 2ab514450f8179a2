import { LightningElement } from 'lwc';
import { ShowToastEvent } from 'lightning/platformShowToastEvent';
import { CHANNELS, readAddress } from 'c/addressText';
import { fillLabel } from 'c/labelText';
import { addSuppression, PROBLEMS } from 'c/newSuppression';
import { LABELS } from './labels';

/** One address, put on the list by hand. */
export default class SuppressionAdd extends LightningElement {
    readonly labels = LABELS;
    readonly channels = CHANNELS.map((value) => ({ value, label: value }));
    channel = 'SMS';
    isSaving = false;
    private typed = '';

    handleChannel(event: CustomEvent<{ value: string }>): void {
        this.channel = event.detail.value;
    }

    handleAddress(event: CustomEvent<{ value: string }>): void {
        this.typed = event.detail.value;
        this.input?.setCustomValidity('');
        this.input?.reportValidity(); // now: if it went away on leaving the field, the buttons would move from under a click
    }

    handleCancel(): void {
        this.dispatchEvent(new CustomEvent('done'));
    }

    async handleAdd(): Promise<void> {
        const reading = readAddress(this.channel, this.typed);
        if ('problem' in reading) {
            this.refuse(PROBLEMS[reading.problem]);
            return;
        }
        const { address } = reading;
        this.isSaving = true;
        const problem = await addSuppression({ channel: this.channel, address }, new Date().toISOString());
        this.isSaving = false;
        if (problem !== undefined) {
            this.refuse(problem);
            return;
        }
        this.dispatchEvent(new ShowToastEvent({ title: fillLabel(LABELS.added, address), variant: 'success' }));
        this.dispatchEvent(new CustomEvent('added'));
        this.handleCancel();
    }

    private refuse(text: string): void {
        this.input?.setCustomValidity(text);
        this.input?.reportValidity();
        this.input?.focus();
    }

    private get input(): HTMLInputElement | null | undefined {
        return this.template?.querySelector('lightning-input') as HTMLInputElement | null | undefined; // has its methods
    }
}
