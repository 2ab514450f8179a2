import { LightningElement } from 'lwc';
import { currentPage, onPageChange, openPage, urlOf } from 'console/router';
import { session } from 'console/session';
import { runRefreshHandlers } from 'lightning/refresh';
import type { Toast } from 'lightning/platformShowToastEvent';
import type { ConsoleBootstrap, ConsoleObject } from '../../../bootstrap.ts';
import type { PageReference } from '../router/router.ts';

interface ShownToast extends Toast {
    readonly id: number;
    readonly className: string;
    readonly icon: string;
}

interface Tab {
    readonly object: ConsoleObject;
    readonly url: string;
    readonly itemClass: string;
    readonly current: string | undefined;
}

const TOAST_MS = 5_000;

const homeOf = (objectApiName: string): PageReference => ({
    type: 'standard__objectPage',
    attributes: { objectApiName, actionName: 'list' },
});

/** The shell: header, navigation, the current page, messages and the utility bar. */
export default class App extends LightningElement {
    start: ConsoleBootstrap | undefined;
    error = '';
    toasts: readonly ShownToast[] = [];
    private page: PageReference = currentPage();
    private lastToast = 0;
    private stop: () => void = () => undefined;

    async connectedCallback(): Promise<void> {
        this.stop = onPageChange((page) => (this.page = page));
        try {
            this.start = await session();
            if (this.page.type === 'standard__home') this.openFirstTab(this.start);
        } catch (error) {
            this.error = String(error);
        }
    }

    disconnectedCallback(): void {
        this.stop();
    }

    get tabs(): Tab[] {
        return (this.start?.tabs ?? []).flatMap((name) => {
            const object = this.start?.objects[name];
            if (!object) return [];
            const isCurrent = name === this.page.attributes?.['objectApiName'];
            return {
                object,
                url: urlOf(homeOf(name)),
                itemClass: `slds-context-bar__item${isCurrent ? ' slds-is-active' : ''}`,
                current: isCurrent ? 'page' : undefined,
            };
        });
    }

    get object(): ConsoleObject | undefined {
        return this.start?.objects[this.page.attributes?.['objectApiName'] ?? ''];
    }

    get recordId(): string | undefined {
        return this.page.attributes?.['recordId'];
    }

    /** A page element for each address: with another key LWC makes a new one, and the old one stops its work. */
    get pages(): {
        key: string;
        isRecord: boolean;
        isHome: boolean;
        object: ConsoleObject | undefined;
        recordId: string | undefined;
    }[] {
        const { object, recordId } = this;
        const isRecord = object !== undefined && recordId !== undefined;
        return [{ key: urlOf(this.page), isRecord, isHome: object !== undefined && !isRecord, object, recordId }];
    }

    get unknownPage(): string {
        return this.start && !this.object ? `The local org has no page at ${window.location.pathname}.` : '';
    }

    handleTab(event: MouseEvent & { currentTarget: HTMLElement }): void {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openPage(homeOf(event.currentTarget.dataset['name'] ?? ''));
    }

    handleToast(event: CustomEvent<Toast>): void {
        const { title, message, variant = 'info' } = event.detail;
        const id = ++this.lastToast;
        const className = `slds-notify slds-notify_toast slds-theme_${variant}`;
        const toast = { id, title, variant, className, icon: `utility:${variant}`, ...(message ? { message } : {}) };
        this.toasts = [...this.toasts, toast];
        // eslint-disable-next-line @lwc/lwc/no-async-operation -- a message is taken away after a while
        setTimeout(() => (this.toasts = this.toasts.filter((shown) => shown.id !== id)), TOAST_MS);
    }

    handleRefresh(): void {
        void runRefreshHandlers();
    }

    private openFirstTab({ tabs }: ConsoleBootstrap): void {
        const [first] = tabs;
        if (first) openPage(homeOf(first), true);
    }
}
