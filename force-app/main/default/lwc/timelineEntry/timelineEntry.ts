import { LightningElement, api } from 'lwc';
import { channelWords } from 'c/channelWords';
import { failureAdvice } from 'c/failureReason';
import { fillLabel } from 'c/labelText';
import { reasonNote, receiptNote, waitNote } from 'c/messageNotes';
import { addressWords } from 'c/privateNumber';
import { statusWords } from 'c/statusPill';
import { LABELS } from './labels';
import type { Entry } from './entry';

export type { Entry } from './entry';

/** One message of the timeline. Its details are fetched when they are opened, not before. */
export default class TimelineEntry extends LightningElement {
    @api entry!: Entry;

    readonly labels = LABELS;
    isOpen = false;

    /** Puts the focus on this message. */
    @api
    focus(): void {
        (this.refs?.['toggle'] as HTMLElement | undefined)?.focus(); // the template's button
    }

    get channelName(): string {
        return channelWords(this.entry.channel).name;
    }

    get channelIcon(): string {
        return channelWords(this.entry.channel).icon;
    }

    get iconClass(): string {
        return `channel ${statusWords(this.entry.status).tone}`;
    }

    get recipientText(): string {
        return this.entry.recipient ? fillLabel(LABELS.to, addressWords(this.entry.recipient)) : '';
    }

    get hasContext(): boolean {
        return Boolean(this.entry.recipient ?? this.entry.purpose);
    }

    get reason(): string {
        return reasonNote(this.entry);
    }

    get advice(): string {
        return failureAdvice(this.entry);
    }

    get receipt(): string {
        return receiptNote(this.entry);
    }

    get wait(): string {
        return waitNote(this.entry);
    }

    get badges(): string[] {
        const { fallbackStatus, isLate } = this.entry;
        return [
            isLate ? LABELS.late : '',
            fallbackStatus === 'Sent' ? LABELS.fallbackSent : '',
            fallbackStatus === 'Task Created' ? LABELS.fallbackTask : '',
        ].filter((badge) => badge !== '');
    }

    /** Tells one button of the list from another, for those who hear it. */
    get toggleText(): string {
        return fillLabel(LABELS.detailsOf, this.channelName, statusWords(this.entry.status).text);
    }

    get expanded(): string {
        return String(this.isOpen);
    }

    get toggleIcon(): string {
        return this.isOpen ? 'utility:chevrondown' : 'utility:chevronright';
    }

    handleToggle(): void {
        this.isOpen = !this.isOpen;
    }
}
