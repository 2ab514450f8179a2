import { LightningElement } from 'lwc';
import { currentPage, onPageChange, openPage, urlOf } from 'console/router';
import { session } from 'console/session';
import { runRefreshHandlers } from 'lightning/refresh';
import type { Toast } from 'lightning/platformShowToastEvent';
import type { ConsoleAppPage, ConsoleBootstrap, ConsoleObject, PageLayout } from '../../../bootstrap.ts';
import type { PageReference } from '../router/router.ts';

interface ShownToast extends Toast {
    readonly id: number;
    readonly className: string;
    readonly icon: string;
}

interface Tab {
    readonly name: string;
    readonly label: string;
    readonly url: string;
    readonly itemClass: string;
    readonly current: string | undefined;
}

const TOAST_MS = 5_000;

interface ShownPage {
    readonly key: string;
    readonly object: ConsoleObject | undefined;
    readonly recordId: string | undefined;
    /** Of a record's page or an app's; an object's home has none. */
    readonly layout: PageLayout | undefined;
    readonly heading: string | undefined;
    readonly isHome: boolean;
}

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
            const label = this.start?.appPages[name]?.label ?? this.start?.objects[name]?.pluralLabel;
            if (label === undefined) return [];
            const { objectApiName, apiName } = this.page.attributes ?? {};
            const isCurrent = name === (apiName ?? objectApiName);
            return {
                name,
                label,
                url: urlOf(this.homeOf(name)),
                itemClass: `slds-context-bar__item${isCurrent ? ' slds-is-active' : ''}`,
                current: isCurrent ? 'page' : undefined,
            };
        });
    }

    get object(): ConsoleObject | undefined {
        return this.start?.objects[this.page.attributes?.['objectApiName'] ?? ''];
    }

    get appPage(): ConsoleAppPage | undefined {
        return this.start?.appPages[this.page.attributes?.['apiName'] ?? ''];
    }

    get recordId(): string | undefined {
        return this.page.attributes?.['recordId'];
    }

    /** A page element for each address: with another key LWC makes a new one, and the old one stops its work. */
    get pages(): ShownPage[] {
        const { object, recordId, appPage } = this;
        const layout = recordId === undefined ? appPage?.page : object?.page;
        const heading = appPage?.label;
        return [{ key: urlOf(this.page), layout, heading, isHome: !layout && object !== undefined, object, recordId }];
    }

    get unknownPage(): string {
        return this.start && !this.object && !this.appPage
            ? `The local org has no page at ${window.location.pathname}.`
            : '';
    }

    handleTab(event: MouseEvent & { currentTarget: HTMLElement }): void {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        openPage(this.homeOf(event.currentTarget.dataset['name'] ?? ''));
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

    private homeOf(tab: string): PageReference {
        if (this.start?.appPages[tab]) return { type: 'standard__navItemPage', attributes: { apiName: tab } };
        return { type: 'standard__objectPage', attributes: { objectApiName: tab, actionName: 'list' } };
    }

    private openFirstTab({ tabs }: ConsoleBootstrap): void {
        const [first] = tabs;
        if (first) openPage(this.homeOf(first), true);
    }
}
