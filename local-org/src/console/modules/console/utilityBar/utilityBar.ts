import { LightningElement, api } from 'lwc';
import type { ConsolePanel } from '../../../bootstrap.ts';

interface Entry {
    readonly name: string;
    readonly label: string;
    readonly icon: string;
    /** Of the page to frame; the built-in entries have none. */
    readonly url?: string;
}

interface ShownEntry extends Entry {
    readonly expanded: string;
    readonly buttonClass: string;
}

const EMAILS_SENT: Entry = { name: 'emails', label: 'Emails sent', icon: 'utility:email' };
const CLOCK: Entry = { name: 'clock', label: 'Clock', icon: 'utility:clock' };
const FAULTS: Entry = { name: 'faults', label: 'Faults', icon: 'utility:warning' };

/**
 * The utility bar: pages of other servers that were named at the start, then the org's own controls, each in a panel
 * that opens above the bar.
 */
export default class UtilityBar extends LightningElement {
    @api panels: readonly ConsolePanel[] = [];

    private openName = '';

    get entries(): ShownEntry[] {
        const panels = this.panels.map((panel, place) => ({ ...panel, name: `panel${place}`, icon: 'utility:send' }));
        return [...panels, EMAILS_SENT, CLOCK, FAULTS].map((entry) => {
            const isOpen = entry.name === this.openName;
            return {
                ...entry,
                expanded: String(isOpen),
                buttonClass: `slds-button slds-utility-bar__action${isOpen ? ' slds-is-active' : ''}`,
            };
        });
    }

    get openEntry(): ShownEntry | undefined {
        return this.entries.find(({ name }) => name === this.openName);
    }

    get showsEmails(): boolean {
        return this.openName === EMAILS_SENT.name;
    }

    get showsClock(): boolean {
        return this.openName === CLOCK.name;
    }

    get showsFaults(): boolean {
        return this.openName === FAULTS.name;
    }

    handleToggle(event: Event & { currentTarget: HTMLElement }): void {
        const name = event.currentTarget.dataset['name'] ?? '';
        this.openName = this.openName === name ? '' : name;
    }

    handleClose(): void {
        this.openName = '';
    }

    handleKey(event: KeyboardEvent): void {
        if (event.key === 'Escape') this.handleClose();
    }
}
