import { LightningElement, api } from 'lwc';
import type { ConsolePanel } from '../../../bootstrap.ts';

interface ShownPanel extends ConsolePanel {
    readonly isOpen: boolean;
    readonly expanded: string;
    readonly buttonClass: string;
}

/** The utility bar: pages of other servers that were named at the start, each in a panel that opens above the bar. */
export default class UtilityBar extends LightningElement {
    @api panels: readonly ConsolePanel[] = [];

    private open = '';

    get hasPanels(): boolean {
        return this.panels.length > 0;
    }

    get shown(): ShownPanel[] {
        return this.panels.map((panel) => {
            const isOpen = panel.label === this.open;
            return {
                ...panel,
                isOpen,
                expanded: String(isOpen),
                buttonClass: `slds-button slds-utility-bar__action${isOpen ? ' slds-is-active' : ''}`,
            };
        });
    }

    get openPanel(): ShownPanel | undefined {
        return this.shown.find(({ isOpen }) => isOpen);
    }

    handleToggle(event: Event & { currentTarget: HTMLElement }): void {
        const label = event.currentTarget.dataset['label'] ?? '';
        this.open = this.open === label ? '' : label;
    }

    handleClose(): void {
        this.open = '';
    }

    handleKey(event: KeyboardEvent): void {
        if (event.key === 'Escape') this.handleClose();
    }
}
